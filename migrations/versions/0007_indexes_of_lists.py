"""Indexes for the lists of a large store: what is active, by workflow, by assignee, by start, by customer.

Revision 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ACTIVE = sa.text("last_status NOT IN ('completed', 'aborted')")


def upgrade() -> None:
    op.create_index("ix_processes_workflow", "processes", ["workflow_id", "last_modified_at", "pid", "last_status"])
    op.create_index("ix_processes_assignee", "processes", ["assignee", "last_modified_at", "pid"])
    op.create_index("ix_processes_started", "processes", ["started_at", "pid"])
    op.create_index(
        "ix_processes_active",
        "processes",
        ["last_modified_at", "pid", "last_status"],
        sqlite_where=_ACTIVE,
        postgresql_where=_ACTIVE,
    )
    op.create_index("ix_subscriptions_customer", "subscriptions", ["customer_id", "subscription_id"])
    op.drop_index("ix_subscriptions_customer_id", "subscriptions")


def downgrade() -> None:
    op.create_index("ix_subscriptions_customer_id", "subscriptions", ["customer_id"])
    op.drop_index("ix_subscriptions_customer", "subscriptions")
    for name in ("active", "started", "assignee", "workflow"):
        op.drop_index(f"ix_processes_{name}", "processes")
