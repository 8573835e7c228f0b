"""How do the engines of a store fare: who runs what, what is due when, and is anything late?

Late is what should have been done by now and was not, while the engines are not paused: a retry, a callback's time
limit or a schedule's tick; and where no engine lives, whatever is queued.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select, text

from engine.outcome import QUEUED, ProcessStatus
from engine.records import OwnerRow, Pause, ProcessRow
from engine.store.database import Store
from engine.store.halves import has_status
from engine.store.queries import as_row, owners, pause_of, process_rows
from engine.store.schedules import next_tick
from engine.store.tables import ProcessTable

__all__ = ["LATE", "EngineReport", "Waiting", "attention", "engine_report"]

LATE = timedelta(seconds=30)
"""What is due longer than that should have been done: engines sweep every few seconds."""

SHOWN = 200
"""At most so many processes are named one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Processes of one kind that nobody runs now."""

    count: int
    first: datetime | None
    """Of the queued: since when the oldest is; of the others: when the next is due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineReport:
    """The engines of a store, and the work before them."""

    pause: Pause | None
    owners: tuple[OwnerRow, ...]
    running: dict[UUID, tuple[ProcessRow, ...]]
    """By owner: what it runs now, at most 200 in all."""
    queued: Waiting
    waiting: Waiting
    callbacks: Waiting
    next_schedule: datetime | None
    next_due: datetime | None
    """When something is due that nobody queued."""
    late: timedelta | None
    """By how much what should have been done by now is late; None: nothing is."""
    store: str
    """Its URL, without a password."""
    revision: str
    size: int
    """In bytes."""


def engine_report(connection: Connection, store: Store, now: datetime, clock: datetime) -> EngineReport:
    """Return how the engines fare; `now` is the instant that leases go by, `clock` the one of due times."""
    pause = pause_of(connection)
    waiting = _due(connection, ProcessStatus.WAITING)
    callbacks = _due(connection, ProcessStatus.AWAITING_CALLBACK)
    queued = _queued(connection)
    tick = next_tick(connection)
    ahead = _first(waiting.first, callbacks.first, tick)
    known = tuple(owners(connection, store, now))
    return EngineReport(
        pause=pause,
        owners=known,
        running=_running(connection),
        queued=queued,
        waiting=waiting,
        callbacks=callbacks,
        next_schedule=tick,
        next_due=ahead,
        late=None if pause is not None else _late(clock, known, ahead, queued.first),
        store=str(store),
        revision=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
        size=_size(connection),
    )


def attention(connection: Connection, store: Store, now: datetime, clock: datetime) -> str | None:
    """Return in words why an operator should look at the engines; None when all is well."""
    if (pause := pause_of(connection)) is not None:
        return f"paused by {pause.by}"
    found = owners(connection, store, now)
    dead = sum(not owner.alive for owner in found)
    if dead:
        return f"{dead} died"
    retries = [_due(connection, status).first for status in (ProcessStatus.WAITING, ProcessStatus.AWAITING_CALLBACK)]
    if _late(clock, found, _first(*retries, next_tick(connection)), _queued(connection).first) is None:
        return None
    return "late" if found else "none runs"


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def _late(
    clock: datetime, known: Sequence[OwnerRow], due: datetime | None, queued: datetime | None
) -> timedelta | None:
    alive = any(owner.alive for owner in known)
    first = due if alive else _first(due, queued)  # a queue that engines work off is a queue, not a delay
    return clock - first if first is not None and clock - first > LATE else None


def _due(connection: Connection, status: ProcessStatus) -> Waiting:
    of_it = has_status(status)
    row = connection.execute(select(func.count(), func.min(ProcessTable.retry_at)).where(of_it)).one()
    return Waiting(count=row[0], first=row[1])


def _queued(connection: Connection) -> Waiting:
    of_it = has_status(*QUEUED)
    row = connection.execute(select(func.count(), func.min(ProcessTable.last_modified_at)).where(of_it)).one()
    return Waiting(count=row[0], first=row[1])


def _running(connection: Connection) -> dict[UUID, tuple[ProcessRow, ...]]:
    query = process_rows().where(ProcessTable.owner.is_not(None)).order_by(ProcessTable.last_modified_at).limit(SHOWN)
    rows = {row.process_id: row for row in map(as_row, connection.execute(query))}
    bound = select(ProcessTable.owner, ProcessTable.process_id).where(ProcessTable.process_id.in_(rows))
    found: defaultdict[UUID, list[ProcessRow]] = defaultdict(list)
    for owner, process_id in connection.execute(bound).all():
        if owner is not None:
            found[owner].append(rows[process_id])
    return {owner: tuple(sorted(its, key=lambda row: row.last_modified_at)) for owner, its in found.items()}


def _size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, page = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("page_count", "page_size"))
    return int(pages or 0) * int(page or 0)
