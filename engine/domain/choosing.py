"""What is there to choose from, where a form asks for a customer, a product or a subscription?

Whatever an author may narrow it by is said in his own words, as his field's schema has them. What cannot be understood
narrows to nothing, rather than to everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from engine.domain.queries import SubscriptionRow, subscription_rows
from engine.domain.usable import is_usable_in, runs_out_of_sync
from engine.plain import UNKEPT
from engine.store.product_tables import ProductTable, products_workflows
from engine.store.queries import id_begins
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import WorkflowTable

__all__ = ["Choosable", "choosables"]

Match = Callable[[str], ColumnElement[bool]]
"""What a word means as a condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """One thing that may be chosen."""

    key: str
    label: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else there is to say of it, each with its name."""


def choosables(
    connection: Connection,
    kind: str,
    *,
    text: str = "",
    key: str | None = None,
    filters: Mapping[str, Any] | None = None,
    limit: int = 50,
) -> Sequence[Choosable]:
    """Return what of a kind (customer, product, subscription) holds every word of `text`; with `key` the one alone.

    `filters`: productIds, excludedSubscriptionIds, statuses, tags, customerId, and workflow: only subscriptions on
    which it may run, as far as that is seen from the subscription itself.
    """
    read = {"customer": _customers, "product": _products, "subscription": _subscriptions}[kind]
    if UNKEPT.search(f"{text}{key or ''}"):
        return []
    return read(connection, text.split(), key, filters or {}, limit)


def _customers(
    connection: Connection, words: Sequence[str], key: str | None, filters: Mapping[str, Any], limit: int
) -> list[Choosable]:
    """Whoever has a subscription: the store keeps no list of customers."""
    column = SubscriptionTable.customer_id
    query = select(column, func.count()).group_by(column).order_by(column).limit(limit)
    query = query.where(column == key if key is not None else _each(words, _holding(column)))
    found = connection.execute(query).all()
    return [
        Choosable(key=name, label=name, facts={"Subscriptions": f"{count} subscription{'s' if count != 1 else ''}"})
        for name, count in found
    ]


def _products(
    connection: Connection, words: Sequence[str], key: str | None, filters: Mapping[str, Any], limit: int
) -> list[Choosable]:
    table = ProductTable
    match = [_holding(column) for column in (table.name, table.description, table.product_type, table.tag)]
    query = select(table.product_id, table.name, table.description, table.product_type, table.status)
    if key is not None:
        query = query.where(table.product_id.in_(_ids([key])))
    else:
        query = query.where(_each(words, *match, _begins(table.product_id)), table.status == "active")
        if "productIds" in filters:
            query = query.where(table.product_id.in_(_ids(filters["productIds"])))
    rows = connection.execute(query.order_by(table.name).limit(limit)).all()
    return [
        Choosable(
            key=str(row.product_id),
            label=row.name,
            facts={
                "Type": row.product_type,
                "Description": row.description if row.description != row.name else "",
                "Status": row.status if row.status != "active" else "",
            },
        )
        for row in rows
    ]


def _subscriptions(
    connection: Connection, words: Sequence[str], key: str | None, filters: Mapping[str, Any], limit: int
) -> list[Choosable]:
    table = SubscriptionTable
    if key is not None:
        query = subscription_rows().where(table.subscription_id.in_(_ids([key])))
    else:
        match = [_holding(column) for column in (table.description, table.customer_id, ProductTable.name)]
        query = subscription_rows().where(
            _each(words, *match, _begins(table.subscription_id)), *_narrowed(connection, filters)
        )
    rows = connection.execute(query.order_by(table.modified_at.desc(), table.subscription_id).limit(limit)).all()
    return [_choosable(SubscriptionRow(**row._mapping)) for row in rows]


def _choosable(row: SubscriptionRow) -> Choosable:
    facts = {
        "Product": row.product,
        "Status": row.status,
        "Customer": row.customer_id,
        "In sync": "in sync" if row.insync else "out of sync",
    }
    return Choosable(key=str(row.subscription_id), label=row.description, facts=facts)


def _narrowed(connection: Connection, filters: Mapping[str, Any]) -> Iterable[ColumnElement[bool]]:
    table = SubscriptionTable
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "productIds": lambda given: table.product_id.in_(_ids(given)),
        "excludedSubscriptionIds": lambda given: table.subscription_id.not_in(_ids(given)),
        "statuses": lambda given: table.status.in_(_texts(given)),
        "tags": lambda given: table.product_id.in_(
            select(ProductTable.product_id).where(ProductTable.tag.in_(_texts(given)))
        ),
        "customerId": lambda given: table.customer_id == str(given),
        "workflow": lambda given: _runs_on(connection, str(given)),
    }
    return [condition(filters[name]) for name, condition in conditions.items() if filters.get(name)]


def _runs_on(connection: Connection, name: str) -> ColumnElement[bool]:
    """By product, status and sync; whether others stand against it is seen when one is chosen, with the reason."""
    workflow, table, link = WorkflowTable, SubscriptionTable, products_workflows.c
    found = connection.execute(
        select(workflow.workflow_id, workflow.target, workflow.is_task).where(
            workflow.name == name, workflow.deleted_at.is_(None)
        )
    ).first()
    if found is None:
        return false()
    exempt = runs_out_of_sync(name, found.target, found.is_task)
    linked = select(link.product_id).where(link.workflow_id == found.workflow_id)
    statuses = [str(status) for status in is_usable_in(name, found.target)]
    usable = and_(table.product_id.in_(linked), table.status.in_(statuses))
    return usable if exempt else and_(usable, table.insync.is_(True))


def _holding(column: Any) -> Match:
    return lambda word: func.coalesce(column, "").icontains(word, autoescape=True)


def _begins(column: Any) -> Match:
    """By the beginning of an id, once that is long enough to mean one."""
    return lambda word: id_begins(column.expression, word, a_word=True)


def _each(words: Sequence[str], *match: Match) -> ColumnElement[bool]:
    """Every word fits somewhere."""
    return and_(True, *(or_(*(fits(word) for fits in match)) for word in words))


def _texts(given: Any) -> list[str]:
    return [str(item) for item in given] if isinstance(given, list | tuple) else [str(given)]


def _ids(given: Any) -> list[UUID]:
    found: list[UUID] = []
    for text in _texts(given):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
