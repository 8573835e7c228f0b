"""What a subscription was before a process changed it, and who has a process in hand.

Revision 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("processes", sa.Column("taken_by", sa.String(255)))
    op.create_table(
        "subscription_images",
        sa.Column("image_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("pid", sa.Uuid, sa.ForeignKey("processes.pid", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "subscription_id",
            sa.Uuid,
            sa.ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("before", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("pid", "subscription_id"),
    )
    op.create_index("ix_subscription_images_subscription_id", "subscription_images", ["subscription_id"])


def downgrade() -> None:
    op.drop_table("subscription_images")
    op.drop_column("processes", "taken_by")
