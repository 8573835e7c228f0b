"""How does one process run from its log to its next stop?

Claim, run a step, commit, and so on until an outcome that rests. A commit is ONE transaction of the step's log row, the
process row and the fence, and at the same time the intent of the next step, so that an interrupted attempt is always
known and costs no second transaction. No connection and no lock is held while a step runs.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from engine.clock import Clock
from engine.dsl import OnInterrupt
from engine.errors import LostOwnership, NotFound, UnreadableLog, WorkflowChanged
from engine.events import Events, notify
from engine.judge import Ended, Judge, Run, log_row
from engine.leases import Owner
from engine.outcome import StepStatus
from engine.plan import Planned, after, difference_from, next_attempt, remaining
from engine.registry import Registry
from engine.retry import Retry
from engine.store.database import Store
from engine.store.log import Done, LogRow, Snapshot, cleared, fold, read_log, write_row
from engine.store.scope import EffectsRefused
from engine.store.standing import (
    Asked,
    Fence,
    aborted_row,
    already_claimed,
    claim,
    is_moved,
    let_go,
    move,
    set_aborted,
    step_list_of,
    workflow_of,
)

__all__ = ["Runner"]

_log = structlog.get_logger(__name__)


class Runner:
    """Runs processes in the caller's thread, as one owner.

    `stopping` lets go of a process after the step in hand; `pause(seconds)` waits between two tries to commit while the
    store is away, and says whether to go on trying; `chance` gives 0 to 1 for the jitter of retries.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        owner: Owner,
        *,
        clock: Clock,
        retry: Retry,
        on_interrupt: OnInterrupt,
        events: Events,
        stopping: threading.Event,
        pause: Callable[[float], bool],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store, self._registry, self._owner = store, registry, owner
        self._clock, self._events, self._stopping, self._pause = clock, events, stopping, pause
        self._judge = Judge(store, registry, clock, retry, stopping, chance, on_interrupt)

    def run(self, process_id: UUID) -> bool:
        """Claim a queued process and run it until it rests; False if there was nothing to claim.

        A process that was taken from this owner meanwhile is let go: its last commit was refused and rolled back.
        """
        run = self._claim_surely(process_id)
        if run is None:
            return False
        self._events.announce(process_id)
        try:
            going = bool(run.steps)
            while going:
                ended = self._judge.ended(run, run.steps[0])
                going = self._commit_surely(run, ended)
                self._events.announce(process_id)
        except LostOwnership as error:
            _log.warning("process lost to another owner", process_id=str(process_id), reason=str(error))
            self._events.announce(process_id)
        return True

    def _claim_surely(self, process_id: UUID) -> Run | None:
        """Claim; where the store's answer was lost, find out whether it was done, so that nothing is left `running`
        that nobody runs."""
        wait, again = 0.1, False
        while True:
            try:
                return self._claim(process_id, again=again)
            except IntegrityError:  # no row of ours to point to: somebody took this owner for dead
                self._owner.lost.set()
                return None
            except (OperationalError, InterfaceError) as error:
                _log.warning("the store did not give a process", process_id=str(process_id), reason=str(error.orig))
                if self._stopping.is_set() or not self._pause(wait):
                    raise
                wait, again = min(wait * 2, 5.0), True

    def _claim(self, process_id: UUID, *, again: bool) -> Run | None:
        with self._store.writing() as connection:
            now = self._clock()
            claimed = already_claimed(connection, process_id, self._owner.owner_id) if again else None
            claimed = claimed or claim(connection, process_id, self._owner.owner_id, now)
            if claimed is None:
                return None
            rows = read_log(connection, process_id)
            fence = Fence(process_id, self._owner.owner_id, claimed.epoch, claimed.seq)
            run = Run(fence, claimed.actor, claimed.is_task, 1, now, Snapshot({}), [], [])
            try:
                if len(rows) != claimed.seq + 1:
                    raise UnreadableLog(f"the log has {len(rows)} rows where {claimed.seq + 1} were written")
                run.snapshot, run.done = fold(rows), cleared(rows)
                run.steps = self._left(connection, process_id, rows)
            except (UnreadableLog, WorkflowChanged, NotFound) as error:
                self._write(connection, run, self._judge.refused(run, error))
            else:
                run.attempt = next_attempt(rows, run.steps[0]) if run.steps else 1
                intent = self._judge.intent(run.steps[0], run.attempt) if run.steps else self._judge.completed(None)
                move(connection, fence, fence.seq, intent, now)
            notify(connection, process_id)
            return run

    def _left(self, connection: Connection, process_id: UUID, rows: list[LogRow]) -> list[Planned]:
        workflow = self._registry[workflow_of(connection, process_id)]
        try:
            return remaining(workflow, rows)
        except WorkflowChanged as error:
            error.difference = difference_from(step_list_of(connection, process_id), workflow)
            raise

    def _commit_surely(self, run: Run, ended: Ended) -> bool:
        """Commit, for as long as it takes while the store is away (faults F9); return whether the run goes on."""
        wait, again = 0.1, False
        while True:
            try:
                going = self._commit(run, ended, again=again)
                break
            except EffectsRefused as error:
                ended = self._judge.unwritten(run, run.steps[0], error)
            except IntegrityError as error:
                raise LostOwnership(f"log row {run.fence.seq + 1} was written by another owner") from error
            except DBAPIError as error:
                _log.warning("the store did not take a step", step=ended.step, reason=str(error.orig), again_in=wait)
                if not self._pause(wait):
                    raise LostOwnership("the store was away too long; the attempt counts as interrupted") from error
                wait, again = min(wait * 2, 5.0), True
        run.fence = replace(run.fence, seq=run.fence.seq + 1)
        run.snapshot = ended.change.after
        run.done.append(Done(ended.path, ended.step, ended.status))
        run.steps = after(run.steps, skipped=ended.status is StepStatus.SKIPPED)
        run.attempt = 1
        run.started_at = ended.standing.started_at or run.started_at
        return going

    def _commit(self, run: Run, ended: Ended, *, again: bool) -> bool:
        with ended.effects.opened() if ended.effects else self._store.writing() as connection:
            if again and (done := is_moved(connection, run.fence)) is not None:
                return done  # the earlier try was done, though its answer was lost
            if ended.effects:
                ended.effects.apply(connection)
            asked = self._write(connection, run, ended)
            notify(connection, run.fence.process_id)
            if asked.abort_by and ended.status is not StepStatus.COMPLETE:
                self._abort(connection, run, asked.abort_by)
                return False
            if asked.pause and ended.standing.owned:
                let_go(connection, run.fence.process_id)
                return False
            return ended.standing.owned

    def _write(self, connection: Connection, run: Run, ended: Ended) -> Asked:
        """Write the log row and the process row through the fence; return what was asked of us meanwhile."""
        now = self._clock()
        asked = move(connection, run.fence, run.fence.seq + 1, ended.standing, now)
        write_row(connection, run.fence.process_id, log_row(run, ended, now))
        return asked

    def _abort(self, connection: Connection, run: Run, asked_by: str) -> None:
        """End a process whose abort was asked for while it ran, in the transaction of the step it was in."""
        seq, now = run.fence.seq + 2, self._clock()
        write_row(connection, run.fence.process_id, aborted_row(seq, asked_by, now))
        set_aborted(connection, run.fence.process_id, seq, now)
