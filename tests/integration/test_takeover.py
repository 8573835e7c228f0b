"""An engine is taken for dead in the very moment in which it commits or claims: does one of the two win, whole?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine import State, begin, done, retrystep, step
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.sweeps import recover
from tests.integration.flows import die_in, plain_step
from tests.lab import RETRY, Lab, flow
from tests.racing import race

ROUNDS = 8


@pytest.fixture
def stores(another_store: Callable[[], Store]) -> list[Store]:
    """The database of the test as four other programs have opened it."""
    return [another_store() for _ in range(4)]


def no_error(results: list[object]) -> None:
    """Say what a racer came back with that is an exception."""
    assert not [result for result in results if isinstance(result, BaseException)], results


def test_a_commit_and_a_takeover_at_once_leave_one_row_and_no_error(lab: Lab, stores: list[Store]) -> None:
    for _ in range(ROUNDS):
        sleeper = lab.another_engine(stores[0])

        @step("Sleep")
        def sleep() -> State:
            lab.kill(sleeper)  # noqa: B023  (run within this turn)
            return {"slept": True}

        @step("Go on")
        def go_on() -> None:
            pass

        process_id = lab.start(flow(begin >> sleep >> go_on >> go_on >> done))
        no_error(race([partial(sleeper.run_here, process_id), *sweeping(lab, stores[1:])]))
        lab.another_engine(stores[1]).run_until_idle()

        row, log = lab.row(process_id), lab.log(process_id)
        assert lab.owner_of(process_id) is None
        assert [run.seq for run in lab.detail(process_id).steps] == list(range(1, len(log) + 1))
        assert len([name for name, status in log if name == "Sleep"]) == 1
        if row.status is ProcessStatus.COMPLETED:
            assert [status for _, status in log] == ["success", "success", "success", "complete"]
        else:
            assert row.status is ProcessStatus.FAILED
            assert [status for _, status in log] == ["success"] * (len(log) - 1) + ["failed"]
            assert lab.last(process_id).error_class == "Interrupted"


def sweeping(lab: Lab, stores: list[Store]) -> list[Callable[[], object]]:
    """Return what engines on these stores do at once: look for the dead until there are none."""

    def sweep(store: Store) -> None:
        for _ in range(20):
            recover(store, lab.clock, RETRY)

    return [partial(sweep, store) for store in stores]


def test_a_claim_and_a_takeover_at_once_lose_no_process(lab: Lab, stores: list[Store]) -> None:
    @retrystep("Ping")
    def ping() -> State:
        return {"alive": True}

    for _ in range(ROUNDS):
        process_ids = [lab.start(flow(begin >> ping >> done)) for _ in range(3)]
        sleeper = lab.another_engine(stores[0])
        lab.kill(sleeper)

        no_error(race([sleeper.run_until_idle, *sweeping(lab, stores[1:])]))
        lab.another_engine(stores[1]).run_until_idle()

        assert {lab.row(process_id).status for process_id in process_ids} == {ProcessStatus.COMPLETED}


def test_sweeps_at_once_take_over_the_work_of_many_dead_engines_once(lab: Lab, stores: list[Store]) -> None:
    for _ in range(4):
        process_ids = [die_in(lab, begin >> plain_step >> done) for _ in range(6)]
        engines = [lab.another_engine(store) for store in stores]

        taken = race([engine.sweep for engine in engines])

        no_error(list(taken))
        assert sorted(found for each in taken if isinstance(each, list) for found in each) == sorted(process_ids)


def test_of_engines_that_wake_what_is_due_one_wakes_each(lab: Lab, stores: list[Store]) -> None:
    engines = [lab.another_engine(store) for store in stores]

    @retrystep("Away")
    def away() -> None:
        raise ConnectionError("no route")

    process_ids = [lab.start(flow(begin >> away >> done)) for _ in range(30)]
    lab.run()
    for _ in range(5):
        lab.clock.advance(60)
        woken = race([engine.sweep for engine in engines])

        no_error(list(woken))
        assert sorted(found for each in woken if isinstance(each, list) for found in each) == sorted(process_ids)
        assert lab.run() == 30
