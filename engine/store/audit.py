"""Who did what, to which process, and when?

A row for every command, written in the transaction of its effect: there is no effect without its row, and no row of
an effect that was rolled back.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, text

from engine.operator import Operator
from engine.store.tables import AuditTable

__all__ = ["AuditEntry", "as_entry", "entries", "entry_columns", "last_entry", "record"]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One command as the audit kept it."""

    at: datetime
    os_user: str
    """Who it was, by the operating system."""
    db_role: str | None
    """Who it was, by Postgres."""
    display_name: str
    """How colleagues know them."""
    host: str
    os_pid: int
    action: str
    process_id: UUID | None
    step: str | None
    before: str | None
    after: str | None
    detail: str | None
    audit_id: int = 0
    """Grows with each command of a store."""


def record(
    connection: Connection,
    operator: Operator,
    action: str,
    *,
    at: datetime,
    process_id: UUID | None = None,
    step: str | None = None,
    before: str | None = None,
    after: str | None = None,
    detail: str | None = None,
) -> None:
    """Write the row of a command; on Postgres the session's role is taken from the store itself."""
    role = connection.scalar(text("SELECT session_user")) if connection.dialect.name == "postgresql" else None
    connection.execute(
        insert(AuditTable).values(
            at=at,
            os_user=operator.os_user,
            db_role=role,
            display_name=operator.display_name,
            host=operator.host,
            os_pid=operator.os_pid,
            action=action,
            process_id=process_id,
            step=step,
            before=before,
            after=after,
            detail=detail,
        )
    )


def last_entry(connection: Connection, process_id: UUID) -> AuditEntry | None:
    """Return the last command given to a process, if any: what the loser of a race is told."""
    return next(iter(entries(connection, process_id, 1)), None)


def entries(connection: Connection, process_id: UUID | None, limit: int) -> list[AuditEntry]:
    """Return the last commands, newest first, at most `limit`; with `process_id` those given to that process."""
    query = select(*entry_columns())
    if process_id is not None:
        query = query.where(AuditTable.process_id == process_id)
    return [as_entry(row) for row in connection.execute(query.order_by(AuditTable.audit_id.desc()).limit(limit))]


def entry_columns() -> list[Any]:
    """Return the columns that an entry is made of; turn their rows into entries with `as_entry`."""
    return [getattr(AuditTable, field.name) for field in fields(AuditEntry)]


def as_entry(row: Row[Any]) -> AuditEntry:
    """Return the entry of one row of `entry_columns`."""
    return AuditEntry(**row._mapping)
