"""What does the network sell? Nodes with ports, the core links between them, and services across both.

A port belongs to a node and is used by links and services of other subscriptions: take a node away, and all of these
would notice.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Annotated

from annotated_types import Len
from pydantic import Field

from engine import SUBSCRIPTION_MODEL_REGISTRY, ProductBlockModel, SubscriptionLifecycle, SubscriptionModel
from workflows.network.topology import Role

__all__ = [
    "CoreLink",
    "CoreLinkInactive",
    "L2vpn",
    "L2vpnInactive",
    "Node",
    "NodeInactive",
    "Port",
    "PortBlock",
    "PortInactive",
    "SapBlockInactive",
]

ACTIVE = [SubscriptionLifecycle.ACTIVE]


class NodeBlockInactive(ProductBlockModel, product_block_name="Node"):
    """A router."""

    node_name: str | None = None
    role: Role | None = None
    site: str | None = None
    loopback: IPv4Address | None = None
    rack: str | None = None


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


class L2vpnBlockInactive(ProductBlockModel, product_block_name="L2VPN"):
    """A layer-2 service between service access points."""

    service_speed: int | None = None
    saps: list[SapBlockInactive]


class L2vpnBlock(L2vpnBlockInactive, lifecycle=ACTIVE):
    """A service in use."""

    service_speed: int
    saps: Annotated[list[SapBlock], Len(2)]  # type: ignore[assignment]


class L2vpnInactive(SubscriptionModel, is_base=True):
    """A service for a customer."""

    l2vpn: L2vpnBlockInactive


class L2vpn(L2vpnInactive, lifecycle=ACTIVE):
    """A service in use."""

    l2vpn: L2vpnBlock


SUBSCRIPTION_MODEL_REGISTRY.update(
    {"Node": NodeInactive, "Port 100G": PortInactive, "Core link": CoreLinkInactive, "L2VPN": L2vpnInactive}
)
