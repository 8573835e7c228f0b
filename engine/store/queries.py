"""What does the store say? One function a question, each over a connection in a reading transaction.

The console runs them through the asynchronous engine (`Store.read`), the command line through the synchronous one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    exists,
    false,
    func,
    or_,
    select,
    text,
)

from engine.errors import Ambiguous, NotFound
from engine.leases import is_alive
from engine.outcome import ENDED, FAILURES, ProcessStatus
from engine.records import Badges, OwnerRow, Pause, ProcessRow
from engine.store.database import Store
from engine.store.halves import IS_ACTIVE, has_status
from engine.store.tables import EngineSettingsTable, OwnerTable, ProcessStepTable, ProcessTable, WorkflowTable

__all__ = [
    "as_row",
    "asks_for",
    "badges",
    "id_begins",
    "in_inbox",
    "owners",
    "pause_of",
    "process_row",
    "process_rows",
    "resolve",
    "resolved",
    "rows_of",
    "uncompleted",
    "waits_too_long",
]

SHORTEST_ID = 4
"""Digits from which on a word is looked for in ids."""

MANY = 500
"""Ids in one statement: a store takes no number of parameters that one likes."""

TOO_OFTEN = 10
"""Attempts after which a waiting step needs a look."""

TOO_LONG = timedelta(hours=1)
"""Since its first attempt: for how long a step may be retried before it needs a look."""

_ROW: Select[*tuple[Any, ...]] = select(
    ProcessTable.process_id.label("process_id"),
    ProcessTable.version,
    WorkflowTable.name.label("workflow"),
    WorkflowTable.target,
    ProcessTable.is_task,
    ProcessTable.last_status.label("status"),
    ProcessTable.last_step,
    ProcessTable.assignee,
    ProcessTable.created_by,
    ProcessTable.started_at,
    ProcessTable.last_modified_at,
    ProcessTable.failed_reason,
    ProcessTable.note,
    ProcessTable.attempt,
    ProcessTable.retry_at,
    ProcessTable.step_started_at,
    ProcessTable.abort_requested_by,
    ProcessTable.taken_by,
).join(WorkflowTable, WorkflowTable.workflow_id == ProcessTable.workflow_id)


def process_rows() -> Select[*tuple[Any, ...]]:
    """Return the select that lists are made of; turn its rows into records with `as_row`."""
    return _ROW


def as_row(row: Row[Any]) -> ProcessRow:
    """Return the record of one row of `process_rows`.

    A status that this program does not know, written by a newer one or by hand, is shown as a failure that says so;
    no verb applies to it, because every verb's UPDATE names the statuses it moves.
    """
    values = dict(row._mapping)
    try:
        values["status"] = ProcessStatus(values["status"])
    except ValueError:
        values["failed_reason"] = f"unreadable: status {values['status']!r} is not known to this program"
        values["status"] = ProcessStatus.FAILED
    return ProcessRow(**values)


def in_inbox(teams: Collection[str], now: datetime) -> ColumnElement[bool]:
    """Return the condition for what needs an operator of `teams`: input steps of theirs, failures, and what waits too
    long."""
    return or_(asks_for(teams), ProcessTable.last_status.in_(sorted(FAILURES)), waits_too_long(now))


def asks_for(teams: Collection[str]) -> ColumnElement[bool]:
    """Return the condition for the input steps of these teams."""
    return (ProcessTable.last_status == ProcessStatus.SUSPENDED) & ProcessTable.assignee.in_(sorted(teams))


def waits_too_long(now: datetime) -> ColumnElement[bool]:
    """Return the condition for what is retried again and again: more than ten times, or for more than an hour."""
    attempt = ProcessStepTable
    since_long = exists().where(
        attempt.process_id == ProcessTable.process_id,
        attempt.seq == ProcessTable.seq - ProcessTable.attempt + 1,  # the first of the attempts in a row
        attempt.completed_at <= now - TOO_LONG,
    )
    often = or_(ProcessTable.attempt > TOO_OFTEN, since_long)
    return (ProcessTable.last_status == ProcessStatus.WAITING) & often


def badges(connection: Connection, teams: Collection[str], now: datetime) -> Badges:
    """Return the counts of the header."""
    status = ProcessTable.last_status
    active = select(status, func.count()).where(IS_ACTIVE).group_by(status)
    counts: dict[str, int] = {status: count for status, count in connection.execute(active)}
    inbox = connection.scalar(select(func.count()).select_from(ProcessTable).where(IS_ACTIVE, in_inbox(teams, now)))
    tasks = select(func.count()).select_from(ProcessTable).where(ProcessTable.is_task, has_status(*FAILURES))
    pause = pause_of(connection)
    return Badges(
        inbox=inbox or 0,
        failed=sum(counts.get(status, 0) for status in FAILURES),
        failed_tasks=connection.scalar(tasks) or 0,
        running=counts.get(ProcessStatus.RUNNING, 0),
        total=connection.scalar(select(func.count()).select_from(ProcessTable)) or 0,
        subscriptions=connection.scalar(select(func.count()).select_from(text("subscriptions"))) or 0,
        paused_by=pause.by if pause else None,
    )


def process_row(connection: Connection, process_id: UUID) -> ProcessRow:
    """Return one process as a list shows it.

    Raises:
        NotFound: there is no such process.
    """
    row = connection.execute(_ROW.where(ProcessTable.process_id == process_id)).first()
    if row is None:
        raise NotFound(f"There is no process {process_id}; `nocdeck process list` shows what there is")
    return as_row(row)


def rows_of(connection: Connection, process_ids: Collection[UUID]) -> list[ProcessRow]:
    """Return these processes as a list shows them; those that are gone are missing."""
    ids, found = sorted(process_ids), list[ProcessRow]()
    for at in range(0, len(ids), MANY):
        found += map(as_row, connection.execute(_ROW.where(ProcessTable.process_id.in_(ids[at : at + MANY]))))
    return found


def resolve(connection: Connection, prefix: str) -> UUID:
    """Return the id of the one process whose id begins with `prefix`, dashes or not.

    Raises:
        NotFound: there is none. Ambiguous: there are several; the message names some.
    """
    return resolved(connection, prefix, ProcessTable.process_id.expression, "process", "processes")


def resolved(connection: Connection, prefix: str, column: ColumnElement[UUID], one: str, several: str) -> UUID:
    """Return the one id in a column that begins with `prefix`; `one` and `several` are what it is the id of.

    Raises:
        NotFound: there is none. Ambiguous: there are several; the message names some.
    """
    shown = f"`nocdeck {one} list` shows what there is"
    wanted = prefix.strip().lower().replace("-", "")
    if not wanted or any(letter not in "0123456789abcdef" for letter in wanted):
        raise NotFound(f"'{prefix}' is no {one} id; {shown}")
    whole = len(wanted) == 32
    match = id_begins(column, wanted)
    found = connection.scalars(select(column).where(match).order_by(column).limit(4)).all()
    if not found:
        raise NotFound(f"There is no {one} {UUID(wanted) if whole else f'{prefix}…'}; {shown}")
    if len(found) > 1:
        named = ", ".join(map(str, found[:3]))
        more = ", …" if len(found) > 3 else ""
        raise Ambiguous(f"'{prefix}' is the beginning of several {several}: {named}{more}; give more of the id")
    return found[0]


def id_begins(column: ColumnElement[UUID], text: str, *, a_word: bool = False) -> ColumnElement[bool]:
    """Return the condition for ids that begin so, dashes or not; `a_word` of less than four digits means none."""
    digits, least = text.lower().replace("-", ""), SHORTEST_ID if a_word else 1
    if not least <= len(digits) <= 32 or any(letter not in "0123456789abcdef" for letter in digits):
        return false()
    first, last = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return column == first if first == last else column.between(first, last)


def owners(connection: Connection, store: Store, now: datetime) -> list[OwnerRow]:
    """Return the engines the store knows, those that died included until their work is taken over."""
    running = (
        select(func.count())
        .select_from(ProcessTable)
        .where(ProcessTable.owner == OwnerTable.owner_id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            OwnerTable.owner_id,
            OwnerTable.host,
            OwnerTable.pid,
            OwnerTable.started_at,
            OwnerTable.heartbeat_at,
            OwnerTable.expires_at,
            running.label("running"),
        ).order_by(OwnerTable.started_at)
    ).all()
    return [
        OwnerRow(
            owner_id=row.owner_id,
            host=row.host,
            pid=row.pid,
            started_at=row.started_at,
            heartbeat_at=row.heartbeat_at,
            expires_at=row.expires_at,
            alive=is_alive(row.owner_id, row.expires_at, store, now),
            running=row.running,
        )
        for row in rows
    ]


def pause_of(connection: Connection) -> Pause | None:
    """Return by whom and since when the engines of the store are paused; None when they are not."""
    row = connection.execute(
        select(EngineSettingsTable.locked_by, EngineSettingsTable.locked_at).where(EngineSettingsTable.global_lock)
    ).first()
    return Pause(row.locked_by or "", row.locked_at or datetime.now(UTC)) if row else None


def uncompleted(connection: Connection, workflow: str) -> int:
    """Return how many processes of a workflow go on by themselves or wait for somebody; failed ones stand still."""
    going_on = frozenset(ProcessStatus) - ENDED - FAILURES
    query = (
        select(func.count())
        .select_from(ProcessTable)
        .join(WorkflowTable, WorkflowTable.workflow_id == ProcessTable.workflow_id)
        .where(WorkflowTable.name == workflow, has_status(*going_on))
    )
    return connection.scalar(query) or 0
