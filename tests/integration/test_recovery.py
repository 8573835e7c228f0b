"""What becomes of the work of an engine that died, and of an engine that was taken for dead and lives?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.dsl import begin, done, init, retrystep, step
from engine.outcome import ProcessStatus, State
from engine.store.tables import OwnerTable
from tests.integration.flows import ask_ports, die_again, die_in, plain_step
from tests.lab import Lab, flow


@step("Reserve")
def reserve() -> State:
    return {"port": "xe-0/0/1"}


@retrystep("Ping")
def ping() -> State:
    return {"alive": True}


def test_a_plain_step_whose_engine_died_fails_and_says_that_it_may_have_run(lab: Lab) -> None:
    process_id = die_in(lab, begin >> reserve >> plain_step >> done)
    assert lab.row(process_id).status is ProcessStatus.RUNNING

    lab.run()

    row, run = lab.row(process_id), lab.last(process_id)
    assert (row.status, row.last_step) == (ProcessStatus.FAILED, "Push")
    assert (row.failed_reason or "").startswith("interrupted: may have run. The engine on ")
    assert "then retry or abort" in (row.failed_reason or "")
    assert (run.error_class, run.attempt, run.created_by) == ("Interrupted", 1, "anna")
    assert lab.owner_of(process_id) is None


def test_a_retry_runs_the_interrupted_step_again_and_no_finished_one(lab: Lab) -> None:
    process_id = die_in(lab, begin >> reserve >> plain_step >> done)
    lab.run()

    lab.operations.retry(process_id)
    lab.run()

    assert lab.log(process_id) == [
        ("Reserve", "success"),
        ("Push", "failed"),
        ("Push", "success"),
        ("Done", "complete"),
    ]
    assert lab.state(process_id) == {"port": "xe-0/0/1", "pushed": True}


def test_a_retrystep_whose_engine_died_is_retried_with_nobody_asked(lab: Lab) -> None:
    process_id = die_in(lab, begin >> reserve >> ping >> done, at="Ping")

    lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.log(process_id) == [
        ("Reserve", "success"),
        ("Ping", "waiting"),
        ("Ping", "success"),
        ("Done", "complete"),
    ]


def test_a_retrystep_that_kills_its_engine_every_time_is_tried_later_each_time(lab: Lab) -> None:
    process_id = die_in(lab, begin >> ping >> done, at="Ping")
    delays = []
    for _ in range(4):
        lab.another_engine().sweep()
        due = lab.row(process_id).retry_at
        delays.append((due - lab.clock.now).total_seconds() if due else 0.0)
        lab.clock.now = due or lab.clock.now
        lab.another_engine().sweep()
        die_again(lab, process_id, at="Ping")

    assert delays == [0.0, 10.0, 20.0, 40.0]


@pytest.mark.parametrize("name", ["Start", "Done"])
def test_a_step_of_the_engines_own_simply_runs_again(lab: Lab, name: str) -> None:
    process_id = die_in(lab, init >> reserve >> done, at=name)

    lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.log(process_id) == [("Start", "success"), ("Reserve", "success"), ("Done", "complete")]


def test_an_abort_asked_for_while_the_engine_died_is_done(lab: Lab) -> None:
    process_id = die_in(lab, begin >> reserve >> plain_step >> done)
    lab.operations.abort(process_id)

    lab.run()

    assert lab.row(process_id).status is ProcessStatus.ABORTED
    assert lab.log(process_id)[-2:] == [("Push", "failed"), ("User Aborted", "abort")]


def test_processes_at_rest_and_of_engines_that_live_are_left_alone(lab: Lab) -> None:
    suspended = lab.go(flow(begin >> ask_ports >> done))
    living = lab.another_engine()
    inside: list[list[object]] = []

    @step("Look")
    def look() -> None:
        inside.append([lab.another_engine().sweep(), lab.operations.why_not("retry", lab.row(running))])

    running = lab.start(flow(begin >> look >> done, name="looking"))
    living.run_here(running)

    assert inside == [[[], f"Process {str(running)[:8]} is running; only a failed or waiting process can be retried"]]
    assert lab.row(suspended).status is ProcessStatus.SUSPENDED
    assert lab.row(running).status is ProcessStatus.COMPLETED


def test_an_engine_that_was_taken_for_dead_cannot_commit_what_it_did(lab: Lab) -> None:
    sleeper, other = lab.another_engine(), lab.another_engine()

    @step("Sleep")
    def sleep() -> State:
        lab.kill(sleeper)
        other.sweep()
        return {"from": "the sleeper"}

    process_id = lab.start(flow(begin >> reserve >> sleep >> done))
    sleeper.run_here(process_id)

    assert lab.row(process_id).status is ProcessStatus.FAILED
    assert lab.log(process_id) == [("Reserve", "success"), ("Sleep", "failed")]
    assert lab.state(process_id) == {"port": "xe-0/0/1"}


def test_a_sleeper_cannot_commit_over_the_engine_that_took_its_work_on(lab: Lab) -> None:
    sleeper, other = lab.another_engine(), lab.another_engine()
    turns: list[str] = []

    @retrystep("Push")
    def push() -> State:
        turns.append("push")
        if len(turns) == 1:
            lab.kill(sleeper)
            other.run_until_idle()
            return {"from": "the sleeper"}
        return {"from": "the other"}

    process_id = lab.start(flow(begin >> push >> done))
    sleeper.run_here(process_id)

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.state(process_id) == {"from": "the other"}
    assert [run.seq for run in lab.detail(process_id).steps] == [1, 2, 3]


def test_an_engine_that_was_taken_for_dead_claims_nothing_more(lab: Lab) -> None:
    sleeper = lab.another_engine()
    lab.kill(sleeper)
    lab.another_engine().sweep()
    process_id = lab.start(flow(begin >> reserve >> done))

    sleeper.run_until_idle()

    assert sleeper.owner.lost.is_set()
    assert not sleeper.owner.beat()
    assert lab.row(process_id).status is ProcessStatus.CREATED


def test_the_lease_of_an_engine_that_lives_is_renewed_by_each_beat(lab: Lab) -> None:
    engine = lab.engine

    def expires() -> object:
        with lab.store.reading() as connection:
            return connection.scalar(OwnerTable.__table__.select().with_only_columns(OwnerTable.expires_at))

    before = expires()
    lab.clock.advance(5)
    assert engine.owner.beat()
    after = expires()
    assert isinstance(before, type(after))
    assert after > before  # type: ignore[operator]


def test_an_engine_that_ends_in_good_order_leaves_no_owner(lab: Lab) -> None:
    with lab.another_engine() as engine:
        engine.run_until_idle()

    with lab.store.reading() as connection:
        assert connection.execute(OwnerTable.__table__.select()).all() == []
    if lab.store.path is not None:
        assert list(lab.store.path.parent.glob("*.owner-*")) == []


def test_an_engine_that_never_comes_back_costs_no_process_its_due_time(lab: Lab) -> None:
    @retrystep("Away")
    def away() -> None:
        raise ConnectionError("no route")

    process_id = lab.go(flow(begin >> away >> done))
    lab.kill(lab.engine)
    lab.clock.advance(10)

    lab.another_engine().run_until_idle()

    assert lab.row(process_id).attempt == 2
    assert lab.row(process_id).retry_at == lab.clock.now + timedelta(seconds=20)
