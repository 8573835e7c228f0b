"""Which processes are in a list, and in which order?

A query says it in the operator's words, and how its rows are made and ordered, so that `engine.paging` can show a list
of a million a window at a time, and the command line its first rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, and_, literal, true, tuple_, union_all
from sqlalchemy import Row as SqlRow
from sqlalchemy.sql.elements import False_

from engine.clock import Clock, utc_now
from engine.errors import UsageError
from engine.filters.language import condition
from engine.filters.look import Look
from engine.filters.processes import PROCESSES
from engine.outcome import ENDED, ProcessStatus
from engine.records import ProcessRow
from engine.store.database import Store
from engine.store.halves import HALVES, HAS_ENDED, IS_ACTIVE, has_status
from engine.store.queries import as_row, process_rows
from engine.store.tables import BaseModel, ProcessTable

__all__ = [
    "LATEST_FIRST",
    "Listed",
    "Order",
    "Place",
    "ProcessQuery",
    "Query",
    "Sort",
    "beyond",
    "first_rows",
    "narrowed",
    "sort_named",
    "window",
]

Row = TypeVar("Row")
Row_co = TypeVar("Row_co")

Place = tuple[Any, ...]
"""Where a row stands in an order: its values in the columns of the order."""


@dataclass(frozen=True, slots=True)
class Sort:
    """By which of its orders a list is sorted, and which way."""

    by: str
    ascending: bool = False


PAGE = 1_000
"""Rows read at once, where all of them are wanted."""

LATEST_FIRST = Sort("modified")


@dataclass(frozen=True, slots=True)
class Order:
    """An order that the store has an index for; the id comes last, so that no two rows are at one place."""

    columns: tuple[ColumnElement[Any], ...]
    labels: tuple[str, ...]
    """What the select of rows calls these columns."""
    ascending: bool = False
    """Whether a list is usually sorted this way up: names are, times are not."""

    def place(self, row: SqlRow[Any]) -> Place:
        """Return where a row stands."""
        return tuple(row._mapping[label] for label in self.labels)


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """What a list is made of, and by what it can be ordered."""

    rows: Select[*tuple[Any, ...]]
    table: type[BaseModel]
    """What is counted: conditions name this table, and others in subqueries."""
    key: ColumnElement[UUID]
    as_row: Callable[[Any], Row]
    key_of: Callable[[Row], UUID]
    orders: Mapping[str, Order]
    parts: tuple[ColumnElement[bool], ...] = (true(),)
    """Conditions of which just one holds for a row: each part has its own indexes, and is read in order by itself."""


class Query(Protocol[Row_co]):
    """Which rows, in which order."""

    @property
    def sort(self) -> Sort: ...

    @property
    def listed(self) -> Listed[Row_co]: ...

    def conditions(self, now: datetime, look: Look | None = None) -> list[ColumnElement[bool]]: ...


_MODIFIED = ProcessTable.last_modified_at.expression
_KEY = ProcessTable.process_id.expression

_ORDERS = {
    "modified": Order((_MODIFIED, _KEY), ("last_modified_at", "process_id")),
    "started": Order((ProcessTable.started_at.expression, _KEY), ("started_at", "process_id")),
    "status": Order(
        (ProcessTable.last_status.expression, _MODIFIED, _KEY),
        ("status", "last_modified_at", "process_id"),
        ascending=True,
    ),
    "assignee": Order(
        (ProcessTable.assignee.expression, _MODIFIED, _KEY),
        ("assignee", "last_modified_at", "process_id"),
        ascending=True,
    ),
}


@dataclass(frozen=True, slots=True)
class ProcessQuery:
    """Which processes, in which order."""

    statuses: frozenset[ProcessStatus] | None = None
    text: str = ""
    """The filter language (`engine.filters`)."""
    tasks: bool | None = None
    sort: Sort = LATEST_FIRST

    def conditions(self, now: datetime, look: Look | None = None) -> list[ColumnElement[bool]]:
        """Return the conditions in SQL, at this moment.

        Raises:
            BadQuery: the filter text cannot be understood.
        """
        found: list[ColumnElement[bool]] = []
        if self.statuses is not None:
            found.append(has_status(*self.statuses))
        if self.tasks is not None:
            found.append(ProcessTable.is_task.is_(self.tasks))
        if self.text.strip():
            found.append(condition(self.text, PROCESSES, now, look))
        return found

    @property
    def listed(self) -> Listed[ProcessRow]:
        """What the list is made of."""
        return Listed(process_rows(), ProcessTable, _KEY, as_row, lambda row: row.process_id, _ORDERS, self._halves)

    @property
    def _halves(self) -> tuple[ColumnElement[bool], ...]:
        if self.statuses is not None and not self.statuses & ENDED:
            return (IS_ACTIVE,)
        return HALVES if self.statuses is None or self.statuses - ENDED else (HAS_ENDED,)


def sort_named(text: str, listed: Listed[Any]) -> Sort:
    """Return the sorting that a text asks for: `started`, `started:asc` or `started:desc`.

    Raises:
        UsageError: there is no such order.
    """
    name, _, way = text.lower().partition(":")
    if name not in listed.orders or way not in ("", "asc", "desc"):
        names = ", ".join(listed.orders)
        raise UsageError(f"A list cannot be sorted by '{text}'; there are: {names}, each with :asc or :desc behind it")
    return Sort(name, listed.orders[name].ascending if not way else way == "asc")


def narrowed(
    connection: Connection, query: Query[Any], now: datetime, *, in_order: bool = True
) -> list[ColumnElement[bool]]:
    """Return the whole condition of each part of a list, as the store is now: for a window of it, or to count it.

    Raises:
        BadQuery: the filter cannot be understood.

    A part that nothing of can fit is left out, one at the least being returned.
    """
    seen: dict[Any, Any] = {}
    parts = [and_(part, *query.conditions(now, Look(connection, part, in_order, seen))) for part in query.listed.parts]
    return [part for part in parts if not isinstance(part, False_)] or parts[:1]


def window(
    query: Select[*tuple[Any, ...]],
    parts: Sequence[ColumnElement[bool]],
    order: Order,
    *,
    ascending: bool,
    limit: int,
    start: int = 0,
    store: str,
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """Return the select of `limit` rows in an order, up or down, from index `start` on; `store` is the kind of store.

    Of several parts, each with its whole condition, it merges what each has in that order. SQLite reads of each as much
    as is needed; Postgres must be told how much that is at most.
    """
    each = [query.where(part) for part in parts]
    if len(each) == 1:
        return each[0].order_by(*_up_or_down(order.columns, ascending)).limit(limit).offset(start)
    if store == "postgresql":
        each = [part.order_by(*_up_or_down(order.columns, ascending)).limit(start + limit) for part in each]
    merged = union_all(*each)
    columns = [merged.selected_columns[label] for label in order.labels]
    return merged.order_by(*_up_or_down(columns, ascending)).limit(limit).offset(start)


def _up_or_down(columns: Iterable[ColumnElement[Any]], ascending: bool) -> Iterator[ColumnElement[Any]]:
    return (column if ascending else column.desc() for column in columns)


def beyond(place: Place, order: Order, *, ascending: bool) -> ColumnElement[bool]:
    """Return the condition for what comes after a place, going up or down."""
    here = tuple_(*order.columns)
    edge = tuple_(*(literal(value, column.type) for value, column in zip(place, order.columns, strict=True)))
    return here > edge if ascending else here < edge


def first_rows(connection: Connection, query: Query[Row], limit: int, now: Clock = utc_now) -> list[Row]:
    """Return the first `limit` rows of a query: the list of the command line. Raises BadQuery."""
    listed, sort = query.listed, query.sort
    parts, kind = narrowed(connection, query, now()), connection.dialect.name
    order = listed.orders[sort.by]
    wanted = window(listed.rows, parts, order, ascending=sort.ascending, limit=limit, store=kind)
    return [listed.as_row(row) for row in connection.execute(wanted)]


def every_row(store: Store, query: Query[Row], limit: int | None = None, now: Clock = utc_now) -> Iterator[Row]:
    """Yield the rows of a query in its order, read a page at a time, each as the store is then. Raises BadQuery."""
    listed, sort = query.listed, query.sort
    order = listed.orders[sort.by]
    page, left = listed.rows, limit
    with store.reading() as connection:
        parts = narrowed(connection, query, now())
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        with store.reading() as connection:
            wanted = window(page, parts, order, ascending=sort.ascending, limit=size, store=store.kind)
            found = connection.execute(wanted).all()
        for row in found:
            yield listed.as_row(row)
        if len(found) < size:
            return
        left = None if left is None else left - size
        page = listed.rows.where(beyond(order.place(found[-1]), order, ascending=sort.ascending))
