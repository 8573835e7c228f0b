"""What of what is sold can a form offer? Nodes, ports for customers, ports for the backbone, and the VLANs on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from engine import ProductBlockModel, SubscriptionLifecycle, db
from engine.database import (
    ProductTable,
    ResourceTypeTable,
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)
from workflows.network.fields import choice_of
from workflows.network.plan import CUSTOMERS
from workflows.network.router_config import PortMode

__all__ = ["CustomerChoice", "active", "customer_ports", "spare_ports", "vlans_on"]

CustomerChoice = choice_of("CustomerChoice", CUSTOMERS)

ACTIVE = SubscriptionLifecycle.ACTIVE


def active(product_type: str) -> dict[str, str]:
    """Return the active subscriptions of a product type: id and description."""
    query = (
        select(SubscriptionTable.subscription_id, SubscriptionTable.description)
        .join(ProductTable, ProductTable.product_id == SubscriptionTable.product_id)
        .where(ProductTable.product_type == product_type, SubscriptionTable.status == ACTIVE)
        .order_by(SubscriptionTable.description)
    )
    return {str(key): description for key, description in db.session.execute(query)}


def customer_ports() -> dict[str, str]:
    """Return the ports that services may use: id and description."""
    return {str(row.subscription_id): row.description for row in _ports(PortMode.TAGGED, PortMode.UNTAGGED)}


def spare_ports() -> dict[str, dict[str, str]]:
    """Return the backbone ports that no link uses: by the id of their node, id and description."""
    relation, user, using = SubscriptionInstanceRelationTable, SubscriptionInstanceTable, SubscriptionTable
    used = set(
        db.session.scalars(
            select(relation.depends_on_id)
            .join(user, user.subscription_instance_id == relation.in_use_by_id)
            .join(using, using.subscription_id == user.subscription_id)
            .where(using.status != SubscriptionLifecycle.TERMINATED)
        )
    )
    found: dict[str, dict[str, str]] = {}
    for row in _ports(PortMode.BACKBONE):
        if row.subscription_instance_id not in used:
            found.setdefault(str(row.node), {})[str(row.subscription_id)] = row.description
    return found


def _ports(*modes: PortMode) -> Sequence[Any]:
    """Return the active ports in one of these modes: subscription, description, block, and the node's subscription."""
    block, value, kind = SubscriptionInstanceTable, SubscriptionInstanceValueTable, ResourceTypeTable
    relation, node = SubscriptionInstanceRelationTable, aliased(SubscriptionInstanceTable)
    return db.session.execute(
        select(
            SubscriptionTable.subscription_id,
            SubscriptionTable.description,
            block.subscription_instance_id,
            node.subscription_id.label("node"),
        )
        .join(block, block.subscription_id == SubscriptionTable.subscription_id)
        .join(value, value.subscription_instance_id == block.subscription_instance_id)
        .join(kind, kind.resource_type_id == value.resource_type_id)
        .join(relation, relation.in_use_by_id == block.subscription_instance_id)
        .join(node, node.subscription_instance_id == relation.depends_on_id)
        .where(kind.resource_type == "port_mode", value.value.in_(modes), SubscriptionTable.status == ACTIVE)
        .order_by(SubscriptionTable.description)
    ).all()


def vlans_on(port: ProductBlockModel) -> list[int]:
    """Return the VLANs of the services that use a port."""
    return sorted(
        int(value.value)
        for user in port.in_use_by
        if user.subscription.status != SubscriptionLifecycle.TERMINATED
        for value in user.values
        if value.resource_type.resource_type == "vlan"
    )
