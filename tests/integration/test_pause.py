"""The engines are paused: does nothing begin, is nothing lost, and does all go on afterwards?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from engine import State, begin, done, init, step
from engine.errors import Refused
from engine.outcome import ProcessStatus
from engine.store.audit import entries
from engine.store.database import Store
from tests.integration.flows import ask_ports, failing_times, plain_step
from tests.lab import Lab, flow
from tests.racing import race


def test_while_paused_what_is_started_answered_or_retried_queues_and_runs_afterwards(lab: Lab) -> None:
    failing = flow(begin >> failing_times("Ping", 1) >> done, name="failing")
    asking = flow(begin >> ask_ports >> done, name="asking")
    waiting, asked = lab.go(failing), lab.go(asking)
    lab.operations.pause()

    started = lab.start(flow(init >> done, name="new"))
    lab.operations.submit(asked, [{"ports": 1}])
    lab.operations.retry(waiting)
    assert lab.run() == 0
    assert not lab.engine.run_here(started)
    assert lab.row(started).status is ProcessStatus.CREATED

    lab.operations.resume()
    lab.run()
    for process_id in (waiting, asked, started):
        assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_a_running_process_rests_after_the_step_in_hand_and_that_step_is_kept(lab: Lab) -> None:
    ran: list[str] = []

    @step("First")
    def first() -> State:
        ran.append("First")
        lab.operations_of("bert").pause()
        return {"first": True}

    @step("Second")
    def second() -> None:
        ran.append("Second")

    process_id = lab.go(flow(begin >> first >> second >> done))
    row = lab.row(process_id)
    assert (row.status, row.last_step, row.step_started_at) == (ProcessStatus.RESUMED, "Second", None)
    assert (lab.owner_of(process_id), lab.state(process_id), ran) == (None, {"first": True}, ["First"])

    lab.operations.resume()
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert ran == ["First", "Second"]
    assert lab.log(process_id) == [("First", "success"), ("Second", "success"), ("Done", "complete")]


def test_a_second_pause_hears_who_was_first(lab: Lab) -> None:
    lab.operations_of("bert").pause()
    lab.clock.advance(12)

    with pytest.raises(Refused, match="The engine is paused already, by bert 12 s ago"):
        lab.operations.pause()
    lab.operations.resume()
    with pytest.raises(Refused, match="The engine is not paused"):
        lab.operations.resume()
    with lab.store.reading() as connection:
        said = [(entry.action, entry.display_name, entry.after) for entry in entries(connection, None, 2)]
    assert said == [("resume engine", "anna", "running"), ("pause engine", "bert", "paused")]


def test_of_four_who_pause_at_once_one_does(lab: Lab, another_store: Callable[[], Store]) -> None:
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert", "cleo", "dirk")]

    results = race([desk.pause for desk in desks])

    assert results.count(None) == 1
    assert all(result is None or isinstance(result, Refused) for result in results)


def test_w35_a_pause_against_engines_that_claim_leaves_each_process_run_once_or_queued(
    lab: Lab, another_store: Callable[[], Store]
) -> None:
    ran: list[str] = []

    @step("Note")
    def note(process_id: str) -> None:
        ran.append(process_id)

    workflow = flow(begin >> note >> done)
    process_ids = [lab.start(workflow) for _ in range(12)]
    engines = [lab.another_engine(another_store()) for _ in range(2)]
    desk = lab.operations_of("bert", store=another_store())

    race([*(engine.run_until_idle for engine in engines), desk.pause])
    at_rest = {lab.row(process_id).status for process_id in process_ids}
    assert at_rest <= {ProcessStatus.COMPLETED, ProcessStatus.CREATED, ProcessStatus.RESUMED}
    before = len(ran)
    for engine in engines:
        assert engine.run_until_idle() == 0
    assert len(ran) == before

    desk.resume()
    lab.run()
    assert sorted(ran) == sorted(map(str, process_ids))


def test_an_engine_that_serves_does_not_spin_while_paused(lab: Lab) -> None:
    lab.operations.pause()
    lab.start(flow(begin >> plain_step >> done))
    looks: list[int] = []
    queued = lab.engine._queued

    def counted(limit: int) -> list[UUID]:
        looks.append(limit)
        if len(looks) == 3:
            lab.engine.stop()
        return queued(limit)

    lab.engine._queued = counted  # type: ignore[method-assign]
    serving = threading.Thread(target=partial(lab.engine.serve, 2))
    serving.start()
    serving.join(30)

    assert not serving.is_alive()
    assert lab.engine.running == 0


def test_w05_going_on_does_not_run_a_second_time_what_is_still_at_work(lab: Lab) -> None:
    ran: list[str] = []

    @step("Long")
    def long() -> None:
        ran.append("Long")
        desk = lab.operations_of("bert")
        desk.pause()
        desk.resume()
        assert lab.another_engine().run_until_idle() == 0  # it finds nothing to do: the step in hand has its owner

    process_id = lab.go(flow(begin >> long >> plain_step >> done))

    assert ran == ["Long"]
    assert lab.log(process_id) == [("Long", "success"), ("Push", "success"), ("Done", "complete")]


def test_w05_of_what_queued_meanwhile_one_that_cannot_go_on_keeps_no_other_from_it(lab: Lab) -> None:
    bad = lab.go(flow(begin >> plain_step >> failing_times("Ping", 1) >> done, name="bad"))
    good = lab.go(flow(begin >> failing_times("Ping", 1) >> done, name="good"))
    lab.operations.pause()
    lab.operations.retry(bad)
    lab.operations.retry(good)
    lab.registry.put(flow(begin >> failing_times("Another", 0) >> done, name="bad"))

    lab.operations.resume()
    lab.run()
    assert (lab.row(bad).status, lab.row(good).status) == (ProcessStatus.FAILED, ProcessStatus.COMPLETED)
