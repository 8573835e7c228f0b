"""What failures that are alike have in common.

Revision 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those that failed before stand each for itself, until they are tried again."""
    op.add_column("processes", sa.Column("fingerprint", sa.String(16)))


def downgrade() -> None:
    op.drop_column("processes", "fingerprint")
