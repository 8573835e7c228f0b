"""A statement fails, or is done and its answer is lost: is every step still done once and logged once?

Each SQL statement that an engine sends for a workflow of twelve steps fails in its turn, the first, the second, until a
run meets none (SQLite's own way of testing): no point is left to luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from engine import State, begin, conditional, done, init, retrystep, step, step_group
from engine.dsl import Step, StepList
from engine.host import Engine
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.store.schema import open_store
from tests.integration.flows import ask_ports
from tests.lab import Lab, flow

LONGEST = 400
"""More statements than any run here sends."""


class Disturber:
    """Fails one statement of a store, by its number: before it is sent, or after it was done."""

    def __init__(self, store: Store) -> None:
        self.sent = 0
        self.undone = self.answer_lost = 0
        event.listen(store._engine, "before_cursor_execute", self._before)
        event.listen(store._engine, "after_cursor_execute", self._after)

    def disturb(self, *, undone: int = 0, answer_lost: int = 0) -> None:
        """Count anew; fail the statement of this number."""
        self.sent, self.undone, self.answer_lost = 0, undone, answer_lost

    def _before(self, *_: Any) -> None:
        self.sent += 1
        if self.sent == self.undone:
            raise OperationalError("a statement", {}, Exception("server closed the connection"))

    def _after(self, *_: Any) -> None:
        if self.sent == self.answer_lost:
            raise OperationalError("a statement", {}, Exception("the answer was lost"))


@pytest.fixture
def disturbed(lab: Lab, store_url: str) -> Iterator[tuple[Engine, Disturber]]:
    """An engine on connections of its own whose statements may fail; it does not wait between two tries."""
    store = open_store(store_url)
    engine = lab.another_engine(store)
    engine._runner._pause = lambda _seconds: True
    yield engine, Disturber(store)
    lab.close()  # its engine gives its right back through this store
    store.close()


def twelve_steps(ran: list[str]) -> StepList:
    """Return steps of every kind, which write down that they ran."""

    def noting(name: str) -> Callable[[], State]:
        def run() -> State:
            ran.append(name)
            return {name: len(ran)}

        return run

    def plain(name: str) -> Step:
        return step(name)(noting(name))

    group = step_group("Group", begin >> plain("inside") >> retrystep("inside too")(noting("inside too")))
    never = conditional(lambda _: False)(plain("never"))
    return (
        init
        >> plain("reserve")
        >> never
        >> group
        >> plain("before")
        >> ask_ports
        >> plain("after")
        >> conditional(lambda _: True)(retrystep("push")(noting("push")))
        >> plain("verify")
        >> done
    )


def run_whole(lab: Lab, engine: Engine, process_id: UUID) -> None:
    """Run a process to its question, answer that, and run it to its end."""
    assert engine.run_here(process_id)
    lab.operations.submit(process_id, [{"ports": 4}])
    assert engine.run_here(process_id)


@pytest.mark.parametrize("fault", ["undone", "answer_lost"])
def test_whichever_statement_fails_each_step_is_done_and_logged_once(
    lab: Lab, disturbed: tuple[Engine, Disturber], fault: str
) -> None:
    engine, disturber = disturbed
    ran: list[str] = []
    workflow = flow(twelve_steps(ran))
    undisturbed = lab.start(workflow)
    run_whole(lab, engine, undisturbed)
    wanted, ran_once, statements = lab.log(undisturbed), list(ran), disturber.sent
    assert len(wanted) >= 12

    for number in range(1, LONGEST):
        process_id = lab.start(workflow)
        ran.clear()
        disturber.disturb(**{fault: number})
        run_whole(lab, engine, process_id)
        met = disturber.sent >= number

        assert (lab.log(process_id), ran) == (wanted, ran_once), number
        assert lab.row(process_id).status is ProcessStatus.COMPLETED
        assert lab.state(process_id) == lab.state(undisturbed)
        assert lab.owner_of(process_id) is None
        if not met:
            break
    assert number > statements / 2
    assert number < LONGEST, "some statement never failed"
