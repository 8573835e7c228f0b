"""How does the console read the long lists, and what may a filter of any list say?

A part of `console.store_deck.StoreDeck`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from console.deck import Filtered, Kind, Rows, Tab
from console.store_opening import Loaded, Opened

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.catalogue import Entry
    from engine.domain.queries import SubscriptionRow
    from engine.filters.completion import Completion
    from engine.filters.fields import Takes
    from engine.listing import ProcessQuery
    from engine.records import ProcessRow

__all__ = ["StoreLists"]

USUAL = "modified"
"""The order where none is asked for: the latest change first."""


class StoreLists(ABC):
    """The lists of processes and subscriptions, and the filters of all lists."""

    @property
    @abstractmethod
    def _open_deck(self) -> Opened: ...

    @abstractmethod
    async def _when_loaded(self) -> Loaded:
        """Wait for the workflows."""

    @abstractmethod
    async def entries(self) -> Sequence[Entry]:
        """Read the whole catalogue."""

    def orders(self, kind: Kind) -> Mapping[str, bool]:
        """Name the orders of a list."""
        from engine.domain.queries import SubscriptionQuery
        from engine.listing import ProcessQuery

        orders = (ProcessQuery() if kind == "process" else SubscriptionQuery()).listed.orders
        return {name: order.ascending for name, order in orders.items()}

    async def listing(self, tab: Tab, text: str, sort: str = "") -> Rows[ProcessRow]:
        """Ask for a list. Raises engine.errors.BadQuery and UsageError."""
        from engine.listing import sort_named
        from engine.paging import Listing

        query = self._query(tab, text)
        return Listing(self._open_deck.store, replace(query, sort=sort_named(sort or USUAL, query.listed)))

    async def subscriptions(self, tab: Tab, text: str, sort: str = "") -> Rows[SubscriptionRow]:
        """Ask for subscriptions. Raises engine.errors.BadQuery and UsageError."""
        from engine.domain.queries import SubscriptionQuery
        from engine.filters.subscriptions import held_names
        from engine.listing import sort_named
        from engine.paging import Listing

        opened = self._open_deck
        wanted = {"active": "status:active", "out of sync": "insync:false !status:terminated"}.get(tab, "")
        held = await opened.store.read(held_names, (await self._when_loaded()).settings.redact.keys)
        query = SubscriptionQuery(text=text, within=wanted, held=held)
        return Listing(opened.store, replace(query, sort=sort_named(sort or USUAL, query.listed)))

    def _query(self, tab: Tab, text: str) -> ProcessQuery:
        from engine.listing import ProcessQuery
        from engine.outcome import ENDED, ProcessStatus

        which, _, tasks = tab.partition(" ")
        statuses = {"active": frozenset(ProcessStatus) - ENDED, "completed": ENDED}.get(which)
        return ProcessQuery(statuses=statuses, text=text, tasks=None if tab == "all" else bool(tasks))

    async def completion(self, of: Filtered, text: str, at: int) -> Completion:
        """Say how a filter may go on at a place."""
        from engine.filters.completion import completion, names_in

        fields = await self._fields(of)

        def read(connection: Connection) -> Completion:
            return completion(text, at, fields, partial(names_in, connection))

        return await self._open_deck.store.read(read)

    async def _fields(self, of: Filtered) -> Mapping[str, Takes]:
        """Return what a filter may name."""
        from engine import catalogue, schedule_lines
        from engine.filters.audit import AUDIT
        from engine.filters.processes import PROCESSES
        from engine.filters.subscriptions import held_names, subscription_language
        from engine.narrowing import takes
        from engine.store.schedules import schedule_rows

        opened = self._open_deck
        match of:
            case "process":
                return PROCESSES.takes()
            case "command":
                return AUDIT.takes()
            case "subscription":
                held = await opened.store.read(held_names, (await self._when_loaded()).settings.redact.keys)
                return subscription_language(held).takes()
            case "schedule":
                lines = [schedule_lines.line_of(row) for row in await opened.store.read(schedule_rows)]
                return takes(schedule_lines.FIELDS, map(schedule_lines.facts_of, lines))
        entries = [entry for entry in await self.entries() if entry.kind == of]
        return takes(catalogue.FIELDS[of], map(catalogue.facts_of, entries))
