"""What did a process do, attempt by attempt, and what is its state?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.errors import UnreadableLog
from engine.outcome import State, StepStatus
from engine.records import ProcessDetail, ProcessRow, StepRun
from engine.store.log import LogRow, read_log, read_row
from engine.store.queries import process_row
from engine.store.tables import ProcessTable
from engine.values import canonical, parse

__all__ = ["process_detail"]


def process_detail(
    connection: Connection,
    process_id: UUID,
    pending: Callable[[ProcessRow, Sequence[LogRow]], tuple[str, ...]] = lambda row, rows: (),
) -> ProcessDetail:
    """Return one process, whole; `pending` says of it and its log which steps are to come.

    A log row that cannot be read ends the fold there and is named; everything before it is returned.

    Raises:
        NotFound: there is no such process.
    """
    row = process_row(connection, process_id)
    rows = read_log(connection, process_id)
    state: dict[str, Any] = {}
    initial: dict[str, Any] = {}
    steps: list[StepRun] = []
    unreadable = None
    for seq, logged in enumerate(rows):
        try:
            changed, removed = read_row(logged, seq)
            before, state = state, _after(state, logged, changed, removed)
            if logged.seq == 0:
                initial = state
            else:
                steps.append(_step_run(logged, before, state, changed, removed))
        except UnreadableLog as error:
            unreadable = f"{error}; the state shown is that before it"
            break
    return ProcessDetail(
        row=row,
        steps=tuple(steps),
        pending=pending(row, rows) if unreadable is None else (),
        initial=initial,
        state=state,
        progress=_progress(connection, process_id),
        unreadable=unreadable,
    )


def _progress(connection: Connection, process_id: UUID) -> Any:
    text = connection.scalar(select(ProcessTable.callback_progress).where(ProcessTable.process_id == process_id))
    return parse(text) if text else None


def _after(state: State, row: LogRow, changed: State, removed: Collection[str]) -> State:
    merged = changed if row.is_full else {**state, **changed}
    return {key: value for key, value in merged.items() if key not in removed}


def _step_run(row: LogRow, before: State, after: State, changed: State, removed: Collection[str]) -> StepRun:
    """Return the record of a log row; of a full one, only what it changed."""
    error = _error_of(row)
    return StepRun(
        seq=row.seq,
        name=row.name,
        path=row.path,
        status=StepStatus(row.status),
        attempt=row.attempt,
        created_by=row.created_by,
        started_at=row.started_at,
        completed_at=row.completed_at,
        changed={
            key: value
            for key, value in changed.items()
            if not row.is_full or key not in before or canonical(before[key]) != canonical(after.get(key))
        },
        removed=tuple(removed),
        error_class=error.get("class"),
        error=error.get("error"),
        details=error.get("details"),
        traceback=row.traceback or None,
    )


def _error_of(row: LogRow) -> dict[str, Any]:
    try:
        found = parse(row.error) if row.error else {}
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"error": "(the record of this failure cannot be read)"}
