"""The first schema: workflows, processes with their log, owners, audit and drafts.

Revision 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "workflows",
        sa.Column("workflow_id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False, unique=True),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("is_task", sa.Boolean, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("deleted_at", _TIME),
    )
    op.create_table(
        "engine_owners",
        sa.Column("owner_id", sa.Uuid, primary_key=True),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("heartbeat_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
    )
    op.create_table(
        "processes",
        sa.Column("pid", sa.Uuid, primary_key=True),
        sa.Column("workflow_id", sa.Uuid, sa.ForeignKey("workflows.workflow_id"), nullable=False),
        sa.Column("is_task", sa.Boolean, nullable=False),
        sa.Column("last_status", sa.String(50), nullable=False),
        sa.Column("last_step", sa.String(255)),
        sa.Column("assignee", sa.String(50), nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("last_modified_at", _TIME, nullable=False),
        sa.Column("failed_reason", sa.String(10_000)),
        sa.Column("note", sa.String(5_000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("owner", sa.Uuid, sa.ForeignKey("engine_owners.owner_id")),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("step_started_at", _TIME),
        sa.Column("on_interrupt", sa.String(10), nullable=False),
        sa.Column("retry_at", _TIME),
        sa.Column("abort_requested_by", sa.String(255)),
    )
    op.create_index("ix_processes_modified", "processes", ["last_modified_at", "pid"])
    op.create_index("ix_processes_status", "processes", ["last_status", "last_modified_at", "pid"])
    op.create_index("ix_processes_retry_at", "processes", ["retry_at"])
    op.create_index("ix_processes_owner", "processes", ["owner"])
    op.create_table(
        "process_steps",
        sa.Column("stepid", _SERIAL, primary_key=True, autoincrement=True),
        sa.Column("pid", sa.Uuid, sa.ForeignKey("processes.pid", ondelete="CASCADE"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("status", sa.String(50), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("completed_at", _TIME, nullable=False),
        sa.Column("is_full", sa.Boolean, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("removed", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("traceback", sa.Text),
        sa.UniqueConstraint("pid", "seq"),
    )
    op.create_table(
        "audit",
        sa.Column("audit_id", _SERIAL, primary_key=True, autoincrement=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("os_user", sa.String(255), nullable=False),
        sa.Column("db_role", sa.String(255)),
        sa.Column("display_name", sa.String(255), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("os_pid", sa.Integer, nullable=False),
        sa.Column("action", sa.String(50), nullable=False),
        sa.Column("process_id", sa.Uuid),
        sa.Column("step", sa.String(255)),
        sa.Column("before", sa.String(50)),
        sa.Column("after", sa.String(50)),
    )
    op.create_index("ix_audit_process", "audit", ["process_id"])
    op.create_table(
        "drafts",
        sa.Column("os_user", sa.String(255), primary_key=True),
        sa.Column("subject", sa.String(600), primary_key=True),
        sa.Column("pages", sa.Text, nullable=False),
        sa.Column("saved_at", _TIME, nullable=False),
    )


def downgrade() -> None:
    for table in ("drafts", "audit", "process_steps", "processes", "engine_owners", "workflows"):
        op.drop_table(table)
