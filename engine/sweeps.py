"""What does an engine look after besides the queue?

Three plain loops over the store, safe to run at any time, by any number of engines at once: `recover` takes over the
work of owners that died, `recover_strays` what an owner that lives lost sight of, `wake_due` queues the waiting
processes whose retry is due. Each moves a process by a conditional UPDATE, so that two sweeps never move it twice.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from engine.clock import Clock
from engine.events import notify
from engine.failure import FailureRecord, interrupted
from engine.leases import dead_owners, forget
from engine.operator import SYSTEM_USER
from engine.outcome import ProcessStatus, StepStatus
from engine.retry import Retry
from engine.store.database import Store
from engine.store.halves import has_status
from engine.store.log import LogRow, path_of, write_row
from engine.store.standing import Fence, Standing, aborted_row, move, raise_epoch, set_aborted
from engine.store.tables import OwnerTable, ProcessStepTable, ProcessTable

__all__ = ["next_retry", "queue_waiting", "recover", "recover_strays", "wake_due"]

_log = structlog.get_logger(__name__)


def wake_due(store: Store, clock: Clock) -> list[UUID]:
    """Queue every waiting process whose next retry is due; return their ids."""
    now = clock()
    due = ProcessTable.retry_at <= now
    waiting = select(ProcessTable.process_id).where(ProcessTable.last_status == ProcessStatus.WAITING, due)
    with store.reading() as connection:  # most sweeps find nothing, and then take no lock
        if connection.execute(waiting.limit(1)).first() is None:
            return []
    with store.writing() as connection:
        return queue_waiting(connection, due, now)


def queue_waiting(connection: Connection, which: ColumnElement[bool], now: datetime) -> list[UUID]:
    """Queue the waiting processes that fit `which`; return their ids."""
    woken = connection.execute(
        update(ProcessTable)
        .where(has_status(ProcessStatus.WAITING), which)
        .values(
            last_status=ProcessStatus.RESUMED,
            actor=SYSTEM_USER,
            retry_at=None,
            last_modified_at=now,
            version=ProcessTable.version + 1,
        )
        .returning(ProcessTable.process_id)
    )
    ids = list(woken.scalars())
    for process_id in ids:
        notify(connection, process_id)
    return ids


def next_retry(connection: Connection) -> datetime | None:
    """Return when the next waiting process is due, None if none waits."""
    return connection.scalar(select(func.min(ProcessTable.retry_at)).where(has_status(ProcessStatus.WAITING)))


def recover(store: Store, clock: Clock, retry: Retry) -> list[UUID]:
    """Take over the processes of dead owners; return their ids (design, invariant 4).

    The rows of the owner and of its processes are locked from the look to the end (on Postgres; SQLite has one writer
    anyway): should the owner live after all and be about to claim or to commit, one of the two comes first, whole.

    The attempt in hand is logged as interrupted: a retrystep waits and is retried, at once the first time and later
    each time after, should it be the step that kills its engine; a plain step fails for an operator to look at; a
    step of the engine's own simply runs again.
    """
    taken = []
    for owner_id in dead_owners(store, clock):
        with store.writing() as connection:
            owner = connection.execute(
                select(OwnerTable.host, OwnerTable.pid).where(OwnerTable.owner_id == owner_id).with_for_update()
            ).first()
            if owner is None:
                continue
            name = f"The engine on {owner.host} (pid {owner.pid})"
            left = _processes_of(connection, owner_id)
            for row in left:
                _take_over(connection, row, owner_id, name, clock(), retry)
            forget(connection, store, owner_id)
        taken += [row.process_id for row in left]
        _log.warning("took over the work of a dead engine", owner=name, processes=len(left))
    return taken


def recover_strays(store: Store, clock: Clock, retry: Retry, owner_id: UUID, busy: Container[UUID]) -> list[UUID]:
    """Take back what this owner claimed and does not run, its run having ended in an error; return their ids.

    `busy` holds what it runs, a process from before its claim to after its last commit: a row that is ours under the
    lock and is not among them has nobody at work on it.
    """
    ours = select(ProcessTable.process_id).where(ProcessTable.owner == owner_id)
    with store.reading() as connection:
        if all(process_id in busy for process_id in connection.scalars(ours)):
            return []
    with store.writing() as connection:
        strays = [row for row in _processes_of(connection, owner_id) if row.process_id not in busy]
        for row in strays:
            _take_over(connection, row, owner_id, "Its run", clock(), retry)
    return [row.process_id for row in strays]


def _processes_of(connection: Connection, owner_id: UUID) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(
                ProcessTable.process_id.label("process_id"),
                ProcessTable.epoch,
                ProcessTable.seq,
                ProcessTable.last_step,
                ProcessTable.last_path,
                ProcessTable.assignee,
                ProcessTable.attempt,
                ProcessTable.actor,
                ProcessTable.step_started_at,
                ProcessTable.on_interrupt,
                ProcessTable.abort_requested_by,
            )
            .where(ProcessTable.owner == owner_id)
            .with_for_update()
        )
    )


def _take_over(connection: Connection, row: Row[Any], owner_id: UUID, owner: str, now: datetime, retry: Retry) -> None:
    fence = Fence(row.process_id, owner_id, row.epoch, row.seq)
    failure = interrupted(owner)
    standing, status = _after_interrupt(connection, row, now, retry, failure)
    seq = row.seq + (status is not None)
    asked = move(connection, fence, seq, standing, now).abort_by
    raise_epoch(connection, row.process_id)
    if status is not None:
        write_row(connection, row.process_id, _interrupted_row(row, seq, status, now, failure))
    if asked:
        write_row(connection, row.process_id, aborted_row(seq + 1, asked, now))
        set_aborted(connection, row.process_id, seq + 1, now)
    notify(connection, row.process_id)


def _after_interrupt(
    connection: Connection, row: Row[Any], now: datetime, retry: Retry, failure: FailureRecord
) -> tuple[Standing, StepStatus | None]:
    """Return where a process stands after its owner died, and the status of the row that says so, if one does."""
    at = Standing(
        status=ProcessStatus.RESUMED,
        step=row.last_step,
        path=path_of(row.last_path),
        assignee=row.assignee,
        attempt=row.attempt,
    )
    if row.on_interrupt == "again":
        return at, None
    if row.on_interrupt == "retry":
        deaths = _interruptions(connection, row.process_id, row.last_step)
        delay = retry.delay(deaths) if deaths else 0.0
        due = now + timedelta(seconds=delay)
        waiting = replace(at, status=ProcessStatus.WAITING, reason=failure.error, retry_at=due)
        return waiting, StepStatus.WAITING
    failed = replace(
        at, status=ProcessStatus.FAILED, reason=failure.error, fingerprint=failure.fingerprint(row.last_step)
    )
    return failed, StepStatus.FAILED


def _interruptions(connection: Connection, process_id: UUID, step: str | None) -> int:
    """Return how often an engine died in this step of this process before."""
    return (
        connection.scalar(
            select(func.count())
            .select_from(ProcessStepTable)
            .where(
                ProcessStepTable.process_id == process_id,
                ProcessStepTable.name == step,
                ProcessStepTable.error.startswith('{"class":"Interrupted"'),
            )
        )
        or 0
    )


def _interrupted_row(row: Row[Any], seq: int, status: StepStatus, now: datetime, failure: FailureRecord) -> LogRow:
    return LogRow(
        seq=seq,
        name=row.last_step or "",
        status=status,
        attempt=row.attempt,
        created_by=row.actor,
        started_at=row.step_started_at or now,
        completed_at=now,
        error=failure.as_json(),
        path=path_of(row.last_path),
    )
