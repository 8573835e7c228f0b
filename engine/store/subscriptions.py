"""How is a subscription read from the store, whole, and what must be written when it changed?

A `SubscriptionRecord` is a subscription as the store has it: plain, frozen, compared by value. Reading one takes four
statements however many blocks it has. Writing one is the difference between two of them, as an `Effect` that can be
applied again should the store lose it, and that refuses to overwrite what it did not see (W-07).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Uuid, literal, select

from engine.store.product_tables import (
    FixedInputTable,
    ProductBlockTable,
    ProductTable,
    ResourceTypeTable,
)
from engine.store.subscription_tables import (
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)

__all__ = [
    "InstanceRecord",
    "ProductRecord",
    "SubscriptionRecord",
    "facts_of",
    "read_instances",
    "read_product",
    "read_subscription",
]

Children = Mapping[str, tuple[UUID, ...]]
"""By the name of a field: the instances it holds, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """A product as a subscription knows it."""

    product_id: UUID
    name: str
    description: str
    product_type: str
    tag: str
    status: str
    created_at: datetime
    end_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceRecord:
    """One block, of whichever subscription owns it."""

    instance_id: UUID
    owner_id: UUID
    block: str
    """The name of its product block."""
    label: str | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By resource type: the stored texts, several where the field is a list."""
    children: Children = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecord:
    """One subscription with every block that it holds, its own and those of others."""

    subscription_id: UUID
    product: ProductRecord
    customer_id: str
    status: str
    insync: bool
    description: str
    note: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    version: int = 1
    fixed_inputs: Mapping[str, str] = field(default_factory=dict)
    roots: Children = field(default_factory=dict)
    instances: Mapping[UUID, InstanceRecord] = field(default_factory=dict)

    @property
    def owned(self) -> dict[UUID, InstanceRecord]:
        """The blocks that are this subscription's own to change."""
        return {key: found for key, found in self.instances.items() if found.owner_id == self.subscription_id}


_PRODUCT = tuple(getattr(ProductTable, name) for name in ProductRecord.__slots__)

_FACTS = ("subscription_id", "customer_id", "status", "insync", "description", "note", "start_date", "end_date")


def read_product(connection: Connection, product_id: UUID) -> tuple[ProductRecord, dict[str, str]] | None:
    """Return a product and its fixed inputs; None if there is none of this id."""
    row = connection.execute(select(*_PRODUCT).where(ProductTable.product_id == product_id)).first()
    return None if row is None else (ProductRecord(**row._mapping), _fixed_inputs(connection, product_id))


def _fixed_inputs(connection: Connection, product_id: UUID) -> dict[str, str]:
    query = select(FixedInputTable.name, FixedInputTable.value).where(FixedInputTable.product_id == product_id)
    return {name: value for name, value in connection.execute(query)}


def read_subscription(connection: Connection, subscription_id: UUID) -> SubscriptionRecord | None:
    """Return a subscription, whole; None if there is none of this id. Four statements."""
    facts = tuple(getattr(SubscriptionTable, name) for name in (*_FACTS, "version"))
    query = select(*facts, *(column.label(f"product__{column.key}") for column in _PRODUCT))
    joined = query.join(ProductTable, ProductTable.product_id == SubscriptionTable.product_id)
    row = connection.execute(joined.where(SubscriptionTable.subscription_id == subscription_id)).first()
    if row is None:
        return None
    found = dict(row._mapping)
    product = ProductRecord(**{column.key: found.pop(f"product__{column.key}") for column in _PRODUCT})
    roots_at = select(SubscriptionInstanceTable.subscription_instance_id.label("id")).where(
        SubscriptionInstanceTable.subscription_id == subscription_id
    )
    instances, roots = _read_tree(connection, roots_at, subscription_id)
    return SubscriptionRecord(
        product=product,
        fixed_inputs=_fixed_inputs(connection, product.product_id),
        roots=roots,
        instances=instances,
        **found,
    )


def read_instances(connection: Connection, instance_id: UUID) -> dict[UUID, InstanceRecord]:
    """Return a block and every block below it; empty if there is none of this id. Two statements."""
    return _read_tree(connection, select(literal(instance_id, Uuid).label("id")), None)[0]


def _read_tree(connection: Connection, start: Any, root_of: UUID | None) -> tuple[dict[UUID, InstanceRecord], Children]:
    """Return every instance from these on down, and the roots of a subscription among them by their fields."""
    relation, instance, value = (
        SubscriptionInstanceRelationTable,
        SubscriptionInstanceTable,
        SubscriptionInstanceValueTable,
    )
    tree = start.cte("tree", recursive=True)
    tree = tree.union(select(relation.depends_on_id).join(tree, relation.in_use_by_id == tree.c.id))
    rows = connection.execute(
        select(
            instance.subscription_instance_id.label("id"),
            instance.subscription_id.label("owner_id"),
            instance.label,
            instance.root_attr,
            instance.root_order,
            ProductBlockTable.name.label("block"),
            relation.in_use_by_id.label("above"),
            relation.domain_model_attr.label("attr"),
            relation.order_id.label("place"),
        )
        .join(tree, tree.c.id == instance.subscription_instance_id)
        .join(ProductBlockTable, ProductBlockTable.product_block_id == instance.product_block_id)
        .outerjoin(relation, relation.depends_on_id == instance.subscription_instance_id)
        .order_by(instance.root_order, relation.order_id, instance.subscription_instance_id)
    ).all()
    texts = connection.execute(
        select(value.subscription_instance_id.label("id"), ResourceTypeTable.resource_type.label("name"), value.value)
        .join(tree, tree.c.id == value.subscription_instance_id)
        .join(ResourceTypeTable, ResourceTypeTable.resource_type_id == value.resource_type_id)
        .order_by(value.order_id)
    )
    return _put_together(rows, texts, root_of)


def _put_together(rows: Any, texts: Any, root_of: UUID | None) -> tuple[dict[UUID, InstanceRecord], Children]:
    found: dict[UUID, InstanceRecord] = {}
    children: dict[UUID, dict[str, list[UUID]]] = {}
    roots: dict[str, list[UUID]] = {}
    for row in rows:
        if row.above is not None:
            children.setdefault(row.above, {}).setdefault(row.attr, []).append(row.id)
        if row.id not in found:
            found[row.id] = InstanceRecord(instance_id=row.id, owner_id=row.owner_id, block=row.block, label=row.label)
            if row.root_attr is not None and row.owner_id == root_of:
                roots.setdefault(row.root_attr, []).append(row.id)
    values: dict[UUID, dict[str, list[str]]] = {}
    for row in texts:
        values.setdefault(row.id, {}).setdefault(row.name, []).append(row.value)
    whole = {
        key: replace(record, values=_tuples(values.get(key, {})), children=_tuples(children.get(key, {})))
        for key, record in found.items()
    }
    return whole, _tuples(roots)


def _tuples(lists: Mapping[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(items) for name, items in lists.items()}


def facts_of(record: SubscriptionRecord) -> dict[str, Any]:
    """Return the columns of a subscription's own row, without its version."""
    return {**{name: getattr(record, name) for name in _FACTS}, "product_id": record.product.product_id}
