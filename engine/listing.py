"""How is a list of a million processes, or subscriptions, shown a window at a time?

A `Listing` answers the three questions of a grid: how many rows, the rows from here on, and where is this one
now. It reads by keyset (the rows after the last one seen), which costs the same on every page; only a jump into the
unknown is counted from the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Uuid, func, literal, select, tuple_

from engine.clock import Clock, utc_now
from engine.filters.language import condition
from engine.filters.processes import PROCESSES
from engine.outcome import ProcessStatus
from engine.records import ProcessRow
from engine.store.database import Store
from engine.store.queries import as_row, in_inbox, process_rows
from engine.store.tables import BaseModel, ProcessTable, UtcTimestamp

__all__ = ["Listed", "Listing", "ProcessQuery", "Query", "first_rows"]

_Key = tuple[datetime, UUID]

Row = TypeVar("Row")
Row_co = TypeVar("Row_co")


@dataclass(frozen=True, slots=True)
class ProcessQuery:
    """Which processes, in which order."""

    statuses: frozenset[ProcessStatus] | None = None
    text: str = ""
    """The filter language (`engine.filters`)."""
    tasks: bool | None = None
    inbox_of: tuple[str, ...] | None = None
    """Only what needs an operator of these teams."""
    oldest_first: bool = False

    def conditions(self, now: datetime) -> list[ColumnElement[bool]]:
        """Return the conditions in SQL, at this moment.

        Raises:
            BadQuery: the filter text cannot be understood.
        """
        found: list[ColumnElement[bool]] = []
        if self.statuses is not None:
            found.append(ProcessTable.last_status.in_(sorted(self.statuses)))
        if self.tasks is not None:
            found.append(ProcessTable.is_task.is_(self.tasks))
        if self.inbox_of is not None:
            found.append(in_inbox(self.inbox_of))
        if self.text.strip():
            found.append(condition(self.text, PROCESSES, now))
        return found

    @property
    def listed(self) -> Listed[ProcessRow]:
        """What the list is made of."""
        at, key = ProcessTable.last_modified_at.expression, ProcessTable.process_id.expression
        return Listed(process_rows(), ProcessTable, at, key, as_row, lambda row: (row.last_modified_at, row.process_id))


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """What a list is made of, and by which columns it is ordered: the time of the last change, then the id."""

    rows: Select[*tuple[Any, ...]]
    table: type[BaseModel]
    """What is counted: conditions name this table, and others in subqueries."""
    at: ColumnElement[datetime]
    key: ColumnElement[UUID]
    as_row: Callable[[Any], Row]
    place: Callable[[Row], _Key]


class Query(Protocol[Row_co]):
    """Which rows, in which order."""

    @property
    def oldest_first(self) -> bool: ...

    @property
    def listed(self) -> Listed[Row_co]: ...

    def conditions(self, now: datetime) -> list[ColumnElement[bool]]: ...


class Listing(Generic[Row]):
    """The rows of one query, newest (or oldest) change first; each read is asynchronous and sees the present store.

    Raises:
        BadQuery: the filter cannot be understood.
    """

    def __init__(self, store: Store, query: Query[Row], now: Clock = utc_now) -> None:
        self._store, self._query, self._now = store, query, now
        self._listed = query.listed
        self._conditions = query.conditions(now())
        self._edges: dict[int, _Key] = {}
        """Key of the row before an index, from pages read: where the next page may start."""

    async def count(self) -> int:
        """Return how many rows there are now; who asks looks afresh, so what was known of pages is forgotten."""
        self._edges.clear()
        self._conditions = self._query.conditions(self._now())  # `age>2h` means another moment by now
        return await self._store.read(self._count)

    async def rows(self, start: int, limit: int) -> list[Row]:
        """Return at most `limit` rows from index `start` on."""
        found = await self._store.read(self._page, start, limit)
        if found:
            self._edges[start + len(found)] = self._listed.place(found[-1])
        return found

    async def find(self, key: str) -> int | None:
        """Return the index of the row with this id now; None when it is not in the list (any more)."""
        self._edges.clear()
        return await self._store.read(self._find, UUID(key))

    def _count(self, connection: Connection) -> int:
        return connection.scalar(self._filtered(select(func.count()))) or 0

    def _page(self, connection: Connection, start: int, limit: int) -> list[Row]:
        query = _ordered(self._listed.rows.where(*self._conditions), self._query).limit(limit)
        edge = self._edges.get(start)
        query = query.where(self._beyond(edge, self._query.oldest_first)) if edge else query.offset(start)
        return [self._listed.as_row(row) for row in connection.execute(query)]

    def _find(self, connection: Connection, key: UUID) -> int | None:
        listed = self._listed
        row = connection.execute(self._filtered(select(listed.at, listed.key)).where(listed.key == key)).first()
        if row is None:
            return None
        before = self._beyond((row[0], row[1]), not self._query.oldest_first)
        return connection.scalar(self._filtered(select(func.count())).where(before)) or 0

    def _filtered(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return query.select_from(self._listed.table).where(*self._conditions)

    def _beyond(self, key: _Key, forward: bool) -> ColumnElement[bool]:
        """Return the condition for rows changed later (`forward`) or earlier than the one with this key."""
        place = tuple_(self._listed.at, self._listed.key)
        edge = tuple_(literal(key[0], UtcTimestamp), literal(key[1], Uuid))
        return place > edge if forward else place < edge


def _ordered(query: Select[*tuple[Any, ...]], wanted: Query[Any]) -> Select[*tuple[Any, ...]]:
    at, key = wanted.listed.at, wanted.listed.key
    return query.order_by(at, key) if wanted.oldest_first else query.order_by(at.desc(), key.desc())


def first_rows(connection: Connection, query: Query[Row], limit: int, now: Clock = utc_now) -> list[Row]:
    """Return the first `limit` rows of a query: the list of the command line. Raises BadQuery."""
    rows = connection.execute(_ordered(query.listed.rows.where(*query.conditions(now())), query).limit(limit)).all()
    return [query.listed.as_row(row) for row in rows]
