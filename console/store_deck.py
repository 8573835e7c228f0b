"""How does the console hold the real engine and its store?

Nothing of the engine is imported until `open`, and then in a thread: the shell is painted by then. Lists and details
are read through the store's asynchronous engine, verbs, forms and drafts run in threads. An engine of the console's own
runs as a child process, unless the configuration says that this console only looks and commands.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from console.child import EngineChild
from console.deck import Change, EngineState, StoreChanged, Told
from console.store_forms import StoreForms
from console.store_lists import StoreLists
from console.store_touched import StoreTouched
from console.store_views import ENGINE_LOG, LOG, Opened, StoreViews
from console.threads import in_thread
from engine.plain import redact

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from engine.domain.choosing import Choosable
    from engine.domain.queries import SubscriptionDetail
    from engine.records import Badges, ProcessDetail, ProcessRow, WorkflowInfo
    from engine.settings import Settings
    from engine.shift import Shift
    from engine.store.database import Store

__all__ = ["StoreDeck"]

T = TypeVar("T")

GOODBYE = 5.0
"""Seconds that closing waits for verbs under way."""


class StoreDeck(StoreForms, StoreTouched, StoreViews, StoreLists):
    """The engine and the store of this console.

    `load` returns the settings; it is called in a thread, as it imports what checks them. `options` are the command
    line's global ones, handed to the engine's child so that it opens the same store with the same modules.
    """

    def __init__(
        self, load: Callable[[], Settings], *, options: Sequence[str] = (), search_path: Path | None = None
    ) -> None:
        super().__init__()
        self._load = load
        self._options = tuple(options)
        self._search_path = search_path
        self._opened: Opened | None = None
        self._child: EngineChild | None = None
        self._end_log: Callable[[], None] = lambda: None
        self._changes: asyncio.Queue[Change] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: set[asyncio.Future[Any]] = set()

    async def open(self) -> None:
        """Import the engine, open the store, start the child. Raises engine.errors.NocdeckError, saying what to do."""
        opened = self._opened = await in_thread(self._open)
        for trouble in opened.troubles:
            self._tell(Told(trouble, bad=True))
        self._keep(self._feed(opened.store))
        if opened.settings.engine.executor == "embedded" and not opened.settings.ui.read_only:
            command = [sys.executable, "-m", "console", *self._options, "engine", "run", "--attached"]
            self._child = EngineChild(command, opened.settings.state_dir / ENGINE_LOG, self._tell)
            self._keep(self._child.run())
        else:
            self._tell(EngineState("not here"))

    def _open(self) -> Opened:
        """Do the blocking part of opening, in a thread."""
        settings = self._load()

        from sqlalchemy.exc import SQLAlchemyError

        from engine.drafts import Drafts
        from engine.operations import Operations
        from engine.operator import Operator
        from engine.presence import Presence
        from engine.store.schema import open_store

        troubles = self._begin_log(settings)
        store = open_store(settings.store.url.get_secret_value())
        registry = settings.registry(self._search_path)
        operator = Operator.here(settings.operator.name)
        operations = Operations(store, registry, operator, on_queued=self._wake_engine, read_only=settings.ui.read_only)
        drafts = Drafts(store, operator)
        if not settings.ui.read_only:
            with contextlib.suppress(SQLAlchemyError):  # a store that is busy now is tidied the next time
                drafts.tidy()
        troubles += [f"{problem}; its workflows are missing here" for problem in registry.problems]
        return Opened(settings, store, registry, operations, drafts, Presence(store, operator), troubles)

    def _begin_log(self, settings: Settings) -> list[str]:
        """Write the log from here on; return what the operator must hear of it."""
        from engine import journal

        path = settings.state_dir / LOG
        try:
            self._end_log = journal.begin(path, settings.redact.keys)
        except OSError as error:
            return [f"no log is kept: {path}: {error.strerror}"]
        return []

    async def close(self) -> None:
        """Cut the engine's life line (it finishes the steps in hand), wait a little for verbs, let go of the store."""
        if self._child is not None:
            self._child.stop()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GOODBYE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._opened is not None:
            await self._opened.store.aclose()
        self._end_log()

    async def changes(self) -> AsyncIterator[Change]:
        """Yield what changes."""
        while True:
            yield await self._changes.get()

    async def _feed(self, store: Store) -> None:
        from engine.events import ChangeFeed

        async for _ in ChangeFeed(store):
            self._tell(StoreChanged())

    async def subscription(self, subscription_id: UUID) -> SubscriptionDetail:
        """Read one subscription, whole, the values of secret keys masked. Raises engine.errors.NotFound."""
        from engine.domain.queries import masked, subscription_detail

        found = await self._open_deck.store.read(subscription_detail, subscription_id)
        return masked(found, self._open_deck.settings.redact.keys)

    async def choosables(
        self, kind: str, *, text: str, key: str | None, filters: Mapping[str, Any], limit: int
    ) -> Sequence[Choosable]:
        """Find what a form asks for."""
        from engine.domain.choosing import choosables

        def read(connection: Connection) -> Sequence[Choosable]:
            return choosables(connection, kind, text=text, key=key, filters=filters, limit=limit)

        return await self._open_deck.store.read(read)

    async def fire_times(self, cron: str) -> Sequence[datetime]:
        """Return when a line of cron is due next, by what fires it. Raises engine.errors.UsageError."""
        from engine.triggers import Trigger, cron_of

        def times() -> Sequence[datetime]:
            return Trigger("cron", cron_of(cron, "UTC")).fire_times(datetime.now(UTC))

        return await in_thread(times)

    async def detail(self, process_id: UUID) -> ProcessDetail:
        """Read one process, whole, the values of secret keys masked. Raises engine.errors.NotFound."""
        opened = self._open_deck

        def read(connection: Connection) -> ProcessDetail:
            from engine.plan import pending_in
            from engine.store.queries import process_detail

            return process_detail(connection, process_id, pending_in(opened.registry))

        return _masked(await opened.store.read(read), opened.settings.redact.keys)

    async def shift(self, since: str) -> Shift:
        """Tell what happened and what is left. Raises engine.errors.UsageError."""
        from engine.clock import utc_now
        from engine.shift import beginning, shift

        return await self._open_deck.store.read(shift, beginning(since), utc_now())

    async def process_id(self, prefix: str) -> UUID:
        """Return the id of the one process whose id begins so. Raises engine.errors.NotFound and Ambiguous."""
        from engine.store.queries import resolve

        return await self._open_deck.store.read(resolve, prefix)

    async def subscription_id(self, prefix: str) -> UUID:
        """Return the id of the one subscription whose id begins so. Raises engine.errors.NotFound and Ambiguous."""
        from engine.domain.queries import resolve_subscription

        return await self._open_deck.store.read(resolve_subscription, prefix)

    async def badges(self) -> Badges:
        """Count what the header shows."""
        from engine.clock import utc_now
        from engine.leases import store_now
        from engine.store.queries import badges
        from engine.watch import attention

        store, teams = self._open_deck.store, self._open_deck.settings.operator.teams

        def read(connection: Connection) -> Badges:
            engine = attention(connection, store, store_now(connection, utc_now), utc_now())
            return replace(badges(connection, teams, utc_now()), engine=engine)

        return await store.read(read)

    def why_not(self, verb: str, row: ProcessRow) -> str | None:
        """Say why a verb does not apply, in the engine's words."""
        return self._open_deck.operations.why_not(verb, row)

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """List what can be started."""
        return await in_thread(self._open_deck.operations.workflows)

    @property
    def _open_deck(self) -> Opened:
        if self._opened is None:
            raise RuntimeError("the store is not open yet")
        return self._opened

    def _wake_engine(self) -> None:
        if self._child is not None:
            self._child.wake()

    def _tell(self, change: Change) -> None:
        self._changes.put_nowait(change)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _verb(self, verb: Callable[[], T]) -> T:
        """Do what writes; closing waits for it, whatever became of who asked."""
        task = asyncio.ensure_future(in_thread(verb))
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, or asyncio prints that nobody did when its asker is gone


def _masked(detail: ProcessDetail, keys: Collection[str]) -> ProcessDetail:
    """Return a process with the values of secret keys masked."""
    return replace(
        detail,
        initial=redact(detail.initial, keys),
        state=redact(detail.state, keys),
        progress=redact(detail.progress, keys),
        steps=tuple(replace(step, changed=redact(step.changed, keys)) for step in detail.steps),
    )
