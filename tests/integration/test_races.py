"""What happens when several do the same thing at the same moment? One does it, the others hear so, it is done once.

Each contestant has connections of its own to the store, as another program would, and starts at a barrier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import pytest

from engine.dsl import StepList, begin, done, step
from engine.errors import NocdeckError, Overtaken, Refused
from engine.host import Engine
from engine.operations import Operations
from engine.outcome import ProcessStatus
from engine.store.database import Store
from tests.integration.flows import ask_ports, die_in, failing_times, plain_step
from tests.lab import Lab, flow
from tests.racing import race

ROUNDS = 6
NAMES = ("anna", "bert", "cleo", "dirk")


@pytest.fixture
def stores(another_store: Callable[[], Store]) -> list[Store]:
    """The database of the test, opened by four programs."""
    return [another_store() for _ in NAMES]


@pytest.fixture
def desks(lab: Lab, stores: list[Store]) -> list[Operations]:
    """Four operators, each with a store of their own."""
    return [lab.operations_of(name, store=store) for name, store in zip(NAMES, stores, strict=True)]


def at_once(acts: Sequence[Callable[[], object]]) -> list[NocdeckError | None]:
    """Do all of this at the same moment; return what each was refused with, in order."""
    refusals: list[NocdeckError | None] = []
    for outcome in race(acts):
        assert isinstance(outcome, NocdeckError) or not isinstance(outcome, BaseException), outcome
        refusals.append(outcome if isinstance(outcome, NocdeckError) else None)
    return refusals


def counting(ledger: list[UUID]) -> StepList:
    """Return a step that writes down which process it ran for."""

    @step("Count")
    def count(process_id: UUID) -> None:
        ledger.append(process_id)

    return begin >> count


def test_w02_of_four_operators_who_retry_one_wins_and_the_step_runs_once(lab: Lab, desks: list[Operations]) -> None:
    for _ in range(ROUNDS):
        process_id = lab.go(flow(begin >> failing_times("Verify", 1) >> done))
        seen = lab.row(process_id).version

        refusals = at_once([partial(desk.retry, process_id, seen=seen) for desk in desks])

        assert refusals.count(None) == 1
        winner = NAMES[refusals.index(None)]
        for refusal in refusals:
            assert refusal is None or (isinstance(refusal, Overtaken) and f"was retried by {winner}" in str(refusal))
        lab.run()
        assert lab.log(process_id) == [("Verify", "waiting"), ("Verify", "success"), ("Done", "complete")]
        assert [entry.action for entry in lab.audit(process_id)] == ["start", "retry"]


def test_of_four_operators_who_retry_without_having_looked_one_wins(lab: Lab, desks: list[Operations]) -> None:
    for _ in range(ROUNDS):
        process_id = lab.go(flow(begin >> failing_times("Verify", 1) >> done))

        refusals = at_once([partial(desk.retry, process_id) for desk in desks])

        assert refusals.count(None) == 1
        assert all(isinstance(refusal, Refused) for refusal in refusals if refusal is not None)
        lab.run()
        assert lab.log(process_id) == [("Verify", "waiting"), ("Verify", "success"), ("Done", "complete")]


def test_of_four_answers_to_one_form_one_is_taken_whole(lab: Lab, desks: list[Operations]) -> None:
    for _ in range(ROUNDS):
        process_id = lab.go(flow(begin >> ask_ports >> done))
        seen = lab.row(process_id).version

        refusals = at_once(
            [partial(desk.submit, process_id, [{"ports": ports}], seen=seen) for ports, desk in enumerate(desks)]
        )

        assert refusals.count(None) == 1
        first = refusals.index(None)
        assert lab.state(process_id) == {"ports": first}
        for refusal in refusals:
            assert refusal is None or f"was answered by {NAMES[first]}" in str(refusal)
        assert lab.log(process_id) == [("Ask ports", "suspend"), ("Ask ports", "success")]


def test_retry_and_abort_at_once_leave_a_process_that_one_of_them_explains(lab: Lab, desks: list[Operations]) -> None:
    for _ in range(ROUNDS):
        process_id = lab.go(flow(begin >> failing_times("Verify", 1) >> done))
        seen = lab.row(process_id).version

        retried, aborted = at_once(
            [partial(desks[0].retry, process_id, seen=seen), partial(desks[1].abort, process_id, seen=seen)]
        )

        assert (retried is None) != (aborted is None)
        lab.run()
        wanted = ProcessStatus.COMPLETED if retried is None else ProcessStatus.ABORTED
        assert lab.row(process_id).status is wanted
        assert [entry.action for entry in lab.audit(process_id)] == ["start", "retry" if retried is None else "abort"]


def test_four_engines_on_one_queue_run_each_process_once(lab: Lab, stores: list[Store]) -> None:
    ledger: list[UUID] = []
    lab.registry.put(flow(counting(ledger) >> done))
    process_ids = [lab.operations.start("flow") for _ in range(24)]
    engines = [lab.another_engine(store) for store in stores]

    assert at_once([engine.run_until_idle for engine in engines]) == [None] * 4

    assert sorted(ledger) == sorted(process_ids)
    assert {lab.row(process_id).status for process_id in process_ids} == {ProcessStatus.COMPLETED}


def test_w32_four_engines_that_claim_one_process_run_it_once(lab: Lab, stores: list[Store]) -> None:
    ledger: list[UUID] = []
    lab.registry.put(flow(counting(ledger) >> done))
    engines = [lab.another_engine(store) for store in stores]
    for turn in range(ROUNDS):
        process_id = lab.operations.start("flow")
        ran: list[bool] = []

        at_once([partial(run_and_say, engine, process_id, ran) for engine in engines])

        assert sorted(ran) == [False, False, False, True]
        assert len(ledger) == turn + 1


def test_sweeps_at_once_take_over_the_work_of_a_dead_engine_once(lab: Lab, stores: list[Store]) -> None:
    for _ in range(ROUNDS):
        process_id = die_in(lab, begin >> plain_step >> done)
        engines = [lab.another_engine(store) for store in stores]
        taken: list[UUID] = []

        at_once([partial(sweep_and_say, engine, taken) for engine in engines])

        assert taken == [process_id]
        assert lab.log(process_id) == [("Push", "failed")]


def test_four_who_start_a_workflow_that_nobody_ever_started_all_start_it(lab: Lab, desks: list[Operations]) -> None:
    for turn in range(ROUNDS):
        workflow = flow(begin >> done, name=f"new {turn}")
        lab.registry.put(workflow)

        assert at_once([partial(desk.start, workflow.name) for desk in desks]) == [None] * 4
    assert lab.run() == 4 * ROUNDS


def run_and_say(engine: Engine, process_id: UUID, ran: list[bool]) -> None:
    """Run a process, and write down whether it was this engine that did."""
    ran.append(engine.run_here(process_id))


def sweep_and_say(engine: Engine, taken: list[UUID]) -> None:
    """Sweep, and write down what was moved."""
    taken.extend(engine.sweep())
