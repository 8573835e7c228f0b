"""Which subscriptions use each other's blocks?

A subscription depends on another where one of its blocks holds a block of the other's; that one is then in use by it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from engine.domain.lifecycle import SAFE_USED_BY_TRANSITIONS_FOR_STATUS, SubscriptionLifecycle
from engine.store.product_tables import ProductTable
from engine.store.scope import current_scope
from engine.store.subscription_tables import (
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionTable,
)

__all__ = ["Relative", "depends_on", "in_use_by", "refuse_unsafe_change", "relatives"]


@dataclass(frozen=True, slots=True)
class Relative:
    """A subscription at the other end of a relation."""

    subscription_id: UUID
    description: str
    status: str
    insync: bool
    product: str
    product_type: str
    depth: int
    """1 for a direct one, 2 for one of that one's, and so on."""
    beside: UUID | None = None
    """The one nearer by that it is related to: the first, where it is related to several."""


def in_use_by(connection: Connection, subscription_id: UUID) -> list[Relative]:
    """Return the subscriptions that use a block of this one."""
    return _beside(connection, {subscription_id}, up=True, depth=1)


def depends_on(connection: Connection, subscription_id: UUID) -> list[Relative]:
    """Return the subscriptions of which this one uses a block."""
    return _beside(connection, {subscription_id}, up=False, depth=1)


def relatives(
    connection: Connection,
    subscription_id: UUID,
    *,
    up: bool,
    depth: int = 20,
    product_types: Collection[str] = (),
) -> list[Relative]:
    """Return what uses this subscription (`up`), or what it uses, and what uses that, and so on, nearest first.

    `product_types` limits what is returned, not what is gone through (contract DM-30).
    """
    found: dict[UUID, Relative] = {}
    level = {subscription_id}
    for away in range(1, depth + 1):
        beside = [near for near in _beside(connection, level, up=up, depth=away) if near.subscription_id not in found]
        level = {near.subscription_id for near in beside} - {subscription_id}
        for near in beside:
            if near.subscription_id in level:
                found.setdefault(near.subscription_id, near)
        if not level:
            break
    return [near for near in found.values() if not product_types or near.product_type in product_types]


def _beside(connection: Connection, of: Collection[UUID], *, up: bool, depth: int) -> list[Relative]:
    relation = SubscriptionInstanceRelationTable
    above, below = aliased(SubscriptionInstanceTable), aliased(SubscriptionInstanceTable)
    here, there = (below, above) if up else (above, below)
    table = SubscriptionTable
    query = (
        select(
            table.subscription_id,
            table.description,
            table.status,
            table.insync,
            ProductTable.name,
            ProductTable.product_type,
            here.subscription_id.label("beside"),
        )
        .join(there, there.subscription_id == table.subscription_id)
        .join(
            relation,
            (relation.in_use_by_id if up else relation.depends_on_id) == there.subscription_instance_id,
        )
        .join(
            here,
            (relation.depends_on_id if up else relation.in_use_by_id) == here.subscription_instance_id,
        )
        .join(ProductTable, ProductTable.product_id == table.product_id)
        .where(here.subscription_id.in_(sorted(of)), there.subscription_id != here.subscription_id)
        .order_by(table.description, table.subscription_id)
        .distinct()
    )
    return [Relative(*row[:-1], depth, row.beside) for row in connection.execute(query)]


def refuse_unsafe_change(subscription_id: UUID, status: SubscriptionLifecycle) -> None:
    """See that no subscription which uses a block of this one stands against its change to `status`.

    Raises:
        ValueError: one does (contract DM-14).
    """
    users = current_scope().read(lambda connection: in_use_by(connection, subscription_id))
    safe = SAFE_USED_BY_TRANSITIONS_FOR_STATUS[status]
    unsafe = [user for user in users if user.status not in safe]
    if unsafe:
        told = ", ".join(f"{user.subscription_id} ({user.status}, {user.description})" for user in unsafe)
        raise ValueError(f"Unsafe status change of Subscription with depending subscriptions: [{told}]")
