"""How does the console read what the Tasks, Catalogue and Engine views show, and act there?

A part of `console.store_deck.StoreDeck`. Lists of a few dozen rows are read whole and narrowed here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from console.deck import Rows, Tab
from console.short_rows import ShortRows
from console.store_opening import ENGINE_LOG, LOADING, LOG, Loaded, Opened
from console.threads import in_thread

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from engine.catalogue import Entry
    from engine.forms import FormSession
    from engine.inbox import InboxLine
    from engine.records import Pause, WorkflowInfo
    from engine.schedule_lines import ScheduleLine
    from engine.store.audit import AuditEntry
    from engine.store.schedules import ScheduleRow
    from engine.watch import EngineReport

__all__ = ["StoreViews"]

T = TypeVar("T")

SHOWN = 100_000
"""Bytes of a log that are shown, from its end."""


class StoreViews(ABC):
    """The views of what is not a process or a subscription."""

    @property
    @abstractmethod
    def _open_deck(self) -> Opened:
        """What the deck holds; raises while it is not open."""

    @property
    @abstractmethod
    def _loaded(self) -> Loaded | None:
        """What it holds beside that, once there is."""

    @abstractmethod
    async def _when_loaded(self) -> Loaded:
        """Wait for the workflows."""

    @abstractmethod
    async def _verb(self, verb: Callable[[], T]) -> T:
        """Do what writes; closing waits for it."""

    async def inbox(self, text: str, unfolded: Collection[str]) -> Rows[InboxLine]:
        """Ask for what needs this operator. Raises engine.errors.BadQuery."""
        from engine.inbox import InboxListing

        opened = self._open_deck
        return InboxListing(opened.store, opened.teams, text, unfolded)

    async def engine(self) -> EngineReport:
        """Read how the engines fare."""
        from engine.clock import utc_now
        from engine.leases import store_now
        from engine.watch import engine_report

        store = self._open_deck.store

        def read(connection: Connection) -> EngineReport:
            return engine_report(connection, store, store_now(connection, utc_now), utc_now())

        return await store.read(read)

    async def engine_log(self) -> str:
        """Read the end of the engine's log."""
        folder = (await self._when_loaded()).settings.state_dir
        log, said = await in_thread(_end_of, folder / LOG), await in_thread(_end_of, folder / ENGINE_LOG)
        return f"{log}\n{ENGINE_LOG}:\n{said}" if said.strip() else log

    async def audit(self, text: str) -> Rows[AuditEntry]:
        """Ask for the audit. Raises engine.errors.BadQuery."""
        from engine.audit_listing import AuditListing

        return AuditListing(self._open_deck.store, text)

    def why_not_engine(self, verb: str, pause: Pause | None) -> str | None:
        """Say why a verb does not apply to the engines, in the engine's words."""
        return self._loaded.operations.why_not_engine(verb, pause) if self._loaded is not None else LOADING

    async def engine_verb(self, verb: str) -> None:
        """Pause the engines, or resume them. Raises engine.errors.Refused."""
        operations = (await self._when_loaded()).operations
        await self._verb(operations.pause if verb == "pause" else operations.resume)

    @abstractmethod
    async def workflows(self) -> Sequence[WorkflowInfo]:
        """List what can be started."""

    async def entries(self) -> Sequence[Entry]:
        """Read the whole catalogue."""
        from engine.catalogue import entries_of

        return await self._open_deck.store.read(entries_of, await self.workflows())

    async def catalogue(self, tab: Tab, text: str) -> Rows[Entry]:
        """Ask for the entries of one kind. Raises engine.errors.BadQuery."""
        from engine.catalogue import FIELDS, facts_of
        from engine.narrowing import narrowed_by

        kind = tab.removesuffix("s")
        fits = narrowed_by(text, FIELDS[kind])

        async def read() -> list[Entry]:
            return [entry for entry in await self.entries() if entry.kind == kind]

        return ShortRows(read, lambda entry: entry.name, lambda entry: fits(facts_of(entry)))

    async def preview(self, workflow: str) -> FormSession:
        """Begin the form of a workflow, only to look at. Raises engine.errors.NotFound."""
        return await in_thread((await self._when_loaded()).operations.preview_form, workflow)

    async def schedules(self, text: str) -> Rows[ScheduleLine]:
        """Ask for the schedules, the one that is due next first."""
        from engine.narrowing import narrowed_by
        from engine.schedule_lines import FIELDS, facts_of, line_of
        from engine.store.schedules import schedule_rows

        fits = narrowed_by(text, FIELDS)

        async def read() -> list[ScheduleLine]:
            return [line_of(row) for row in await self._open_deck.store.read(schedule_rows)]

        return ShortRows(read, lambda line: str(line.row.schedule_id), lambda line: fits(facts_of(line)))

    def why_not_schedule(self, verb: str, row: ScheduleRow) -> str | None:
        """Say why a verb does not apply to a schedule, in the engine's words."""
        return self._loaded.operations.why_not_schedule(verb, row) if self._loaded is not None else LOADING

    async def schedule_form(self, schedule_id: UUID | None) -> FormSession:
        """Begin the form that makes a schedule, or changes this one."""
        return await in_thread((await self._when_loaded()).operations.schedule_form, schedule_id)

    async def save_schedule(
        self, answers: Sequence[Mapping[str, Any]], schedule_id: UUID | None, seen: int | None
    ) -> ScheduleLine:
        """Make a schedule, or change this one. Raises engine.errors.Overtaken, FormRejected and their kin."""
        from engine.schedule_lines import line_of

        operations = (await self._when_loaded()).operations
        return line_of(await self._verb(lambda: operations.save_schedule(answers, schedule_id, seen=seen)))

    async def schedule_verb(self, verb: str, schedule_id: UUID) -> UUID | None:
        """Do a verb to a schedule. Raises engine.errors.Refused and its kin."""
        operations = (await self._when_loaded()).operations
        verbs: dict[str, Callable[[UUID], UUID | None]] = {
            "run-now": operations.run_schedule_now,
            "pause": operations.pause_schedule,
            "resume": operations.resume_schedule,
            "remove": operations.remove_schedule,
        }
        return await self._verb(lambda: verbs[verb](schedule_id))


def _end_of(path: Path) -> str:
    """Return the last lines of a file; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - SHOWN))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return text if size <= SHOWN else text.partition("\n")[2]
