"""Indexes that a step does not write: of what has ended, which never changes, and one of what is active.

Revision 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ACTIVE = "last_status NOT IN ('completed', 'aborted')"
_ENDED = f"NOT ({_ACTIVE})"

_LAST = ("last_modified_at", "pid")
_LOOKED_AT = (
    "last_status",
    "workflow_id",
    "is_task",
    "assignee",
    "created_by",
    "last_step",
    "attempt",
    "started_at",
)

_INDEXES: dict[str, tuple[tuple[str, ...], str]] = {
    "active": ((*_LAST, "last_status", "assignee", "workflow_id"), _ACTIVE),
    "ended": ((*_LAST, *_LOOKED_AT), _ENDED),
    "status": (("last_status", *_LAST), _ENDED),
    "workflow": (("workflow_id", *_LAST), _ENDED),
    "assignee": (("assignee", *_LAST), _ENDED),
    "step": (("last_step", *_LAST), _ENDED),
    "author": (("created_by", *_LAST), _ENDED),
    "started": (("started_at", "pid"), _ENDED),
    "noted": (("pid",), "note IS NOT NULL"),
    "reasoned": (("pid",), "failed_reason IS NOT NULL"),
    "retry_at": (("retry_at",), "retry_at IS NOT NULL"),
    "owner": (("owner",), "owner IS NOT NULL"),
}

_BEFORE: dict[str, tuple[tuple[str, ...], str | None]] = {
    "modified": (_LAST, None),
    "status": (("last_status", *_LAST), None),
    "workflow": (("workflow_id", *_LAST, "last_status"), None),
    "assignee": (("assignee", *_LAST), None),
    "started": (("started_at", "pid"), None),
    "active": ((*_LAST, "last_status"), _ACTIVE),
    "retry_at": (("retry_at",), None),
    "owner": (("owner",), None),
}


def upgrade() -> None:
    for name in _BEFORE:
        op.drop_index(f"ix_processes_{name}", "processes")
    for name, (columns, only) in _INDEXES.items():
        _create(name, columns, only)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(f"ix_processes_{name}", "processes")
    for name, (columns, only) in _BEFORE.items():
        _create(name, columns, only)


def _create(name: str, columns: tuple[str, ...], only: str | None) -> None:
    where = sa.text(only) if only is not None else None
    op.create_index(f"ix_processes_{name}", "processes", list(columns), sqlite_where=where, postgresql_where=where)
