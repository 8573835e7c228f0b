"""Does the store sell what the code of the site describes? Checked nightly, or when somebody asks (contract TASK-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.definition import Workflow
from engine.domain import checks
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import StepList, begin, step
from engine.errors import ProcessFailureError
from engine.lifecycles import task
from engine.outcome import State
from engine.predicates import no_uncompleted_instance
from engine.store.scope import current_scope
from engine.store.subscription_tables import SubscriptionTable

__all__ = ["task_validate_products"]


@step("Validate that all registered workflows are in the database, and the other way round", on_interrupt="again")
def check_all_workflows_are_in_db() -> State:
    """See that code and store know the same workflows."""
    found = _read(lambda connection: checks.unknown_workflows(connection, _loaded()))
    return _none(found, "The workflows of the code and those of the store differ; `nocdeck db migrate-workflows`")


@step("Validate that the targets of workflows are the same in both", on_interrupt="again")
def check_workflows_for_matching_targets_and_descriptions() -> State:
    """See that a workflow does in the store what it does in the code."""
    found = _read(lambda connection: checks.differing_workflows(connection, _loaded()))
    return _none(found, "Workflows have another target in the store than in the code")


@step("Validate that all products have at least one workflow", on_interrupt="again")
def check_that_products_have_at_least_one_workflow() -> State:
    """See that no product is left to itself."""
    return _none(_read(checks.products_without_workflows), "Products without any workflow")


@step("Validate that active products have the workflows of every product", on_interrupt="again")
def check_that_active_products_have_a_modify_note() -> State:
    """See that each active product has the default workflows, `modify_note` among them."""
    return _none(_read(checks.products_without), "Active products lack a workflow that every product has")


@step("Validate the fixed inputs of products", on_interrupt="again")
def check_db_fixed_input_config() -> State:
    """See that each fixed input is one that the product's class knows, with a value that fits."""
    return _none(_read(checks.unfit_fixed_inputs), "Fixed inputs of the store do not fit the code")


@step("Report products without a create, modify, terminate or validate workflow", on_interrupt="again")
def check_that_products_have_create_modify_and_terminate_workflows() -> State:
    """Say which kinds of workflow products do not have; that is no failure."""
    return {"products_without_targets": _read(checks.incomplete_products)}


@step("Validate that every subscription can be loaded", on_interrupt="again")
def check_subscription_models() -> State:
    """Load every subscription as its class."""
    keys = _read(lambda connection: list(connection.scalars(select(SubscriptionTable.subscription_id))))
    found = {str(key): said for key in keys if (said := _unloadable(key)) is not None}
    return {**_none(found, "Subscriptions that their classes do not fit"), "subscriptions_checked": len(keys)}


def _unloadable(key: UUID) -> str | None:
    try:
        SubscriptionModel.from_subscription(key)
    except Exception as error:  # what an author's class raises, too
        return f"{type(error).__name__}: {error}"
    return None


def _loaded() -> list[Workflow]:
    registry = current_scope().registry
    return list(registry) if registry is not None else []


def _read(query: Any) -> Any:
    return current_scope().read(query)


def _none(found: Any, message: str) -> State:
    if found:
        raise ProcessFailureError(message, details=found)
    return {}


@task("Validate products", run_predicate=no_uncompleted_instance)
def task_validate_products() -> StepList:
    """Compare everything the store sells with the code."""
    return (
        begin
        >> check_all_workflows_are_in_db
        >> check_workflows_for_matching_targets_and_descriptions
        >> check_that_products_have_at_least_one_workflow
        >> check_that_active_products_have_a_modify_note
        >> check_db_fixed_input_config
        >> check_that_products_have_create_modify_and_terminate_workflows
        >> check_subscription_models
    )
