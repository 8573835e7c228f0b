"""What happened on this network since a moment, and what is left to whoever comes next?

Of what happened: from the processes that changed since, their log and the audit. Of what is left: as it is now, however
old. Lists are cut at `LONGEST`; the counts beside them are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from engine.clock import Clock, utc_now
from engine.errors import UsageError
from engine.filters.moments import MOMENTS, duration, stretch
from engine.outcome import FAILURES, ProcessStatus, StepStatus
from engine.records import ProcessRow
from engine.store.audit import AuditEntry, entries
from engine.store.halves import HALVES, has_status
from engine.store.queries import as_row, process_rows
from engine.store.tables import ProcessStepTable, ProcessTable

__all__ = ["LONGEST", "Failing", "Shift", "beginning", "shift"]

LONGEST = 200
"""Of each list of processes."""

COMMANDS = 2_000
"""Of what operators did, the latest."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A process that stands still."""

    row: ProcessRow
    since: datetime
    """When its present step failed first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What one operator hands over to the next."""

    since: datetime
    until: datetime
    started: int
    completed: int
    aborted: int
    failed: int
    """Processes of which an attempt failed, whatever became of them."""
    mended: tuple[ProcessRow, ...]
    """Those of them that are completed by now."""
    ended_by_hand: tuple[ProcessRow, ...]
    """What was aborted."""
    waiting_count: int
    waiting: tuple[ProcessRow, ...]
    """Input steps that wait now, the oldest first."""
    failing_count: int
    failing: tuple[Failing, ...]
    """What stands still now, the oldest first."""
    retrying_count: int
    retrying: tuple[ProcessRow, ...]
    """What is tried again by itself now."""
    commands: tuple[AuditEntry, ...]
    """What operators did, the oldest first."""
    noted: tuple[ProcessRow, ...]
    """The processes that were given a note, and still have one."""


def beginning(text: str, clock: Clock = utc_now) -> datetime:
    """Return when a shift began that is told as `8h`, `22:00`, `yesterday` or a date. Raises UsageError."""
    now = clock()
    length = duration(text)
    found = stretch(text, now)
    if found is not None and found.first > now and text[:1].isdigit():  # 22:00 of a night shift is yesterday's
        found = stretch(text, now - timedelta(days=1))
    at = now - length if length is not None else found.first if found is not None else None
    if at is None or at > now:
        raise UsageError(f"'{text}' is no moment before now; write {MOMENTS}")
    return at


def shift(connection: Connection, since: datetime, until: datetime) -> Shift:
    """Return what happened between two moments, the second being now, and what is left."""
    changed = ProcessTable.last_modified_at >= since
    broke = _broke(since)
    commands = _commands(connection, since)
    noted = {entry.process_id for entry in commands if entry.action == "note" and entry.process_id is not None}
    waits, fails, retries = (
        has_status(ProcessStatus.SUSPENDED),
        has_status(*FAILURES),
        has_status(ProcessStatus.WAITING),
    )
    return Shift(
        since=since,
        until=until,
        started=_count(connection, changed & (ProcessTable.started_at >= since)),
        completed=_count(connection, changed & has_status(ProcessStatus.COMPLETED)),
        aborted=_count(connection, changed & has_status(ProcessStatus.ABORTED)),
        failed=_count(connection, changed & broke),
        mended=_rows(connection, changed & has_status(ProcessStatus.COMPLETED) & broke),
        ended_by_hand=_rows(connection, changed & has_status(ProcessStatus.ABORTED)),
        waiting_count=_count(connection, waits),
        waiting=_rows(connection, waits),
        failing_count=_count(connection, fails),
        failing=_failing(connection, fails),
        retrying_count=_count(connection, retries),
        retrying=_rows(connection, retries),
        commands=commands,
        noted=_rows(connection, ProcessTable.process_id.in_(sorted(noted)) & ProcessTable.note.is_not(None)),
    )


def _broke(since: datetime) -> ColumnElement[bool]:
    """Return the condition that an attempt of a process failed since."""
    return (
        select(ProcessStepTable.step_id)
        .where(
            ProcessStepTable.process_id == ProcessTable.process_id,
            ProcessStepTable.status == StepStatus.FAILED,
            ProcessStepTable.completed_at >= since,
        )
        .exists()
    )


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    counting = select(func.count()).select_from(ProcessTable).where(condition)
    return sum(connection.scalar(counting.where(half)) or 0 for half in HALVES)


def _rows(connection: Connection, condition: ColumnElement[bool]) -> tuple[ProcessRow, ...]:
    query = process_rows().where(condition).order_by(ProcessTable.last_modified_at, ProcessTable.process_id)
    return tuple(as_row(row) for row in connection.execute(query.limit(LONGEST)))


def _failing(connection: Connection, condition: ColumnElement[bool]) -> tuple[Failing, ...]:
    """Return what stands still, each with the first failure of the step it stands at."""
    rows = _rows(connection, condition)
    steps = ProcessStepTable
    first = (
        select(steps.process_id, func.min(steps.completed_at))
        .join(ProcessTable, (ProcessTable.process_id == steps.process_id) & (ProcessTable.last_step == steps.name))
        .where(
            steps.process_id.in_([row.process_id for row in rows]),
            steps.status.in_([StepStatus.FAILED, StepStatus.WAITING]),
        )
        .group_by(steps.process_id)
    )
    began: dict[UUID, datetime] = {process_id: at for process_id, at in connection.execute(first)}
    found = [Failing(row, began.get(row.process_id, row.last_modified_at)) for row in rows]
    return tuple(sorted(found, key=lambda failing: failing.since))


def _commands(connection: Connection, since: datetime) -> tuple[AuditEntry, ...]:
    """Return what was commanded since, the oldest first, at most the last `COMMANDS`."""
    recent = takewhile(lambda entry: entry.at >= since, entries(connection, None, COMMANDS))
    return tuple(reversed(list(recent)))
