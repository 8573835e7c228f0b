"""Does the console go on where the store fails it in the middle of a command?"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from engine.records import WorkflowInfo
from engine.shift import Shift
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck

AWAY = OperationalError("SELECT 1", {}, Exception("disk I/O error"))


class Failing(FakeDeck):
    """A deck whose store is there, and does not answer what a command asks."""

    async def process_id(self, prefix: str) -> UUID:
        raise AWAY

    async def workflows(self) -> list[WorkflowInfo]:
        raise AWAY

    async def shift(self, since: str) -> Shift:
        raise AWAY


@pytest.mark.parametrize("line", ["process 7f", "start provision_node"])
def test_a_command_the_store_fails_comes_back_with_what_the_store_said(line: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type(line)
        await it.press("enter")
        assert f":{line}" in it.text
        assert "! the store did not answer: disk I/O error" in it.line(f":{line}")

    drive(journey, Failing(), size=(120, 24))


def test_a_handover_the_store_fails_says_so_from_the_line_and_from_the_help() -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type("handover")
        await it.press("enter")
        assert "disk I/O error" in it.text
        it.app.clear_notifications()
        await it.press("?")
        await it.type("handover")
        await it.press("enter")
        assert "disk I/O error" in it.text

    drive(journey, Failing())


def test_the_choice_of_a_workflow_says_why_there_is_none_while_the_store_fails() -> None:
    async def journey(it: Driver) -> None:
        await it.press("n")
        it.app.clear_notifications()
        await it.settle()
        assert "the store did not answer: disk I/O error" in it.text
        assert "reading" not in it.text

    drive(journey, Failing())


def test_a_list_that_could_not_be_read_says_why_in_its_place_until_it_can() -> None:
    class Away(FakeDeck):
        is_away = True

        async def input_drafts(self) -> dict[UUID, object]:  # type: ignore[override]
            if self.is_away:
                raise AWAY
            return {}

    deck = Away()

    async def journey(it: Driver) -> None:
        it.app.clear_notifications()
        await it.settle()
        assert "the store did not answer: disk I/O error" in it.text
        deck.is_away = False
        await it.press("R")
        assert "5 lines" in it.text
        assert "disk I/O error" not in it.text

    drive(journey, deck)
