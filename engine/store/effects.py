"""What does a step change in the store, beside the log of its process?

Effects are gathered while the step runs and applied in the transaction of its commit: whole, or not at all. They are
plain descriptions, so that a commit which the store lost can be tried again (faults F9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import StaleDataError
from engine.store.database import insert_into
from engine.store.product_tables import ProductBlockTable, ResourceTypeTable, product_block_resource_types
from engine.store.subscription_tables import (
    ProcessSubscriptionTable,
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)
from engine.store.subscriptions import InstanceRecord, SubscriptionRecord, facts_of

__all__ = ["LOCKED", "Effect", "Lock", "Relate", "SaveSubscription"]

LOCKED = "Subscription is already out of sync, cannot continue!"


class Effect(Protocol):
    """A change of the store."""

    def __call__(self, connection: Connection) -> None:
        """Write it in the transaction of `connection`.

        Raises:
            Exception: the store, or a rule, refuses it; the transaction is then rolled back.
        """


@dataclass(frozen=True, slots=True)
class SaveSubscription:
    """Bring a subscription from what was loaded (None: it is new) to what it is `now`."""

    before: SubscriptionRecord | None
    after: SubscriptionRecord
    at: datetime

    @property
    def is_idle(self) -> bool:
        """Whether nothing changed."""
        return self.before is not None and not (
            facts_of(self.before) != facts_of(self.after)
            or self.before.owned != self.after.owned
            or self.before.roots != self.after.roots
        )

    def __call__(self, connection: Connection) -> None:
        """Write the difference.

        Raises:
            StaleDataError: somebody else changed the subscription since it was loaded.
            ValueError: a block that goes is in use by another subscription.
            AssertionError: a block, or a field of one, is not known to the store (contract DM-23).
        """
        if self.is_idle:
            return
        self._write_row(connection)
        before = self.before.owned if self.before else {}
        after = self.after.owned
        gone = [key for key in before if key not in after]
        new = [record for key, record in after.items() if key not in before]
        changed = [record for key, record in after.items() if key in before and before[key] != record]
        known = _Known(connection, {record.block for record in (*new, *changed)})
        if gone:
            self._remove(connection, gone)
        roots = {key: (attr, place) for attr, keys in self.after.roots.items() for place, key in enumerate(keys)}
        if new:
            connection.execute(insert(SubscriptionInstanceTable), [self._row(record, roots, known) for record in new])
        self._move(connection, [*new, *changed], before, roots)
        _write_values(connection, [*new, *changed], before, known)
        _write_relations(connection, [*new, *changed], before)

    def _write_row(self, connection: Connection) -> None:
        table, facts = SubscriptionTable, {**facts_of(self.after), "modified_at": self.at}
        if self.before is None:
            connection.execute(insert(table).values(version=self.after.version, **facts))
            return
        seen = (table.subscription_id == self.after.subscription_id, table.version == self.before.version)
        written = connection.execute(update(table).where(*seen).values(version=table.version + 1, **facts))
        if written.rowcount != 1:
            now = connection.scalar(select(table.version).where(table.subscription_id == self.after.subscription_id))
            raise StaleDataError(
                f"Stale data: given version ({self.before.version}) does not match the current version ({now}); "
                f"subscription {self.after.subscription_id} was changed meanwhile, and nothing was saved"
            )

    def _remove(self, connection: Connection, gone: list[UUID]) -> None:
        relation, instance = SubscriptionInstanceRelationTable, SubscriptionInstanceTable
        users = connection.scalars(
            select(instance.subscription_id)
            .join(relation, relation.in_use_by_id == instance.subscription_instance_id)
            .where(relation.depends_on_id.in_(gone), instance.subscription_id != self.after.subscription_id)
            .distinct()
        ).all()
        if users:
            listed = ", ".join(map(str, users))
            raise ValueError(f"A block of subscription {self.after.subscription_id} is in use by {listed}: keep it")
        connection.execute(delete(instance).where(instance.subscription_instance_id.in_(gone)))

    def _row(self, record: InstanceRecord, roots: dict[UUID, tuple[str, int]], known: _Known) -> dict[str, Any]:
        attr, place = roots.get(record.instance_id, (None, 0))
        return {
            "subscription_instance_id": record.instance_id,
            "subscription_id": record.owner_id,
            "product_block_id": known.block(record.block),
            "label": record.label,
            "root_attr": attr,
            "root_order": place,
        }

    def _move(
        self,
        connection: Connection,
        records: Iterable[InstanceRecord],
        before: dict[UUID, InstanceRecord],
        roots: dict[UUID, tuple[str, int]],
    ) -> None:
        """Write labels, and which field of the subscription holds a block, where these are others than before."""
        was = self.before.roots if self.before else {}
        were = {key: (attr, place) for attr, keys in was.items() for place, key in enumerate(keys)}
        moved = {key for key in before if key in self.after.instances and were.get(key) != roots.get(key)}
        moved |= {record.instance_id for record in records if record.instance_id in before}
        for key in sorted(moved):
            attr, place = roots.get(key, (None, 0))
            label = self.after.instances[key].label
            connection.execute(
                update(SubscriptionInstanceTable)
                .where(SubscriptionInstanceTable.subscription_instance_id == key)
                .values(label=label, root_attr=attr, root_order=place)
            )


@dataclass(frozen=True, slots=True)
class Lock:
    """Take a subscription out of sync: by one conditional UPDATE, so that of two who try one does (W-06)."""

    subscription_id: UUID
    checked: bool
    at: datetime

    def __call__(self, connection: Connection) -> None:
        """Lock it. Raises ValueError: somebody else has, or it is gone."""
        table = SubscriptionTable
        mine = update(table).where(table.subscription_id == self.subscription_id)
        if self.checked:
            mine = mine.where(table.insync.is_(True))
        locked = connection.execute(mine.values(insync=False, version=table.version + 1, modified_at=self.at))
        if locked.rowcount != 1:
            raise ValueError(LOCKED)


@dataclass(frozen=True, slots=True)
class Relate:
    """Say that a process works on a subscription; saying it twice is saying it once."""

    process_id: UUID
    subscription_id: UUID
    target: str
    at: datetime

    def __call__(self, connection: Connection) -> None:
        """Write the relation, unless it is there."""
        row = {
            "process_id": self.process_id,
            "subscription_id": self.subscription_id,
            "workflow_target": self.target,
            "created_at": self.at,
        }
        connection.execute(insert_into(connection, ProcessSubscriptionTable).values(row).on_conflict_do_nothing())


class _Known:
    """The ids of blocks and of the resource types that each may hold, as the store has them."""

    def __init__(self, connection: Connection, blocks: set[str]) -> None:
        block, kind, link = ProductBlockTable, ResourceTypeTable, product_block_resource_types.c
        query = (
            select(block.name, block.product_block_id, kind.resource_type, kind.resource_type_id)
            .outerjoin(product_block_resource_types, link.product_block_id == block.product_block_id)
            .outerjoin(kind, kind.resource_type_id == link.resource_type_id)
            .where(block.name.in_(sorted(blocks)))
        )
        rows = connection.execute(query).all() if blocks else []
        self._blocks: dict[str, UUID] = {row.name: row.product_block_id for row in rows}
        self._kinds: dict[tuple[str, str], UUID] = {(row.name, row.resource_type): row.resource_type_id for row in rows}

    def block(self, name: str) -> UUID:
        if name not in self._blocks:
            raise AssertionError(f"Product block '{name}' is not in the store; a migration has to create it")
        return self._blocks[name]

    def kind(self, block: str, field: str) -> UUID:
        if (block, field) not in self._kinds:
            raise AssertionError(
                f"Product block '{block}' has no resource type '{field}' in the store; a migration has to add it"
            )
        return self._kinds[block, field]


def _write_values(
    connection: Connection, records: list[InstanceRecord], before: dict[UUID, InstanceRecord], known: _Known
) -> None:
    table = SubscriptionInstanceValueTable
    rows = []
    for record in records:
        was = before[record.instance_id].values if record.instance_id in before else {}
        other = [name for name in {*was, *record.values} if was.get(name) != record.values.get(name)]
        stale = [known.kind(record.block, name) for name in other if name in was]
        if stale:
            connection.execute(
                delete(table).where(
                    table.subscription_instance_id == record.instance_id, table.resource_type_id.in_(stale)
                )
            )
        rows += [
            {
                "subscription_instance_value_id": uuid4(),
                "subscription_instance_id": record.instance_id,
                "resource_type_id": known.kind(record.block, name),
                "order_id": place,
                "value": text,
            }
            for name in other
            for place, text in enumerate(record.values.get(name, ()))
        ]
    if rows:
        connection.execute(insert(table), rows)


def _write_relations(connection: Connection, records: list[InstanceRecord], before: dict[UUID, InstanceRecord]) -> None:
    table = SubscriptionInstanceRelationTable
    changed = [
        record
        for record in records
        if (before[record.instance_id].children if record.instance_id in before else {}) != record.children
    ]
    stale = [record.instance_id for record in changed if record.instance_id in before]
    if stale:
        connection.execute(delete(table).where(table.in_use_by_id.in_(stale)))
    rows = [
        {"in_use_by_id": record.instance_id, "depends_on_id": child, "domain_model_attr": attr, "order_id": place}
        for record in changed
        for attr, children in record.children.items()
        for place, child in enumerate(children)
    ]
    if rows:
        connection.execute(insert(table), rows)
