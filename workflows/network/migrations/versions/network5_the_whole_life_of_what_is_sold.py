"""The whole life of what is sold.

Revision network5, after network4.
"""

from __future__ import annotations

from alembic import op

from engine.migrations import (
    create_workflows,
    delete_workflow,
)

revision = "network5"
down_revision = "network4"
branch_labels = None
depends_on = None

NEW = {
    "create_node": {
        "target": "CREATE",
        "is_task": False,
        "description": "Create a node",
        "product_type": "Node",
    },
    "reconcile_node": {
        "target": "RECONCILE",
        "is_task": False,
        "description": "Have a node be as its subscription says",
        "product_type": "Node",
    },
    "terminate_node": {
        "target": "TERMINATE",
        "is_task": False,
        "description": "Terminate a node",
        "product_type": "Node",
    },
    "create_port": {
        "target": "CREATE",
        "is_task": False,
        "description": "Create a port",
        "product_type": "Port",
    },
    "modify_port": {
        "target": "MODIFY",
        "is_task": False,
        "description": "Change how a port is set",
        "product_type": "Port",
    },
    "reconcile_port": {
        "target": "RECONCILE",
        "is_task": False,
        "description": "Have a port be as its subscription says",
        "product_type": "Port",
    },
    "terminate_port": {
        "target": "TERMINATE",
        "is_task": False,
        "description": "Terminate a port",
        "product_type": "Port",
    },
    "validate_port": {
        "target": "VALIDATE",
        "is_task": True,
        "description": "Compare a port with the inventory and with what its node runs",
        "product_type": "Port",
    },
    "create_core_link": {
        "target": "CREATE",
        "is_task": False,
        "description": "Create a core link",
        "product_type": "CoreLink",
    },
    "modify_core_link": {
        "target": "MODIFY",
        "is_task": False,
        "description": "Put a core link under maintenance, or back",
        "product_type": "CoreLink",
    },
    "reconcile_core_link": {
        "target": "RECONCILE",
        "is_task": False,
        "description": "Have a core link be as its subscription says",
        "product_type": "CoreLink",
    },
    "terminate_core_link": {
        "target": "TERMINATE",
        "is_task": False,
        "description": "Terminate a core link",
        "product_type": "CoreLink",
    },
    "validate_core_link": {
        "target": "VALIDATE",
        "is_task": True,
        "description": "Compare a core link with the inventory and with what its nodes run",
        "product_type": "CoreLink",
    },
    "modify_l2vpn": {
        "target": "MODIFY",
        "is_task": False,
        "description": "Change a layer-2 service",
        "product_type": "L2VPN",
    },
    "reconcile_l2vpn": {
        "target": "RECONCILE",
        "is_task": False,
        "description": "Have a layer-2 service be as its subscription says",
        "product_type": "L2VPN",
    },
    "validate_l2vpn": {
        "target": "VALIDATE",
        "is_task": True,
        "description": "Compare a layer-2 service with what its nodes run",
        "product_type": "L2VPN",
    },
}

NODE = {"product_type": "Node"}
BEFORE = {
    "modify_node": {"target": "MODIFY", "description": "Write down where a node stands", **NODE},
    "validate_node": {"target": "VALIDATE", "description": "Compare a node with the inventory", **NODE},
}
NOW = {
    "modify_node": {"target": "MODIFY", "description": "Change a node", **NODE},
    "validate_node": {
        "target": "VALIDATE",
        "description": "Compare a node with the inventory and with what it runs",
        **NODE,
    },
}


def upgrade() -> None:
    connection = op.get_bind()
    create_workflows(connection, NEW)
    create_workflows(connection, NOW)


def downgrade() -> None:
    connection = op.get_bind()
    create_workflows(connection, BEFORE)
    for name in NEW:
        delete_workflow(connection, name)
