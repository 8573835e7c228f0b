"""What has an operator typed into a form and not sent yet?

Drafts are kept in the store per OS user and subject (an input step of a process, or the start of a workflow), as typed,
without secrets, so that an interrupted operator finds them again on any screen, after a crash too (invariant 10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from engine.clock import Clock, utc_now
from engine.operator import Operator
from engine.store.database import Store, insert_into
from engine.store.form_tables import SUBJECT_LENGTH, DraftTable
from engine.values import canonical, parse

__all__ = ["Drafts"]


class Drafts:
    """The drafts of one operator."""

    def __init__(self, store: Store, operator: Operator, clock: Clock = utc_now) -> None:
        self._store, self._user, self._clock = store, operator.os_user, clock

    def save(self, subject: str, pages: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was typed, a mapping a page, in place of what was kept before."""
        kept = {"pages": canonical([dict(page) for page in pages]), "saved_at": self._clock()}
        with self._store.writing() as connection:
            connection.execute(
                insert_into(connection, DraftTable)
                .values(os_user=self._user, subject=subject[:SUBJECT_LENGTH], **kept)
                .on_conflict_do_update(index_elements=["os_user", "subject"], set_=kept)
            )

    def load(self, subject: str) -> list[dict[str, Any]] | None:
        """Return what was kept, None when nothing was, or nothing that can be read."""
        with self._store.reading() as connection:
            kept = connection.scalar(select(DraftTable.pages).where(*self._mine(subject)))
        try:
            return parse(kept) if kept is not None else None
        except ValueError:
            return None

    def drop(self, subject: str) -> None:
        """Forget a draft: its form was sent, or its operator said so."""
        with self._store.writing() as connection:
            connection.execute(delete(DraftTable).where(*self._mine(subject)))

    def subjects(self) -> set[str]:
        """Return what this operator has drafts of."""
        with self._store.reading() as connection:
            return set(connection.scalars(select(DraftTable.subject).where(DraftTable.os_user == self._user)))

    def _mine(self, subject: str) -> tuple[Any, ...]:
        return DraftTable.os_user == self._user, DraftTable.subject == subject[:SUBJECT_LENGTH]
