"""How does the console hold the real engine and its store?

Nothing of the engine is imported until `open`, and then in a thread: the shell is painted by then. Opening is as little
as reading needs, so that the first rows come up; workflows and verbs are loaded behind those (`load`), and who asks for
one before waits. Lists and details are read through the store's asynchronous engine, verbs, forms and drafts run in
threads. An engine of the console's own runs as a child process, unless the configuration says that this console only
looks and commands.
"""

from __future__ import annotations

import asyncio
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
from console.store_opening import ENGINE_LOG, Loaded, Opened, Said, load_workflows, open_for_reading
from console.store_touched import StoreTouched
from console.store_views import StoreViews
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

FEED_AGAIN = 5.0
"""Seconds after which a change feed that broke is begun again."""

GOODBYE = 5.0
"""Seconds that closing waits for what is under way, each: the loading, then verbs."""


class StoreDeck(StoreForms, StoreTouched, StoreViews, StoreLists):
    """The engine and the store of this console.

    `load` returns the settings; it is called in a thread, as it imports what checks them. `said` is as much of them as
    is known unchecked. `options` are the command line's global ones, handed to the engine's child so that it opens the
    same store with the same modules.
    """

    def __init__(
        self,
        load: Callable[[], Settings],
        *,
        said: Said | None = None,
        options: Sequence[str] = (),
        search_path: Path | None = None,
    ) -> None:
        super().__init__()
        self._load, self._said = load, said
        self._options = tuple(options)
        self._search_path = search_path
        self._opened: Opened | None = None
        self._loading: asyncio.Task[Loaded] | None = None
        self._child: EngineChild | None = None
        self._changes: asyncio.Queue[Change] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: set[asyncio.Future[Any]] = set()

    async def open(self) -> None:
        """Open the store, to be read. Raises engine.errors.NocdeckError, saying what to do."""
        if self._opened is not None:  # opened again, after loading has failed
            await self._opened.store.aclose()
        self._loading = None
        self._opened = await in_thread(open_for_reading, self._said, self._load)

    async def load(self) -> None:
        """Load the workflows and their verbs, start the child. Raises engine.errors.NocdeckError."""
        opened, loaded = self._open_deck, await self._when_loaded()
        for trouble in loaded.troubles:
            self._tell(Told(trouble, bad=True))
        self._keep(self._feed(opened.store))
        settings = loaded.settings
        if settings.engine.executor == "embedded" and not settings.ui.read_only:
            command = [sys.executable, "-m", "console", *self._options, "engine", "run", "--attached"]
            self._child = EngineChild(command, settings.state_dir / ENGINE_LOG, self._tell)
            self._keep(self._child.run())
        else:
            self._tell(EngineState("not here"))

    async def _when_loaded(self) -> Loaded:
        """Wait for the workflows; begin to load them where nobody did."""
        if self._loading is None:
            loading = in_thread(load_workflows, self._open_deck, self._load, self._search_path, self._wake_engine)
            self._loading = asyncio.create_task(loading)
        return await asyncio.shield(self._loading)

    @property
    def _loaded(self) -> Loaded | None:
        loading = self._loading
        return loading.result() if loading is not None and loading.done() and not loading.exception() else None

    async def close(self) -> None:
        """Cut the engine's life line (it finishes the steps in hand), wait a little for verbs, let go of the store."""
        if self._child is not None:
            self._child.stop()
        if self._loading is not None:
            await asyncio.wait([self._loading], timeout=GOODBYE)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GOODBYE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._opened is not None:
            await self._opened.store.aclose()
        if self._loaded is not None:
            self._loaded.end_log()

    async def changes(self) -> AsyncIterator[Change]:
        """Yield what changes."""
        while True:
            yield await self._changes.get()

    async def _feed(self, store: Store) -> None:
        from engine.events import ChangeFeed

        while True:
            try:
                async for _ in ChangeFeed(store):
                    self._tell(StoreChanged())
            except Exception:  # the reading that follows says what is wrong with the store
                self._tell(StoreChanged())
                await asyncio.sleep(FEED_AGAIN)

    async def subscription(self, subscription_id: UUID) -> SubscriptionDetail:
        """Read one subscription, whole, the values of secret keys masked. Raises engine.errors.NotFound."""
        from engine.domain.queries import masked, subscription_detail

        found = await self._open_deck.store.read(subscription_detail, subscription_id)
        return masked(found, (await self._when_loaded()).settings.redact.keys)

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
        opened, loaded = self._open_deck, await self._when_loaded()

        def read(connection: Connection) -> ProcessDetail:
            from engine.plan import pending_in
            from engine.store.details import process_detail

            return process_detail(connection, process_id, pending_in(loaded.registry))

        return _masked(await opened.store.read(read), loaded.settings.redact.keys)

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

    def teams(self) -> Sequence[str]:
        """Return the teams of this operator; none before the store is open."""
        return self._opened.teams if self._opened is not None else ()

    async def badges(self) -> Badges:
        """Count what the header shows."""
        from engine.clock import utc_now
        from engine.leases import store_now
        from engine.store.queries import badges
        from engine.watch import attention

        store, teams = self._open_deck.store, self._open_deck.teams

        def read(connection: Connection) -> Badges:
            engine = attention(connection, store, store_now(connection, utc_now), utc_now())
            return replace(badges(connection, teams, utc_now()), engine=engine)

        return await store.read(read)

    def why_not(self, verb: str, row: ProcessRow) -> str | None:
        """Say why a verb does not apply, in the engine's words: by its rules alone until the workflows are loaded."""
        from engine.rules import why_not

        return self._loaded.operations.why_not(verb, row) if self._loaded is not None else why_not(verb, row)

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """List what can be started."""
        return await in_thread((await self._when_loaded()).operations.workflows)

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
        steps=tuple(
            replace(step, changed=redact(step.changed, keys), details=redact(step.details, keys))
            for step in detail.steps
        ),
    )
