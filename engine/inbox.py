"""What needs an operator now, in which order, and which failures are one?

First the input steps of her teams, then what an engine died in, then failures, then what waits too long; each oldest
first. Failures that are alike (`engine.likeness`) are one line with their number; unfolded, each stands below it. The
list is read a window at a time, as any other; only the failures' ids are held, a line for each likeness.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, String, case, select, type_coerce

from engine.clock import Clock, utc_now
from engine.failure import INTERRUPTED
from engine.filters.look import Look
from engine.listing import Listed, ProcessQuery, Sort
from engine.outcome import FAILURES
from engine.paging import Listing
from engine.records import ProcessRow
from engine.store.database import Store
from engine.store.halves import IS_ACTIVE, has_status
from engine.store.queries import as_row, asks_for, process_rows, waits_too_long
from engine.store.tables import ProcessTable

__all__ = ["InboxLine", "InboxListing"]


OLDEST_FIRST = Sort("modified", ascending=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxLine:
    """One line: a process, or failures that are alike."""

    row: ProcessRow
    """The process; of several, the one that has failed longest."""
    count: int = 1
    """How many processes the line stands for."""
    likeness: str = ""
    """What those have in common, where the line stands for several or below such a line."""
    unfolded: bool = False
    """The processes it stands for are on the lines below."""
    members: tuple[UUID, ...] = ()
    """Those, the one that failed first first; empty where the line is of one."""

    @property
    def key(self) -> str:
        """Identity of the line."""
        return f"alike:{self.likeness}" if self.count > 1 else str(self.row.process_id)


@dataclass(frozen=True, slots=True)
class _Part:
    """A query over some of the inbox, oldest first."""

    which: Callable[[datetime], ColumnElement[bool]]
    text: str
    sort: Sort = OLDEST_FIRST

    @property
    def listed(self) -> Listed[ProcessRow]:
        return replace(ProcessQuery().listed, parts=(IS_ACTIVE,))

    def conditions(self, now: datetime, look: Look | None = None) -> list[ColumnElement[bool]]:
        return [self.which(now), *ProcessQuery(text=self.text).conditions(now, look)]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A line of failures, before its process is read."""

    process_id: UUID
    likeness: str = ""
    members: tuple[UUID, ...] = ()
    unfolded: bool = False

    @property
    def key(self) -> str:
        return f"alike:{self.likeness}" if self.members else str(self.process_id)


_INTERRUPTED = case((ProcessTable.failed_reason.startswith(INTERRUPTED, autoescape=True), 0), else_=1)


class InboxListing:
    """The inbox of an operator of `teams`; `unfolded` names the likenesses whose processes are shown one by one, and is
    looked at with each reading.

    Raises:
        BadQuery: the filter cannot be understood.
    """

    def __init__(
        self, store: Store, teams: Collection[str], text: str, unfolded: Collection[str], clock: Clock = utc_now
    ) -> None:
        self._store, self._text, self._unfolded, self._clock = store, text, unfolded, clock
        self._input = Listing(store, _Part(lambda now: asks_for(teams), text), clock)
        self._waiting = Listing(store, _Part(waits_too_long, text), clock)
        self._failed: Sequence[_Slot] = ()
        self._counts = (0, 0)

    async def count(self) -> int:
        """Read which lines there are; return how many."""
        self._failed = await self._store.read(self._slots)
        self._counts = (await _counted(self._input), await _counted(self._waiting))
        return sum(self._counts) + len(self._failed)

    async def rows(self, start: int, limit: int) -> list[InboxLine]:
        """Return at most `limit` lines from index `start` on, of those that were counted."""
        first, end = self._counts[0], self._counts[0] + len(self._failed)
        found: list[InboxLine] = []
        if start < first:
            rows = await self._input.rows(start, min(limit, first - start))
            found += [InboxLine(row=row) for row in rows]
        slots = self._failed[max(0, start - first) : max(0, start + limit - first)]
        if slots:
            found += await self._store.read(_lines, slots)
        if start + limit > end and self._counts[1]:
            begin = max(0, start - end)
            rows = await self._waiting.rows(begin, start + limit - end - begin)
            found += [InboxLine(row=row) for row in rows]
        return found

    async def find(self, key: str) -> int | None:
        """Return the index of a line; None when it is not in the list."""
        first = self._counts[0]
        for place, slot in enumerate(self._failed):
            if slot.key == key:
                return first + place
        if key.startswith("alike:"):
            return None
        if (place_in := await self._input.find(key)) is not None:
            return place_in
        place_in = await self._waiting.find(key)
        return first + len(self._failed) + place_in if place_in is not None else None

    def _slots(self, connection: Connection) -> list[_Slot]:
        """Return a line for each likeness: interrupted work first, then by age."""
        alike: dict[tuple[str, str | UUID], list[UUID]] = {}
        for process_id, workflow, mark in connection.execute(
            select(ProcessTable.process_id, type_coerce(ProcessTable.workflow_id, String), ProcessTable.fingerprint)
            .where(has_status(*FAILURES), *self._narrowed())
            .order_by(_INTERRUPTED, ProcessTable.last_modified_at, ProcessTable.process_id)
        ):
            alike.setdefault((workflow, mark or process_id), []).append(process_id)
        found: list[_Slot] = []
        for (workflow, common), members in alike.items():
            if len(members) == 1:
                found.append(_Slot(members[0]))
                continue
            likeness = f"{workflow}.{common}"
            unfolded = likeness in self._unfolded
            found.append(_Slot(members[0], likeness, tuple(members), unfolded))
            found += [_Slot(member, likeness) for member in members] if unfolded else []
        return found

    def _narrowed(self) -> list[ColumnElement[bool]]:
        return ProcessQuery(text=self._text).conditions(self._clock())


def _lines(connection: Connection, slots: Sequence[_Slot]) -> list[InboxLine]:
    """Read the processes of some lines; one that is gone since is left out."""
    wanted = process_rows().where(ProcessTable.process_id.in_([slot.process_id for slot in slots]))
    rows = {row.process_id: as_row(row) for row in connection.execute(wanted)}
    return [
        InboxLine(
            row=rows[slot.process_id],
            count=max(1, len(slot.members)),
            likeness=slot.likeness,
            unfolded=slot.unfolded,
            members=slot.members,
        )
        for slot in slots
        if slot.process_id in rows
    ]


async def _counted(part: Listing[ProcessRow]) -> int:
    """Return how many rows there are, counted to the end: where the next part begins depends on it."""
    known, exact = await part.count(), await part.counted()
    return known if exact is None else exact
