"""How does the console act on the processes and subscriptions of a real store, and read what came of it?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from console.threads import in_thread

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from console.store_opening import Loaded, Opened
    from engine.domain.relations import Relative
    from engine.domain.touched import Touched
    from engine.domain.usable import UsableWorkflow
    from engine.operations import Operations
    from engine.records import ProcessRow
    from engine.store.audit import AuditEntry

__all__ = ["StoreTouched"]

T = TypeVar("T")

COMMANDS = 200
"""As many commands of a process are shown."""


class StoreTouched:
    """What a deck on a real store does to processes and subscriptions, and tells of them beside what they are."""

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

    async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
        """Do a verb to a process. Raises engine.errors.Refused and its kin."""
        operations = (await self._when_loaded()).operations
        await self._verb(lambda: _VERBS[verb](operations, process_id, seen, text))

    async def rows(self, process_ids: Collection[UUID]) -> Sequence[ProcessRow]:
        """Read these processes as a list shows them."""
        from engine.store.queries import rows_of

        return await self._open_deck.store.read(rows_of, process_ids)

    async def touched(self, process_id: UUID) -> Sequence[Touched]:
        """List the subscriptions of a process with what it made of each, secrets masked. Raises NotFound."""
        from engine.domain.touched import masked_changes, touched_by

        found = await self._open_deck.store.read(touched_by, process_id)
        keys = (await self._when_loaded()).settings.redact.keys
        return [masked_changes(each, keys) for each in found]

    async def commands(self, process_id: UUID) -> Sequence[AuditEntry]:
        """List the commands given to a process, the newest first."""
        from engine.store.audit import entries

        return await self._open_deck.store.read(entries, process_id, COMMANDS)

    async def usable(self, subscription_id: UUID) -> Sequence[UsableWorkflow]:
        """List what may run on a subscription, and why not the rest."""
        from engine.domain.usable import subscription_workflows

        return await self._open_deck.store.read(subscription_workflows, subscription_id)

    async def impact(self, subscription_id: UUID) -> Sequence[Relative]:
        """List what uses a subscription, and what uses that."""
        from engine.domain.relations import relatives

        def read(connection: Connection) -> Sequence[Relative]:
            return relatives(connection, subscription_id, up=True)

        return await self._open_deck.store.read(read)

    async def why_not_in_sync(self, subscription_id: UUID) -> str | None:
        """Say why a subscription cannot be set in sync by hand. Raises engine.errors.NotFound."""
        return await in_thread((await self._when_loaded()).operations.why_not_in_sync, subscription_id)

    async def set_in_sync(self, subscription_id: UUID, seen: int | None) -> None:
        """Put a subscription back in sync by hand. Raises engine.errors.Refused and its kin."""
        operations = (await self._when_loaded()).operations
        await self._verb(lambda: operations.set_in_sync(subscription_id, seen=seen))

    async def describe(self, subscription_id: UUID, customer: str, text: str, seen: str) -> None:
        """Say how a customer calls a subscription. Raises engine.errors.Overtaken and its kin."""
        operations = (await self._when_loaded()).operations
        await self._verb(lambda: operations.set_customer_description(subscription_id, customer, text, seen=seen))


_VERBS: dict[str, Callable[[Operations, UUID, int | None, str], object]] = {
    "retry": lambda desk, process_id, seen, _: desk.retry(process_id, seen=seen),
    "abort": lambda desk, process_id, seen, _: desk.abort(process_id, seen=seen),
    "delete": lambda desk, process_id, seen, _: desk.delete(process_id, seen=seen),
    "take": lambda desk, process_id, seen, _: desk.take(process_id, seen=seen),
    "release": lambda desk, process_id, seen, _: desk.release(process_id, seen=seen),
    "note": lambda desk, process_id, seen, text: desk.set_note(process_id, text, seen=seen),
    "assign": lambda desk, process_id, seen, text: desk.set_assignee(process_id, text, seen=seen),
    "skip": lambda desk, process_id, seen, text: desk.skip(process_id, text, seen=seen),
    "continue": lambda desk, process_id, seen, text: desk.continue_at(process_id, text, seen=seen),
}
"""What a key does to a process; the text is the note, the team, or the step."""
