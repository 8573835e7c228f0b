"""Does an operator come through her shift: the night's failures, the schedules, the engines, what she hands over?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from console.app import ConsoleApp
from console.screens.bulk import BulkScreen
from console.screens.engine import EngineScreen
from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from console.screens.schedules import SchedulesScreen
from console.screens.subscription import SubscriptionScreen
from engine.outcome import ProcessStatus
from tests.unit.console.alike import failing
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_subscriptions import key_of


async def command(it: Driver, line: str) -> None:
    """Type a line after `:`."""
    await it.press(":")
    await it.type(line)
    await it.press("enter")


def test_a_night_of_failures_for_one_reason_is_looked_into_and_retried_as_one_line_of_the_inbox() -> None:
    deck = failing(6)
    names = [f"down{number}" for number in range(6)]

    async def journey(it: Driver) -> None:
        assert "+ 6" in it.line("1h")
        await it.press("j", "enter", "j", "j", "enter")
        assert it.screen() is ProcessScreen
        assert "Timeout: 10.0.0.1 did not answer" in it.text
        await it.press("escape", "k", "k", "enter")
        assert it.screen() is InboxScreen
        assert "+ 6" in it.line("1h")
        await it.press("r")
        assert it.screen() is BulkScreen
        assert "retry: 6 will" in it.text
        await it.press("y")
        for name in names:
            left = ProcessStatus.FAILED if name == "down3" else ProcessStatus.COMPLETED
            it.deck.put(replace(it.deck.name(name), status=left, version=9))
        await it.settle()
        assert "retried 6 processes: 5 completed, 1 failed again" in it.text
        await it.press("escape", "g")
        assert it.screen() is InboxScreen
        assert "+ 6" not in it.text
        assert "1 Inbox 3" in it.text
        await command(it, f"process {str(it.deck.name('down3').process_id)[:8]}")
        assert "! failed   validate_node" in it.text

    drive(journey, deck, size=(120, 40))
    assert {call[:2] for call in deck.calls} == {("retry", deck.name(name).process_id) for name in names}


def test_a_schedule_is_held_for_the_maintenance_run_by_hand_and_let_go() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "P")
        assert it.screen() is SchedulesScreen
        assert "- paused" in it.line("Clean up old tasks  ")
        await it.press("r", "P")
        assert "~ due" in it.line("Clean up old tasks  ")
        await it.press("/")
        await it.type("maintenance")
        await it.press("enter", "r")
        assert "task_gone" in it.text
        await it.press("escape", "tab")
        assert "tasks > active" in it.text

    assert [call[0] for call in drive(journey, size=(120, 40)).calls] == ["pause", "run-now", "resume"]


def test_the_engines_are_paused_for_a_change_of_the_network_and_every_view_says_so_until_they_go_on() -> None:
    async def journey(it: Driver) -> None:
        await it.press("6", "P")
        assert it.screen() is EngineScreen
        await it.press("y")
        assert "pausing" in it.text
        for view in ("1", "2", "3", "4", "5"):
            await it.press(view, "R")
            assert "paused by anna" in it.text.splitlines()[0]
        await it.press("6", "P", "y", "1", "R")
        assert "paused" not in it.text.splitlines()[0]

    assert drive(journey, size=(120, 40)).calls == [("pause",), ("resume",)]


def test_at_the_end_of_a_shift_what_is_left_is_noted_copied_and_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def suspend(app: ConsoleApp) -> Iterator[None]:
        yield

    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(ConsoleApp, "suspend", suspend)
    monkeypatch.setenv("PAGER", "cat")

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("c")
        await it.type("bram answers tonight")
        await it.press("enter", "y")
        assert it.text.splitlines()[-1].startswith(" copy  i id")
        await it.press("i")
        assert it.app.clipboard == str(it.deck.name("ask").process_id)
        await it.press("y", "c")
        assert it.app.clipboard == f"nocdeck process show {it.deck.name('ask').process_id}"
        await command(it, "handover 8h")
        assert it.screen() is InboxScreen

    drive(journey, state_dir=tmp_path)
    (report,) = (tmp_path / "handovers").iterdir()
    assert "bram answers tonight" in report.read_text()


def test_the_whole_console_is_reached_by_its_command_line_and_the_way_back_leads_through_it() -> None:
    async def journey(it: Driver) -> None:
        await command(it, "ps suspended")
        assert (it.screen(), "2 match" in it.text) == (ProcessesScreen, True)
        await command(it, "nonsense")
        assert "nonsense" in it.text.splitlines()[-1]
        await it.press("escape")
        await command(it, "note")
        assert it.deck.calls == []
        await it.type("waits for the courier")
        await it.press("enter")
        await command(it, f"sub {str(key_of('Node ams1'))[:8]}")
        assert it.screen() is SubscriptionScreen
        await command(it, "relations")
        assert "In use by" in next(line for line in it.text.splitlines() if line.startswith(">"))
        await command(it, "in")
        assert it.screen() is InboxScreen
        await command(it, "last")
        assert it.screen() is SubscriptionScreen
        await command(it, "q")
        assert it.screen() is ProcessesScreen
        assert "/suspended" in it.text

    deck = drive(journey)
    assert [(call[0], call[-1]) for call in deck.calls] == [("note", "waits for the courier")]
