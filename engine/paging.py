"""How is a list of a million rows shown a window at a time?

A `Listing` answers the three questions of a grid: how many rows, the rows from here on, and where is this one now. It
reads from the nearest place it knows (a page read before, the beginning, the end), over the index alone until it is
there. Where counting takes long, the rows do not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select
from sqlalchemy import Row as SqlRow

from engine.clock import Clock, utc_now
from engine.listing import Place, Query, beyond, narrowed, window
from engine.store.database import Store

__all__ = ["Listing"]

Row = TypeVar("Row")

PATIENCE = 0.04
"""Seconds that rows wait for their count."""

LEAST = 400
"""Rows there may be, while nobody knows: as many as are read to see whether there are fewer."""


class Listing(Generic[Row]):
    """The rows of one query; each read is asynchronous and sees the present store.

    Raises:
        BadQuery: the filter cannot be understood.
    """

    def __init__(self, store: Store, query: Query[Row], now: Clock = utc_now) -> None:
        self._store, self._query, self._now = store, query, now
        self._listed, self._ascending = query.listed, query.sort.ascending
        self._order = self._listed.orders[query.sort.by]
        self._moment = now()
        query.conditions(self._moment)  # is it one that can be understood?
        self._narrowed: dict[bool, list[ColumnElement[bool]]] = {}
        """The condition of each part of the list: in its order, or to be counted."""
        self._edges: dict[int, Place] = {}
        """Place of the row before an index, from pages read: where the next page may start."""
        self._total: int | None = None
        """Rows at the last count."""
        self._ahead: list[Row] | None = None
        """The first rows, read while they were counted."""
        self._counting: asyncio.Task[int] | None = None

    async def count(self) -> int:
        """Return how many rows there are now; where counting takes long, how many were known of, and see `counted`.

        Who asks looks afresh, so what was known of pages is forgotten.
        """
        self._edges.clear()
        self._ahead = None
        self._moment, self._narrowed = self._now(), {}  # `age>2h` means another moment by now
        if self._counting is None:
            self._counting = asyncio.create_task(self._store.read(self._count))
            self._counting.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may ask
        await asyncio.wait({self._counting}, timeout=PATIENCE)
        if self._counting.done():
            return await self._take_count(self._counting)
        if self._total is not None:
            return self._total
        self._ahead = await self.rows(0, LEAST)
        if len(self._ahead) < LEAST:
            self._counting.cancel()
            self._counting, self._total = None, len(self._ahead)
        return len(self._ahead)

    async def counted(self) -> int | None:
        """Wait for the count that `count` did not wait for, and return it; None when there is none under way.

        Whoever waits no longer wants it: cancelled, it ends the count.
        """
        return await self._take_count(self._counting) if self._counting is not None else None

    async def _take_count(self, counting: asyncio.Task[int]) -> int:
        try:
            self._total = await counting
        finally:
            self._counting = None
        return self._total

    async def rows(self, start: int, limit: int) -> list[Row]:
        """Return at most `limit` rows from index `start` on."""
        ahead = self._ahead
        if ahead is not None and (start + limit <= len(ahead) or len(ahead) < LEAST):
            return ahead[start : start + limit]
        return await self._store.read(self._page, start, limit)

    async def find(self, key: str) -> int | None:
        """Return the index of the row with this id now; None when it is not in the list (any more)."""
        if self._ahead is not None and len(self._ahead) < LEAST:
            return next((at for at, row in enumerate(self._ahead) if self._listed.key_of(row) == UUID(key)), None)
        self._edges.clear()
        return await self._store.read(self._find, UUID(key))

    def _count(self, connection: Connection) -> int:
        return self._sum(connection)

    def _sum(self, connection: Connection, *more: ColumnElement[bool]) -> int:
        counting = select(func.count()).select_from(self._listed.table).where(*more)
        return sum(connection.scalar(counting.where(part)) or 0 for part in self._parts(connection, in_order=False))

    def _parts(self, connection: Connection, *, in_order: bool) -> list[ColumnElement[bool]]:
        if in_order not in self._narrowed:
            self._narrowed[in_order] = narrowed(connection, self._query, self._moment, in_order=in_order)
        return self._narrowed[in_order]

    def _page(self, connection: Connection, start: int, limit: int) -> list[Row]:
        known = max((index for index in self._edges if index <= start), default=0)
        if self._total is not None and 0 < self._total - start < start - known:
            return self._page_from_end(connection, start, limit, self._total)
        edge = self._edges.get(known)
        if start > known:
            edge = self._place(connection, known, edge, start)
            if edge is None:
                return []
        query = self._listed.rows
        if edge is not None:
            query = query.where(beyond(edge, self._order, ascending=self._ascending))
        found = self._window(connection, query, limit)
        if found:
            self._edges[start + len(found)] = self._order.place(found[-1])
        return [self._listed.as_row(row) for row in found]

    def _place(self, connection: Connection, known: int, edge: Place | None, start: int) -> Place | None:
        """Return the place of the row before index `start`, counted on from the edge before index `known`."""
        columns = zip(self._order.labels, self._order.columns, strict=True)
        query = select(*(column.label(label) for label, column in columns)).select_from(self._listed.table)
        if edge is not None:
            query = query.where(beyond(edge, self._order, ascending=self._ascending))
        return next(map(self._order.place, self._window(connection, query, 1, start - known - 1)), None)

    def _page_from_end(self, connection: Connection, start: int, limit: int, total: int) -> list[Row]:
        """Read backwards from the end."""
        limit = min(limit, total - start)
        found = self._window(connection, self._listed.rows, limit, total - start - limit, back=True)[::-1]
        if found:
            self._edges[start + len(found)] = self._order.place(found[-1])
        return [self._listed.as_row(row) for row in found]

    def _find(self, connection: Connection, key: UUID) -> int | None:
        mine = select(*self._order.columns).where(self._listed.key == key, or_(*self._parts(connection, in_order=True)))
        row = connection.execute(mine).first()
        if row is None:
            return None
        return self._sum(connection, beyond(tuple(row), self._order, ascending=not self._ascending))

    def _window(
        self, connection: Connection, query: Select[*tuple[Any, ...]], limit: int, start: int = 0, *, back: bool = False
    ) -> Sequence[SqlRow[Any]]:
        parts, way, kind = self._parts(connection, in_order=True), self._ascending is not back, self._store.kind
        wanted = window(query, parts, self._order, ascending=way, limit=limit, start=start, store=kind)
        return connection.execute(wanted).all()
