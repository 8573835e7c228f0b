"""Validation of nodes.

Revision network3, after network2.
"""

from __future__ import annotations

from alembic import op

from engine.migrations import (
    create_workflow,
    delete_workflow,
)

revision = "network3"
down_revision = "network2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    create_workflow(
        connection,
        {
            "name": "validate_node",
            "target": "VALIDATE",
            "is_task": True,
            "description": "Compare a node with the inventory",
            "product_type": "Node",
        },
    )


def downgrade() -> None:
    connection = op.get_bind()
    delete_workflow(connection, "validate_node")
