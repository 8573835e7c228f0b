"""Does the process screen tell what happened, step by step, and go on with a process that runs?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from console.timeline import entries, here
from engine.outcome import ProcessStatus, StepStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import NOW, FakeDeck, detail_of, process


async def open_process(it: Driver, name: str) -> None:
    await it.press("2", "shift+tab")
    await it.go_to(name)
    await it.press("enter")
    assert it.screen() is ProcessScreen


def test_a_failed_process_shows_its_reason_its_steps_and_the_traceback_at_once() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        assert "! failed   provision_node   at Verify" in it.text
        assert "! LinkDown: ams-pe1: no answer" in it.text
        assert "✓ success  Reserve port" in it.text
        assert "1.3s" in it.line("Reserve port")
        assert "○ pending  Done" in it.text
        assert "traceback of Verify" in it.text
        assert "Traceback (most recent call last):" in it.text

    drive(journey)


def test_every_attempt_is_a_line_of_its_own() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "wait")
        lines = [line for line in it.text.splitlines() if "~ waiting  Push config" in line]
        assert len(lines) == 3
        assert "try 3" in lines[2]
        assert "retry in 0:42, attempt 4" in it.text

    drive(journey, size=(120, 40))


def test_v_cycles_what_changed_the_full_state_and_the_traceback() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("v")
        assert "changed by Verify" in it.text
        assert "LinkDown" in it.text
        await it.press("v")
        assert "state after Verify" in it.text
        assert "customer" in it.text
        await it.press("v")
        assert "traceback of Verify" in it.text

    drive(journey)


def test_the_input_a_process_was_started_with_is_the_first_line() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("g")
        assert "changed by Input" in it.text
        assert "customer  SURF" in it.text

    drive(journey)


def test_the_state_after_a_step_is_the_fold_up_to_it_and_a_failed_attempt_adds_nothing() -> None:
    detail = detail_of(process("x", ProcessStatus.FAILED, step="Verify"))
    steps = list(detail.steps)
    steps[1] = replace(steps[1], removed=("customer",))
    steps[2] = replace(steps[2], changed={"half": "done"})
    found = entries(replace(detail, steps=tuple(steps)), FakeShell())  # type: ignore[arg-type]
    states = {entry.line.name: entry.state for entry in found}
    assert states["Start"]["customer"] == "SURF"
    assert "customer" not in states["Reserve port"]
    assert states["Verify"] == states["Reserve port"]


class FakeShell:
    """The clock alone."""

    def now(self) -> object:
        return NOW


@pytest.mark.parametrize(
    ("status", "name", "glyph"),
    [
        (ProcessStatus.FAILED, "Verify", "!"),
        (ProcessStatus.SUSPENDED, "Verify", "?"),
        (ProcessStatus.RUNNING, "Verify", ">"),
    ],
)
def test_where_a_process_is_has_one_line_and_is_not_still_to_come(status: ProcessStatus, name: str, glyph: str) -> None:
    detail = detail_of(process("x", status, step="Verify", step_started_at=NOW - timedelta(seconds=8)))
    found = entries(detail, FakeShell())  # type: ignore[arg-type]
    assert (here(found).line.name, here(found).line.glyph) == (name, glyph)
    assert [entry.line.name for entry in found].count("Verify") == 1


def test_tab_moves_between_the_steps_and_what_they_did() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        screen = it.app.screen
        assert isinstance(screen, ProcessScreen)
        await it.press("tab")
        assert screen.text_view.has_focus
        await it.press("tab")
        assert screen.timeline.has_focus

    drive(journey)


def test_brackets_go_from_one_failed_attempt_to_the_next() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "wait")
        screen = it.app.screen
        assert isinstance(screen, ProcessScreen)
        await it.press("g", "]")
        assert screen.timeline.cursor_key == "seq:3"
        await it.press("]")
        assert screen.timeline.cursor_key == "seq:4"
        await it.press("[", "[")
        assert screen.timeline.cursor_key == "seq:3"
        assert "no failed attempt before this one" in it.text

    drive(journey)


def test_the_cursor_goes_on_with_a_process_that_runs() -> None:
    async def journey(it: Driver) -> None:
        row = it.deck.name("run")
        await open_process(it, "run")
        assert "> running" in it.line("> running  Push config")
        it.deck.put(replace(row, status=ProcessStatus.COMPLETED, version=8, last_step="Done"))
        await it.settle()
        assert "✓ completed" in it.text
        assert "changed by Done" in it.text

    drive(journey)


def test_a_cursor_that_was_moved_away_stays_on_its_step_when_the_process_goes_on() -> None:
    async def journey(it: Driver) -> None:
        row = it.deck.name("run")
        await open_process(it, "run")
        await it.press("k")
        assert "changed by Reserve port" in it.text
        it.deck.put(replace(row, status=ProcessStatus.COMPLETED, version=8, last_step="Done"))
        await it.settle()
        assert "✓ completed" in it.text
        assert "changed by Reserve port" in it.text

    drive(journey)


def test_the_time_of_a_running_step_and_the_countdown_move_with_the_clock() -> None:
    clock = [NOW]

    async def journey(it: Driver) -> None:
        await open_process(it, "run")
        assert "8s" in it.line("> running  Push config")
        clock[0] += timedelta(seconds=3)
        it.app._tick()
        await it.settle()
        assert "11s" in it.line("> running  Push config")

    drive(journey, now=lambda: clock[0])


def test_an_unreadable_log_row_is_said_and_what_could_be_read_is_shown() -> None:
    deck = FakeDeck()
    row = deck.name("fail")
    deck.details[row.process_id] = replace(detail_of(row), unreadable="log row 3 (Verify) cannot be read")

    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        assert "! log row 3 (Verify) cannot be read" in it.text
        assert "Reserve port" in it.text

    drive(journey, deck)


def test_a_process_that_is_not_there_any_more_is_said() -> None:
    async def journey(it: Driver) -> None:
        await it.press("g")
        del it.deck.processes[it.deck.name("diff").process_id]
        await it.press("enter")
        assert "there is no process" in it.text
        await it.press("escape")
        assert it.screen() is InboxScreen

    drive(journey)


def test_a_step_of_a_newer_engine_is_shown_by_its_name() -> None:
    deck = FakeDeck()
    row = deck.name("fail")
    detail = detail_of(row)
    unknown = replace(detail.steps[0], status="hibernating")  # type: ignore[arg-type]
    deck.details[row.process_id] = replace(detail, steps=(unknown, *detail.steps[1:]))

    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        assert "! hibernating" in it.text

    drive(journey, deck)


def test_a_skipped_step_says_so() -> None:
    deck = FakeDeck()
    row = deck.name("done")
    detail = detail_of(row)
    skipped = replace(detail.steps[1], status=StepStatus.SKIPPED)
    deck.details[row.process_id] = replace(detail, steps=(detail.steps[0], skipped, detail.steps[2]))

    async def journey(it: Driver) -> None:
        await open_process(it, "done")
        assert "- skipped" in it.line("Reserve port")

    drive(journey, deck)
