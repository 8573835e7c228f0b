"""What the network sells.

Revision network1.
"""

from __future__ import annotations

from alembic import op

from engine.migrations import (
    create,
    delete_product,
    delete_product_block,
)

revision = "network1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    create(
        connection,
        {
            "product_blocks": {
                "Node": {
                    "description": "Node",
                    "tag": "NODE",
                    "status": "active",
                    "resources": {
                        "loopback": "loopback",
                        "node_name": "node name",
                        "rack": "rack",
                        "role": "role",
                        "site": "site",
                    },
                    "depends_on_block_relations": [],
                },
                "Port": {
                    "description": "Port",
                    "tag": "PORT",
                    "status": "active",
                    "resources": {"port_name": "port name", "purpose": "purpose"},
                    "depends_on_block_relations": ["Node"],
                },
                "Core link": {
                    "description": "Core link",
                    "tag": "CORELINK",
                    "status": "active",
                    "resources": {"capacity": "capacity", "kilometres": "kilometres", "link_name": "link name"},
                    "depends_on_block_relations": ["Port"],
                },
                "L2VPN": {
                    "description": "L2VPN",
                    "tag": "L2VPN",
                    "status": "active",
                    "resources": {"service_speed": "service speed"},
                    "depends_on_block_relations": ["Service access point"],
                },
                "Service access point": {
                    "description": "Service access point",
                    "tag": "SERVICEACCESSPOINT",
                    "status": "active",
                    "resources": {"vlan": "vlan"},
                    "depends_on_block_relations": ["Port"],
                },
            },
            "products": {
                "Node": {
                    "product_type": "Node",
                    "description": "Node",
                    "tag": "NODE",
                    "status": "active",
                    "product_blocks": ["Node"],
                    "fixed_inputs": {},
                },
                "Port 100G": {
                    "product_type": "Port",
                    "description": "Port 100G",
                    "tag": "PORT",
                    "status": "active",
                    "product_blocks": ["Port"],
                    "fixed_inputs": {"speed": "100"},
                },
                "Core link": {
                    "product_type": "CoreLink",
                    "description": "Core link",
                    "tag": "CORELINK",
                    "status": "active",
                    "product_blocks": ["Core link"],
                    "fixed_inputs": {},
                },
                "L2VPN": {
                    "product_type": "L2VPN",
                    "description": "L2VPN",
                    "tag": "L2VPN",
                    "status": "active",
                    "product_blocks": ["L2VPN"],
                    "fixed_inputs": {},
                },
            },
        },
    )


def downgrade() -> None:
    connection = op.get_bind()
    delete_product(connection, "L2VPN")
    delete_product(connection, "Core link")
    delete_product(connection, "Port 100G")
    delete_product(connection, "Node")
    delete_product_block(connection, "Service access point")
    delete_product_block(connection, "L2VPN")
    delete_product_block(connection, "Core link")
    delete_product_block(connection, "Port")
    delete_product_block(connection, "Node")
