"""What do a site's models and workflows say that its store does not, and the other way round?

From the difference a migration is written: plain data and calls of `engine.migrations`, which a reader can check and a
downgrade can take back (contract CLI-4 to CLI-6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from engine.definition import Workflow
from engine.domain.blocks import ProductBlockModel
from engine.domain.fields import DomainModel
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import Target
from engine.store.product_tables import (
    FixedInputTable,
    ProductBlockRelationTable,
    ProductBlockTable,
    ProductTable,
    ResourceTypeTable,
    product_block_resource_types,
    product_product_blocks,
)
from engine.store.tables import WorkflowTable
from engine.tasks import WORKFLOWS as SHIPPED

__all__ = [
    "Catalogue",
    "ModelDifference",
    "Names",
    "WorkflowDifference",
    "compare_models",
    "compare_workflows",
    "differences_of_blocks",
    "differences_of_product",
    "modelled",
    "stored",
]

Names = dict[str, set[str]]


@dataclass(slots=True)
class Catalogue:
    """What is sold, by names: of products their fixed inputs and blocks, of blocks their resource types and blocks."""

    fixed_inputs: Names = field(default_factory=dict)
    """By product."""
    blocks: Names = field(default_factory=dict)
    """By product."""
    resources: Names = field(default_factory=dict)
    """By block."""
    below: Names = field(default_factory=dict)
    """By block: the blocks it may hold."""


def modelled(registered: Mapping[str, type[SubscriptionModel]] = SUBSCRIPTION_MODEL_REGISTRY) -> Catalogue:
    """Return what the classes of products say, those of every phase together."""
    found = Catalogue()
    for product, base in registered.items():
        kinds = list(_phases(base))
        found.fixed_inputs[product] = {name for kind in kinds for name in _names(kind)}
        found.blocks[product] = {_block_name(block) for kind in kinds for block in _held(kind)}
        for kind in kinds:
            for block in _held(kind):
                _add_block(found, block)
    return found


def _phases(kind: type[DomainModel]) -> Iterator[type[DomainModel]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _phases(below)


def _names(kind: type[DomainModel]) -> set[str]:
    return {kind.model_fields[name].alias or name for name in kind._non_product_block_fields_}


def _held(kind: type[DomainModel]) -> list[type[ProductBlockModel]]:
    return [member for name in kind._product_block_fields_ for member in kind.shape(name).members]


def _block_name(kind: type[ProductBlockModel]) -> str:
    return kind.__block_name__ or kind.__name__


def _add_block(found: Catalogue, kind: type[ProductBlockModel]) -> None:
    name = _block_name(kind)
    if name in found.resources:
        return
    base = ProductBlockModel.registry.get(name, kind)
    kinds = [each for each in _phases(base) if each.__base_type__ is base and _is_of_a_site(each)]
    found.resources[name] = {field for each in kinds for field in _names(each)}
    found.below[name] = {_block_name(block) for each in kinds for block in _held(each)}
    for each in kinds:
        for block in _held(each):
            _add_block(found, block)


def _is_of_a_site(kind: type) -> bool:
    """Classes made within a function are somebody's for the moment, not what a site sells."""
    return "<locals>" not in kind.__qualname__


def stored(connection: Connection) -> Catalogue:
    """Return what the store says."""
    product, block, kind = ProductTable, ProductBlockTable, ResourceTypeTable
    links, held, below = product_block_resource_types, product_product_blocks, ProductBlockRelationTable
    found = Catalogue()
    for (name,) in connection.execute(select(product.name)):
        found.fixed_inputs[name], found.blocks[name] = set(), set()
    for (name,) in connection.execute(select(block.name)):
        found.resources[name], found.below[name] = set(), set()
    fixed = select(product.name, FixedInputTable.name).join(FixedInputTable)
    _gather(found.fixed_inputs, connection.execute(fixed))
    blocks = select(product.name, block.name).select_from(product).join(held).join(block)
    _gather(found.blocks, connection.execute(blocks))
    resources = select(block.name, kind.resource_type).select_from(block).join(links).join(kind)
    _gather(found.resources, connection.execute(resources))
    names = {key: name for key, name in connection.execute(select(block.product_block_id, block.name))}
    pairs = connection.execute(select(below.in_use_by_id, below.depends_on_id))
    _gather(found.below, ((names[above], names[under]) for above, under in pairs))
    return found


def _gather(into: Names, pairs: Iterable[Any]) -> None:
    for name, item in pairs:
        into[name].add(item)


@dataclass(frozen=True, slots=True)
class ModelDifference:
    """What a migration has to do so that the store says what the models say."""

    new_products: dict[str, dict[str, list[str]]]
    """With their `product_blocks` and `fixed_inputs`."""
    new_blocks: dict[str, dict[str, list[str]]]
    """With their `resources` and `depends_on_block_relations`."""
    new_resources: dict[str, list[str]]
    """Of blocks that are there."""
    new_fixed_inputs: dict[str, list[str]]
    new_relations: dict[str, list[str]]
    new_product_blocks: dict[str, list[str]]
    gone_relations: dict[str, list[str]]
    gone_product_blocks: dict[str, list[str]]
    gone_products: list[str]
    gone_blocks: list[str]
    gone_resources: dict[str, list[str]]
    gone_fixed_inputs: dict[str, list[str]]

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)

    @property
    def gone(self) -> list[str]:
        """Every name that is in the store and not in the models."""
        within = (self.gone_resources, self.gone_fixed_inputs, self.gone_relations, self.gone_product_blocks)
        inside = [f"{name}.{item}" for names in within for name, items in names.items() for item in items]
        return [*self.gone_products, *self.gone_blocks, *inside]


