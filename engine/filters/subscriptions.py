"""What may a filter say of subscriptions?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, union

from engine.domain.lifecycle import SubscriptionLifecycle
from engine.filters.fields import Asked, Condition, Field, Takes, beginning, choice, is_true, matching, moment
from engine.filters.held import Held
from engine.filters.language import Language
from engine.store.product_tables import FixedInputTable, ProductTable, ResourceTypeTable
from engine.store.queries import id_begins
from engine.store.subscription_tables import SubscriptionTable

__all__ = ["held_names", "subscription_language"]


def _of_product(column: Any) -> Field:
    """By a subquery, so that counting needs no join."""
    products = select(ProductTable.product_id)

    def sold(match: Condition) -> Condition:
        return lambda asked: SubscriptionTable.product_id.in_(products.where(match(asked)))

    return matching(column, names=True).within(sold)


_FIELDS: dict[str, Field] = {
    "status": choice(SubscriptionTable.status.expression, "status", tuple(map(str, SubscriptionLifecycle))),
    "product": _of_product(ProductTable.name.expression),
    "type": _of_product(ProductTable.product_type.expression),
    "tag": _of_product(ProductTable.tag.expression),
    "customer": matching(SubscriptionTable.customer_id.expression, names=True),
    "insync": is_true(SubscriptionTable.insync.expression),
    "description": matching(SubscriptionTable.description.expression),
    "note": matching(SubscriptionTable.note.expression),
    "start": moment(SubscriptionTable.start_date.expression),
    "end": moment(SubscriptionTable.end_date.expression),
    "modified": moment(SubscriptionTable.modified_at.expression),
    "id": beginning(SubscriptionTable.subscription_id.expression),
}


def subscription_language(held: Held) -> Language:
    """Return the language, with the resource types and fixed inputs of a store."""

    def words(asked: Asked) -> ColumnElement[bool]:
        found = [_FIELDS[name](asked) for name in ("description", "customer", "product", "note")]
        its_id = id_begins(SubscriptionTable.subscription_id.expression, asked.text, a_word=True)
        return or_(*found, its_id, held.anywhere(asked))

    return Language(
        {**_FIELDS, "value": Field(held.anywhere, Takes("text in any block, an address or a prefix"))},
        words,
        named=held.named,
        beyond=", or a resource type or fixed input by its name",
        names=held.names,
    )


def held_names(connection: Connection, secrets: Collection[str] = ()) -> Held:
    """Return what blocks and products of a store hold, by name, without what is secret."""
    kinds, fixed = select(ResourceTypeTable.resource_type), select(FixedInputTable.name)
    names = connection.scalars(union(kinds, fixed)).all()
    return Held(frozenset(name.lower() for name in names), frozenset(secrets))
