"""What can an operator do to a subscription without a workflow? Put it back in sync, and name it for a customer.

Each is one transaction that fits only what its operator saw, with its audit row. Everything else that changes one is a
workflow: a note is `modify_note`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, select, update

from engine.desk import Desk, fitting
from engine.domain.queries import SubscriptionRow, subscription_row
from engine.errors import Overtaken, Refused, UsageError
from engine.outcome import ENDED
from engine.store.database import insert_into
from engine.store.product_tables import DESCRIPTION_LENGTH
from engine.store.subscription_tables import (
    CUSTOMER_LENGTH,
    ProcessSubscriptionTable,
    SubscriptionCustomerDescriptionTable,
    SubscriptionTable,
)
from engine.store.tables import ProcessTable

__all__ = ["Stewardship"]


class Stewardship(Desk):
    """The verbs on subscriptions."""

    def why_not_in_sync(self, subscription_id: UUID) -> str | None:
        """Return in words why a subscription cannot be set in sync by hand now; None when it can (contract SYNC-4).

        Raises:
            NotFound: there is no such subscription.
        """
        with self._store.reading() as connection:
            return _standing_against(connection, _row(connection, subscription_id)) or self._forbidden()

    def set_in_sync(self, subscription_id: UUID, *, seen: int | None = None) -> None:
        """Put a subscription back in sync, as an operator who looked at the network and found it right.

        Raises:
            NotFound: there is no such subscription. Refused: it is in sync, or a process that is not a task stands
            against it, which is named. Overtaken: it was changed since it was `seen` in that version.
        """
        self._may("set in sync")
        with self._store.writing() as connection:
            row = _row(connection, subscription_id, seen)
            if (reason := _standing_against(connection, row)) is not None:
                raise Refused(reason)
            if not _put_in_sync(connection, row, self._clock()):
                raise Overtaken(f"{_named(row)} was changed at this very moment; look again")
            self._told(connection, "set in sync", subscription_id, f"{row.description}, by hand")

    def set_customer_description(
        self, subscription_id: UUID, customer_id: str, description: str, *, seen: str | None = None
    ) -> None:
        """Say how a customer calls a subscription; an empty description takes that away.

        Raises:
            NotFound: there is no such subscription. UsageError: no customer, or too long. Overtaken: it is called
            otherwise than was `seen`, empty for not at all.
        """
        self._may("describe")
        customer = fitting("A customer", customer_id.strip(), CUSTOMER_LENGTH)
        text = fitting("A description", description.strip(), DESCRIPTION_LENGTH)
        if not customer:
            raise UsageError("A description is for a customer; none was given")
        with self._store.writing() as connection:
            row = _row(connection, subscription_id)
            before = _called(connection, subscription_id, customer)
            was = before.description if before is not None else ""
            if seen is not None and was != seen:
                raise Overtaken(f"{_named(row)} was given the name '{was}' for {customer} since you looked")
            self._call(connection, subscription_id, customer, text, before)
            self._told(connection, "describe", subscription_id, f"for {customer}: {was} -> {text}")

    def _call(
        self, connection: Connection, subscription_id: UUID, customer: str, text: str, before: Row[UUID, str] | None
    ) -> None:
        table = SubscriptionCustomerDescriptionTable
        if before is not None and text:
            changed = {"description": text, "version": table.version + 1}
            connection.execute(update(table).where(table.id == before.id).values(changed))
        elif before is not None:
            connection.execute(delete(table).where(table.id == before.id))
        elif text:
            written = connection.execute(
                insert_into(connection, table)
                .values(
                    id=uuid4(),
                    subscription_id=subscription_id,
                    customer_id=customer,
                    description=text,
                    created_at=self._clock(),
                    version=1,
                )
                .on_conflict_do_nothing()
                .returning(table.id)
            ).first()
            if written is None:
                raise Overtaken(f"Somebody gave it a name for {customer} at this very moment; look again")

    def _told(self, connection: Connection, action: str, subscription_id: UUID, what: str) -> None:
        self._audit(
            connection, action, None, self._clock(), None, "done", detail=f"subscription {subscription_id}: {what}"
        )


def _row(connection: Connection, subscription_id: UUID, seen: int | None = None) -> SubscriptionRow:
    """Return a subscription, if it still has the version that was seen."""
    found = subscription_row(connection, subscription_id)
    if seen is not None and found.version != seen:
        raise Overtaken(f"{_named(found)} was changed since you looked (version {seen}, now {found.version})")
    return found


def _named(row: SubscriptionRow) -> str:
    return f"Subscription {str(row.subscription_id)[:8]} ({row.description})"


def _standing_against(connection: Connection, row: SubscriptionRow) -> str | None:
    """Return why a subscription is not to be set in sync by hand; None when nothing stands against it."""
    if row.insync:
        return f"{_named(row)} is in sync already"
    link = ProcessSubscriptionTable
    going_on = (
        select(ProcessTable.process_id)
        .join(link, link.process_id == ProcessTable.process_id)
        .where(
            link.subscription_id == row.subscription_id,
            ~ProcessTable.is_task,
            ProcessTable.last_status.not_in(sorted(ENDED)),
        )
        .order_by(ProcessTable.started_at)
    )
    ids = [str(key) for key in connection.scalars(going_on)]
    if ids:
        return f"Subscription {row.subscription_id} has still failed processes with id's: [{', '.join(ids)}]"
    return None


def _put_in_sync(connection: Connection, row: SubscriptionRow, now: datetime) -> bool:
    table = SubscriptionTable
    written = connection.execute(
        update(table)
        .where(table.subscription_id == row.subscription_id, table.version == row.version)
        .values(insync=True, version=table.version + 1, modified_at=now)
    )
    return written.rowcount == 1


def _called(connection: Connection, subscription_id: UUID, customer: str) -> Row[UUID, str] | None:
    table = SubscriptionCustomerDescriptionTable
    query = select(table.id, table.description).where(
        table.subscription_id == subscription_id, table.customer_id == customer
    )
    return connection.execute(query.with_for_update()).first()
