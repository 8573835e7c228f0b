"""Who runs what, and who has died?

An owner is one row with one lease, however many processes it runs. Beside a SQLite store each owner holds an OS lock
on a file of its own: the lock falls the moment the owner dies, and stays while it merely hangs, so a step that
blocks the interpreter for a minute is not taken for dead. On Postgres, where owners live on many hosts, the lease
decides, by the database's clock.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import threading
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from engine.clock import Clock
from engine.errors import StoreError
from engine.store.database import Store
from engine.store.tables import OwnerTable, ProcessTable

__all__ = ["HEARTBEAT", "LEASE", "Owner", "dead_owners", "forget", "is_alive", "is_in_use", "store_now"]

HEARTBEAT = 3.0
"""Seconds between two heartbeats."""

LEASE = 10.0
"""Seconds after its last heartbeat in which an owner on Postgres counts as alive; with a sweep every two seconds its
work is taken over within 15."""


def store_now(connection: Connection, clock: Clock) -> datetime:
    """Return the instant by the clock that leases go by: the database's, or this host's for a file."""
    if connection.dialect.name == "postgresql":
        found = connection.scalar(select(func.clock_timestamp()))
        assert isinstance(found, datetime)
        return found
    return clock()


class Owner:
    """This program's right to run processes: its row, its lock and its heartbeat."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.owner_id = uuid4()
        self.lost = threading.Event()
        """Set when the store says that this owner was taken for dead: nothing more may be claimed."""
        self._store, self._clock = store, clock
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = _LockFile.take(_lock_path(store.path, self.owner_id)) if store.path else None
        with store.writing() as connection:
            now = store_now(connection, clock)
            connection.execute(
                insert(OwnerTable).values(
                    owner_id=self.owner_id,
                    host=socket.gethostname(),
                    pid=os.getpid(),
                    started_at=now,
                    heartbeat_at=now,
                    expires_at=now + timedelta(seconds=LEASE),
                )
            )

    def beat(self) -> bool:
        """Renew the lease; False when the owner's row is gone, because somebody took it for dead."""
        with self._store.writing() as connection:
            now = store_now(connection, self._clock)
            renewed = connection.execute(
                update(OwnerTable)
                .where(OwnerTable.owner_id == self.owner_id)
                .values(heartbeat_at=now, expires_at=now + timedelta(seconds=LEASE))
            )
        if renewed.rowcount == 0:
            self.lost.set()
        return renewed.rowcount == 1

    def keep_beating(self) -> None:
        """Renew the lease from a thread of its own, whatever the other threads do, until `close`."""
        import structlog  # not for who only asks who is alive, such as a console before its first rows

        interval = HEARTBEAT if self._store.kind == "postgresql" else HEARTBEAT * 5

        def beat() -> None:
            while not self._stopped.wait(interval):
                try:
                    if not self.beat():
                        return
                except (DBAPIError, StoreError) as error:  # the store is away: the next beat may find it back
                    structlog.get_logger(__name__).warning("no heartbeat", reason=str(error))

        self._thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the right back: the row goes, unless processes are still bound to it, and the lock falls."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        bound = select(ProcessTable.process_id).where(ProcessTable.owner == self.owner_id).exists()
        with contextlib.suppress(DBAPIError, StoreError), self._store.writing() as connection:
            gone = connection.execute(delete(OwnerTable).where(OwnerTable.owner_id == self.owner_id, ~bound))
            if gone.rowcount and self._lock is not None:
                self._lock.path.unlink(missing_ok=True)
        self.abandon()

    def abandon(self) -> None:
        """Let the lock fall and nothing else: what the operating system does when a program dies."""
        self._stopped.set()
        if self._lock is not None:
            self._lock.release()


def is_alive(owner_id: UUID, expires_at: datetime, store: Store, now: datetime) -> bool:
    """Say whether the owner with this lease still runs."""
    if store.path is not None and (held := _LockFile.is_held(_lock_path(store.path, owner_id))) is not None:
        return held
    return expires_at > now


def dead_owners(store: Store, clock: Clock) -> list[UUID]:
    """Return the owners that ended without giving their right back."""
    with store.reading() as connection:
        rows = connection.execute(select(OwnerTable.owner_id, OwnerTable.expires_at)).all()
        now = store_now(connection, clock)
    return [row.owner_id for row in rows if not is_alive(row.owner_id, row.expires_at, store, now)]


def is_in_use(path: Path) -> bool:
    """Say whether an engine that lives holds a lock beside the SQLite store at `path`."""
    return any(_LockFile.is_held(lock) for lock in path.parent.glob(f"{path.name}.owner-*"))


def forget(connection: Connection, store: Store, owner_id: UUID) -> None:
    """Delete the row and the lock file of a dead owner, once nothing is bound to it any more."""
    connection.execute(delete(OwnerTable).where(OwnerTable.owner_id == owner_id))
    if store.path is not None:
        _lock_path(store.path, owner_id).unlink(missing_ok=True)


def _lock_path(store: Path, owner_id: UUID) -> Path:
    return store.with_name(f"{store.name}.owner-{owner_id.hex}")


class _LockFile:
    """An exclusive lock on a file, held as long as this program lives.

    `flock`, not `lockf`: two owners within one program must not share it. A child forked by a step inherits the
    descriptor and would keep the lock after our death, so a fork closes it there.
    """

    _held: set[int] = set()  # noqa: RUF012  (descriptors of this program, closed in forked children)

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path, self._descriptor = path, descriptor
        self._held.add(descriptor)

    @classmethod
    def take(cls, path: Path) -> _LockFile:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # ours alone, but for the instant in which somebody asks who holds it
        return cls(path, descriptor)

    @classmethod
    def is_held(cls, path: Path) -> bool | None:
        """Say whether somebody holds the lock; None where there is no such file, or it is another user's."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except (FileNotFoundError, PermissionError):
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def release(self) -> None:
        if self._descriptor in self._held:
            self._held.discard(self._descriptor)
            os.close(self._descriptor)

    @classmethod
    def close_in_child(cls) -> None:
        for descriptor in cls._held:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        cls._held.clear()


os.register_at_fork(after_in_child=_LockFile.close_in_child)
