"""Which schedules are there, which are due, and who acts on a tick?

Statements only. A tick is claimed by one conditional UPDATE of its schedule, with a row for it: however many engines
look at once, one of them acts (design, invariant 9).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from engine.errors import Ambiguous, NotFound
from engine.store.database import insert_into
from engine.store.schedule_tables import ScheduleTable, ScheduleTickTable
from engine.store.standing import PAUSED
from engine.store.tables import REASON_LENGTH, ProcessTable
from engine.values import canonical, parse

__all__ = [
    "ScheduleRow",
    "add_schedule",
    "change_schedule",
    "claim_tick",
    "due_schedules",
    "locked_schedule",
    "next_tick",
    "remove_schedule",
    "resolve_schedule",
    "schedule_rows",
    "set_next",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleRow:
    """A schedule as a list shows it."""

    schedule_id: UUID
    name: str
    workflow: str
    trigger: str
    """interval, cron or date."""
    trigger_kwargs: dict[str, Any]
    inputs: list[dict[str, Any]]
    """The answers, one mapping a page, as plain data in which secrets are marked (`engine.values.bare`)."""
    next_run_at: datetime | None
    """None: it does not run any more."""
    paused: bool
    created_by: str
    created_at: datetime
    last_run_at: datetime | None = None
    """Of its last tick."""
    last_process_id: UUID | None = None
    last_status: str | None = None
    """Of the process that its last tick started, if that is still in the store."""
    last_skipped: str | None = None
    """Why its last tick started nothing, in words."""

    @property
    def version(self) -> int:
        """Another one whenever an operator changed its name, its moments or its answers."""
        return crc32(canonical([self.name, self.trigger, self.trigger_kwargs, self.inputs]).encode())


_TABLE, _TICK = ScheduleTable, ScheduleTickTable


def _query() -> Select[*tuple[Any, ...]]:
    newest = select(_TICK.schedule_id, func.max(_TICK.due_at).label("due_at")).group_by(_TICK.schedule_id).subquery()
    return (
        select(
            _TABLE.schedule_id,
            _TABLE.name,
            _TABLE.workflow_name.label("workflow"),
            _TABLE.trigger,
            _TABLE.trigger_kwargs,
            _TABLE.inputs,
            _TABLE.next_run_at,
            _TABLE.paused,
            _TABLE.created_by,
            _TABLE.created_at,
            _TICK.claimed_at.label("last_run_at"),
            _TICK.process_id.label("last_process_id"),
            ProcessTable.last_status,
            _TICK.skipped.label("last_skipped"),
        )
        .outerjoin(newest, newest.c.schedule_id == _TABLE.schedule_id)
        .outerjoin(_TICK, and_(_TICK.schedule_id == _TABLE.schedule_id, _TICK.due_at == newest.c.due_at))
        .outerjoin(ProcessTable, ProcessTable.process_id == _TICK.process_id)
        .order_by(_TABLE.next_run_at.is_(None), _TABLE.next_run_at, _TABLE.name, _TABLE.schedule_id)
    )


def _as_row(row: Row[Any]) -> ScheduleRow:
    """Return the record of a row; one that was edited into nonsense has a trigger that no clock fires."""
    facts = dict(row._mapping)
    try:
        facts["trigger_kwargs"], facts["inputs"] = parse(row.trigger_kwargs), parse(row.inputs)
    except ValueError:
        facts |= {"trigger": f"{row.trigger} (unreadable)", "trigger_kwargs": {}, "inputs": []}
    return ScheduleRow(**facts)


def schedule_rows(connection: Connection) -> list[ScheduleRow]:
    """Return every schedule, the one that is due next first."""
    return [_as_row(row) for row in connection.execute(_query())]


def resolve_schedule(connection: Connection, prefix: str) -> ScheduleRow:
    """Return the schedule whose id begins so.

    Raises:
        NotFound, Ambiguous: there is none, or more than one.
    """
    found = [row for row in schedule_rows(connection) if str(row.schedule_id).startswith(prefix.strip().lower())]
    if not found or not prefix.strip():
        raise NotFound(f"There is no schedule '{prefix}'; `nocdeck schedule list` shows them")
    if len(found) > 1:
        raise Ambiguous(f"'{prefix}' is the beginning of {len(found)} schedules; write more of it")
    return found[0]


def locked_schedule(connection: Connection, schedule_id: UUID) -> ScheduleRow:
    """Return a schedule that nobody else changes, no engine either, until this transaction ends.

    Raises:
        NotFound: there is no such schedule.
    """
    mine = _query().where(_TABLE.schedule_id == schedule_id).with_for_update(of=_TABLE)  # SQLite has one writer anyway
    row = connection.execute(mine).first()
    if row is None:
        raise NotFound(f"There is no schedule '{schedule_id}'; `nocdeck schedule list` shows them")
    return _as_row(row)


def due_schedules(connection: Connection, workflows: Collection[str], now: datetime) -> list[ScheduleRow]:
    """Return the schedules of these workflows that are due; none while the engines are paused."""
    return [
        _as_row(row)
        for row in connection.execute(
            _query().where(_TABLE.next_run_at <= now, ~_TABLE.paused, _TABLE.workflow_name.in_(workflows), ~PAUSED)
        )
    ]


def next_tick(connection: Connection) -> datetime | None:
    """Return when the next schedule is due, None if none will be."""
    return connection.scalar(select(func.min(_TABLE.next_run_at)).where(~_TABLE.paused))


def add_schedule(connection: Connection, row: ScheduleRow) -> None:
    """Write a new schedule."""
    connection.execute(
        insert(_TABLE).values(
            schedule_id=row.schedule_id,
            name=row.name,
            workflow_name=row.workflow,
            trigger=row.trigger,
            trigger_kwargs=canonical(row.trigger_kwargs),
            inputs=canonical(row.inputs),
            next_run_at=row.next_run_at,
            paused=row.paused,
            created_by=row.created_by,
            created_at=row.created_at,
        )
    )


def change_schedule(connection: Connection, row: ScheduleRow) -> None:
    """Write anew what an operator may change of a schedule: its name, when it is due, and its answers."""
    connection.execute(
        update(_TABLE)
        .where(_TABLE.schedule_id == row.schedule_id)
        .values(
            name=row.name,
            trigger=row.trigger,
            trigger_kwargs=canonical(row.trigger_kwargs),
            inputs=canonical(row.inputs),
            next_run_at=row.next_run_at,
        )
    )


def remove_schedule(connection: Connection, schedule_id: UUID) -> None:
    """Take a schedule out of the store, with its ticks."""
    connection.execute(delete(_TABLE).where(_TABLE.schedule_id == schedule_id))


def set_next(connection: Connection, schedule_id: UUID, due: datetime | None, *, paused: bool) -> None:
    """Pause a schedule or let it go on, and say when it is due."""
    mine = update(_TABLE).where(_TABLE.schedule_id == schedule_id)
    connection.execute(mine.values(paused=paused, next_run_at=due))


def claim_tick(
    connection: Connection,
    row: ScheduleRow,
    due_next: datetime | None,
    now: datetime,
    process_id: UUID | None,
    skipped: str | None,
) -> bool:
    """Claim the tick of a schedule that is due, if nobody did; write what came of it.

    The UPDATE decides; where a clock that was wrong came by this moment before, the row of the tick is written anew.
    """
    claimed = connection.execute(
        update(_TABLE)
        .where(_TABLE.schedule_id == row.schedule_id, _TABLE.next_run_at == row.next_run_at, ~_TABLE.paused)
        .values(next_run_at=due_next)
    )
    if claimed.rowcount != 1:
        return False
    came = {"claimed_at": now, "process_id": process_id, "skipped": skipped and skipped[:REASON_LENGTH]}
    connection.execute(
        insert_into(connection, _TICK)
        .values(schedule_id=row.schedule_id, due_at=row.next_run_at, **came)
        .on_conflict_do_update(index_elements=["schedule_id", "due_at"], set_=came)
    )
    return True