def compare_models(there: Catalogue, wanted: Catalogue) -> ModelDifference:
    """Compare what the store says with what the models say."""
    new = [name for name in wanted.fixed_inputs if name not in there.fixed_inputs]
    fresh = [name for name in wanted.resources if name not in there.resources]
    return ModelDifference(
        new_products={
            name: {"product_blocks": sorted(wanted.blocks[name]), "fixed_inputs": sorted(wanted.fixed_inputs[name])}
            for name in new
        },
        new_blocks={
            name: {
                "resources": sorted(wanted.resources[name]),
                "depends_on_block_relations": sorted(wanted.below[name]),
            }
            for name in fresh
        },
        new_resources=_more(wanted.resources, there.resources),
        new_fixed_inputs=_more(wanted.fixed_inputs, there.fixed_inputs),
        new_relations=_more(wanted.below, there.below),
        new_product_blocks=_more(wanted.blocks, there.blocks),
        gone_relations=_more(there.below, wanted.below),
        gone_product_blocks=_more(there.blocks, wanted.blocks),
        gone_products=sorted(set(there.fixed_inputs) - set(wanted.fixed_inputs)),
        gone_blocks=sorted(set(there.resources) - set(wanted.resources)),
        gone_resources=_more(there.resources, wanted.resources),
        gone_fixed_inputs=_more(there.fixed_inputs, wanted.fixed_inputs),
    )


def _more(these: Names, than: Names) -> dict[str, list[str]]:
    """Return, of the names in both, what these say beyond the others."""
    found = {name: sorted(items - than[name]) for name, items in these.items() if name in than}
    return {name: items for name, items in found.items() if items}


def differences_of_product(connection: Connection, kind: type[SubscriptionModel], product: str) -> dict[str, Any]:
    """Return what a class and the product of this name do not have in common; nothing where they are the same."""
    wanted, there = modelled({product: kind}), stored(connection)
    found = {
        "missing_product_blocks_in_db": wanted.blocks[product] - there.blocks[product],
        "missing_product_blocks_in_model": there.blocks[product] - wanted.blocks[product],
        "missing_fixed_inputs_in_db": wanted.fixed_inputs[product] - there.fixed_inputs[product],
        "missing_fixed_inputs_in_model": there.fixed_inputs[product] - wanted.fixed_inputs[product],
        "missing_in_depends_on_blocks": _of_blocks(wanted, there),
    }
    return {name: value for name, value in found.items() if value}


def differences_of_blocks(connection: Connection, kind: type[ProductBlockModel]) -> dict[str, dict[str, Any]]:
    """Return, by block, what a class with all below it and the store do not have in common."""
    wanted = Catalogue()
    _add_block(wanted, kind)
    return _of_blocks(wanted, stored(connection))


def _of_blocks(wanted: Catalogue, there: Catalogue) -> dict[str, dict[str, Any]]:
    found = {}
    for name in sorted(wanted.resources):
        resources, below = there.resources.get(name, set()), there.below.get(name, set())
        said = {
            "missing_resource_types_in_db": wanted.resources[name] - resources,
            "missing_resource_types_in_model": resources - wanted.resources[name],
            "missing_product_blocks_in_db": wanted.below[name] - below,
            "missing_product_blocks_in_model": below - wanted.below[name],
        }
        found[name] = {what: items for what, items in said.items() if items}
    return {name: said for name, said in found.items() if said}


@dataclass(frozen=True, slots=True)
class WorkflowDifference:
    """Workflows that are only in the code, or only in the store."""

    new: list[Workflow]
    gone: list[str]


def compare_workflows(connection: Connection, workflows: Iterable[Workflow], *, tasks: bool) -> WorkflowDifference:
    """Compare loaded workflows with the store's: those on subscriptions, or the tasks.

    A workflow that the store only knows because it ran is not linked to any product yet, and counts as new. Those of
    the engine itself are no concern of a site's.
    """
    table = WorkflowTable
    rows = connection.execute(select(table.name, table.is_task, table.registered).where(table.deleted_at.is_(None)))
    known = {row.name: row for row in rows}
    loaded = {found.name: found for found in workflows}
    new = [
        found
        for found in loaded.values()
        if _is_task(found) == tasks and not (found.name in known and known[found.name].registered)
    ]
    there = {*loaded, *(each.function for each in SHIPPED)}
    gone = [name for name, row in known.items() if row.registered and row.is_task == tasks and name not in there]
    return WorkflowDifference(sorted(new, key=lambda found: found.name), sorted(gone))


def _is_task(workflow: Workflow) -> bool:
    return workflow.target in (Target.SYSTEM, Target.VALIDATE)
