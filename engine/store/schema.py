"""Does the store have the schema this program was written for, and if not, what is to be done?

One revision row is compared on the way in; Alembic, which takes longer to import than a screen to paint, is loaded only
where the schema is really changed.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from engine.errors import StoreError
from engine.store.database import Store

__all__ = ["HEAD", "MIGRATIONS", "REVISIONS", "open_store", "ready_store", "revision_of", "upgrade"]

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Every revision of the store's own schema, oldest first; a test compares it with the migrations."""

HEAD = REVISIONS[-1]

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
"""Found beside the engine by its path: a site may have a `migrations` folder of its own on the Python path."""


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def revision_of(store: Store) -> str | None:
    """Return the revision of the store's schema, None for an empty store.

    Raises:
        StoreError: the store cannot be reached or read.
    """
    try:
        with store.reading() as connection:
            return _revision(connection)
    except (DatabaseError, OSError) as error:
        raise StoreError(_unreachable(store, error)) from None


def _unreachable(store: Store, error: Exception) -> str:
    reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
    if isinstance(error, OperationalError) and store.kind == "postgresql":
        return f"The store {store} cannot be reached: {reason}"
    return f"The store {store} cannot be read: {reason}; check the file, or name another with --store"


def open_store(url: str) -> Store:
    """Return the store at `url`, ready for use; an empty SQLite file is given its schema, as is a new one.

    Raises:
        StoreError: it cannot be reached or read, is newer than this program, or needs `nocdeck db upgrade`.
    """
    store = Store(url)
    revision = revision_of(store)
    if revision == HEAD:
        return store
    if revision is None and store.kind == "sqlite":
        upgrade(store)
        return store
    store.close()
    if revision is None:
        raise StoreError(f"The store {store} is empty; run `nocdeck db upgrade` to set it up")
    if revision in REVISIONS:
        raise StoreError(f"The store {store} is older than this program; run `nocdeck db upgrade`")
    raise StoreError(
        f"The store {store} is newer than this program (its revision is {revision!r}, ours {HEAD!r}); upgrade nocdeck"
    )


def ready_store(url: str) -> Store | None:
    """Return the store at `url` if it can be read as it is; None where it cannot, or is yet to be made."""
    try:
        store = Store(url)
    except StoreError:
        return None
    with suppress(StoreError):
        if (store.path is None or store.path.exists()) and revision_of(store) == HEAD:
            return store
    store.close()
    return None


def upgrade(store: Store) -> list[str]:
    """Bring the store to the newest revision and return the revisions applied, oldest first.

    All in one transaction: killed anywhere, it leaves the store as it was, and can be run again.

    Raises:
        StoreError: the store cannot be reached or read, or is newer than this program.
    """
    from alembic import command
    from alembic.config import Config

    try:
        with store.writing() as connection:
            if store.kind == "postgresql":  # two first starts at once; on SQLite BEGIN IMMEDIATE says the same
                connection.execute(text("SELECT pg_advisory_xact_lock(6226315)"))
            before = _revision(connection)
            if before is not None and before not in REVISIONS:
                raise StoreError(f"The store {store} is newer than this program; upgrade nocdeck")
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (DatabaseError, OSError) as error:
        raise StoreError(_unreachable(store, error)) from None
    return list(REVISIONS[REVISIONS.index(before) + 1 :] if before else REVISIONS)
