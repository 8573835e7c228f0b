"""Workflows of nodes and services.

Revision network2, after network1.
"""

from __future__ import annotations

from alembic import op

from engine.migrations import (
    create_workflow,
    delete_workflow,
)

revision = "network2"
down_revision = "network1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    create_workflow(
        connection,
        {
            "name": "create_l2vpn",
            "target": "CREATE",
            "is_task": False,
            "description": "Create a layer-2 service",
            "product_type": "L2VPN",
        },
    )
    create_workflow(
        connection,
        {
            "name": "modify_node",
            "target": "MODIFY",
            "is_task": False,
            "description": "Write down where a node stands",
            "product_type": "Node",
        },
    )
    create_workflow(
        connection,
        {
            "name": "terminate_l2vpn",
            "target": "TERMINATE",
            "is_task": False,
            "description": "Terminate a layer-2 service",
            "product_type": "L2VPN",
        },
    )


def downgrade() -> None:
    connection = op.get_bind()
    delete_workflow(connection, "terminate_l2vpn")
    delete_workflow(connection, "modify_node")
    delete_workflow(connection, "create_l2vpn")
