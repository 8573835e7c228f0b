"""Where does the lab network keep what it is, and how do several programs share it?

One SQLite file of its own, outside the store and outside every step's transaction: what a step did to the lab stays
done when its process is retried, taken over or started anew. Every use is one connection and one short transaction, so
that threads and processes never wait for each other longer than a write takes.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from workflows.network.errors import LabFileUnusable

__all__ = ["LabFile"]

VERSION = 2
"""Of the tables below, kept as the file's `user_version`."""

PATIENCE = 30.0
"""Seconds to wait for another program's write."""

TABLES = """
CREATE TABLE lab (seed INTEGER NOT NULL);
CREATE TABLE device (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    site TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    ports INTEGER NOT NULL,
    description TEXT NOT NULL,
    holder TEXT NOT NULL,
    rack TEXT,
    locked_by TEXT,
    locked_for INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site, rack)
);
CREATE TABLE port (
    device TEXT NOT NULL REFERENCES device (name),
    number INTEGER NOT NULL,
    peer TEXT,
    holder TEXT,
    PRIMARY KEY (device, number)
);
CREATE TABLE config (
    device TEXT NOT NULL REFERENCES device (name),
    part TEXT NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (device, part)
);
CREATE TABLE session (device TEXT PRIMARY KEY, calls INTEGER NOT NULL);
CREATE TABLE claim (
    pool TEXT NOT NULL,
    number INTEGER NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (pool, number),
    UNIQUE (pool, holder)
);
CREATE TABLE link (name TEXT PRIMARY KEY, measured INTEGER NOT NULL, degraded_until INTEGER NOT NULL);
"""


class LabFile:
    """The file at `path`, made and filled by `fill` when it is not there yet."""

    def __init__(self, path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
        self.path = path
        if not path.exists():
            self._make(fill)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the lab. Raises LabFileUnusable."""
        with self._open() as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that holds the write lock; what it did is committed at the end, or none of it.

        Raises:
            LabFileUnusable: see `reading`.
        """
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = _connect(self.path)
        except sqlite3.DatabaseError as error:
            raise LabFileUnusable(f"{self.path}: this lab cannot be read: {error}") from error
        with closing(connection):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != VERSION:
                raise LabFileUnusable(
                    f"{self.path}: this lab is of version {version}, this program knows {VERSION}; "
                    "remove the file to begin anew"
                )
            yield connection

    def _make(self, fill: Callable[[sqlite3.Connection], None]) -> None:
        """Make the whole file under another name and link it into place: who comes second finds it complete."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=f"{self.path.name}.", dir=self.path.parent)  # 0600
        os.close(handle)
        try:
            with closing(_connect(Path(name))) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(TABLES)
                connection.execute("BEGIN IMMEDIATE")
                fill(connection)
                connection.execute(f"PRAGMA user_version = {VERSION}")
                connection.execute("COMMIT")
            with suppress(FileExistsError):
                os.link(name, self.path)
        finally:
            for leftover in (name, f"{name}-wal", f"{name}-shm"):
                Path(leftover).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    # mode=rw: a lab that was removed meanwhile is an error, and not an empty file that anybody may read.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        # A lab may lose its last second to a power cut; what is committed survives the end of any program.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
