"""Is every subscription as the network has it? One validation is started for each (contract TASK-2, TASK-4).

They are queued by the commit of the step that names them: all of them, once, whatever happens to the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from pydantic_forms.core import FormPage
from pydantic_forms.validators import Choice
from sqlalchemy import Row, Select, select

from engine.authored import FormGenerator
from engine.domain.usable import is_usable_in
from engine.dsl import StepList, Target, begin, step
from engine.errors import NocdeckError
from engine.lifecycles import task
from engine.outcome import State
from engine.predicates import no_uncompleted_instance
from engine.starting import start_process
from engine.store.product_tables import ProductTable, products_workflows
from engine.store.scope import current_scope
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import WorkflowTable

__all__ = ["task_validate_product_type", "task_validate_subscriptions"]

Validation = Row[UUID, str, str]


def _validations(product_type: str | None = None) -> list[Validation]:
    """Return subscription, its status and the validate workflow to run on it."""
    table, link = SubscriptionTable, products_workflows.c
    query: Select[UUID, str, str] = (
        select(table.subscription_id, table.status, WorkflowTable.name)
        .join(ProductTable, ProductTable.product_id == table.product_id)
        .join(products_workflows, link.product_id == table.product_id)
        .join(WorkflowTable, WorkflowTable.workflow_id == link.workflow_id)
        .where(WorkflowTable.target == Target.VALIDATE, WorkflowTable.deleted_at.is_(None))
        .order_by(table.description, table.subscription_id)
    )
    if product_type is not None:
        query = query.where(ProductTable.product_type == product_type, table.insync)
    elif not current_scope().rules.validate_out_of_sync:
        query = query.where(table.insync)
    return current_scope().read(lambda connection: list(connection.execute(query).all()))


def _start(validations: Iterable[Validation]) -> State:
    started, refused = 0, {}
    for key, status, workflow in validations:
        if status not in [*is_usable_in("", Target.SYSTEM), *is_usable_in(workflow, Target.VALIDATE)]:
            continue
        try:
            start_process(workflow, [{"subscription_id": str(key)}])
        except NocdeckError as error:  # not loaded here, or not startable now
            refused[str(key)] = f"{workflow}: {error}"
        else:
            started += 1
    return {"validations_started": started, "validations_refused": refused}


@step("Validate subscriptions", on_interrupt="again")
def validate_subscriptions() -> State:
    """Start the validations of every subscription in sync, or, where the site says so, of every one."""
    return _start(_validations())


@task("Validate subscriptions", run_predicate=no_uncompleted_instance)
def task_validate_subscriptions() -> StepList:
    """Have every subscription validated."""
    return begin >> validate_subscriptions


def ask_product_type() -> FormGenerator:
    """Ask for one of the product types that are sold."""
    types = select(ProductTable.product_type).distinct().order_by(ProductTable.product_type)
    names = current_scope().read(lambda connection: list(connection.scalars(types)))
    if not names:
        raise ValueError("The store has no products; a migration of the site has to create them")
    choice = cast("type[Choice]", Choice.__call__("Product type", {name: (name, name) for name in names}))

    class ProductTypeForm(FormPage):
        product_type: choice  # type: ignore[valid-type]

    answer = yield ProductTypeForm
    return {"product_type": str(getattr(answer, "product_type").value)}  # noqa: B009  (a class of this very call)


@step("Validate subscriptions of a product type", on_interrupt="again")
def validate_product_type(product_type: str) -> State:
    """Start the validations of the subscriptions in sync of one product type."""
    return _start(_validations(product_type))


@task("Validate all subscriptions of a product type", initial_input_form=ask_product_type)
def task_validate_product_type() -> StepList:
    """Have every subscription of a product type validated."""
    return begin >> validate_product_type
