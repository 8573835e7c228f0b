"""What was answered, and who has a form open.

Revision 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "input_states",
        sa.Column(
            "input_state_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("pid", sa.Uuid, sa.ForeignKey("processes.pid", ondelete="CASCADE"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("input_type", sa.String(20), nullable=False),
        sa.Column("input_state", sa.Text, nullable=False),
        sa.Column("left_out", sa.Text, nullable=False),
        sa.Column("input_time", _TIME, nullable=False),
        sa.UniqueConstraint("pid", "seq"),
    )
    op.create_table(
        "open_forms",
        sa.Column("open_form_id", sa.Uuid, primary_key=True),
        sa.Column("subject", sa.String(600), nullable=False),
        sa.Column("os_user", sa.String(255), nullable=False),
        sa.Column("display_name", sa.String(255), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
    )
    op.create_index("ix_open_forms_subject", "open_forms", ["subject"])


def downgrade() -> None:
    op.drop_table("open_forms")
    op.drop_table("input_states")
