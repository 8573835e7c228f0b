"""What has a fresh demo sold already? The network itself as subscriptions, and services for institutes across it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from engine import SubscriptionLifecycle, SubscriptionModel, db
from engine.database import ProductTable, transactional
from workflows.network.lab import Device, lab
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
from workflows.network.topology import topology

__all__ = ["sell"]

ACTIVE = SubscriptionLifecycle.ACTIVE
OURS = "network"
"""The customer of what the network keeps for itself."""

INSTITUTES = ("institute of physics", "polar archive", "sky survey", "genome library", "tide gauge office")
SERVICES = 20

S = TypeVar("S", bound=SubscriptionModel)


def sell() -> int:
    """Fill an empty store from the topology; return how many subscriptions it has then."""
    with db.database_scope(), transactional(db):
        products = {name: key for key, name in db.session.execute(select(ProductTable.product_id, ProductTable.name))}
        sold = list(_everything(products))
        for subscription in sold:
            subscription.insync = True
            subscription.save()
    return len(sold)


def _everything(products: dict[str, UUID]) -> Iterator[SubscriptionModel]:
    nodes = {device.name: _node(products["Node"], device) for device in lab().devices("in service")}
    yield from nodes.values()
    numbers = {name: count() for name in nodes}

    def port(node: str, customer: str, purpose: str) -> Port:
        made = PortInactive.from_product_id(products["Port 100G"], customer)
        made.port.port_name, made.port.purpose = f"et-0/0/{next(numbers[node])}", purpose
        made.port.node = nodes[node].node
        return _active(Port, made, f"{node} {made.port.port_name}: {purpose}")

    for link in topology().links.values():
        ends = [port(node, OURS, f"core link {link.name}") for node in link.routers]
        yield from ends
        made = CoreLinkInactive.from_product_id(products["Core link"], OURS)
        made.core_link.link_name, made.core_link.capacity = link.name, link.capacity
        made.core_link.kilometres = round(link.a.distance(link.b))
        made.core_link.ends = [end.port for end in ends]
        yield _active(CoreLink, made, f"Core link {link.label}")
    names = list(nodes)
    for number in range(SERVICES):
        customer = INSTITUTES[number % len(INSTITUTES)]
        ends = [port(names[(number * step + step) % len(names)], customer, customer) for step in (3, 7)]
        yield from ends
        service = L2vpnInactive.from_product_id(products["L2VPN"], customer)
        service.l2vpn.service_speed = 1_000 * (1 + number % 4)
        service.l2vpn.saps = [
            SapBlockInactive.new(service.subscription_id, vlan=100 + number, port=end.port) for end in ends
        ]
        between = " to ".join(str(end.port.node.node_name) for end in ends)
        yield _active(L2vpn, service, f"{customer}: {between}, VLAN {100 + number}")


def _node(product: UUID, device: Device) -> Node:
    made = NodeInactive.from_product_id(product, OURS)
    made.node.node_name, made.node.role, made.node.site = device.name, device.role, device.site
    made.node.loopback, made.node.rack = device.loopback, device.rack  # type: ignore[assignment]
    return _active(Node, made, f"Node {device.name}")


def _active(kind: type[S], made: SubscriptionModel, description: str) -> S:
    made.description = description
    return kind.from_other_lifecycle(made, ACTIVE, skip_validation=True)
