"""What does a step, a form or a script of an author's have of the store while it runs?

A `Scope`: it reads in short transactions, and gathers what is to be written as effects, which the one who opened it
applies in one transaction of its own (design, "the store inside a step or form"). Nothing is locked while the author's
code does what takes long. Where that code flushes or sends DML by itself, the transaction is opened there and then.
"""

from __future__ import annotations

import time
import warnings
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Connection, UpdateBase
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from engine.clock import Clock, utc_now
from engine.site import SiteRules
from engine.store.database import Store
from engine.store.effects import Effect, Relate, SaveSubscription
from engine.store.images import KeepImage
from engine.store.subscriptions import InstanceRecord, SubscriptionRecord, read_instances, read_subscription

if TYPE_CHECKING:
    from engine.registry import Registry

__all__ = ["Effects", "EffectsRefused", "Scope", "current_scope", "scope_of"]

T = TypeVar("T")

LONG = 1.0
"""Seconds for which an author's step may hold the write lock before that is logged."""

_log = structlog.get_logger(__name__)
_current: ContextVar[Scope] = ContextVar("scope")


def current_scope() -> Scope:
    """Return what runs here has of the store.

    Raises:
        RuntimeError: no step, form or `db.database_scope()` runs here.
    """
    try:
        scope = _current.get()
    except LookupError:
        raise RuntimeError(
            "The store is there in a step, in a form, and within db.database_scope(); none of them runs here"
        ) from None
    if scope.is_over:
        raise RuntimeError("This step is over: it took longer than it may, and nothing it does now is kept")
    return scope


@contextmanager
def scope_of(
    store: Store, clock: Clock = utc_now, name: str = "", *, registry: Registry | None = None, commits: bool = False
) -> Iterator[Scope]:
    """Within the block, have the code that runs work on `store`; `name` is what the log calls it, `registry` where it
    finds other workflows and the rules of the site.

    With `commits` that code may commit by itself, as a script does and a step may not (contract OUT-10). What was
    gathered is the block's to apply; on an exception it is dropped.
    """
    scope = Scope(store, clock, name, registry, commits)
    token = _current.set(scope)
    try:
        yield scope
    except BaseException:
        scope.drop()
        raise
    finally:
        _current.reset(token)


class Scope:
    """The store as one step, form or script sees it: what is there, with what this one is about to write over it."""

    def __init__(self, store: Store, clock: Clock, name: str, registry: Registry | None, commits: bool) -> None:
        self.store, self.clock, self.commits, self.is_over = store, clock, commits, False
        self.registry = registry
        self.rules = registry.rules if registry is not None else SiteRules()
        self.process: tuple[UUID, str] | None = None
        """The process whose step this is, and its target: what it creates is related to it."""
        self._name = name
        self._effects: list[Effect] = []
        self._subscriptions: dict[UUID, SubscriptionRecord] = {}
        self._instances: dict[UUID, InstanceRecord] = {}
        self._session: _Buffered | None = None
        self._held = ExitStack()
        self._connection: Connection | None = None

    def read(self, query: Callable[[Connection], T]) -> T:
        """Return what `query(connection)` reads, in a transaction of its own, or in the one that is open already."""
        if self._connection is not None:
            return query(self._connection)
        with self.store.reading() as connection:
            return query(connection)

    def subscription(self, subscription_id: UUID) -> SubscriptionRecord | None:
        """Return a subscription as it will be once this scope is written; None if there is none of this id."""
        found = self._subscriptions.get(subscription_id)
        if found is None:
            found = self.read(lambda connection: read_subscription(connection, subscription_id))
            return found and replace(found, instances=self._overlaid(found.instances))
        linked = {key for held in _held_by(found) for key in held if key not in found.instances}
        below = [self.instances(key) for key in sorted(linked)]
        return replace(found, instances=self._overlaid(dict(ChainMap(dict(found.instances), *below))))

    def instances(self, instance_id: UUID) -> dict[UUID, InstanceRecord]:
        """Return a block and all below it, as they will be once this scope is written."""
        return self._overlaid(self.read(lambda connection: read_instances(connection, instance_id)))

    def _overlaid(self, found: Mapping[UUID, InstanceRecord]) -> dict[UUID, InstanceRecord]:
        return {key: self._instances.get(key, record) for key, record in found.items()}

    def save(self, before: SubscriptionRecord | None, after: SubscriptionRecord) -> SubscriptionRecord:
        """Have a subscription written with this scope, if anything of it changed; return it as it will be then."""
        saving = SaveSubscription(before, after, self.clock())
        if before is None:
            written = after
        elif saving.is_idle:
            return before
        else:
            written = replace(after, version=before.version + 1)
        self.add(saving)
        self.keep_image(after.subscription_id, before)
        if before is None and self.process is not None:
            self.add(Relate(self.process[0], after.subscription_id, self.process[1], self.clock()))
        self._subscriptions[after.subscription_id] = written
        self._instances |= after.owned
        return written

    def keep_image(
        self, subscription_id: UUID, before: SubscriptionRecord | None = None, *, as_found: bool = False
    ) -> None:
        """Have it kept what a subscription was before this step's process first changed it; a form has no process.
        `as_found`: what it is in the commit itself."""
        if self.process is not None:
            self.add(KeepImage(self.process[0], subscription_id, before, self.clock(), as_found))

    def add(self, effect: Effect) -> None:
        """Have something written with this scope; at once, where its transaction is open already."""
        if self._connection is not None:
            effect(self._connection)
        else:
            self._effects.append(effect)

    @property
    def session(self) -> Session:
        """An ORM session: it reads at once, and writes with this scope."""
        if self._session is None:
            self._session = _Buffered(self)
        return self._session

    def for_writing(self) -> Connection:
        """Open the transaction before its time: an author's code flushes, or sends DML. It holds the lock from here."""
        if self._connection is None:
            began = time.monotonic()
            self._held.callback(lambda: self._tell_if_long(time.monotonic() - began))
            self._connection = self._held.enter_context(self.store.writing())
            self._apply(self._connection)
            self._effects.clear()
        return self._connection

    def taken(self) -> Effects:
        """End the scope and return what it is to write."""
        self.is_over = True
        return Effects(self)

    def drop(self) -> None:
        """End the scope; nothing of it is written."""
        self.is_over = True
        self._effects.clear()
        if self._session is not None:
            self._session.close()
        try:
            with self._held:
                raise _Dropped
        except _Dropped:
            pass

    def commit(self) -> None:
        """Write what was gathered so far, in one transaction."""
        Effects(self).commit()

    def _apply(self, connection: Connection) -> None:
        for effect in self._effects:
            effect(connection)

    def _tell_if_long(self, seconds: float) -> None:
        if seconds > LONG:
            _log.warning("a step held the write lock of the store", step=self._name, seconds=round(seconds, 1))


