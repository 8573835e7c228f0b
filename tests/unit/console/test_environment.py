"""Is it plain which network the console works on, and how much does it ask before what cannot be taken back?"""

from __future__ import annotations

from uuid import UUID

import pytest

from console.actions import ACTIONS
from console.environment import COLOURS, Environment
from engine.settings import ENVIRONMENT_COLOURS
from tests.unit.console.driving import Driver, drive

ABORT = next(action for action in ACTIONS if action.id == "process.abort")
RETRY = next(action for action in ACTIONS if action.id == "process.retry")
IDS = [UUID(int=number << 96 | number) for number in range(1, 13)]


def test_the_colours_of_the_configuration_are_those_the_console_has() -> None:
    assert tuple(COLOURS) == ENVIRONMENT_COLOURS


@pytest.mark.parametrize(
    ("environment", "style"),
    [
        (Environment(name="lab"), "bold reverse"),
        (Environment(name="Production"), "$text-error bold reverse"),
        (Environment(name="prod", colour="green"), "$text-success bold reverse"),
    ],
)
def test_an_environment_has_its_colour_and_is_seen_without(environment: Environment, style: str) -> None:
    assert environment.style == style


@pytest.mark.parametrize(
    ("guarded", "count", "typed"),
    [(False, 1, ""), (False, 3, ""), (False, 4, "4"), (True, 1, str(IDS[0])[:8]), (True, 2, "2")],
)
def test_what_must_be_typed_before_what_cannot_be_taken_back(guarded: bool, count: int, typed: str) -> None:
    assert Environment(guarded=guarded).to_type(ABORT, IDS[:count]) == typed


def test_what_can_be_taken_back_needs_no_typing() -> None:
    assert Environment(guarded=True).to_type(RETRY, IDS) == ""


@pytest.mark.parametrize(
    ("keys", "calls"),
    [("y\r", 0), ("\r", 0), ("0e9f83ab\r", 0), ("0e9f83af\r", 1), ("0e9x\b83af\r", 0), ("0x\be9f83af\r", 1)],
)
def test_a_guarded_environment_aborts_only_what_was_named(keys: str, calls: int) -> None:
    names = {"\r": "enter", "\b": "backspace"}

    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("A")
        assert "type 0e9f83af, enter:" in it.text.splitlines()[-1]
        await it.press(*(names.get(key, key) for key in keys))
        assert "? help" in it.text.splitlines()[-1]

    assert len(drive(journey, environment=Environment(name="prod", guarded=True)).calls) == calls


def test_many_at_once_are_counted_by_their_operator() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "space", "j", "space", "j", "space", "j", "space", "A")
        assert "type 4, enter:" in it.text.splitlines()[-1]
        await it.press("4", "enter")

    assert len(drive(journey).calls) == 4
