"""The demo: workflows of a simulated lab network, built from the public facts of a European research network.

Naming this module in `[workflows] modules` brings them all. They import from `engine` what any author would.
"""

from __future__ import annotations

from workflows.network.links import check_link, task_soak_test_links
from workflows.network.maintenance import drain_node_for_maintenance
from workflows.network.nodes import provision_node
from workflows.network.services import create_l2vpn, modify_node, terminate_l2vpn, validate_node

__all__ = [
    "check_link",
    "create_l2vpn",
    "drain_node_for_maintenance",
    "modify_node",
    "provision_node",
    "task_soak_test_links",
    "terminate_l2vpn",
    "validate_node",
]
