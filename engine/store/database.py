"""How is the store opened, and what does a transaction mean on it?

One `Store` for both kinds. On SQLite the driver's own transaction handling is switched off and BEGIN is sent by us:
IMMEDIATE for every transaction that writes, so that what it reads cannot change before it commits (the driver begins
only at the first write, which loses updates), plain for readers. On Postgres a transaction is READ COMMITTED, and
conditional UPDATEs decide.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import NullPool

from engine.addresses import inside
from engine.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

__all__ = ["Store", "insert_into"]

P = ParamSpec("P")
T = TypeVar("T")

BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite connection waits for another one's write to end."""

IDLE_IN_TRANSACTION = 15
"""Seconds after which Postgres ends a session that stands still in a transaction: a program that was frozen there would
keep others from the rows it holds. Ours send one statement after the other."""

_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


_ALONE = "alone"
"""Execution option of connections to SQLite on which nothing is begun."""


class Store:
    """The store behind a URL: `sqlite:///path/to/file.db` or `postgresql://host/database`.

    Nothing is opened until it is used; `close` gives every connection back.

    Raises:
        StoreError: the URL is not one of these, or what it needs is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url)
        except ArgumentError:
            raise StoreError("The store's URL cannot be read; expected sqlite:///FILE or postgresql://…") from None
        self.kind = self._url.get_backend_name()
        if self.kind not in ("sqlite", "postgresql"):
            raise StoreError(f"A store of kind '{self.kind}' is not known; expected sqlite:///FILE or postgresql://…")
        self.path: Path | None = None
        if self.kind == "sqlite":
            if self._url.database in (None, "", ":memory:") or "mode=memory" in url:
                raise StoreError("The store must be a file: a store in memory is lost when nocdeck ends")
            self.path = Path(str(self._url.database)).expanduser().absolute()
        else:
            _require_psycopg()
        self._opened: list[AsyncEngine | Engine] = []
        self._reads: dict[asyncio.Future[Any], list[AsyncConnection]] = {}
        """What is being read asynchronously, each with its connection once it has one."""
        self._opening = threading.Lock()
        self._file: tuple[int, int] | None = None
        """Device and inode of a SQLite store, once it was seen."""

    def __str__(self) -> str:
        """The URL, its password masked."""
        return self._url.render_as_string(hide_password=True)

    def _location(self, asynchronous: bool) -> Any:
        if self.path is not None:
            driver = "sqlite+aiosqlite" if asynchronous else "sqlite+pysqlite"
            return self._url.set(drivername=driver, database=str(self.path))
        return self._url.set(drivername="postgresql+psycopg")

    @cached_property
    def _engine(self) -> Engine:
        with self._opening:
            if self.path is not None:
                _create_private(self.path)
            engine = create_engine(self._location(False), hide_parameters=True, **self._options())
            _prepare(engine)
            self._opened.append(engine)
            return engine

    @cached_property
    def reads_alone(self) -> Engine:
        """Connections on which each SELECT is a transaction of its own: for sessions, which outlive a transaction.

        Not of the pool, whose connections are for those who give them back at once.
        """
        with self._opening:
            if self.path is not None:
                _create_private(self.path)
            alone = {"execution_options": {_ALONE: True}} if self.path else {"isolation_level": "AUTOCOMMIT"}
            options = {**self._options(), "poolclass": NullPool, **alone}
            engine = create_engine(self._location(False), hide_parameters=True, **options)
            _prepare(engine)
            self._opened.append(engine)
            return engine

    @cached_property
    def _async_engine(self) -> AsyncEngine:
        from sqlalchemy.ext.asyncio import create_async_engine  # only the console reads asynchronously

        with self._opening:
            engine = create_async_engine(self._location(True), hide_parameters=True, **self._options())
            _prepare(engine.sync_engine)
            self._opened.append(engine)
            return engine

    def _options(self) -> dict[str, Any]:
        if self.kind == "sqlite":
            return {"connect_args": {"isolation_level": None}}
        return {"pool_pre_ping": True, "connect_args": {"application_name": f"nocdeck-{os.getpid()}"}}

    @property
    def _one_view(self) -> dict[str, Any]:
        """What makes the statements of a reading transaction see the same store; on SQLite they do by themselves."""
        if self.kind == "sqlite":
            return {}
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def _refuse_if_replaced(self) -> None:
        """Refuse to go on with another file than the one that was opened (faults B2).

        Connections would still hold the old one, where nobody would ever find what they write.

        Raises:
            StoreError: the file of a SQLite store is gone, or another one lies in its place.
        """
        if self.path is None:
            return
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            found = None
        file = (found.st_dev, found.st_ino) if found else None
        if self._file is None:
            self._file = file
        elif file != self._file:
            what = "replaced by another one" if file else "removed"
            raise StoreError(f"The file {self.path} was {what} while in use; nothing was written. End nocdeck and look")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: one consistent view, no lock held against writers."""
        self._refuse_if_replaced()
        with self._engine.connect().execution_options(**self._one_view) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end of the block, rolled back on any exception."""
        self._refuse_if_replaced()
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    async def read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query(connection, …)` in a reading transaction of the asynchronous engine; cancelled, it ends there too.

        The console's way in: the same functions that the engine and the command line call with `reading()`.
        """
        self._refuse_if_replaced()
        held: list[AsyncConnection] = []

        async def run() -> T:
            async with self._async_engine.connect() as connection:
                await connection.execution_options(**self._one_view)
                held.append(connection)
                async with connection.begin():
                    return await connection.run_sync(query, *args, **kwargs)

        reading = asyncio.ensure_future(run())
        self._reads[reading] = held
        reading.add_done_callback(self._forget)
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            await self._end(reading, held)
            raise

    def _forget(self, reading: asyncio.Future[Any]) -> None:
        del self._reads[reading]
        if not reading.cancelled():
            reading.exception()  # of one that was given up nobody else asks

    async def _end(self, reading: asyncio.Future[Any], held: Sequence[AsyncConnection]) -> None:
        """End the statement that nobody waits for any more.

        On SQLite by a word to the connection: a cancelled one is closed, and closing waits for the statement's end.
        """
        if self.kind != "sqlite":
            reading.cancel()
        elif held and not (held[0].closed or reading.done()):
            driver = (await held[0].get_raw_connection()).driver_connection
            if driver is not None:
                await driver.interrupt()

    def raw_sqlite(self) -> sqlite3.Connection:
        """A connection of its own to a SQLite store, for `PRAGMA data_version` and other looks from outside."""
        assert self.path is not None
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)

    def dsn(self) -> str:
        """The URL of a Postgres store as libpq takes it, password and all: never to be shown."""
        return self._url.set(drivername="postgresql").render_as_string(hide_password=False)

    def close(self) -> None:
        """Give back the synchronous connections; a store that was read asynchronously needs `aclose`."""
        for engine in self._opened:
            if isinstance(engine, Engine):
                engine.dispose()

    async def aclose(self) -> None:
        """End what is being read, and give back every connection."""
        for reading, held in list(self._reads.items()):
            await self._end(reading, held)
        if self._reads:
            await asyncio.wait(list(self._reads))
        for engine in self._opened:
            if isinstance(engine, Engine):
                engine.dispose()
            else:
                await engine.dispose()


def insert_into(connection: Connection, table: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, in the words of the store's dialect; the other is not even loaded."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_on_postgres

        return insert_on_postgres(table)
    from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

    return insert_on_sqlite(table)


def _prepare(engine: Engine) -> None:
    """Have every connection of an engine set up as the store needs it."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _be_cut_off)
    else:
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _be_cut_off(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}s'")
    cursor.close()
    connection.commit()


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    connection.create_function("nocdeck_inside", 2, inside, deterministic=True)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_ALONE):
        return
    writes = options.get("writes", False)
    cursor = connection.connection.cursor()  # past the statement machinery: this is sent with every step
    try:
        cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    except sqlite3.Error as error:  # somebody keeps the file locked: told as every other statement tells it
        raise OperationalError("BEGIN", None, error) from error
    finally:
        cursor.close()


def _require_psycopg() -> None:
    try:
        import psycopg  # noqa: F401  (only whether it is there)
    except ImportError:
        raise StoreError("A Postgres store needs the extra 'postgres': pip install 'nocdeck[postgres]'") from None


def _create_private(path: Path) -> None:
    """Create the file readable by its owner alone; its -wal and -shm inherit the mode (faults J1)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"The store {path} cannot be opened: {error.strerror}") from None
