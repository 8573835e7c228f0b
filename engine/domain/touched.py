"""Which subscriptions did a process touch, and what did it make of each?

Before is the image that its first change kept; after is what the next process found, or what the subscription is now.
The two are compared by the identity of their blocks, field by field, so that a port taken out of the middle of a list
is one block gone and not every later one changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from engine.domain.queries import SubscriptionRow, subscription_row
from engine.errors import NotFound
from engine.plain import MASK, is_secret
from engine.store.images import Image, image_of
from engine.store.queries import process_row
from engine.store.subscription_tables import ProcessSubscriptionTable, SubscriptionImageTable
from engine.store.subscriptions import read_subscription
from engine.values import parse

__all__ = ["FieldChange", "Touched", "masked_changes", "touched_by"]


class _Field(NamedTuple):
    path: str
    """Where it stands."""
    text: str
    """Its value; of another subscription's block what that is called."""
    is_other: bool = False
    """Another's block: it is the same one whatever it is called by now."""


Fields = dict[tuple[str, str], _Field]
"""By block (empty for the subscription itself) and field."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs."""

    path: str
    """Where it stands, such as `node.ports[1].vlan`."""
    before: str | None
    """None: it was not there."""
    after: str | None
    """None: it is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A subscription that a process worked on."""

    row: SubscriptionRow
    """As it is now."""
    how: Literal["created", "changed", "unchanged"]
    """`unchanged` also where the process is only related to it."""
    changes: tuple[FieldChange, ...]
    until: Literal["now", "the next process"]
    """Up to when the changes are told."""


def touched_by(connection: Connection, process_id: UUID) -> list[Touched]:
    """Return the subscriptions of a process, those it created or changed first.

    Raises:
        NotFound: there is no such process.
    """
    process_row(connection, process_id)
    image, link = SubscriptionImageTable, ProcessSubscriptionTable
    kept = connection.execute(
        select(image.image_id, image.subscription_id, image.before)
        .where(image.process_id == process_id)
        .order_by(image.image_id)
    ).all()
    found = [_touched(connection, row.subscription_id, row.image_id, row.before) for row in kept]
    related = connection.scalars(
        select(link.subscription_id).where(link.process_id == process_id).order_by(link.created_at)
    ).all()
    known = {touched.row.subscription_id for touched in found}
    found += [
        Touched(row=subscription_row(connection, key), how="unchanged", changes=(), until="now")
        for key in related
        if key not in known
    ]
    return sorted(found, key=lambda touched: touched.how == "unchanged")


def _touched(connection: Connection, subscription_id: UUID, image_id: int, before: str | None) -> Touched:
    row = subscription_row(connection, subscription_id)
    image = SubscriptionImageTable
    found = connection.scalar(
        select(image.before)
        .where(image.subscription_id == subscription_id, image.image_id > image_id)
        .order_by(image.image_id)
        .limit(1)
    )
    after: Image | None = parse(found) if found is not None else None
    if after is None:
        record = read_subscription(connection, subscription_id)
        if record is None:
            raise NotFound(f"There is no subscription {subscription_id}")
        after = image_of(record)
    changes = changes_between(parse(before) if before is not None else None, after)
    return Touched(
        row=row,
        how="created" if before is None else "changed" if changes else "unchanged",
        changes=tuple(changes),
        until="now" if found is None else "the next process",
    )


def changes_between(before: Image | None, after: Image) -> list[FieldChange]:
    """Return the fields that differ, in the order in which they stand now; what is gone comes last."""
    was, is_now = _fields(before) if before is not None else {}, _fields(after)
    found = []
    for key, new in is_now.items():
        old = was.get(key)
        if old is None and new.text:
            found.append(FieldChange(new.path, None, new.text))
        elif old is not None and old.text != new.text and not new.is_other:
            found.append(FieldChange(new.path, old.text, new.text))
    gone = [old for key, old in was.items() if key not in is_now and old.text]
    return found + [FieldChange(old.path, old.text, None) for old in gone]


def masked_changes(touched: Touched, keys: Collection[str]) -> Touched:
    """Return it with the values of secret fields masked: that they changed is told, not to what."""
    return replace(touched, changes=tuple(_masked(change, keys) for change in touched.changes))


def _masked(change: FieldChange, keys: Collection[str]) -> FieldChange:
    if not is_secret(change.path.rpartition(".")[2], keys):
        return change
    return FieldChange(change.path, change.before and MASK, change.after and MASK)


def _fields(image: Image) -> Fields:
    found: Fields = {("", name): _Field(name, text) for name, text in image["facts"].items()}
    found |= {("", f"fixed {name}"): _Field(name, text) for name, text in image["fixed_inputs"].items()}
    seen: set[str] = set()
    for attr, keys in image["roots"].items():
        for path, key in _placed(attr, keys):
            found |= dict(_block_fields(image, key, path, seen))
    return found


def _block_fields(image: Image, key: str, path: str, seen: set[str]) -> Iterator[tuple[tuple[str, str], _Field]]:
    block = image["blocks"][key]
    if key in seen:
        return
    seen.add(key)
    if block["label"]:
        yield (key, "label"), _Field(f"{path}.label", block["label"])
    for name, texts in block["values"].items():
        yield (key, name), _Field(f"{path}.{name}", ", ".join(texts))
    for attr, children in block["children"].items():
        for below, child in _placed(f"{path}.{attr}", children):
            if image["blocks"][child]["owner"] == block["owner"]:
                yield from _block_fields(image, child, below, seen)
            else:
                yield (key, f"{attr} {child}"), _Field(below, _called(image["blocks"][child]), is_other=True)


def _placed(path: str, keys: list[str]) -> list[tuple[str, str]]:
    return [(path if len(keys) == 1 else f"{path}[{place}]", key) for place, key in enumerate(keys)]


def _called(block: dict[str, Any]) -> str:
    """Return what another subscription's block is called."""
    named = next((", ".join(texts) for name, texts in block["values"].items() if "name" in name and texts), "")
    return f"{block['block']} {block['label'] or named} of {block['owner'][:8]}".replace("  ", " ")
