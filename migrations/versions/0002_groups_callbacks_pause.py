"""Steps in groups, callbacks with progress, a pause of the engine, and the list of steps a process was started with.

Revision 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("process_steps", sa.Column("path", sa.Text, nullable=False, server_default="[]"))
    op.add_column("process_steps", sa.Column("rebased", sa.Text))
    op.add_column("processes", sa.Column("last_path", sa.Text, nullable=False, server_default="[]"))
    op.add_column("processes", sa.Column("step_list", sa.Text))
    op.add_column("processes", sa.Column("callback_progress", sa.Text))
    op.add_column("audit", sa.Column("detail", sa.Text))
    settings = op.create_table(
        "engine_settings",
        sa.Column("settings_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("global_lock", sa.Boolean, nullable=False),
        sa.Column("locked_by", sa.String(255)),
        sa.Column("locked_at", _TIME),
    )
    op.bulk_insert(settings, [{"settings_id": 1, "global_lock": False}])


def downgrade() -> None:
    op.drop_table("engine_settings")
    op.drop_column("audit", "detail")
    for column in ("callback_progress", "step_list", "last_path"):
        op.drop_column("processes", column)
    for column in ("rebased", "path"):
        op.drop_column("process_steps", column)