class _Dropped(Exception):
    """Rolls a transaction back."""


class EffectsRefused(Exception):
    """What a step was to write was refused, by the store or by a rule: the step fails with the cause of this."""


class Effects:
    """What a scope is to write, in the transaction of whoever opened it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._spent = False
        """Whether what an ORM session held is written, or lost with the transaction it was written in."""

    def __bool__(self) -> bool:
        scope = self._scope
        return bool(scope._effects or scope._session is not None or scope._connection is not None)

    @property
    def is_open(self) -> bool:
        """Whether the author's code opened the transaction by itself."""
        return self._scope._connection is not None

    def drop(self) -> None:
        """Write nothing of it."""
        self._scope.drop()

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        """A writing transaction: the one that the author's code opened, where it did."""
        scope = self._scope
        if scope._connection is None:
            with scope.store.writing() as connection:
                yield connection
            return
        connection, scope._connection = scope._connection, None
        try:
            with scope._held.pop_all():
                yield connection
        finally:
            self._spent = True

    def apply(self, connection: Connection) -> None:
        """Write everything in this transaction.

        Raises:
            EffectsRefused: it does not fit what is there, or an ORM session held some of it and the store lost that.
            sqlalchemy.exc.OperationalError: the store is away; it may be tried again.
        """
        scope = self._scope
        if self._spent:
            raise EffectsRefused from RuntimeError("the store was away, and what the session held is lost with it")
        try:
            scope._apply(connection)
            if scope._session is not None:
                self._spent = scope._session.holds_changes
                scope._connection = connection
                scope._session.flush()
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            raise EffectsRefused from error
        finally:
            scope._connection = None
            if scope._session is not None:
                scope._session.close()

    def commit(self) -> None:
        """Write them in a transaction of their own."""
        with self.opened() as connection:
            self.apply(connection)
        self._scope._effects.clear()


class _Buffered(Session):
    """A session of a scope: it reads outside of transactions and writes in the scope's own."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(autoflush=False, expire_on_commit=False)
        self._scope = scope

    def get_bind(self, mapper: Any = None, *, clause: Any = None, **_: Any) -> SqlEngine | Connection:
        """Return what a statement goes to."""
        if self._flushing or isinstance(clause, UpdateBase):
            return self._scope.for_writing()
        return self._scope._connection or self._scope.store.reads_alone

    @property
    def holds_changes(self) -> bool:
        """Whether there is anything to flush."""
        return bool(self.new or self.dirty or self.deleted)

    def commit(self) -> None:
        """Write what a `db.database_scope()` gathered; in a step or form do nothing, which commit at their end."""
        if self._scope.commits:
            self._scope.commit()
        else:
            warnings.warn("db.session.commit() in a step or form does nothing; its end commits", stacklevel=2)


def _held_by(record: SubscriptionRecord) -> Iterator[tuple[UUID, ...]]:
    yield from record.roots.values()
    for instance in record.instances.values():
        yield from instance.children.values()
