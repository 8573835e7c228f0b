"""How does the console hold the forms of a real store: what they ask, what is typed into them, and who has them open?

Their code runs in threads: it is the author's, and may do anything.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from console.threads import in_thread

if TYPE_CHECKING:
    from datetime import datetime

    from console.store_opening import Loaded, Opened
    from engine.answers import StartAnswers
    from engine.drafts import Draft
    from engine.forms import FieldError, FormDone, FormSession, PageErrors, PageView
    from engine.presence import OpenForm

__all__ = ["StoreForms"]

T = TypeVar("T")


class StoreForms:
    """The forms of a deck on a real store."""

    def __init__(self) -> None:
        self._drafting = asyncio.Lock()
        """One change of the drafts after the other: one that is forgotten does not come back by a save under way."""

    @property
    @abstractmethod
    def _open_deck(self) -> Opened:
        """What the deck holds; raises while it is not open."""

    @abstractmethod
    async def _when_loaded(self) -> Loaded:
        """Wait for the workflows."""

    @abstractmethod
    async def _verb(self, verb: Callable[[], T]) -> T:
        """Do what writes, in a thread."""

    async def start(self, workflow: str, answers: Sequence[Mapping[str, Any]]) -> UUID:
        """Start a workflow. Raises engine.errors.FormRejected and its kin."""
        operations = (await self._when_loaded()).operations
        return await self._verb(lambda: operations.start(workflow, answers))

    async def submit(self, process_id: UUID, answers: Sequence[Mapping[str, Any]], seen: int | None) -> None:
        """Answer an input step. Raises engine.errors.Refused, FormRejected and their kin."""
        operations = (await self._when_loaded()).operations
        await self._verb(lambda: operations.submit(process_id, answers, seen=seen))

    async def start_form(self, workflow: str) -> FormSession:
        """Begin the form that starts a workflow."""
        return await in_thread((await self._when_loaded()).operations.start_form, workflow)

    async def answers(self, process_id: UUID) -> StartAnswers:
        """Return what a process was started with, without secrets. Raises engine.errors.Refused and its kin."""
        loaded = await self._when_loaded()
        kept = await in_thread(loaded.operations.answers, process_id)
        return kept.without(loaded.settings.redact.keys)

    async def form(self, process_id: UUID) -> FormSession:
        """Begin the form a suspended process waits for."""
        return await in_thread((await self._when_loaded()).operations.form, process_id)

    async def walk(
        self, session: FormSession, answers: Sequence[Mapping[str, Any]]
    ) -> PageView | FormDone | PageErrors:
        """Run the form with the answers so far."""
        return await in_thread(session.walk, answers)

    async def check(self, session: FormSession, page: PageView, answer: Mapping[str, Any]) -> Sequence[FieldError]:
        """Validate one page alone."""
        return await in_thread(session.check, page, answer)

    async def draft(self, subject: str) -> Draft | None:
        """Return the draft of a form."""
        return await in_thread(self._open_deck.drafts.load, subject)

    async def keep_draft(self, subject: str, pages: Sequence[Mapping[str, Any]], at: int) -> None:
        """Keep a draft."""
        async with self._drafting:
            await self._verb(lambda: self._open_deck.drafts.save(subject, pages, at))

    async def input_drafts(self) -> Mapping[UUID, datetime]:
        """Return of which processes' forms there is a draft, and since when."""
        return await in_thread(self._open_deck.drafts.of_inputs)

    async def start_drafts(self) -> Mapping[str, datetime]:
        """Return which workflows were begun to be started, and when."""
        return await in_thread(self._open_deck.drafts.of_starts)

    async def drop_draft(self, subject: str) -> None:
        """Forget a draft."""
        async with self._drafting:
            await self._verb(lambda: self._open_deck.drafts.drop(subject))

    async def watch_form(self, form_id: UUID, subject: str) -> Sequence[OpenForm]:
        """Say that a form is open here, and hear who else has it open."""
        presence = (await self._when_loaded()).presence
        return await self._verb(lambda: presence.watch(form_id, subject))

    async def leave_form(self, form_id: UUID) -> None:
        """Say that a form is not open here any more."""
        presence = (await self._when_loaded()).presence
        await self._verb(lambda: presence.leave(form_id))
