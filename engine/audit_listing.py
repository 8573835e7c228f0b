"""How is the audit of a store shown a window at a time, the newest command first?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, select

from engine.clock import Clock, utc_now
from engine.filters.audit import AUDIT
from engine.filters.language import condition
from engine.store.audit import AuditEntry, as_entry, entry_columns
from engine.store.database import Store
from engine.store.tables import AuditTable

__all__ = ["AuditListing"]


class AuditListing:
    """The rows that a filter leaves; each read is asynchronous and sees the present store.

    Raises:
        BadQuery: the filter cannot be understood.
    """

    def __init__(self, store: Store, text: str, clock: Clock = utc_now) -> None:
        self._store, self._text, self._clock = store, text, clock
        self._conditions = self._asked()

    async def count(self) -> int:
        """Return how many rows there are now."""
        self._conditions = self._asked()  # `at<2h` means another moment by now
        return await self._store.read(self._count)

    async def rows(self, start: int, limit: int) -> Sequence[AuditEntry]:
        """Return at most `limit` rows from index `start` on."""
        return await self._store.read(self._page, start, limit)

    async def find(self, key: str) -> int | None:
        """Return the index of the row with this number now; None when it is not in the list."""
        return await self._store.read(self._find, int(key))

    def _asked(self) -> list[ColumnElement[bool]]:
        return [condition(self._text, AUDIT, self._clock())] if self._text.strip() else []

    def _count(self, connection: Connection) -> int:
        return connection.scalar(select(func.count()).select_from(AuditTable).where(*self._conditions)) or 0

    def _page(self, connection: Connection, start: int, limit: int) -> list[AuditEntry]:
        query = select(*entry_columns()).where(*self._conditions).order_by(AuditTable.audit_id.desc())
        return [as_entry(row) for row in connection.execute(query.offset(start).limit(limit))]

    def _find(self, connection: Connection, audit_id: int) -> int | None:
        mine = AuditTable.audit_id == audit_id
        if connection.scalar(select(func.count()).select_from(AuditTable).where(mine, *self._conditions)) == 0:
            return None
        newer = select(func.count()).select_from(AuditTable).where(AuditTable.audit_id > audit_id, *self._conditions)
        return connection.scalar(newer) or 0
