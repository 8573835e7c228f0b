"""Who else has this form open?

A row for each form that is open on some console, seen again and again while it is. Nobody is kept from answering by it:
who is first is decided by the submit alone. It spares two operators the same work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from engine.clock import Clock, utc_now
from engine.leases import store_now
from engine.operator import Operator
from engine.store.database import Store, insert_into
from engine.store.form_tables import SUBJECT_LENGTH, OpenFormTable

__all__ = ["UNSEEN", "OpenForm", "Presence"]

UNSEEN = timedelta(minutes=1)
"""How long a form that is not seen any more counts as open: its console has ended without a word."""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that somebody has open."""

    display_name: str
    host: str
    open_for: timedelta
    is_mine: bool = False
    """Whether it is this operator, on another console."""


class Presence:
    """What one operator lets others know of the forms they have open, by the store's clock where it has one."""

    def __init__(self, store: Store, operator: Operator, clock: Clock = utc_now) -> None:
        self._store, self._operator, self._clock = store, operator, clock

    def watch(self, form_id: UUID, subject: str) -> Sequence[OpenForm]:
        """Say that a form is open here, and return who else has it open, the first first.

        To be said again within `UNSEEN`. `form_id` is the caller's own name for this one opening.
        """
        about = subject[:SUBJECT_LENGTH]
        who = {name: getattr(self._operator, name) for name in ("os_user", "display_name", "host")}
        with self._store.writing() as connection:
            now: datetime = store_now(connection, self._clock)
            connection.execute(
                insert_into(connection, OpenFormTable)
                .values(open_form_id=form_id, subject=about, opened_at=now, seen_at=now, **who)
                .on_conflict_do_update(index_elements=["open_form_id"], set_={"seen_at": now})
            )
            connection.execute(delete(OpenFormTable).where(OpenFormTable.seen_at < now - UNSEEN))
            others = connection.execute(
                select(OpenFormTable.display_name, OpenFormTable.host, OpenFormTable.opened_at, OpenFormTable.os_user)
                .where(OpenFormTable.subject == about, OpenFormTable.open_form_id != form_id)
                .order_by(OpenFormTable.opened_at)
            ).all()
        return [
            OpenForm(name, host, max(timedelta(), now - opened_at), os_user == self._operator.os_user)
            for name, host, opened_at, os_user in others
        ]

    def leave(self, form_id: UUID) -> None:
        """Say that a form is not open here any more."""
        with self._store.writing() as connection:
            connection.execute(delete(OpenFormTable).where(OpenFormTable.open_form_id == form_id))
