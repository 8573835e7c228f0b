"""Which rows does an author's step or form look up by a name or an id? Products and subscriptions, as ORM rows.

They belong to the session of what runs (`engine.db.session`). Names as in orchestrator-core's `services`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from engine.store.product_tables import ProductTable, ResourceTypeTable
from engine.store.scope import current_scope
from engine.store.subscription_tables import (
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)

__all__ = [
    "get_product_by_id",
    "get_product_by_name",
    "get_products",
    "get_subscription",
    "get_tags",
    "get_types",
    "retrieve_subscription_by_subscription_instance_value",
]


def get_products(*, filters: list[ColumnElement[bool]] | None = None) -> list[ProductTable]:
    """Return the products that fit every filter (SQLAlchemy conditions on `ProductTable`), by name."""
    query = select(ProductTable).where(*filters or ()).order_by(ProductTable.name)
    return list(current_scope().session.scalars(query))


def get_product_by_id(product_id: UUID | str) -> ProductTable | None:
    """Return a product; None where there is none of that id."""
    return current_scope().session.get(ProductTable, UUID(str(product_id)))


def get_product_by_name(name: str) -> ProductTable:
    """Return the product of that name.

    Raises:
        sqlalchemy.exc.NoResultFound: there is none.
    """
    return current_scope().session.scalars(select(ProductTable).where(ProductTable.name == name)).one()


def get_types() -> list[str]:
    """Return the types of the products there are, in order."""
    return _distinct(ProductTable.product_type)


def get_tags() -> list[str]:
    """Return the tags of the products there are, in order."""
    return _distinct(ProductTable.tag)


def get_subscription(subscription_id: UUID | str) -> SubscriptionTable:
    """Return a subscription's row.

    Raises:
        ValueError: there is none of that id, or it is none.
    """
    found = current_scope().session.get(SubscriptionTable, UUID(str(subscription_id)))
    if found is None:
        raise ValueError(f"Subscription with id: {subscription_id}, does not exist")
    return found


def retrieve_subscription_by_subscription_instance_value(resource_type: str, value: str) -> SubscriptionTable | None:
    """Return the one subscription with a block in which a resource type has this value; None where there is none.

    Raises:
        sqlalchemy.exc.MultipleResultsFound: there are several.
    """
    block, text, kind = SubscriptionInstanceTable, SubscriptionInstanceValueTable, ResourceTypeTable
    query = (
        select(SubscriptionTable)
        .join(block, block.subscription_id == SubscriptionTable.subscription_id)
        .join(text, text.subscription_instance_id == block.subscription_instance_id)
        .join(kind, kind.resource_type_id == text.resource_type_id)
        .where(kind.resource_type == resource_type, text.value == value)
        .distinct()
    )
    return current_scope().session.scalars(query).one_or_none()


def _distinct(column: Any) -> list[str]:
    return list(current_scope().session.scalars(select(column).distinct().order_by(column)))
