"""Is it said who runs what, what waits, and when the engines want to be looked at?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from engine import callback_step
from engine.audit_listing import AuditListing
from engine.dsl import begin, done, step
from engine.errors import BadQuery
from engine.leases import store_now
from engine.store.audit import AuditEntry
from engine.store.database import Store
from engine.store.schedule_tables import ScheduleTable
from engine.triggers import Trigger
from engine.watch import LATE, EngineReport, attention, engine_report
from tests.integration.flows import failing_times, plain_step
from tests.lab import Lab, flow, read_async


@pytest.fixture(autouse=True)
def _none(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(ScheduleTable))  # the clean-up that every store is born with


@step("Ask a partner")
def ask_partner(callback_route: str) -> None:
    """Ask outside."""


def report(lab: Lab) -> EngineReport:
    with lab.store.reading() as connection:
        return engine_report(connection, lab.store, store_now(connection, lab.clock), lab.clock())


def said(lab: Lab) -> str | None:
    with lab.store.reading() as connection:
        return attention(connection, lab.store, store_now(connection, lab.clock), lab.clock())


def test_a_running_process_is_under_the_engine_that_runs_it(lab: Lab) -> None:
    seen: list[EngineReport] = []

    @step("Look")
    def look() -> None:
        seen.append(report(lab))

    process_id = lab.go(flow(begin >> look >> done))
    (during,) = seen
    (owner,) = during.owners
    assert (owner.owner_id, owner.running, owner.alive) == (lab.engine.owner.owner_id, 1, True)
    assert [row.process_id for row in during.running[owner.owner_id]] == [process_id]
    assert report(lab).running == {}


def test_what_waits_is_counted_with_when_it_is_due(lab: Lab) -> None:
    lab.go(flow(begin >> failing_times("Push", 9) >> done, name="pushing"))
    lab.go(flow(begin >> callback_step("Ask", ask_partner, plain_step, timeout=3_600) >> done, name="asking"))
    lab.start(flow(begin >> plain_step >> done, name="queued"))
    found = report(lab)
    assert (found.queued.count, found.waiting.count, found.callbacks.count) == (1, 1, 1)
    assert found.queued.first == lab.clock()
    assert found.waiting.first == lab.clock() + timedelta(seconds=10)
    assert found.next_due == found.waiting.first
    assert (found.late, found.size > 0, found.revision) == (None, True, found.revision)


def test_a_schedule_that_is_not_acted_on_is_late_and_one_of_paused_engines_is_not(lab: Lab) -> None:
    lab.registry.put(flow(begin >> plain_step >> done, name="hourly"))
    _ = lab.engine
    lab.operations.add_schedule("hourly", Trigger("interval", {"hours": 1}), [{}])
    assert said(lab) is None
    lab.clock.advance(3_600 + LATE.total_seconds() + 1)
    assert said(lab) == "late"
    late = report(lab).late
    assert late is not None
    assert late > LATE
    lab.operations.pause()
    assert (said(lab), report(lab).late) == ("paused by anna", None)


def test_a_dead_engine_and_work_that_nobody_takes_want_attention(lab: Lab) -> None:
    lab.start(flow(begin >> plain_step >> done))
    lab.clock.advance(LATE.total_seconds() + 1)
    assert said(lab) == "none runs"
    lab.kill(lab.engine)
    assert said(lab) == "1 died"


def test_the_audit_is_read_a_window_at_a_time_newest_first_and_narrowed(lab: Lab) -> None:
    lab.operations.pause()
    first = lab.start(flow(begin >> plain_step >> done))
    for number in range(7):
        lab.operations.set_note(first, f"note {number}")

    async def read() -> None:
        whole = AuditListing(lab.store, "")
        assert await whole.count() == 9
        rows: list[AuditEntry] = [*await whole.rows(0, 3), *await whole.rows(3, 10)]
        assert [row.audit_id for row in rows] == sorted((row.audit_id for row in rows), reverse=True)
        assert [row.action for row in rows[-2:]] == ["start", "pause engine"]
        assert await whole.find(str(rows[5].audit_id)) == 5
        assert await whole.find("0") is None
        narrowed = AuditListing(lab.store, f"action:note detail:6 process:{str(first)[:8]}")
        (row,) = await narrowed.rows(0, 10)
        assert row.detail == "note 5 -> note 6"
        assert await narrowed.find(str(rows[-1].audit_id)) is None
        others = AuditListing(lab.store, f"!process:{str(first)[:8]}")
        assert [row.action for row in await others.rows(0, 10)] == ["pause engine"]
        lately = AuditListing(lab.store, "at<2h", lab.clock)
        assert await lately.count() == 9
        lab.clock.advance(3 * 3_600)
        assert (await lately.count(), await lately.rows(0, 10)) == (0, [])

    read_async(lab.store, read)
    with pytest.raises(BadQuery, match="There is no field 'nope'"):
        AuditListing(lab.store, "nope:x")


@pytest.mark.parametrize(("verb", "before"), [("pause", False), ("resume", True)])
def test_pause_and_resume_apply_as_the_engine_says(lab: Lab, verb: str, before: bool) -> None:
    if before:
        lab.operations.pause()
    other = {"pause": "resume", "resume": "pause"}[verb]
    state = lab.operations.pause_state()
    assert lab.operations.why_not_engine(verb, state) is None
    assert "paused" in (lab.operations.why_not_engine(other, state) or "")
    assert "read-only" in (lab.operations_of("eve", read_only=True).why_not_engine(verb, state) or "")
