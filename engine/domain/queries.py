"""What does the store say of subscriptions, to a list or to a reader?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from engine.domain.relations import Relative, depends_on, in_use_by
from engine.errors import NotFound
from engine.filters.held import NOTHING_HELD, Held
from engine.filters.language import condition
from engine.filters.look import Look
from engine.filters.subscriptions import subscription_language
from engine.listing import LATEST_FIRST, Listed, Order, Sort
from engine.plain import MASK, is_secret, redact
from engine.records import ProcessRow
from engine.store.product_tables import ProductTable
from engine.store.queries import as_row, process_rows, resolved
from engine.store.subscription_tables import (
    ProcessSubscriptionTable,
    SubscriptionCustomerDescriptionTable,
    SubscriptionMetadataTable,
    SubscriptionTable,
)
from engine.store.subscriptions import InstanceRecord, SubscriptionRecord, read_subscription
from engine.store.tables import ProcessTable
from engine.values import parse

__all__ = [
    "SubscriptionDetail",
    "SubscriptionQuery",
    "SubscriptionRow",
    "masked",
    "resolve_subscription",
    "subscription_detail",
    "subscription_row",
    "subscription_rows",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionRow:
    """One subscription as a list shows it."""

    subscription_id: UUID
    description: str
    status: str
    insync: bool
    customer_id: str
    product: str
    product_type: str
    tag: str
    note: str | None
    version: int
    start_date: datetime | None
    end_date: datetime | None
    modified_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionDetail:
    """One subscription, whole: its blocks by their rows, its relations, its processes."""

    row: SubscriptionRow
    record: SubscriptionRecord
    in_use_by: tuple[Relative, ...]
    depends_on: tuple[Relative, ...]
    owners: dict[UUID, str]
    """By the id of another subscription that owns a block of it: how that one is described."""
    processes: tuple[ProcessRow, ...]
    customer_descriptions: dict[str, str]
    """By customer."""
    metadata: Any = None
    """What the site keeps beside it, as plain JSON data."""

    def block(self, key: UUID) -> InstanceRecord:
        """Return a block of it."""
        return self.record.instances[key]


_ROW: Select[*tuple[Any, ...]] = select(
    SubscriptionTable.subscription_id,
    SubscriptionTable.description,
    SubscriptionTable.status,
    SubscriptionTable.insync,
    SubscriptionTable.customer_id,
    ProductTable.name.label("product"),
    ProductTable.product_type,
    ProductTable.tag,
    SubscriptionTable.note,
    SubscriptionTable.version,
    SubscriptionTable.start_date,
    SubscriptionTable.end_date,
    SubscriptionTable.modified_at,
).join(ProductTable, ProductTable.product_id == SubscriptionTable.product_id)


def subscription_rows() -> Select[*tuple[Any, ...]]:
    """Return the query of subscriptions as a list shows them."""
    return _ROW


def _as_row(row: Row[Any]) -> SubscriptionRow:
    return SubscriptionRow(**row._mapping)


_KEY = SubscriptionTable.subscription_id.expression
_MODIFIED = SubscriptionTable.modified_at.expression

_ORDERS = {
    "modified": Order((_MODIFIED, _KEY), ("modified_at", "subscription_id")),
    "status": Order(
        (SubscriptionTable.status.expression, _MODIFIED, _KEY),
        ("status", "modified_at", "subscription_id"),
        ascending=True,
    ),
    "customer": Order(
        (SubscriptionTable.customer_id.expression, _KEY), ("customer_id", "subscription_id"), ascending=True
    ),
    "description": Order(
        (SubscriptionTable.description.expression, _KEY), ("description", "subscription_id"), ascending=True
    ),
}


@dataclass(frozen=True, slots=True)
class SubscriptionQuery:
    """Which subscriptions, in which order."""

    text: str = ""
    """The filter language (`engine.filters`)."""
    within: str = ""
    """The same, for the list that the text narrows."""
    held: Held = NOTHING_HELD
    """Which resource types and fixed inputs the text may name (`held_names`)."""
    sort: Sort = LATEST_FIRST

    @property
    def listed(self) -> Listed[SubscriptionRow]:
        """What the list is made of."""
        return Listed(_ROW, SubscriptionTable, _KEY, _as_row, lambda row: row.subscription_id, _ORDERS)

    def conditions(self, now: datetime, look: Look | None = None) -> list[ColumnElement[bool]]:
        """Return the conditions in SQL, at this moment.

        Raises:
            BadQuery: the filter text cannot be understood.
        """
        language = subscription_language(self.held)
        return [condition(text, language, now, look) for text in (self.within, self.text) if text.strip()]


def masked(detail: SubscriptionDetail, keys: Collection[str]) -> SubscriptionDetail:
    """Return a subscription with the values of secret fields masked."""
    instances = {
        key: replace(found, values={name: _masked(name, texts, keys) for name, texts in found.values.items()})
        for key, found in detail.record.instances.items()
    }
    beside = redact(detail.metadata, keys)
    return replace(detail, record=replace(detail.record, instances=instances), metadata=beside)


def _masked(name: str, texts: tuple[str, ...], keys: Collection[str]) -> tuple[str, ...]:
    return (MASK,) if is_secret(name, keys) and any(texts) else texts


def resolve_subscription(connection: Connection, prefix: str) -> UUID:
    """Return the id of the one subscription whose id begins with `prefix`.

    Raises:
        NotFound, Ambiguous.
    """
    column = SubscriptionTable.subscription_id.expression
    return resolved(connection, prefix, column, "subscription", "subscriptions")


def subscription_row(connection: Connection, subscription_id: UUID) -> SubscriptionRow:
    """Return a subscription as a list shows it.

    Raises:
        NotFound: there is no such subscription.
    """
    row = connection.execute(_ROW.where(SubscriptionTable.subscription_id == subscription_id)).first()
    if row is None:
        raise NotFound(f"There is no subscription {subscription_id}; `nocdeck subscription list` shows what there is")
    return _as_row(row)


def subscription_detail(connection: Connection, subscription_id: UUID) -> SubscriptionDetail:
    """Return one subscription, whole.

    Raises:
        NotFound: there is no such subscription.
    """
    row = subscription_row(connection, subscription_id)
    record = read_subscription(connection, subscription_id)
    assert record is not None, "both are read in one view of the store"
    table, link, names = SubscriptionTable, ProcessSubscriptionTable, SubscriptionCustomerDescriptionTable
    others = {found.owner_id for found in record.instances.values()} - {subscription_id}
    owners = select(table.subscription_id, table.description).where(table.subscription_id.in_(sorted(others)))
    processes = (
        process_rows()
        .join(link, link.process_id == ProcessTable.process_id)
        .where(link.subscription_id == subscription_id)
        .order_by(ProcessTable.last_modified_at.desc())
        .limit(100)
    )
    called = select(names.customer_id, names.description).where(names.subscription_id == subscription_id)
    beside = select(SubscriptionMetadataTable.metadata_).where(
        SubscriptionMetadataTable.subscription_id == subscription_id
    )
    return SubscriptionDetail(
        row=row,
        record=record,
        in_use_by=tuple(in_use_by(connection, subscription_id)),
        depends_on=tuple(depends_on(connection, subscription_id)),
        owners={key: text for key, text in connection.execute(owners)},
        processes=tuple(as_row(found) for found in connection.execute(processes)),
        customer_descriptions={key: text for key, text in connection.execute(called)},
        metadata=_parsed(connection.scalar(beside)),
    )


def _parsed(text: str | None) -> Any:
    """Return metadata as data; what somebody wrote there that is no JSON, as it is."""
    try:
        return None if text is None else parse(text)
    except ValueError:
        return text
