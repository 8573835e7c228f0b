"""What has a fresh demo sold already? The network itself as subscriptions, and services for institutes across it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from engine import SubscriptionLifecycle, SubscriptionModel, db
from engine.database import ProductTable, transactional
from workflows.network.addresses import link_addresses
from workflows.network.lab import Chassis, Device, lab
from workflows.network.plan import OURS, Plan, PlannedLink, PlannedPort, PlannedService
from workflows.network.products import (
    CoreLink,
    CoreLinkInactive,
    L2vpn,
    L2vpnInactive,
    Node,
    NodeInactive,
    Port,
    PortInactive,
    SapBlockInactive,
)

__all__ = ["sell"]

ACTIVE = SubscriptionLifecycle.ACTIVE

S = TypeVar("S", bound=SubscriptionModel)


def sell() -> int:
    """Fill an empty store with what a new lab runs; return how many subscriptions it has then."""
    with db.database_scope(), transactional(db):
        products = {name: key for key, name in db.session.execute(select(ProductTable.product_id, ProductTable.name))}
        sold = list(_Sale(products).everything())
        for subscription in sold:
            subscription.insync = True
            subscription.save()
    return len(sold)


class _Sale:
    """The subscriptions of a plan, in an order in which each finds what it uses."""

    def __init__(self, products: dict[str, UUID]) -> None:
        self._products, self._lab = products, lab()
        self._nodes: dict[str, Node] = {}

    def everything(self) -> Iterator[SubscriptionModel]:
        plan = Plan(self._lab.network)
        self._nodes = {name: self._node(self._lab.device(name)) for name in plan.routers}
        yield from self._nodes.values()
        for port in plan.spare:
            yield self._port(port)
        for planned in plan.users:
            ends = [self._port(end) for end in planned.ends]
            yield from ends
            yield self._link(planned, ends) if isinstance(planned, PlannedLink) else self._service(planned, ends)

    def _node(self, device: Device) -> Node:
        made = NodeInactive.from_product_id(self._products["Node"], OURS)
        node = made.node
        node.node_name, node.role, node.site = device.name, device.role, device.site
        node.loopback, node.rack = IPv4Address(device.loopback), device.rack
        node.chassis, node.node_description = Chassis(f"c{device.ports}"), device.description
        return _active(Node, made, f"Node {device.name}")

    def _port(self, planned: PlannedPort) -> Port:
        made = PortInactive.from_product_id(self._products["Port 100G"], planned.customer)
        made.port.port_name, made.port.purpose, made.port.port_mode = planned.name, planned.purpose, planned.mode
        made.port.node = self._nodes[planned.node].node
        return _active(Port, made, f"{planned.node} {planned.name}: {planned.purpose}")

    def _link(self, planned: PlannedLink, ends: list[Port]) -> CoreLink:
        made = CoreLinkInactive.from_product_id(self._products["Core link"], OURS)
        link = made.core_link
        link.link_name, link.capacity = planned.link.name, planned.link.capacity
        link.kilometres, link.addresses = planned.kilometres, list(link_addresses(planned.number))
        link.ends = [end.port for end in ends]
        return _active(CoreLink, made, f"Core link {planned.link.label}")

    def _service(self, planned: PlannedService, ends: list[Port]) -> L2vpn:
        made = L2vpnInactive.from_product_id(self._products["L2VPN"], planned.customer)
        made.l2vpn.service_number, made.l2vpn.service_speed = planned.number, planned.speed
        made.l2vpn.saps = [SapBlockInactive.new(made.subscription_id, vlan=planned.vlan, port=end.port) for end in ends]
        between = " to ".join(end.node for end in planned.ends)
        return _active(L2vpn, made, f"{planned.customer}: {between}, VLAN {planned.vlan}")


def _active(kind: type[S], made: SubscriptionModel, description: str) -> S:
    made.description = description
    return kind.from_other_lifecycle(made, ACTIVE, skip_validation=True)
