"""What was a subscription before a process changed it?

The first change that a process makes of a subscription keeps what it was, in the transaction of that change. So there
is a before for every process that touched one, while it runs and ever after, and it costs one image a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.store.database import insert_into
from engine.store.subscription_tables import SubscriptionImageTable, SubscriptionTable
from engine.store.subscriptions import SubscriptionRecord, read_subscription
from engine.values import canonical

__all__ = ["Image", "KeepImage", "image_of"]

Image = dict[str, Any]
"""A subscription as plain data: its facts, its fixed inputs, and its blocks by their ids."""


def image_of(record: SubscriptionRecord) -> Image:
    """Return a subscription as plain data; of another's block only what it is called."""
    return {
        "facts": {
            "description": record.description,
            "status": record.status,
            "in sync": "yes" if record.insync else "no",
            "product": record.product.name,
            "customer": record.customer_id,
            "start": _told(record.start_date),
            "end": _told(record.end_date),
            "note": record.note or "",
        },
        "fixed_inputs": dict(record.fixed_inputs),
        "roots": {attr: [str(key) for key in keys] for attr, keys in record.roots.items()},
        "blocks": {
            str(key): {
                "block": found.block,
                "label": found.label or "",
                "owner": str(found.owner_id),
                "values": {name: list(texts) for name, texts in found.values.items()},
                "children": {attr: [str(child) for child in keys] for attr, keys in found.children.items()},
            }
            for key, found in record.instances.items()
        },
    }


def _told(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""


@dataclass(frozen=True, slots=True)
class KeepImage:
    """Keep what a subscription was before a process touched it, unless that is kept already."""

    process_id: UUID
    subscription_id: UUID
    before: SubscriptionRecord | None
    """None: the process created it."""
    at: datetime
    as_found: bool = False
    """It is read here, in place of `before`: whoever changes it did not look at it in one version."""

    def __call__(self, connection: Connection) -> None:
        """Write the image."""
        table = SubscriptionImageTable
        mine = (table.process_id == self.process_id, table.subscription_id == self.subscription_id)
        if connection.scalar(select(table.image_id).where(*mine)) is not None:
            return
        before = self._found(connection) if self.as_found else self.before
        row = {
            "process_id": self.process_id,
            "subscription_id": self.subscription_id,
            "before": canonical(image_of(before)) if before is not None else None,
            "created_at": self.at,
        }
        connection.execute(insert_into(connection, table).values(row).on_conflict_do_nothing())

    def _found(self, connection: Connection) -> SubscriptionRecord | None:
        """Read what it is; nobody else changes it from here on to the end of the transaction."""
        mine = SubscriptionTable.subscription_id == self.subscription_id
        connection.execute(select(SubscriptionTable.version).where(mine).with_for_update())
        return read_subscription(connection, self.subscription_id)
