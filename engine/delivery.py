"""What comes from outside for a process that awaits its callback: the result, a word on the way, or nothing in time?

Each is one transaction that fits only a process which still awaits, so that a callback delivered twice, or at the very
moment its time is up, counts once. Nothing but what was delivered is merged into the state (W-13).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select, update

from engine.callbacks import CALLBACK_TOKEN_KEY, DEFAULT_CALLBACK_RESULT_KEY, RESULT_KEY_KEY
from engine.clock import Clock
from engine.errors import FormRejected, NotFound, Overtaken, Refused, UnfitValue, UnreadableLog
from engine.events import notify
from engine.failure import FailureRecord
from engine.likeness import fingerprint
from engine.outcome import ProcessStatus, State, StepStatus
from engine.records import ProcessRow
from engine.store.commands import enqueue
from engine.store.database import Store
from engine.store.log import LogRow, cleared, fold, read_log, rebased_to, write_row
from engine.store.queries import process_row
from engine.store.tables import ProcessTable
from engine.values import canonical, to_plain

__all__ = ["TIMED_OUT", "deliver", "expire", "expire_within", "report_progress"]

TIMED_OUT = "Callback timed out"
"""The reason of a group whose callback did not come (contract PS-7)."""


def deliver(connection: Connection, process_id: UUID, token: str, data: Any, by: str, now: datetime) -> ProcessRow:
    """Put what a callback brought into the state of its process and queue it; return the process as it was.

    Raises:
        NotFound: there is no such process, or it has another token. Refused: it awaits no callback, or none any more.
        FormRejected: a state cannot hold the data.
    """
    row, rows, state = _awaiting(connection, process_id, token)
    before = fold(rows)
    try:
        change = before.change_to({**state, state.get(RESULT_KEY_KEY, DEFAULT_CALLBACK_RESULT_KEY): data})
    except UnfitValue as error:
        raise FormRejected(f"The callback's data cannot be kept: {error}") from None
    awaiting = rows[-1]
    entry = LogRow(
        seq=awaiting.seq + 1,
        name=awaiting.name,
        path=awaiting.path,
        status=StepStatus.SUCCESS,
        attempt=1,
        created_by=by,
        started_at=now,
        completed_at=now,
        is_full=change.is_full,
        changed=change.changed,
        removed=change.removed,
    )
    if not enqueue(connection, row, row.version, by, now, entry.seq):
        raise Overtaken(f"Process {process_id} awaits no callback any more")
    write_row(connection, process_id, entry)
    return row


def report_progress(connection: Connection, process_id: UUID, token: str, data: Any, now: datetime) -> None:
    """Keep what the outside says while its callback is awaited, in place of what it said before (contract CB-3).

    Raises:
        As `deliver`.
    """
    row, _, _ = _awaiting(connection, process_id, token)
    try:
        text = canonical(to_plain(data, "progress"))
    except UnfitValue as error:
        raise FormRejected(f"The callback's progress cannot be kept: {error}") from None
    kept = connection.execute(
        update(ProcessTable)
        .where(ProcessTable.process_id == process_id, ProcessTable.version == row.version)
        .values(callback_progress=text, last_modified_at=now, version=ProcessTable.version + 1)
    )
    if kept.rowcount != 1:
        raise Overtaken(f"Process {process_id} awaits no callback any more")


def _awaiting(connection: Connection, process_id: UUID, token: str) -> tuple[ProcessRow, list[LogRow], State]:
    row = process_row(connection, process_id)
    rows = read_log(connection, process_id)
    state = fold(rows).state
    expected = state.get(CALLBACK_TOKEN_KEY)
    if not isinstance(expected, str) or not hmac.compare_digest(expected.encode(), token.encode()):
        if row.status is ProcessStatus.AWAITING_CALLBACK:
            raise NotFound(f"Invalid token for process {process_id}")
        raise Refused(f"Process {process_id} is {row.status}; it awaits no callback with this token")
    if row.status is not ProcessStatus.AWAITING_CALLBACK:
        raise Refused(f"Process {process_id} is {row.status}; only one that awaits a callback takes one")
    return row, rows, state


def expire(store: Store, clock: Clock) -> list[UUID]:
    """Fail every process whose callback did not come in time; return their ids.

    The group fails as one: its keys leave the state, and a retry begins it anew (contract CB-4).
    """
    now = clock()
    with store.reading() as connection:  # most sweeps find nothing, and then take no lock
        if connection.execute(_late(now).limit(1)).first() is None:
            return []
    with store.writing() as connection:
        return expire_within(connection, now)


def expire_within(connection: Connection, now: datetime) -> list[UUID]:
    """Do as `expire`, in a transaction that is open."""
    failed = [process_id for process_id in connection.scalars(_late(now)).all() if _fail(connection, process_id, now)]
    for process_id in failed:
        notify(connection, process_id)
    return failed


def _late(now: datetime) -> Select[UUID]:
    return select(ProcessTable.process_id).where(
        ProcessTable.last_status == ProcessStatus.AWAITING_CALLBACK, ProcessTable.retry_at <= now
    )


def _fail(connection: Connection, process_id: UUID, now: datetime) -> bool:
    rows = read_log(connection, process_id)
    entry = _timed_out(rows, now)
    moved = connection.execute(
        update(ProcessTable)
        .where(
            ProcessTable.process_id == process_id,
            ProcessTable.last_status == ProcessStatus.AWAITING_CALLBACK,
            ProcessTable.retry_at <= now,
            ProcessTable.seq == entry.seq - 1,
        )
        .values(
            last_status=ProcessStatus.FAILED,
            last_step=entry.name,
            last_path=canonical(list(entry.path)),
            seq=entry.seq,
            failed_reason=TIMED_OUT,
            fingerprint=fingerprint(entry.name, "", TIMED_OUT),
            retry_at=None,
            callback_progress=None,
            last_modified_at=now,
            version=ProcessTable.version + 1,
        )
    )
    if moved.rowcount != 1:
        return False
    write_row(connection, process_id, entry)
    return True


def _timed_out(rows: Sequence[LogRow], now: datetime) -> LogRow:
    """Return the row by which the group of the last row fails: the state is that before it, and none of it is done."""
    awaiting = rows[-1]
    alone = LogRow(
        seq=awaiting.seq + 1,
        name=awaiting.name,
        path=awaiting.path,
        status=StepStatus.FAILED,
        attempt=1,
        created_by=awaiting.created_by,
        started_at=awaiting.started_at,
        completed_at=now,
        error=FailureRecord(error_class="CallbackTimeout", error=TIMED_OUT).as_json(),
    )
    enter = (awaiting.path, f"{awaiting.path[-1]} - Enter") if awaiting.path else None
    entered = max((index for index, row in enumerate(rows) if row.place == enter), default=0)
    if not entered:  # a step made by hand awaits by itself, and fails by itself
        return alone
    try:
        change = fold(rows).change_to(fold(rows[:entered]).state)
    except UnreadableLog:
        return alone
    return replace(
        alone,
        name=awaiting.path[-1],
        path=awaiting.path[:-1],
        is_full=change.is_full,
        changed=change.changed,
        removed=change.removed,
        rebased=rebased_to(cleared(rows[:entered])),
    )
