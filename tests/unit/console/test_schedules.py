"""Is it seen what is started by the clock, and can it be run, paused and taken away by keys?"""

from __future__ import annotations

from uuid import uuid5

from console.screens.process import ProcessScreen
from console.screens.schedules import SchedulesScreen
from console.screens.tasks import TasksScreen
from engine.errors import Refused
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck, process
from tests.unit.console.fake_views import NAMESPACE


def calls(deck: FakeDeck) -> list[str]:
    """What was asked of the engine, each with the name of the schedule."""
    names = {
        uuid5(NAMESPACE, name): name for name in ("Clean up old tasks", "Maintenance of dub1", "Validate products")
    }
    return [f"{verb} {names[key]}" for verb, key in deck.calls]


def test_the_tasks_view_shows_tasks_alone_and_the_processes_view_none() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4")
        assert it.screen() is TasksScreen
        assert "1 task\n" in it.text
        assert "task_clean_up" in it.text
        await it.press("2")
        assert "task_clean_up" not in it.text

    drive(journey)


def test_the_tabs_go_round_through_the_schedules_and_back() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "tab", "tab")
        assert "tasks > all" in it.text
        await it.press("tab")
        assert (it.screen(), "5 schedules" in it.text) == (SchedulesScreen, True)
        await it.press("tab")
        assert "tasks > active" in it.text
        await it.press("shift+tab")
        assert it.screen() is SchedulesScreen
        await it.press("2", "4")
        assert it.screen() is SchedulesScreen

    drive(journey)


def test_a_schedule_says_when_it_runs_next_and_what_came_of_it_last() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab")
        assert "every 6 hours  in 12m   ✓ completed" in it.line("Clean up")
        assert "next: 14:14:11, 20:14:11, 13 Mar 02:14, 13 Mar 08:14, 13 Mar 14:14" in it.text
        await it.press("j", "j")
        assert "! skipped: Workflow 'task_validate_products' cannot be started now" in it.text
        await it.press("j")
        assert "paused: it starts nothing by itself" in it.text

    drive(journey)


def test_run_now_and_pause_act_at_once_and_one_key_resumes_what_is_paused() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "r")
        assert f"started {str(uuid5(NAMESPACE, 'Clean up old tasks'))[:8]}" in it.text
        await it.press("P")
        assert "paused 'Clean up old tasks'" in it.text
        assert "- paused" in it.line("Clean up old tasks ")
        await it.press("P")
        assert "~ due" in it.line("Clean up old tasks ")

    named = ["run-now Clean up old tasks", "pause Clean up old tasks", "resume Clean up old tasks"]
    assert calls(drive(journey)) == named


def test_a_schedule_is_taken_away_after_a_yes_alone() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "D")
        assert "remove 'Clean up old tasks'?" in it.text
        await it.press("n")
        assert it.deck.calls == []
        await it.press("D", "y")
        assert "4 schedules" in it.text

    assert calls(drive(journey)) == ["remove Clean up old tasks"]


def test_a_schedule_whose_workflow_is_not_loaded_says_so_instead_of_running() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "j", "j", "j")
        assert "run now" not in it.text
        await it.press("r")
        assert "Workflow 'task_gone' of schedule 'Maintenance" in it.text

    assert drive(journey).calls == []


def test_what_the_engine_refuses_is_said_in_its_words() -> None:
    deck = FakeDeck()
    deck.refusals["run-now"] = Refused("It is running already")

    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "r")
        assert "run-now 'Clean up old tasks': It is running already" in it.text

    drive(journey, deck)


def test_a_read_only_console_shows_schedules_and_changes_none() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab")
        assert "run now" not in it.text
        await it.press("r", "P", "D")
        assert "run now: this console is read-only" in it.text

    assert drive(journey, read_only=True).calls == []


def test_enter_opens_the_process_that_the_last_run_started() -> None:
    deck = FakeDeck()
    row = process("x", ProcessStatus.COMPLETED, workflow="task_clean_up_tasks")
    deck.processes[uuid5(NAMESPACE, "run")] = row

    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "enter")
        assert it.screen() is ProcessScreen
        await it.press("escape", "j", "j", "j", "enter")
        assert "'Maintenance of dub1' has started nothing yet" in it.text

    drive(journey, deck)


def test_a_schedule_is_added_by_the_engines_own_form() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "a")
        assert "What is started" in it.text
        await it.press("space", "ctrl+j")
        assert "How often" in it.text
        await it.press("ctrl+j", "ctrl+j")
        assert it.screen() is SchedulesScreen
        assert "saved 'New': every 6 hours, due 15:02:11" in it.text

    (call,) = drive(journey).calls
    assert call[:2] == (
        "save schedule",
        [{"workflow": "task_clean_up_tasks", "name": "", "kind": "interval"}, {"every": "6h"}, {}],
    )


def test_a_schedule_is_changed_by_its_form_with_what_it_is_now_in_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "j", "m")
        assert "Compare the network with what is sold" in it.text
        await it.press("ctrl+j")
        assert "30 2 * * *" in it.text
        await it.press("ctrl+j")
        assert it.screen() is SchedulesScreen

    (call,) = drive(journey).calls
    assert [answer.get("kind") or answer.get("line") for answer in call[1]] == ["cron", "30 2 * * *"]


def test_schedules_are_narrowed_by_words_and_by_fields() -> None:
    async def journey(it: Driver) -> None:
        await it.press("4", "shift+tab", "/")
        await it.type("state:paused|over !maint")
        await it.press("enter")
        assert "1 match" in it.text
        assert "Once after the move" in it.text
        await it.press("/", *" nope:x", "enter")
        assert "There is no field 'nope'" in it.text

    drive(journey)
