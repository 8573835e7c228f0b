"""Which processes changed, just now?

Within one program the engine announces each commit to whoever listens. Across programs a `ChangeFeed` tells that
something changed: on SQLite by `PRAGMA data_version`, which moves when another connection commits, on Postgres by
LISTEN on a channel that every commit notifies; polling is the floor of both. A change is told after its commit, and a
listener that raises harms nobody (contract W-34).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import structlog
from sqlalchemy import Connection, text

from engine.store.database import Store

__all__ = ["CHANNEL", "ChangeFeed", "Events", "notify"]

CHANNEL = "nocdeck_changed"

_log = structlog.get_logger(__name__)


class Events:
    """The listeners of one program: each is called with the id of a process that changed."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[UUID], None]] = []

    def listen(self, listener: Callable[[UUID], None]) -> None:
        """Call `listener` after every commit, from the thread that committed."""
        self._listeners.append(listener)

    def announce(self, process_id: UUID) -> None:
        """Tell every listener; an exception in one is logged."""
        for listener in self._listeners:
            try:
                listener(process_id)
            except Exception:
                _log.exception("a listener of process changes failed", process_id=str(process_id))


_NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', :pid)")


def notify(connection: Connection, process_id: UUID) -> None:
    """Within a transaction: have the store tell other programs when it commits. SQLite tells by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY, {"pid": str(process_id)})


class ChangeFeed:
    """Tells a console that processes changed, whoever changed them.

    Iterating gives True for a change that was noticed, and False where `floor` seconds went by without one: the time
    to look anyway.
    """

    def __init__(self, store: Store, *, poll: float = 0.5, floor: float = 10.0) -> None:
        self._store, self._poll, self._floor = store, poll, floor

    def __aiter__(self) -> AsyncIterator[bool]:
        return self._sqlite() if self._store.kind == "sqlite" else self._postgres()

    async def _sqlite(self) -> AsyncIterator[bool]:
        connection = self._store.raw_sqlite()
        try:
            seen = None
            quiet = 0.0
            while True:
                version = connection.execute("PRAGMA data_version").fetchone()[0]  # a read of shared memory
                if version != seen:
                    seen, quiet = version, 0.0
                    yield True
                elif quiet >= self._floor:
                    quiet = 0.0
                    yield False
                await asyncio.sleep(self._poll)
                quiet += self._poll
        finally:
            connection.close()

    async def _postgres(self) -> AsyncIterator[bool]:
        import psycopg

        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._store.dsn(), autocommit=True)
            except psycopg.Error:
                await asyncio.sleep(self._floor / 4)
                yield False
                continue
            async with contextlib.AsyncExitStack() as stack:
                stack.push_async_callback(connection.close)
                with contextlib.suppress(psycopg.Error):
                    await connection.execute(f"LISTEN {CHANNEL}")
                    yield True
                    while True:
                        told = [note async for note in connection.notifies(timeout=self._floor, stop_after=1)]
                        yield bool(told)
