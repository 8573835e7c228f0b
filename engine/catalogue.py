"""What does a site sell, what is it made of, and which workflows work on it?

Products, product blocks, resource types and workflows as entries that name each other: by the links of an entry one
goes from a product to its blocks, from a block to whoever uses it, and back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, Table, func, select

from engine.narrowing import Facts
from engine.records import WorkflowInfo
from engine.store.product_tables import (
    FixedInputTable,
    ProductBlockRelationTable,
    ProductBlockTable,
    ProductTable,
    ResourceTypeTable,
    product_block_resource_types,
    product_product_blocks,
    products_workflows,
)
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import WorkflowTable

__all__ = ["FIELDS", "Entry", "Kind", "Link", "entries_of", "facts_of"]

Kind = Literal["product", "product block", "resource type", "workflow"]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "product": ("name", "description", "status", "type", "tag", "fixed", "blocks", "subscriptions"),
    "product block": ("name", "description", "status", "tag", "resources", "products"),
    "resource type": ("name", "description", "blocks"),
    "workflow": ("name", "description", "target", "state", "products", "steps"),
}
"""By which the list of a kind is narrowed (`engine.narrowing`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One entry names another."""

    relation: str
    """In a word or two, such as `depends on`."""
    kind: Kind
    name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A product, a product block, a resource type or a workflow."""

    kind: Kind
    name: str
    description: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is worth knowing of it, by the fields of its kind but name and description."""
    links: tuple[Link, ...] = ()
    steps: tuple[str, ...] = ()
    """Of a workflow that is loaded here."""
    why_not: str | None = None
    """Why a workflow cannot be started now; None when it can, or where nothing is to be started."""


def facts_of(entry: Entry) -> Facts:
    """Return what an entry is found by."""
    return {"name": entry.name, "description": entry.description, **entry.facts}


def entries_of(connection: Connection, workflows: Sequence[WorkflowInfo]) -> list[Entry]:
    """Return the whole catalogue, each kind by name; `workflows` are those that are loaded here."""
    names = _Names(connection)
    return [
        *_products(connection, names),
        *_blocks(connection, names),
        *_resources(connection, names),
        *_workflows(connection, names, workflows),
    ]


class _Names:
    """What is linked to what, by name."""

    def __init__(self, connection: Connection) -> None:
        self.products = _named(connection, ProductTable.product_id, ProductTable.name)
        self.blocks = _named(connection, ProductBlockTable.product_block_id, ProductBlockTable.name)
        self.resources = _named(connection, ResourceTypeTable.resource_type_id, ResourceTypeTable.resource_type)
        self.workflows = _named(connection, WorkflowTable.workflow_id, WorkflowTable.name)
        self.blocks_of, self.products_of_block = _pairs(connection, product_product_blocks, self.products, self.blocks)
        self.resources_of, self.blocks_of_resource = _pairs(
            connection, product_block_resource_types, self.blocks, self.resources
        )
        self.workflows_of, self.products_of_workflow = _pairs(
            connection, products_workflows, self.products, self.workflows
        )


Linked = Mapping[str, list[str]]


def _named(connection: Connection, key: object, name: object) -> dict[UUID, str]:
    return {row[0]: row[1] for row in connection.execute(select(key, name))}  # type: ignore[call-overload]


def _pairs(
    connection: Connection, table: Table, left: Mapping[UUID, str], right: Mapping[UUID, str]
) -> tuple[Linked, Linked]:
    """Return a table of pairs both ways, by name, sorted."""
    there: defaultdict[str, list[str]] = defaultdict(list)
    back: defaultdict[str, list[str]] = defaultdict(list)
    pairs = [(left.get(row[0]), right.get(row[1])) for row in connection.execute(select(*table.c))]
    for one, other in sorted((one, other) for one, other in pairs if one is not None and other is not None):
        there[one].append(other)
        back[other].append(one)
    return there, back


def _links(relation: str, kind: Kind, names: Sequence[str]) -> Iterator[Link]:
    return (Link(relation=relation, kind=kind, name=name) for name in names)


def _products(connection: Connection, names: _Names) -> Iterator[Entry]:
    fixed: defaultdict[UUID, list[str]] = defaultdict(list)
    inputs = select(FixedInputTable.product_id, FixedInputTable.name, FixedInputTable.value)
    for key, name, value in connection.execute(inputs.order_by(FixedInputTable.name)):
        fixed[key].append(f"{name}={value}")
    sold = Counter(
        {
            key: count
            for key, count in connection.execute(
                select(SubscriptionTable.product_id, func.count()).group_by(SubscriptionTable.product_id)
            )
        }
    )
    for row in connection.execute(select(*ProductTable.__table__.c).order_by(ProductTable.name)):
        yield Entry(
            kind="product",
            name=row.name,
            description=row.description,
            facts={
                "status": row.status,
                "type": row.product_type,
                "tag": row.tag,
                "fixed": ", ".join(fixed[row.product_id]),
                "blocks": ", ".join(names.blocks_of.get(row.name, ())),
                "subscriptions": f"{sold[row.product_id]:,}",
            },
            links=(
                *_links("block", "product block", names.blocks_of.get(row.name, ())),
                *_links("workflow", "workflow", names.workflows_of.get(row.name, ())),
            ),
        )


def _blocks(connection: Connection, names: _Names) -> Iterator[Entry]:
    table = ProductBlockRelationTable
    held: defaultdict[str, list[Link]] = defaultdict(list)
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(table.in_use_by_id, table.depends_on_id, table.min, table.max)):
        holder, below = names.blocks[row.in_use_by_id], names.blocks[row.depends_on_id]
        number = _number(row.min, row.max)
        held[holder].append(Link(relation="depends on", kind="product block", name=below, note=number))
        holders[below].append(holder)
    for row in connection.execute(select(*ProductBlockTable.__table__.c).order_by(ProductBlockTable.name)):
        products = names.products_of_block.get(row.name, ())
        resources = names.resources_of.get(row.name, ())
        yield Entry(
            kind="product block",
            name=row.name,
            description=row.description,
            facts={
                "status": row.status or "",
                "tag": row.tag or "",
                "resources": ", ".join(resources),
                "products": ", ".join(products),
            },
            links=(
                *_links("holds", "resource type", resources),
                *sorted(held[row.name], key=lambda link: link.name),
                *_links("used in", "product block", sorted(holders[row.name])),
                *_links("part of", "product", products),
            ),
        )


def _number(least: int | None, most: int | None) -> str:
    """Return how many blocks may be held, such as `1`, `0 to 2`, `1 or more`; empty where nobody says."""
    if least is None and most is None:
        return ""
    if most is None:
        return f"{least} or more"
    return f"{most}" if least == most else f"{least or 0} to {most}"


def _resources(connection: Connection, names: _Names) -> Iterator[Entry]:
    for row in connection.execute(select(*ResourceTypeTable.__table__.c).order_by(ResourceTypeTable.resource_type)):
        blocks = names.blocks_of_resource.get(row.resource_type, ())
        yield Entry(
            kind="resource type",
            name=row.resource_type,
            description=row.description or "",
            facts={"blocks": ", ".join(blocks)},
            links=tuple(_links("held by", "product block", blocks)),
        )


def _workflows(connection: Connection, names: _Names, loaded: Sequence[WorkflowInfo]) -> Iterator[Entry]:
    """Yield the workflows that are loaded here, and those the store knows that are not."""
    table = WorkflowTable
    known = connection.execute(
        select(table.name, table.description, table.target, table.is_task).where(
            table.deleted_at.is_(None), table.registered, table.name.not_in([info.name for info in loaded])
        )
    )
    gone = [
        WorkflowInfo(
            name=row.name,
            description=row.description or "",
            target=row.target,
            is_task=row.is_task,
            why_not="it is not loaded here",
        )
        for row in known
    ]
    for info in sorted([*loaded, *gone], key=lambda found: found.name):
        products = names.products_of_workflow.get(info.name, ())
        yield Entry(
            kind="workflow",
            name=info.name,
            description=info.description,
            facts={
                "target": "task" if info.is_task else info.target.lower(),
                "state": "may start" if info.why_not is None else "not now" if info.steps else "not loaded",
                "products": ", ".join(products),
                "steps": str(len(info.steps)),
            },
            links=tuple(_links("of", "product", products)),
            steps=info.steps,
            why_not=info.why_not,
        )
