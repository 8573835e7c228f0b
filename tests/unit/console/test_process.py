"""Does the process screen tell what happened, step by step, and go on with a process that runs?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from console.screens.subscription import SubscriptionScreen
from console.timeline import entries, here
from engine.domain.touched import FieldChange, Touched
from engine.outcome import ProcessStatus, StepStatus
from engine.store.audit import AuditEntry
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import NOW, FakeDeck, detail_of, process
from tests.unit.console.fake_subscriptions import key_of


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


@pytest.mark.parametrize(
    ("workflow", "at"), [("provision_node", "   at Confirm t…"), ("drain_node_for_maintenance", "")]
)
def test_of_a_long_first_line_the_step_is_cut_and_not_whom_it_waits_for_nor_since_when(workflow: str, at: str) -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "long")
        line = it.line("? suspended")
        assert f"{workflow}{at}   waits for NOC   " in line
        assert line.endswith("3m ago")

    row = process("long", ProcessStatus.SUSPENDED, step="Confirm that all of the engineers have left", minutes=3)
    drive(journey, FakeDeck([replace(row, workflow=workflow, assignee="NOC")]))


def test_attempts_that_failed_alike_are_one_line_until_it_is_opened() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "wait")
        assert "▸ Push config" in it.line("~ waiting  ▸")
        assert "×3 13:57" in it.line("~ waiting  ▸")
        assert "traceback of Push config, ×3 13:57" in it.text
        await it.press("enter")
        lines = [line for line in it.text.splitlines() if "~ waiting    Push config" in line]
        assert len(lines) == 3
        assert "try 3" in lines[2]
        await it.press("G", "left", "j", "j")
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
        assert "JSON after Verify" in it.text
        assert '"customer": "SURF",' in it.text
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
        assert screen.pane.reader().has_focus
        await it.press("tab")
        assert screen.pane.timeline.has_focus

    drive(journey)


def test_brackets_go_from_one_failed_attempt_to_the_next() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "wait")
        screen = it.app.screen
        assert isinstance(screen, ProcessScreen)
        await it.press("E", "g", "]")
        assert screen.pane.timeline.cursor_key == "tries:3"
        await it.press("]")
        assert screen.pane.timeline.cursor_key == "seq:3"
        await it.press("]")
        assert screen.pane.timeline.cursor_key == "seq:4"
        await it.press("[", "[", "[")
        assert screen.pane.timeline.cursor_key == "tries:3"
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


def test_what_is_read_of_a_step_stays_when_the_process_goes_on() -> None:
    async def journey(it: Driver) -> None:
        row = it.deck.name("ask")
        await open_process(it, "ask")
        await it.press("tab")
        detail = detail_of(row)
        answered = replace(detail.steps[-1], seq=4, status=StepStatus.SUCCESS)
        moved = replace(row, status=ProcessStatus.RUNNING, version=8, last_step="Verify")
        it.deck.details[row.process_id] = replace(detail, row=moved, steps=(*detail.steps, answered))
        it.deck.put(moved)
        await it.settle()
        assert "running  Verify" in it.text
        assert "> ? suspend" in it.text
        await it.press("tab", "j", "j")
        assert "> > running  Verify" in it.text

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
        await it.go_to("diff")
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


def with_history() -> FakeDeck:
    """Return a deck on which the failed process changed a node, looked at another and was given two commands."""
    deck = FakeDeck()
    row = deck.name("fail")
    node, other = (deck.sold[key_of(name)].row for name in ("Node ams1", "Node dub1"))
    changes = (
        FieldChange("in sync", "yes", "no"),
        FieldChange("node.ports[1].vlan", "30", "40"),
        FieldChange("node.ports[2].port_name", None, "et-0/0/9"),
        FieldChange("node.ports[0].port_name", "et-0/0/0", None),
    )
    deck.changed[row.process_id] = [
        Touched(row=node, how="changed", changes=changes, until="now"),
        Touched(row=other, how="unchanged", changes=(), until="now"),
    ]
    deck.given[row.process_id] = [
        command("retry", "bram", before="failed", after="resumed", step="Verify"),
        command("start", "anna", minutes=70, after="created"),
    ]
    return deck


def command(action: str, who: str, *, minutes: float = 5, **more: Any) -> AuditEntry:
    """Return a row of the audit."""
    facts: dict[str, Any] = dict.fromkeys(("db_role", "process_id", "step", "before", "after", "detail"))
    at = NOW - timedelta(minutes=minutes)
    named = {"os_user": f"os-{who}", "display_name": who, "host": "noc1", "os_pid": 4711, "action": action}
    return AuditEntry(**facts | named | {"at": at} | more)


def test_d_shows_what_was_made_of_each_subscription_and_enter_opens_it() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        assert "Subscriptions 2" in it.text
        await it.press("d")
        assert "4 fields" in it.line("± changed  Node ams1")
        assert "· same     Node dub1" in it.text
        assert "before and after Node ams1, until now" in it.text
        lines = [line.partition("▕")[2].strip() for line in it.text.splitlines()]
        at = lines.index("node.ports[1].vlan")
        assert lines[at + 1 : at + 3] == ["- 30", "+ 40"]
        assert "+ node.ports[2].port_name  et-0/0/9" in lines
        assert "- node.ports[0].port_name  et-0/0/0" in lines
        await it.press("enter")
        assert it.screen() is SubscriptionScreen

    drive(journey, with_history())


def test_d_again_goes_back_to_the_step_it_came_from() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("k", "d", "d")
        assert "changed by Reserve port" in it.text

    drive(journey, with_history())


def test_the_commands_a_process_was_given_are_told_by_whom_and_when() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("L")
        assert "· retry  bram" in it.text
        assert "os-bram@noc1" in it.text
        await it.press("j")
        assert "command start" in it.text

    drive(journey, with_history())


def test_w_opens_the_subscription_or_says_that_there_is_none() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "run")
        await it.press("w")
        assert "the process touched no subscription" in it.text
        await it.press("escape")
        await it.go_to("fail")
        await it.press("enter", "w")
        assert it.screen() is SubscriptionScreen

    drive(journey, with_history())


def test_a_traceback_is_folded_to_its_last_frame_until_enter() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        assert "… 2 frames above, enter shows them" in it.text
        assert "runner.py" not in it.text
        await it.press("enter")
        assert "runner.py" in it.text
        await it.press("enter")
        assert "runner.py" not in it.text

    drive(journey)


def test_of_a_traceback_longer_than_the_screen_the_error_at_its_end_is_seen_first() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("enter")
        assert "network.lab.LinkDown" in it.text
        assert "Traceback (most recent" not in it.text

    drive(journey, size=(80, 16))


def test_keys_of_forms_and_of_the_engine_are_hidden_until_asked_for() -> None:
    deck = FakeDeck()
    row = deck.name("fail")
    detail = detail_of(row)
    given = {"customer": "SURF", "__old_subscriptions__": {"x": 1}, "label_site": "Site"}
    deck.details[row.process_id] = replace(detail, initial=given)

    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("g")
        assert "__old_subscriptions__" not in it.text
        assert "customer  SURF" in it.text
        await it.press("H")
        assert "__old_subscriptions__" in it.text
        assert "label_site" in it.text

    drive(journey, deck)


def test_the_state_is_searched_and_escape_ends_the_search_before_it_leaves() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("v", "v", "slash")
        await it.type("xe-0")
        await it.press("enter")
        assert "1 of 1 lines with xe-0" in it.text
        await it.press("escape")
        assert it.screen() is ProcessScreen
        await it.press("escape")
        assert it.screen() is ProcessesScreen

    drive(journey)


def grouped() -> FakeDeck:
    """Return a deck on which the completed process had a group, and the failed one stands in its second."""
    deck = FakeDeck()
    for name in ("done", "fail"):
        row = deck.name(name)
        detail = detail_of(row)
        made = [
            replace(detail.steps[1], seq=seq, path=("Site A",), name=step, changed={})
            for seq, step in enumerate(("Site A - Enter", "Reserve port", "Patch"), 2)
        ]
        last = replace(detail.steps[-1], seq=6, path=("Site B",) if name == "fail" else ())
        inner = [replace(made[0], seq=5, path=("Site B",), name="Site B - Enter"), last]
        deck.details[row.process_id] = replace(detail, steps=(detail.steps[0], *made, *inner[name == "done" :]))
    return deck


def test_a_group_that_is_done_is_folded_and_one_that_failed_is_open() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        assert "✓ success  ▸ Site A" in it.line("Site A")
        assert "2 steps" in it.line("Site A")
        assert "Patch" not in it.text
        assert "! failed   ▾ Site B" in it.text
        assert "! failed     Verify" in it.text
        await it.press("g", "j", "j", "right")
        assert "✓ success    Patch" in it.text
        await it.press("j", "left")
        assert "Patch" not in it.text
        assert "changed by Site A" in it.text

    drive(journey, grouped())


def test_everything_is_folded_and_unfolded_at_once() -> None:
    async def journey(it: Driver) -> None:
        await open_process(it, "fail")
        await it.press("E")
        assert "Patch" in it.text
        await it.press("Z")
        assert "Patch" not in it.text
        assert "> ! failed   ▸ Site B" in it.text

    drive(journey, grouped())


def test_what_a_callback_reports_on_its_way_is_a_bar_and_its_words() -> None:
    deck = FakeDeck()
    row = replace(deck.name("call"), note="ask for Ann")
    deck.details[row.process_id] = replace(detail_of(row), row=row, progress={"percent": 40, "what": "splicing"})

    async def journey(it: Driver) -> None:
        await open_process(it, "call")
        assert "~ ████████░░░░░░░░░░░░ 40 %  splicing" in it.text
        assert "note: ask for Ann" in it.text

    drive(journey, deck)
