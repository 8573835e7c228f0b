"""What does the network sell? Nodes with ports, the core links between them, and services across both.

A port belongs to a node and is used by links and services of other subscriptions: take a node away, and all of these
would notice. What an early demo did not write down yet may be missing in an active subscription, too.
"""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface
from typing import Annotated

from annotated_types import Len
from pydantic import Field

from engine import SUBSCRIPTION_MODEL_REGISTRY, ProductBlockModel, SubscriptionLifecycle, SubscriptionModel
from workflows.network.inventory_rows import Chassis
from workflows.network.router_config import PortMode
from workflows.network.topology import Role

__all__ = [
    "CoreLink",
    "CoreLinkBlockInactive",
    "CoreLinkInactive",
    "L2vpn",
    "L2vpnBlockInactive",
    "L2vpnInactive",
    "Node",
    "NodeBlockInactive",
    "NodeInactive",
    "NodeStatus",
    "PartnerCircuitBlockInactive",
    "Port",
    "PortBlock",
    "PortBlockInactive",
    "PortInactive",
    "SapBlockInactive",
]

ACTIVE = [SubscriptionLifecycle.ACTIVE]


class NodeStatus(StrEnum):
    """Whether a router carries traffic."""

    IN_SERVICE = "in service"
    DRAINED = "drained"


class NodeBlockInactive(ProductBlockModel, product_block_name="Node"):
    """A router."""

    node_name: str | None = None
    role: Role | None = None
    site: str | None = None
    loopback: IPv4Address | None = None
    rack: str | None = None
    chassis: Chassis | None = None
    node_status: NodeStatus = NodeStatus.IN_SERVICE
    node_description: str | None = None


class NodeBlock(NodeBlockInactive, lifecycle=ACTIVE):
    """A router in service."""

    node_name: str
    role: Role
    site: str
    loopback: IPv4Address


class NodeInactive(SubscriptionModel, is_base=True):
    """A router, as a subscription of the network's own."""

    node: NodeBlockInactive


class Node(NodeInactive, lifecycle=ACTIVE):
    """A router in service."""

    node: NodeBlock


class PortBlockInactive(ProductBlockModel, product_block_name="Port"):
    """A port of a router."""

    port_name: str | None = None
    purpose: str | None = None
    port_mode: PortMode = PortMode.TAGGED
    auto_negotiation: bool = False
    lldp: bool = False
    node: NodeBlockInactive | None = None


class PortBlock(PortBlockInactive, lifecycle=ACTIVE):
    """A port in use."""

    port_name: str
    node: NodeBlock


class PortInactive(SubscriptionModel, is_base=True):
    """A port, in Gbit/s."""

    speed: int
    port: PortBlockInactive


class Port(PortInactive, lifecycle=ACTIVE):
    """A port in use."""

    port: PortBlock


class CoreLinkBlockInactive(ProductBlockModel, product_block_name="Core link"):
    """A link between two routers."""

    link_name: str | None = None
    capacity: int | None = None
    kilometres: int | None = None
    under_maintenance: bool = False
    addresses: list[IPv4Interface] = Field(default_factory=list)
    """Of its ends, in their order."""
    ends: Annotated[list[PortBlockInactive], Len(0, 2)]


class CoreLinkBlock(CoreLinkBlockInactive, lifecycle=ACTIVE):
    """A link that carries traffic."""

    link_name: str
    capacity: int
    ends: Annotated[list[PortBlock], Len(2, 2)]  # type: ignore[assignment]


class CoreLinkInactive(SubscriptionModel, is_base=True):
    """A link of the core."""

    core_link: CoreLinkBlockInactive


class CoreLink(CoreLinkInactive, lifecycle=ACTIVE):
    """A link that carries traffic."""

    core_link: CoreLinkBlock


class SapBlockInactive(ProductBlockModel, product_block_name="Service access point"):
    """Where a service leaves the network: a VLAN on a port."""

    vlan: int | None = Field(default=None, ge=1, le=4094)
    port: PortBlockInactive | None = None


class SapBlock(SapBlockInactive, lifecycle=ACTIVE):
    """A service access point in use."""

    vlan: int = Field(ge=1, le=4094)
    port: PortBlock


class PartnerCircuitBlockInactive(ProductBlockModel, product_block_name="Partner circuit"):
    """How the networks of partners know a service that goes on through them."""

    circuit_id: str | None = None
    domain: str | None = None
    remark: str | None = None
    reference_in: str | None = None
    reference_out: str | None = None
    announced: bool = True
    reserved: int | None = None
    """Mbit/s that partners may use of it."""


class PartnerCircuitBlock(PartnerCircuitBlockInactive, lifecycle=ACTIVE):
    """A service that partners may use."""

    circuit_id: str
    domain: str


class L2vpnBlockInactive(ProductBlockModel, product_block_name="L2VPN"):
    """A layer-2 service between service access points."""

    service_number: int | None = None
    service_speed: int | None = None
    speed_policer: bool = False
    saps: list[SapBlockInactive]
    partner: PartnerCircuitBlockInactive | None = None


class L2vpnBlock(L2vpnBlockInactive, lifecycle=ACTIVE):
    """A service in use."""

    service_speed: int
    saps: Annotated[list[SapBlock], Len(2)]  # type: ignore[assignment]
    partner: PartnerCircuitBlock | None = None


class L2vpnInactive(SubscriptionModel, is_base=True):
    """A service for a customer."""

    l2vpn: L2vpnBlockInactive


class L2vpn(L2vpnInactive, lifecycle=ACTIVE):
    """A service in use."""

    l2vpn: L2vpnBlock


SUBSCRIPTION_MODEL_REGISTRY.update(
    {"Node": NodeInactive, "Port 100G": PortInactive, "Core link": CoreLinkInactive, "L2VPN": L2vpnInactive}
)
