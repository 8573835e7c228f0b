"""What is wrong with what a store sells? Workflows, products and fixed inputs against the code of the site (TASK-3).

Each check gives its findings as plain data, none of them raises for what it looks at (W-27).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Select, select

from engine.definition import Workflow
from engine.domain.difference import compare_workflows
from engine.domain.lifecycle import ProductLifecycle
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.tree import values_from
from engine.dsl import Target
from engine.migrations import DEFAULT_PRODUCT_WORKFLOWS
from engine.store.product_tables import FixedInputTable, ProductTable, products_workflows
from engine.store.tables import WorkflowTable

__all__ = [
    "differing_workflows",
    "incomplete_products",
    "products_without",
    "products_without_workflows",
    "unfit_fixed_inputs",
    "unknown_workflows",
]

Findings = dict[str, list[str]]


def unknown_workflows(connection: Connection, workflows: Collection[Workflow]) -> Findings:
    """Return the workflows that only the code has, or only the store; a SYSTEM task needs no migration."""
    on_products = compare_workflows(connection, workflows, tasks=False)
    tasks = compare_workflows(connection, workflows, tasks=True)
    new = [found.name for found in (*on_products.new, *tasks.new) if found.target != Target.SYSTEM]
    return _said({"not_in_database": new, "not_in_workflows": [*on_products.gone, *tasks.gone]})


def differing_workflows(connection: Connection, workflows: Iterable[Workflow]) -> Findings:
    """Return the workflows whose target in the store is not the one in the code."""
    targets = {found.name: str(found.target) for found in workflows}
    rows = connection.execute(
        select(WorkflowTable.name, WorkflowTable.target).where(WorkflowTable.deleted_at.is_(None))
    )
    return _said(
        {
            name: [f"the store says {target}, the code {targets[name]}"]
            for name, target in rows
            if name in targets and targets[name] != target
        }
    )


def products_without_workflows(connection: Connection) -> list[str]:
    """Return the names of the products to which no workflow is linked."""
    linked = select(products_workflows.c.product_id)
    return list(connection.scalars(_names().where(ProductTable.product_id.not_in(linked))))


def products_without(connection: Connection, workflows: Iterable[str] = ()) -> Findings:
    """Return, by workflow (none given: those of every product), the active products it is not linked to."""
    link, found = products_workflows.c, {}
    for name in workflows or DEFAULT_PRODUCT_WORKFLOWS:
        linked = (
            select(link.product_id)
            .join(WorkflowTable, WorkflowTable.workflow_id == link.workflow_id)
            .where(WorkflowTable.name == name)
        )
        query = _names().where(ProductTable.status == ProductLifecycle.ACTIVE, ProductTable.product_id.not_in(linked))
        found[name] = list(connection.scalars(query))
    return _said(found)


def incomplete_products(connection: Connection) -> Findings:
    """Return, by product, of which targets it has no workflow: not wrong, but seldom meant."""
    wanted = (Target.CREATE, Target.MODIFY, Target.TERMINATE, Target.VALIDATE)
    link = products_workflows
    rows = connection.execute(
        select(ProductTable.name, WorkflowTable.target)
        .select_from(ProductTable)
        .join(link, link.c.product_id == ProductTable.product_id)
        .join(WorkflowTable, WorkflowTable.workflow_id == link.c.workflow_id)
        .where(WorkflowTable.name.not_in(DEFAULT_PRODUCT_WORKFLOWS))
    )
    has: dict[str, set[str]] = {name: set() for name in connection.scalars(_names())}
    for name, target in rows:
        has[name].add(target)
    return _said({name: [str(each) for each in wanted if each not in targets] for name, targets in has.items()})


def unfit_fixed_inputs(connection: Connection) -> Findings:
    """Return, by product, the fixed inputs that its class does not know, or demands, or whose value does not fit."""
    values: dict[str, dict[str, str]] = {name: {} for name in connection.scalars(_names())}
    fixed = select(ProductTable.name, FixedInputTable.name, FixedInputTable.value).join(FixedInputTable)
    for product, name, value in connection.execute(fixed):
        values[product][name] = value
    found: Findings = {}
    for product, held in values.items():
        kind = SUBSCRIPTION_MODEL_REGISTRY.get(product)
        if kind is None:
            found[product] = ["no class is registered for it"]
            continue
        known = {kind.model_fields[name].alias or name for name in kind._non_product_block_fields_}
        found[product] = [f"'{name}' is not known to {kind.__name__}" for name in held if name not in known]
        try:
            values_from(kind, {name: (value,) for name, value in held.items()})
        except ValueError as error:
            found[product].append(str(error))
    return _said(found)


def _names() -> Select[str]:
    return select(ProductTable.name).order_by(ProductTable.name)


def _said(found: Findings) -> Findings:
    return {name: items for name, items in found.items() if items}
