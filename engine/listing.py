"""How is a list of a million processes shown a window at a time?

A `ProcessListing` answers the three questions of a grid: how many rows, the rows from here on, and where is this one
now. It reads by keyset (the rows after the last one seen), which costs the same on every page; only a jump into the
unknown is counted from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Uuid, func, literal, select, tuple_

from engine.filters import condition
from engine.outcome import ProcessStatus
from engine.records import ProcessRow
from engine.store.database import Store
from engine.store.queries import as_row, in_inbox, process_rows
from engine.store.tables import ProcessTable, UtcTimestamp

__all__ = ["ProcessListing", "ProcessQuery", "list_processes"]

_Key = tuple[datetime, UUID]


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

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions in SQL.

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
            found.append(condition(self.text))
        return found


class ProcessListing:
    """The rows of one query, newest (or oldest) change first; each read is asynchronous and sees the present store."""

    def __init__(self, store: Store, query: ProcessQuery) -> None:
        self._store, self._query = store, query
        self._conditions = query.conditions()
        self._edges: dict[int, _Key] = {}
        """Key of the row before an index, from pages read: where the next page may start."""

    async def count(self) -> int:
        """Return how many rows there are now; who asks looks afresh, so what was known of pages is forgotten."""
        self._edges.clear()
        return await self._store.read(self._count)

    async def rows(self, start: int, limit: int) -> list[ProcessRow]:
        """Return at most `limit` rows from index `start` on."""
        found, edge = await self._store.read(self._page, start, limit)
        if edge is not None:
            self._edges[start + len(found)] = edge
        return found

    async def find(self, key: str) -> int | None:
        """Return the index of the process with this id now; None when it is not in the list (any more)."""
        self._edges.clear()
        return await self._store.read(self._find, UUID(key))

    def _count(self, connection: Connection) -> int:
        return connection.scalar(self._filtered(select(func.count())).select_from(ProcessTable)) or 0

    def _page(self, connection: Connection, start: int, limit: int) -> tuple[list[ProcessRow], _Key | None]:
        query = _ordered(self._filtered(process_rows()), self._query).limit(limit)
        edge = self._edges.get(start)
        query = query.where(self._after(edge)) if edge else query.offset(start)
        rows = connection.execute(query).all()
        last = (rows[-1].last_modified_at, rows[-1].process_id) if rows else None
        return [as_row(row) for row in rows], last

    def _find(self, connection: Connection, process_id: UUID) -> int | None:
        here = self._filtered(select(ProcessTable.last_modified_at, ProcessTable.process_id)).where(
            ProcessTable.process_id == process_id
        )
        row = connection.execute(here).first()
        if row is None:
            return None
        before = self._filtered(select(func.count())).select_from(ProcessTable).where(self._before((row[0], row[1])))
        return connection.scalar(before) or 0

    def _filtered(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return query.where(*self._conditions)

    def _after(self, key: _Key) -> ColumnElement[bool]:
        return _beyond(key, forward=self._query.oldest_first)

    def _before(self, key: _Key) -> ColumnElement[bool]:
        return _beyond(key, forward=not self._query.oldest_first)


def _beyond(key: _Key, *, forward: bool) -> ColumnElement[bool]:
    """Return the condition for rows changed later (`forward`) or earlier than the one with this key."""
    place = tuple_(ProcessTable.last_modified_at, ProcessTable.process_id)
    edge = tuple_(literal(key[0], UtcTimestamp), literal(key[1], Uuid))
    return place > edge if forward else place < edge


def _ordered(query: Select[*tuple[Any, ...]], wanted: ProcessQuery) -> Select[*tuple[Any, ...]]:
    if wanted.oldest_first:
        return query.order_by(ProcessTable.last_modified_at, ProcessTable.process_id)
    return query.order_by(ProcessTable.last_modified_at.desc(), ProcessTable.process_id.desc())


def list_processes(connection: Connection, query: ProcessQuery, limit: int) -> list[ProcessRow]:
    """Return the first `limit` processes of a query: the list of the command line."""
    rows = connection.execute(_ordered(process_rows().where(*query.conditions()), query).limit(limit)).all()
    return [as_row(row) for row in rows]
