"""What has an operator typed into a form and not sent yet?

Drafts are kept in the store per OS user and subject (an input step of a process, or the start of a workflow), as typed,
without secrets, so that an interrupted operator finds them again on any screen, after a crash too (invariant 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select

from engine.clock import Clock, utc_now
from engine.operator import Operator
from engine.outcome import ENDED, ProcessStatus
from engine.store.database import Store, insert_into
from engine.store.form_tables import AGAIN, INPUT, START, SUBJECT_LENGTH, DraftTable
from engine.store.tables import ProcessTable
from engine.values import canonical, parse

__all__ = ["Draft", "Drafts"]

KEPT_FOR = timedelta(days=90)
"""How long a start that was begun and not sent is kept, from its last change on."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form."""

    pages: list[dict[str, Any]]
    """Page by page, as far as they were seen."""
    at: int
    """Number of the page it was left on, from 0."""


class Drafts:
    """The drafts of one operator."""

    def __init__(self, store: Store, operator: Operator, clock: Clock = utc_now) -> None:
        self._store, self._user, self._clock = store, operator.os_user, clock

    def save(self, subject: str, pages: Sequence[Mapping[str, Any]], at: int | None = None) -> None:
        """Keep what was typed, a mapping a page, over what was kept before; `at` as in `Draft`; None: the last."""
        left = len(pages) - 1 if at is None else at
        held = {"pages": [dict(page) for page in pages], "at": left}
        kept = {"pages": canonical(held), "saved_at": self._clock()}
        with self._store.writing() as connection:
            connection.execute(
                insert_into(connection, DraftTable)
                .values(os_user=self._user, subject=subject[:SUBJECT_LENGTH], **kept)
                .on_conflict_do_update(index_elements=["os_user", "subject"], set_=kept)
            )

    def load(self, subject: str) -> Draft | None:
        """Return what was kept, None when nothing was, or nothing that can be read."""
        with self._store.reading() as connection:
            kept = connection.scalar(select(DraftTable.pages).where(*self._mine(subject)))
        try:
            held = parse(kept) if kept is not None else None
        except ValueError:
            return None
        if isinstance(held, list):  # kept before the page it was left on was
            return Draft(held, len(held) - 1)
        return Draft(held["pages"], held["at"]) if held is not None else None

    def drop(self, subject: str) -> None:
        """Forget a draft: its form was sent, or its operator said so."""
        with self._store.writing() as connection:
            connection.execute(delete(DraftTable).where(*self._mine(subject)))

    def of_starts(self) -> dict[str, datetime]:
        """Return when a draft of a start form was kept last, by workflow; not those of a start on something known."""
        saved = [(subject.removeprefix(START), at) for subject, at in self._saved(START)]
        return {workflow: at for workflow, at in saved if ":" not in workflow}

    def of_inputs(self) -> dict[UUID, datetime]:
        """Return when a draft of the step that a process waits at was kept last, by process."""
        saved = [(_process_of(subject), subject, at) for subject, at in self._saved(INPUT)]
        with self._store.reading() as connection:
            standing = _standing(connection, [process_id for process_id, _, _ in saved])
        found = {}
        for process_id, subject, at in saved:
            status, step = standing.get(process_id, ("", None))
            its_own = subject.endswith((f":{step}", f" / {step}"))  # not that of a step before
            if process_id is not None and status == ProcessStatus.SUSPENDED and its_own:
                found[process_id] = at
        return found

    def tidy(self) -> None:
        """Forget the drafts of steps of processes that have ended, or are gone, and those of starts long ago."""
        kept = [subject for subject, _ in self._saved(INPUT)]
        with self._store.reading() as connection:
            standing = _standing(connection, map(_process_of, kept))
        going_on = {process_id for process_id, (status, _) in standing.items() if status not in ENDED}
        over = [subject for subject in kept if _process_of(subject) not in going_on]
        over += [
            subject for kind in (START, AGAIN) for subject, at in self._saved(kind) if at < self._clock() - KEPT_FOR
        ]
        if over:
            with self._store.writing() as connection:
                mine = DraftTable.os_user == self._user
                connection.execute(delete(DraftTable).where(mine, DraftTable.subject.in_(over)))

    def _saved(self, beginning: str) -> list[tuple[str, datetime]]:
        mine = DraftTable.os_user == self._user
        query = select(DraftTable.subject, DraftTable.saved_at).where(mine)
        with self._store.reading() as connection:
            found = connection.execute(query.order_by(DraftTable.saved_at)).all()
        return [(subject, at) for subject, at in found if subject.startswith(beginning)]

    def _mine(self, subject: str) -> tuple[Any, ...]:
        return DraftTable.os_user == self._user, DraftTable.subject == subject[:SUBJECT_LENGTH]


def _process_of(subject: str) -> UUID | None:
    try:
        return UUID(subject.removeprefix(INPUT).partition(":")[0])
    except ValueError:
        return None


def _standing(connection: Connection, ids: Iterable[UUID | None]) -> dict[UUID | None, tuple[str, str | None]]:
    """Return status and step of the processes that drafts are of, as far as there are any."""
    query = select(ProcessTable.process_id, ProcessTable.last_status, ProcessTable.last_step)
    rows = connection.execute(query.where(ProcessTable.process_id.in_({found for found in ids if found is not None})))
    return {process_id: (status, step) for process_id, status, step in rows}
