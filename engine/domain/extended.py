"""What is there to say of a subscription beyond its own model? How it is called, and who holds its blocks (DM-29)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.domain.subscriptions import SubscriptionModel
from engine.store.scope import current_scope
from engine.store.subscription_tables import (
    SubscriptionCustomerDescriptionTable,
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
)

__all__ = ["build_extended_domain_model"]

_Users = dict[UUID, list[dict[str, str]]]


def build_extended_domain_model(subscription_model: SubscriptionModel) -> dict[str, Any]:
    """Return a subscription as plain data: its model, `customer_descriptions`, and in every block `in_use_by_ids` (the
    ids of the blocks that hold it) and `in_use_by_relations` (each with the subscription that owns it)."""
    dumped = subscription_model.model_dump()
    users = _users(list(_keys(dumped)))
    _extend(dumped, users)
    table = SubscriptionCustomerDescriptionTable
    called = (
        select(table.id, table.customer_id, table.description, table.created_at, table.version)
        .where(table.subscription_id == subscription_model.subscription_id)
        .order_by(table.customer_id)
    )
    rows = current_scope().read(lambda connection: connection.execute(called).all())
    return {**dumped, "customer_descriptions": [dict(row._mapping) for row in rows]}


def _keys(found: Any) -> Any:
    if isinstance(found, dict):
        if "subscription_instance_id" in found:
            yield found["subscription_instance_id"]
        for value in found.values():
            yield from _keys(value)
    elif isinstance(found, list):
        for item in found:
            yield from _keys(item)


def _users(keys: list[UUID]) -> _Users:
    relation, above = SubscriptionInstanceRelationTable, SubscriptionInstanceTable
    query = (
        select(relation.depends_on_id, relation.in_use_by_id, above.subscription_id)
        .join(above, above.subscription_instance_id == relation.in_use_by_id)
        .where(relation.depends_on_id.in_(keys))
        .order_by(relation.depends_on_id, relation.in_use_by_id)
    )
    users: _Users = {}
    for below, holder, owner in current_scope().read(lambda connection: connection.execute(query).all()):
        told = {"subscription_instance_id": str(holder), "subscription_id": str(owner)}
        users.setdefault(below, []).append(told)
    return users


def _extend(found: Any, users: _Users) -> None:
    if isinstance(found, dict):
        for value in list(found.values()):
            _extend(value, users)
        if "subscription_instance_id" in found:
            held = users.get(found["subscription_instance_id"], [])
            found["in_use_by_ids"] = [user["subscription_instance_id"] for user in held]
            found["in_use_by_relations"] = held
    elif isinstance(found, list):
        for item in found:
            _extend(item, users)
