"""The store fails at a commit, or commits and its answer is lost: is every step still done once and logged once?

Each commit of a run fails in its turn, the first, the second, until a run meets none: no point is left to luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from engine import State, abort, begin, conditional, done, init, retrystep, step
from engine.dsl import StepList
from engine.store.database import Store
from tests.integration.flows import ask_ports
from tests.lab import Lab, flow

LONGEST = 20
"""More commits than any run here has."""


class FailingStore(Store):
    """A store some of whose commits fail, by their numbers: undone, or done with the answer lost."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.commits = 0
        self.undone: set[int] = set()
        self.answer_lost: set[int] = set()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may fail at its end."""
        self.commits += 1
        number = self.commits
        with super().writing() as connection:
            yield connection
            if number in self.undone:
                raise OperationalError("COMMIT", {}, Exception("server closed the connection"))
        if number in self.answer_lost:
            raise OperationalError("COMMIT", {}, Exception("the answer was lost"))


@pytest.fixture
def failing_store(lab: Lab, store_url: str) -> Iterator[FailingStore]:
    """The database of the test, opened by an engine with bad luck."""
    made = FailingStore(store_url)
    yield made
    lab.close()  # its engine gives its right back through this store
    made.close()


def steps_of(ran: list[str]) -> dict[str, StepList]:
    """Return workflows that come to rest in every way; their steps write down that they ran."""

    @step("Reserve")
    def reserve() -> State:
        ran.append("Reserve")
        return {"port": 1}

    @retrystep("Push")
    def push(port: int) -> State:
        ran.append("Push")
        return {"port": port + 1}

    @step("Break")
    def break_down() -> State:
        ran.append("Break")
        raise RuntimeError("no light")

    @retrystep("Wait")
    def wait() -> State:
        ran.append("Wait")
        raise ConnectionError("no answer")

    never = conditional(lambda state: "nowhere" in state)
    return {
        "completed": init >> reserve >> never(push) >> push >> done,
        "suspended": begin >> reserve >> ask_ports >> push >> done,
        "failed": begin >> reserve >> break_down >> done,
        "waiting": begin >> reserve >> wait >> done,
        "aborted": begin >> reserve >> abort >> push >> done,
    }


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(lambda number: ({number}, set()), id="undone"),
        pytest.param(lambda number: (set(), {number}), id="answer-lost"),
        pytest.param(lambda number: ({number}, {number + 1}), id="undone-then-answer-lost"),
    ],
)
@pytest.mark.parametrize("rest", ["completed", "suspended", "failed", "waiting", "aborted"])
def test_wherever_a_commit_fails_each_step_is_done_and_logged_once(
    lab: Lab, failing_store: FailingStore, fault: Callable[[int], tuple[set[int], set[int]]], rest: str
) -> None:
    ran: list[str] = []
    workflow = flow(steps_of(ran)[rest])
    undisturbed = lab.go(workflow)
    wanted, ran_once = lab.log(undisturbed), list(ran)
    engine = lab.another_engine(failing_store)
    engine._runner._pause = lambda _seconds: True

    for number in range(1, LONGEST):
        process_id = lab.start(workflow)
        ran.clear()
        failing_store.commits = 0
        failing_store.undone, failing_store.answer_lost = fault(number)
        assert engine.run_here(process_id)
        commits_tried_again = failing_store.commits - len(wanted) - 1

        assert (lab.log(process_id), ran) == (wanted, ran_once), number
        assert lab.row(process_id).status == lab.row(undisturbed).status
        assert lab.state(process_id) == lab.state(undisturbed)
        assert lab.owner_of(process_id) is None
        if not commits_tried_again:
            break
    assert len(wanted) < number < LONGEST, "some commit never failed"
