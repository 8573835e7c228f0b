"""Nodes, ports, core links and services, as orchestrator-core's authors write them."""

from enum import Enum
from ipaddress import IPv4Address
from typing import Annotated, Optional

from annotated_types import Len
from orchestrator.core.domain import SUBSCRIPTION_MODEL_REGISTRY
from orchestrator.core.domain.base import ProductBlockModel, SubscriptionModel
from orchestrator.core.types import SubscriptionLifecycle


class Role(str, Enum):
    CORE = "core"
    EDGE = "edge"


class NodeBlockInactive(ProductBlockModel, product_block_name="NodeBlock"):
    node_name: Optional[str] = None
    role: Optional[Role] = None
    loopback: Optional[IPv4Address] = None


class NodeBlockProvisioning(NodeBlockInactive, lifecycle=[SubscriptionLifecycle.PROVISIONING]):
    node_name: str
    role: Role


class NodeBlock(NodeBlockProvisioning, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    loopback: IPv4Address


class NodeInactive(SubscriptionModel, is_base=True):
    vendor: str
    node: NodeBlockInactive


class NodeProvisioning(NodeInactive, lifecycle=[SubscriptionLifecycle.PROVISIONING]):
    node: NodeBlockProvisioning


class Node(NodeProvisioning, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    node: NodeBlock


class PortBlockInactive(ProductBlockModel, product_block_name="PortBlock"):
    port_name: Optional[str] = None
    node: Optional[NodeBlockInactive] = None


class PortBlockProvisioning(PortBlockInactive, lifecycle=[SubscriptionLifecycle.PROVISIONING]):
    port_name: str
    node: NodeBlockProvisioning


class PortBlock(PortBlockProvisioning, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    node: NodeBlock


class PortInactive(SubscriptionModel, is_base=True):
    speed: int
    port: PortBlockInactive


class Port(PortInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    port: PortBlock


class CoreLinkBlockInactive(ProductBlockModel, product_block_name="CoreLinkBlock"):
    ends: Annotated[list[PortBlockInactive], Len(max_length=2)]
    under_maintenance: bool = False


class CoreLinkBlock(CoreLinkBlockInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    ends: Annotated[list[PortBlock], Len(min_length=2, max_length=2)]


class CoreLinkInactive(SubscriptionModel, is_base=True):
    core_link: CoreLinkBlockInactive


class CoreLink(CoreLinkInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    core_link: CoreLinkBlock


class SapBlockInactive(ProductBlockModel, product_block_name="SapBlock"):
    vlan: Optional[int] = None
    port: Optional[PortBlockInactive] = None


class SapBlock(SapBlockInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    vlan: int
    port: PortBlock


class L2vpnBlockInactive(ProductBlockModel, product_block_name="L2vpnBlock"):
    saps: list[SapBlockInactive]


class L2vpnBlock(L2vpnBlockInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    saps: list[SapBlock]


class L2vpnInactive(SubscriptionModel, is_base=True):
    l2vpn: L2vpnBlockInactive


class L2vpn(L2vpnInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    l2vpn: L2vpnBlock


SUBSCRIPTION_MODEL_REGISTRY.update(
    {"Node Cisco": NodeInactive, "Port 10G": PortInactive, "Core link": CoreLinkInactive, "L2VPN": L2vpnInactive}
)
