"""Is a workflow started when its schedule says, once, and does the next tick come whatever became of this one?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from engine import FormPage, RunPredicateFail
from engine.definition import make_workflow
from engine.dsl import Target, done, init
from engine.errors import Ambiguous, FormRejected, NotFound, Refused, UsageError
from engine.outcome import ProcessStatus
from engine.schedule_lines import line_of
from engine.scheduling import fire_due
from engine.store.database import Store
from engine.store.schedule_tables import ScheduleTable, ScheduleTickTable
from engine.store.tables import AuditTable, ProcessTable
from engine.sweeper import SWEEP, Sweeper, next_due
from engine.triggers import Trigger, cron_of
from tests.lab import Lab, flow
from tests.racing import race

HOURLY = Trigger("interval", {"hours": 1})


@pytest.fixture(autouse=True)
def _none(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(ScheduleTable))  # the clean-up that every store is born with


@pytest.fixture
def count(lab: Lab) -> str:
    """The name of a task."""
    lab.registry.put(flow(init >> done, name="task_count", target=Target.SYSTEM))
    return "task_count"


def asking(lab: Lab) -> str:
    """The name of a task with a form."""

    def ask() -> type[FormPage]:
        class Ask(FormPage):
            site: str

        return Ask

    made = make_workflow(lambda: init >> done, "Ask", ask, Target.SYSTEM)
    made.name = "task_ask"
    lab.registry.put(made)
    return made.name


def processes(lab: Lab) -> int:
    with lab.store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(ProcessTable)) or 0


def ticks(lab: Lab) -> list[tuple[datetime, str | None]]:
    query = select(ScheduleTickTable.due_at, ScheduleTickTable.skipped).order_by(ScheduleTickTable.due_at)
    with lab.store.reading() as connection:
        return [(due_at, skipped) for due_at, skipped in connection.execute(query)]


def test_sch3_a_due_schedule_starts_its_workflow_with_its_stored_answers(lab: Lab) -> None:
    name = asking(lab)
    row = lab.operations.add_schedule(name, HOURLY, [{"site": "ams"}])
    lab.run()
    assert processes(lab) == 0
    lab.clock.advance(3_600)
    lab.run()
    (shown,) = lab.operations.schedules()
    assert shown.last_process_id is not None
    detail = lab.detail(shown.last_process_id)
    assert (detail.row.status, detail.row.created_by, detail.state["site"]) == (
        ProcessStatus.COMPLETED,
        "SYSTEM",
        "ams",
    )
    assert (shown.last_skipped, shown.next_run_at) == (None, row.next_run_at + timedelta(hours=1))  # type: ignore[operator]


def test_each_tick_is_claimed_once_however_many_engines_look(lab: Lab, count: str) -> None:
    lab.operations.add_schedule(count, HOURLY)
    for _ in range(5):
        lab.clock.advance(3_600)
        came = race([lambda: fire_due(lab.store, lab.registry, lab.clock)] * 4)
        assert sorted(len(started) if isinstance(started, list) else repr(started) for started in came) == [0, 0, 0, 1]
    assert processes(lab) == 5
    assert len(ticks(lab)) == 5


def test_sch4_a_schedule_that_was_slept_through_runs_once_and_goes_on(lab: Lab, count: str) -> None:
    row = lab.operations.add_schedule(count, HOURLY)
    lab.clock.advance(50 * 3_600)
    lab.run()
    lab.run()
    assert processes(lab) == 1
    assert lab.operations.schedules()[0].next_run_at == row.next_run_at + timedelta(hours=50)  # type: ignore[operator]


def test_a_date_runs_once_and_is_over(lab: Lab, count: str) -> None:
    at = lab.clock() + timedelta(hours=1)
    lab.operations.add_schedule(count, Trigger("date", {"run_date": at.isoformat()}))
    for _ in range(3):
        lab.clock.advance(3_600)
        lab.run()
    assert processes(lab) == 1
    assert lab.operations.schedules()[0].next_run_at is None


def test_sch3_a_predicate_that_says_no_skips_the_tick_with_its_words(lab: Lab) -> None:
    busy = make_workflow(
        lambda: init >> done, "Busy", None, Target.SYSTEM, run_predicate=lambda _: RunPredicateFail("no")
    )
    busy.name = "task_busy"
    lab.registry.put(busy)
    lab.operations.add_schedule("task_busy", HOURLY)
    lab.clock.advance(3_600)
    lab.run()
    assert (processes(lab), [skipped for _, skipped in ticks(lab)]) == (0, ["no"])


def test_sch3_answers_that_do_not_fit_any_more_skip_the_tick_and_the_next_one_comes(lab: Lab) -> None:
    name = asking(lab)
    lab.operations.add_schedule(name, HOURLY, [{"site": "ams"}])
    with lab.store.writing() as connection:
        connection.execute(update(ScheduleTable).values(inputs="[{}]"))
    for _ in range(2):
        lab.clock.advance(3_600)
        lab.run()
    assert processes(lab) == 0
    assert ["site: field required" in (skipped or "") for _, skipped in ticks(lab)] == [True, True]


@pytest.mark.parametrize("error", [ConnectionError("inventory is away"), SystemExit("inventory is away")])
def test_a_form_that_raises_skips_its_tick_and_keeps_no_other_schedule_from_running(
    lab: Lab, count: str, error: BaseException
) -> None:
    broken = False

    def ask() -> type[FormPage]:
        if broken:
            raise error
        return FormPage

    made = make_workflow(lambda: init >> done, "Broken", ask, Target.SYSTEM)
    made.name = "task_broken"
    lab.registry.put(made)
    lab.operations.add_schedule("task_broken", HOURLY, name="a")
    lab.operations.add_schedule(count, HOURLY, name="b")
    broken = True
    lab.clock.advance(3_600)
    lab.run()
    assert processes(lab) == 1
    skipped = f"{type(error).__name__}: inventory is away"
    assert [row.last_skipped for row in lab.operations.schedules()] == [skipped, None]


def test_a_schedule_edited_into_nonsense_says_so_and_is_over(lab: Lab, count: str) -> None:
    lab.operations.add_schedule(count, HOURLY)
    with lab.store.writing() as connection:
        connection.execute(update(ScheduleTable).values(trigger_kwargs='{"fortnights":1}'))
    lab.clock.advance(3_600)
    lab.run()
    (row,) = lab.operations.schedules()
    assert "Invalid trigger_kwargs for 'interval' trigger" in (row.last_skipped or "")
    assert (row.next_run_at, processes(lab)) == (None, 0)


@pytest.mark.parametrize("column", ["trigger_kwargs", "inputs"])
def test_a_schedule_that_cannot_be_read_starts_nothing_and_hides_no_other(lab: Lab, count: str, column: str) -> None:
    broken = lab.operations.add_schedule(count, HOURLY, name="a")
    lab.operations.add_schedule(count, HOURLY, name="b")
    with lab.store.writing() as connection:
        mine = update(ScheduleTable).where(ScheduleTable.schedule_id == broken.schedule_id)
        connection.execute(mine.values({column: "nonsense"}))
    assert [line_of(row).when.startswith("There is no trigger") for row in lab.operations.schedules()] == [True, False]
    lab.clock.advance(3_600)
    lab.run()
    due, over = lab.operations.schedules()
    assert (processes(lab), due.name, over.next_run_at) == (1, "b", None)
    assert "'interval (unreadable)'" in (over.last_skipped or "")


def test_a_clock_that_was_ahead_leaves_no_schedule_stuck_at_a_moment_it_came_by_before(lab: Lab, count: str) -> None:
    hourly = Trigger("cron", cron_of("0 * * * *", "UTC"))
    row = lab.operations.add_schedule(count, hourly, name="a")
    lab.operations.add_schedule(count, hourly, name="b")
    lab.clock.advance(3_600)
    lab.run()
    lab.clock.advance(-3_600)
    again = Trigger("cron", {**hourly.words, "minute": "0-0"})  # another trigger, due at the same moments
    assert lab.operations.change_schedule(row.schedule_id, again).next_run_at == row.next_run_at
    lab.clock.advance(3_600)
    lab.run()
    assert processes(lab) == 3
    lab.clock.advance(3_600)
    lab.run()
    assert processes(lab) == 5


def test_a_schedule_whose_workflow_is_not_loaded_here_is_left_to_others(lab: Lab, count: str) -> None:
    lab.operations.add_schedule(count, HOURLY)
    lab.registry.take_out(count)
    lab.clock.advance(3_600)
    lab.run()
    assert ticks(lab) == []


def test_w35_while_the_engines_are_paused_nothing_is_started_and_afterwards_once(lab: Lab, count: str) -> None:
    lab.operations.add_schedule(count, HOURLY)
    lab.operations.pause()
    for _ in range(5):
        lab.clock.advance(3_600)
        lab.engine.sweep()
    assert processes(lab) == 0
    lab.operations.resume()
    lab.run()
    assert processes(lab) == 1


def test_sch2_a_paused_schedule_starts_nothing_until_it_is_resumed_and_then_from_now(lab: Lab, count: str) -> None:
    row = lab.operations.add_schedule(count, HOURLY)
    lab.operations.pause_schedule(row.schedule_id)
    with pytest.raises(Refused, match="is paused already"):
        lab.operations.pause_schedule(row.schedule_id)
    lab.clock.advance(10 * 3_600)
    lab.run()
    lab.operations.resume_schedule(row.schedule_id)
    with pytest.raises(Refused, match="is not paused"):
        lab.operations.resume_schedule(row.schedule_id)
    lab.run()
    assert processes(lab) == 0
    lab.clock.advance(3_600)
    lab.run()
    assert processes(lab) == 1


@pytest.mark.parametrize("kind", ["interval", "cron", "date"])
def test_a_schedule_that_was_paused_and_resumed_before_its_moment_misses_none(lab: Lab, count: str, kind: str) -> None:
    hour = (lab.clock() + timedelta(hours=1)).replace(microsecond=0)
    words: dict[str, dict[str, Any]] = {
        "interval": {"hours": 1},
        "cron": {"minute": str(hour.minute), "hour": str(hour.hour)},
        "date": {"run_date": hour.isoformat()},
    }
    row = lab.operations.add_schedule(count, Trigger(kind, words[kind]))
    lab.operations.pause_schedule(row.schedule_id)
    lab.operations.resume_schedule(row.schedule_id)
    assert lab.operations.schedules() == [row]
    lab.clock.advance(3_600)
    lab.run()
    assert processes(lab) == 1


def test_of_two_who_remove_a_schedule_at_once_one_does_and_the_other_hears_that_it_is_gone(
    lab: Lab, another_store: Callable[[], Store], count: str
) -> None:
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]
    for _ in range(4):
        row = lab.operations.add_schedule(count, HOURLY)
        came = race([partial(desk.remove_schedule, row.schedule_id) for desk in desks])
        assert sorted(type(outcome).__name__ for outcome in came) == ["NoneType", "NotFound"]
    with lab.store.reading() as connection:
        removed = select(func.count()).select_from(AuditTable).where(AuditTable.action == "schedule remove")
        assert connection.scalar(removed) == 4


def test_a_schedule_that_is_renamed_while_its_tick_is_claimed_starts_one_process(
    lab: Lab, another_store: Callable[[], Store], count: str
) -> None:
    row = lab.operations.add_schedule(count, HOURLY)
    desk = lab.operations_of("bert", store=another_store())
    for number in range(1, 7):
        lab.clock.advance(3_600)
        fire = partial(fire_due, lab.store, lab.registry, lab.clock)
        rename = partial(desk.change_schedule, row.schedule_id, HOURLY, name=f"count {number}")
        acts: list[Callable[[], object]] = [fire, rename]
        race(acts)
        lab.run()
        assert (processes(lab), lab.operations.schedules()[0].name) == (number, f"count {number}")


def test_a_schedule_is_run_now_as_its_operator_and_its_own_moments_stay(lab: Lab, count: str) -> None:
    row = lab.operations.add_schedule(count, HOURLY)
    process_id = lab.operations.run_schedule_now(row.schedule_id)
    lab.run()
    assert (lab.row(process_id).status, lab.row(process_id).created_by) == (ProcessStatus.COMPLETED, "anna")
    assert lab.operations.schedules() == [row]


def test_a_schedule_that_was_removed_starts_nothing_and_what_it_started_stays(lab: Lab, count: str) -> None:
    row = lab.operations.add_schedule(count, HOURLY)
    lab.clock.advance(3_600)
    lab.run()
    lab.operations.remove_schedule(row.schedule_id)
    lab.clock.advance(3_600)
    lab.run()
    assert (processes(lab), ticks(lab), lab.operations.schedules()) == (1, [], [])


def test_sch2_every_command_on_a_schedule_has_its_audit_row(lab: Lab, count: str) -> None:
    row = lab.operations.add_schedule(count, HOURLY, name="hourly count")
    lab.operations.pause_schedule(row.schedule_id)
    lab.operations.resume_schedule(row.schedule_id)
    lab.operations.run_schedule_now(row.schedule_id)
    lab.operations.remove_schedule(row.schedule_id)
    query = select(AuditTable.action, AuditTable.display_name).where(AuditTable.action.startswith("schedule"))
    with lab.store.reading() as connection:
        said = [tuple(found) for found in connection.execute(query.order_by(AuditTable.audit_id))]
    verbs = ("add", "pause", "resume", "run-now", "remove")
    assert said == [(f"schedule {verb}", "anna") for verb in verbs]


@pytest.mark.parametrize(
    ("add", "error", "said"),
    [
        (lambda lab: lab.operations.add_schedule("nope", HOURLY), NotFound, "Unknown workflow 'nope'"),
        (lambda lab: lab.operations.add_schedule(asking(lab), HOURLY), FormRejected, "site: field required"),
        (
            lambda lab: lab.operations.add_schedule("task_count", Trigger("date", {"run_date": "2000-01-01"})),
            UsageError,
            "nothing would ever be started",
        ),
        (lambda lab: lab.operations.add_schedule("task_count", HOURLY, name="x" * 256), UsageError, "at most 255"),
        (lambda lab: lab.operations_of("eve", read_only=True).add_schedule("task_count", HOURLY), Refused, "read-only"),
        (lambda lab: lab.operations.schedule("ffff"), NotFound, "no schedule 'ffff'"),
        (lambda lab: lab.operations.schedule(""), NotFound, "no schedule ''"),
    ],
)
@pytest.mark.usefixtures("count")
def test_sch2_what_cannot_be_scheduled_says_why_and_nothing_is_written(
    lab: Lab, add: Callable[[Lab], Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        add(lab)
    assert lab.operations.schedules() == []


def test_the_beginning_of_two_ids_is_told(lab: Lab, count: str) -> None:
    rows = [lab.operations.add_schedule(count, HOURLY) for _ in range(17)]
    firsts = [str(row.schedule_id)[0] for row in rows]
    twice = next(first for first in firsts if firsts.count(first) > 1)
    with pytest.raises(Ambiguous, match="is the beginning of"):
        lab.operations.schedule(twice)


def test_an_engine_knows_when_the_next_schedule_is_due(lab: Lab, count: str) -> None:
    assert next_due(lab.store) is None
    row = lab.operations.add_schedule(count, HOURLY)
    assert next_due(lab.store) == row.next_run_at


@pytest.mark.parametrize("why", ["paused", "not loaded"])
def test_what_is_due_and_cannot_be_started_is_looked_at_no_oftener_than_anything_else(
    lab: Lab, count: str, why: str
) -> None:
    lab.clock.now = datetime(2020, 3, 1, tzinfo=UTC)  # long ago also by the clock of APScheduler, which is the real one
    lab.operations.add_schedule(count, HOURLY)
    lab.operations.pause()
    if why == "not loaded":
        lab.operations.resume()
        lab.registry.take_out(count)
    lab.clock.advance(3_600)
    again = threading.Event()
    looks: list[object] = []

    def sweep() -> list[UUID]:
        looks.append(lab.engine.sweep())
        if len(looks) > 1:
            again.set()
        return []

    with Sweeper(sweep, lab.store, lab.clock, on_moved=lambda: None):
        assert not again.wait(SWEEP / 4)
