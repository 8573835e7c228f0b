"""An abort comes in the very moment in which something else happens: is it done, refused by name, or too late?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine import State, begin, done, step
from engine.errors import Overtaken, Refused
from engine.operations import Operations
from engine.outcome import ProcessStatus
from engine.store.database import Store
from tests.integration.flows import ask_ports, plain_step
from tests.lab import Lab, flow
from tests.racing import race

ROUNDS = 10
NAMES = ("anna", "bert", "cleo", "dirk")
ABORTED = ("User Aborted", "abort")


@pytest.fixture
def desks(lab: Lab, another_store: Callable[[], Store]) -> list[Operations]:
    """Four operators, each with a store of their own."""
    return [lab.operations_of(name, store=another_store()) for name in NAMES]


def test_of_four_who_abort_a_process_at_rest_one_does_and_the_others_hear_who(
    lab: Lab, desks: list[Operations]
) -> None:
    for _ in range(ROUNDS):
        process_id = lab.go(flow(begin >> ask_ports >> done))
        seen = lab.row(process_id).version

        results = race([partial(desk.abort, process_id, seen=seen) for desk in desks])

        assert results.count(None) == 1, results
        winner = NAMES[results.index(None)]
        for result in results:
            assert result is None or (isinstance(result, Overtaken) and f"was aborted by {winner}" in str(result))
        assert lab.log(process_id)[-1] == ABORTED
        assert [entry.display_name for entry in lab.audit(process_id)] == ["anna", winner]


def test_an_abort_and_a_claim_at_once_end_in_an_abort(
    lab: Lab, desks: list[Operations], another_store: Callable[[], Store]
) -> None:
    engine = lab.another_engine(another_store())

    @step("Wait")
    def wait() -> None:
        for _ in range(20):  # the abort is asked for while a process is queued, claimed, or in one of its steps
            lab.row(process_id)

    for _ in range(ROUNDS):
        process_id = lab.start(flow(begin >> wait >> wait >> wait >> plain_step >> done))

        acts: list[Callable[[], object]] = [partial(engine.run_here, process_id), partial(desks[0].abort, process_id)]
        _, aborted = race(acts)

        row = lab.row(process_id)
        log = lab.log(process_id)
        assert row.abort_requested_by is None
        assert lab.owner_of(process_id) is None
        assert [run.seq for run in lab.detail(process_id).steps] == list(range(1, len(log) + 1))
        if aborted is None:
            assert (row.status, log[-1]) == (ProcessStatus.ABORTED, ABORTED)
            assert [entry.action for entry in lab.audit(process_id)] == ["start", "abort"]
        else:  # it came too late, and says so
            assert isinstance(aborted, Refused), aborted
            assert row.status is ProcessStatus.COMPLETED
            assert [entry.action for entry in lab.audit(process_id)] == ["start"]


def test_of_four_who_abort_a_running_process_one_asks_and_it_ends_once(lab: Lab, desks: list[Operations]) -> None:
    results: list[object] = []

    @step("Be aborted")
    def be_aborted() -> State:
        results[:] = race([partial(desk.abort, process_id) for desk in desks])
        return {"finished": True}

    for _ in range(ROUNDS):
        process_id = lab.start(flow(begin >> be_aborted >> plain_step >> done))
        lab.run()

        assert results.count(None) == 1, results
        assert all(result is None or isinstance(result, Refused) for result in results), results
        assert lab.log(process_id) == [("Be aborted", "success"), ABORTED]
        assert lab.last(process_id).created_by == NAMES[results.index(None)]
        assert lab.state(process_id) == {"finished": True}
