"""Registered as orchestrator-core's packages register them."""

from orchestrator.core.workflows import LazyWorkflowInstance

LazyWorkflowInstance("surf.workflows.node", "create_node")
LazyWorkflowInstance("surf.workflows.node", "modify_node")
LazyWorkflowInstance("surf.workflows.node", "terminate_node")
LazyWorkflowInstance("surf.workflows.node", "validate_node")
LazyWorkflowInstance("surf.workflows.services", "create_port")
LazyWorkflowInstance("surf.workflows.services", "create_core_link")
LazyWorkflowInstance("surf.workflows.services", "create_l2vpn")
