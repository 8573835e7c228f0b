"""The demo: workflows of a simulated lab network, built from the public facts of a European research network.

Naming this module in `[workflows] modules` brings them all. They import from `engine` what any author would.
"""

from __future__ import annotations

from workflows.network.core_links import (
    create_core_link,
    modify_core_link,
    reconcile_core_link,
    terminate_core_link,
    validate_core_link,
)
from workflows.network.drill import task_drill
from workflows.network.l2vpn import create_l2vpn, modify_l2vpn, reconcile_l2vpn, terminate_l2vpn, validate_l2vpn
from workflows.network.links import check_link, task_soak_test_links
from workflows.network.maintenance import drain_node_for_maintenance
from workflows.network.nodes import create_node, modify_node, reconcile_node, terminate_node, validate_node
from workflows.network.ports import create_port, modify_port, reconcile_port, terminate_port, validate_port
from workflows.network.provisioning import provision_node

__all__ = [
    "check_link",
    "create_core_link",
    "create_l2vpn",
    "create_node",
    "create_port",
    "drain_node_for_maintenance",
    "modify_core_link",
    "modify_l2vpn",
    "modify_node",
    "modify_port",
    "provision_node",
    "reconcile_core_link",
    "reconcile_l2vpn",
    "reconcile_node",
    "reconcile_port",
    "task_drill",
    "task_soak_test_links",
    "terminate_core_link",
    "terminate_l2vpn",
    "terminate_node",
    "terminate_port",
    "validate_core_link",
    "validate_l2vpn",
    "validate_node",
    "validate_port",
]
