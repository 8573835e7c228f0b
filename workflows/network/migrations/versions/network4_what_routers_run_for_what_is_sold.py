"""What routers run for what is sold.

Revision network4, after network3.
"""

from __future__ import annotations

from alembic import op

from engine.migrations import (
    create,
    create_resource_types_for_product_blocks,
    delete_product_block,
    delete_resource_type,
    relate_product_blocks,
)

revision = "network4"
down_revision = "network3"
branch_labels = None
depends_on = None

NEW = {
    "Node": {
        "chassis": "chassis",
        "node_description": "node description",
        "node_status": "node status",
    },
    "Port": {
        "auto_negotiation": "auto negotiation",
        "lldp": "lldp",
        "port_mode": "port mode",
    },
    "Core link": {
        "addresses": "addresses",
        "under_maintenance": "under maintenance",
    },
    "L2VPN": {
        "service_number": "service number",
        "speed_policer": "speed policer",
    },
}

PARTNER_CIRCUIT = {
    "announced": "announced",
    "circuit_id": "circuit id",
    "domain": "domain",
    "reference_in": "reference in",
    "reference_out": "reference out",
    "remark": "remark",
    "reserved": "reserved",
}


def upgrade() -> None:
    connection = op.get_bind()
    create(
        connection,
        {
            "product_blocks": {
                "Partner circuit": {
                    "description": "Partner circuit",
                    "tag": "PARTNERCIRCUIT",
                    "status": "active",
                    "resources": PARTNER_CIRCUIT,
                    "depends_on_block_relations": [],
                },
            },
        },
    )
    create_resource_types_for_product_blocks(connection, NEW)
    relate_product_blocks(connection, {"relations": {"L2VPN": ["Partner circuit"]}})


def downgrade() -> None:
    connection = op.get_bind()
    for block, names in NEW.items():
        for name in names:
            delete_resource_type(connection, name, block)
    for name in PARTNER_CIRCUIT:
        delete_resource_type(connection, name, "Partner circuit")
    delete_product_block(connection, "Partner circuit")
