"""Is it seen how the engines fare, what waits and who gave which command; and can they be paused after a yes alone?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from console.screens.audit import AuditScreen
from console.screens.engine import EngineScreen
from console.screens.engine_log import LogScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from console.screens.schedules import SchedulesScreen
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import NOW, FakeDeck


def test_the_engine_view_shows_who_runs_what_and_what_waits() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6")
        assert it.screen() is EngineScreen
        for shown in ("> running   1 engine   2 processes", "next wake-up in 42s", "schema 0006   3.2 MB"):
            assert shown in it.text
        assert "✓ alive" in it.line("noc1 pid 4711")
        assert "! dead" in it.line("noc2 pid 4711")
        for shown in ("provision_node: Push config", "check_link: Measure loss", "2 processes", "1 process"):
            assert shown in it.text

    drive(journey, size=(120, 40))


def test_enter_opens_the_process_or_the_list_of_those_that_wait() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6", "j", "enter")
        assert it.screen() is ProcessScreen
        await it.press("escape", "G", "enter")
        assert it.screen() is SchedulesScreen
        await it.press("6", "k", "k", "enter")
        assert it.screen() is ProcessesScreen
        assert "/status:waiting" in it.text

    drive(journey)


def test_the_engines_are_paused_and_resumed_after_a_yes_alone() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6", "P")
        assert "pause every engine of this store after the step in hand?" in it.text
        await it.press("n")
        assert it.deck.calls == []
        await it.press("P", "y")
        assert "~ pausing   by anna 3m ago   2 processes finish their steps" in it.text
        await it.press("P")
        assert "have the engines of this store go on?" in it.text
        await it.press("y")
        assert "> running   1 engine" in it.text

    assert drive(journey).calls == [("pause",), ("resume",)]


def test_a_read_only_console_pauses_nothing() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6", "P")
        assert "read-only" in it.text

    assert drive(journey, read_only=True).calls == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"owners": ()}, "! no engine runs on this store"),
        ({"late": timedelta(minutes=3)}, "! late by 3m00s"),
        ({"next_due": None}, "nothing is due by itself"),
    ],
)
def test_what_is_wrong_is_said_on_top(changes: dict[str, object], said: str) -> None:
    deck = FakeDeck()
    deck.engines = replace(deck.engines, **changes)  # type: ignore[arg-type]

    async def journey(it: Driver) -> None:
        await it.press("6")
        assert said in it.text

    drive(journey, deck)


def test_the_clocks_move_without_the_store_being_asked() -> None:
    clock = [NOW]

    async def journey(it: Driver) -> None:
        await it.press("6")
        it.deck.engine = None  # type: ignore[assignment,method-assign]  # whoever asked would fail
        clock[0] += timedelta(seconds=2)
        it.app._tick()
        await it.settle()
        assert "next wake-up in 40s" in it.text

    drive(journey, now=lambda: clock[0])


def test_every_screen_says_when_the_engines_want_to_be_looked_at() -> None:
    deck = FakeDeck()
    deck.paused_by = "bert"

    async def journey(it: Driver) -> None:
        for keys in ((), ("3",), ("?",)):
            await it.press(*keys)
            assert "6 Engine !" in it.text

    drive(journey, deck)


def test_the_audit_lists_commands_and_opens_the_process_they_were_given_to() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6", "tab")
        assert it.screen() is AuditScreen
        assert "4 commands" in it.text
        assert "failed > resumed" in it.line("Set desc")
        await it.press("/", *"note", "enter")
        assert "1 match" in it.text
        assert "bram (os-bram@noc1, pid 812): note -> vendor case 4411" in it.text
        await it.press("enter")
        assert it.screen() is ProcessScreen

    drive(journey)


def test_the_log_stays_at_its_end_while_the_reader_is_there() -> None:
    deck = FakeDeck()
    deck.log = "\n".join(f"line {number}" for number in range(100))

    async def journey(it: Driver) -> None:
        await it.press("6", "shift+tab")
        assert it.screen() is LogScreen
        assert "line 99" in it.text
        it.deck.log += "\nline 100"
        await it.press("R")
        assert "line 100" in it.text
        await it.press("g")
        it.deck.log += "\nline 101"
        await it.press("R")
        assert ("line 0\n" in it.text, "line 101" in it.text) == (True, False)
        await it.press("/", *"line 77", "enter")
        assert "1 of 1 lines with line 77" in it.text

    drive(journey, deck)
