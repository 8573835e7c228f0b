"""The workflows that every site has, and schedules.

Revision 0004.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)

_SHIPPED = {
    "modify_note": ("MODIFY", "Modify Note"),
    "task_clean_up_tasks": ("SYSTEM", "Clean up old tasks"),
    "task_resume_workflows": ("SYSTEM", "Resume all workflows that are waiting"),
    "task_validate_awaiting_callbacks": ("SYSTEM", "Validate all workflows that are awaiting callbacks"),
    "task_validate_product_type": ("SYSTEM", "Validate all subscriptions of a product type"),
    "task_validate_products": ("SYSTEM", "Validate products"),
    "task_validate_subscriptions": ("SYSTEM", "Validate subscriptions"),
}

_WORKFLOWS = sa.table(
    "workflows",
    sa.column("workflow_id", sa.Uuid),
    sa.column("name", sa.String),
    sa.column("target", sa.String),
    sa.column("is_task", sa.Boolean),
    sa.column("description", sa.Text),
    sa.column("created_at", _TIME),
    sa.column("registered", sa.Boolean),
)
_PRODUCTS = sa.table("products", sa.column("product_id", sa.Uuid))
_LINKS = sa.table("products_workflows", sa.column("product_id", sa.Uuid), sa.column("workflow_id", sa.Uuid))
_SCHEDULES = sa.table(
    "schedules",
    sa.column("schedule_id", sa.Uuid),
    sa.column("name", sa.String),
    sa.column("workflow_name", sa.String),
    sa.column("trigger", sa.String),
    sa.column("trigger_kwargs", sa.Text),
    sa.column("inputs", sa.Text),
    sa.column("next_run_at", _TIME),
    sa.column("paused", sa.Boolean),
    sa.column("created_by", sa.String),
    sa.column("created_at", _TIME),
)


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("workflow_name", sa.String(255), nullable=False),
        sa.Column("trigger", sa.String(20), nullable=False),
        sa.Column("trigger_kwargs", sa.Text, nullable=False),
        sa.Column("inputs", sa.Text, nullable=False),
        sa.Column("next_run_at", _TIME),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
    )
    op.create_index("ix_schedules_next_run_at", "schedules", ["next_run_at"])
    op.create_table(
        "schedule_ticks",
        sa.Column(
            "schedule_id",
            sa.Uuid,
            sa.ForeignKey("schedules.schedule_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("due_at", _TIME, primary_key=True),
        sa.Column("claimed_at", _TIME, nullable=False),
        sa.Column("process_id", sa.Uuid),
        sa.Column("skipped", sa.String(10_000)),
    )
    now = datetime.now(UTC)
    for name, (target, description) in _SHIPPED.items():
        _have(name, target, description, now)
    _link_modify_note()
    _schedule_clean_up(now)


def _have(name: str, target: str, description: str, now: datetime) -> None:
    """Have the row of a workflow: it may have run already, and be known since."""
    facts = {"target": target, "is_task": target == "SYSTEM", "description": description, "registered": True}
    known = op.get_bind().execute(sa.update(_WORKFLOWS).where(_WORKFLOWS.c.name == name).values(**facts))
    if not known.rowcount:
        op.execute(sa.insert(_WORKFLOWS).values(workflow_id=uuid4(), name=name, created_at=_stored(now), **facts))


def _link_modify_note() -> None:
    note = sa.select(_WORKFLOWS.c.workflow_id).where(_WORKFLOWS.c.name == "modify_note").scalar_subquery()
    linked = sa.select(_LINKS.c.product_id).where(_LINKS.c.workflow_id == note)
    products = sa.select(_PRODUCTS.c.product_id, note).where(_PRODUCTS.c.product_id.not_in(linked))
    op.execute(sa.insert(_LINKS).from_select(["product_id", "workflow_id"], products))


def _schedule_clean_up(now: datetime) -> None:
    op.execute(
        sa.insert(_SCHEDULES).values(
            schedule_id=uuid4(),
            name="Clean up old tasks",
            workflow_name="task_clean_up_tasks",
            trigger="interval",
            trigger_kwargs='{"hours":6}',
            inputs="[{}]",
            next_run_at=_stored(now + timedelta(hours=6)),
            paused=False,
            created_by="SYSTEM",
            created_at=_stored(now),
        )
    )


def _stored(at: datetime) -> datetime:
    """SQLite keeps times in UTC without saying so."""
    return at if op.get_bind().dialect.name == "postgresql" else at.replace(tzinfo=None)


def downgrade() -> None:
    op.drop_table("schedule_ticks")
    op.drop_table("schedules")
    note = sa.select(_WORKFLOWS.c.workflow_id).where(_WORKFLOWS.c.name == "modify_note")
    op.execute(sa.delete(_LINKS).where(_LINKS.c.workflow_id.in_(note)))
    op.execute(sa.update(_WORKFLOWS).where(_WORKFLOWS.c.name.in_(tuple(_SHIPPED))).values(registered=False))
