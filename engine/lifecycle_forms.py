"""With which page does a form begin that creates a subscription, or works on one?

A create workflow asks for the product first, any other for the subscription; both take only what the workflow is linked
to and may run on (contract FORM-13 to FORM-15). Then come the author's own pages, with the answer in their state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Choice
from sqlalchemy import select

from engine.authored import FormGenerator, StepFunc, make_form
from engine.domain.usable import subscription_workflows
from engine.errors import StaleDataError
from engine.outcome import State
from engine.store.product_tables import ProductTable, products_workflows
from engine.store.scope import current_scope
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import WorkflowTable

__all__ = ["validate_data_version", "wrap_create_initial_input_form", "wrap_modify_initial_input_form"]

Form = Callable[[State], FormGenerator]


def wrap_create_initial_input_form(initial_input_form: StepFunc | None) -> Form:
    """Return a form that asks for the product, by its id or name, then what the author asks.

    Its result has `product` and `product_name`.
    """

    def form(state: State) -> FormGenerator:
        names = _products_of(str(state["workflow_name"]))
        ids = {name: key for key, name in names.items()}
        choice = _choice("Product", names)
        by_name = BeforeValidator(lambda given: ids.get(given, given) if isinstance(given, str) else given)

        class CreateProductForm(FormPage):
            product: Annotated[choice, by_name, Field(title="Product")]  # type: ignore[valid-type]

        answer = yield CreateProductForm
        product = str(getattr(answer, "product").value)  # noqa: B009  (a class of this very call)
        return (yield from _then(initial_input_form, state, {"product": product, "product_name": names[product]}))

    return form


def wrap_modify_initial_input_form(initial_input_form: StepFunc | None) -> Form:
    """Return a form that asks for the subscription, then what the author asks.

    Its result has `subscription_id`, `product`, `customer_id` and `version`.
    """

    def form(state: State) -> FormGenerator:
        workflow = str(state["workflow_name"])

        def allowed(key: UUID) -> UUID:
            _refuse_unless_usable(workflow, key)
            return key

        class SubscriptionForm(FormPage):
            subscription_id: Annotated[
                UUID,
                AfterValidator(allowed),
                Field(title="Subscription", json_schema_extra={"format": "subscriptionId", "workflow": workflow}),
            ]
            version: Annotated[int | None, Field(title="Version that you saw")] = None

            @model_validator(mode="after")
            def _unchanged(self) -> SubscriptionForm:
                validate_data_version(_facts(self.subscription_id).version, self.version)
                return self

        answer = yield SubscriptionForm
        facts = _facts(cast(SubscriptionForm, answer).subscription_id)
        begun = {
            "subscription_id": str(facts.subscription_id),
            "product": str(facts.product_id),
            "customer_id": facts.customer_id,
            "version": facts.version,
        }
        return (yield from _then(initial_input_form, state, begun))

    return form


def validate_data_version(current_version: int, new_version: int | None) -> None:
    """See that what an operator saw of a subscription is what it is now; None: she saw no version (FORM-15).

    Raises:
        StaleDataError: it is not.
    """
    if new_version is not None and new_version != current_version:
        raise StaleDataError(
            f"Stale data: given version ({new_version}) does not match the current version ({current_version})"
        )


def _then(author: StepFunc | None, state: State, begun: State) -> FormGenerator:
    """Go on with the author's pages; what they return wins over what we asked."""
    if author is None:
        return begun
    result = yield from make_form(author)({**state, **begun})
    return {**begun, **result}


def _choice(name: str, labels: dict[str, str]) -> type[Choice]:
    return cast("type[Choice]", Choice.__call__(name, {key: (key, label) for key, label in labels.items()}))


def _products_of(workflow: str) -> dict[str, str]:
    """Return the products a workflow is linked to: id and name.

    Raises:
        ValueError: it is linked to none; the sentence says what to do.
    """
    link = products_workflows.c
    query = (
        select(ProductTable.product_id, ProductTable.name)
        .join(products_workflows, link.product_id == ProductTable.product_id)
        .join(WorkflowTable, WorkflowTable.workflow_id == link.workflow_id)
        .where(WorkflowTable.name == workflow, ProductTable.status == "active")
        .order_by(ProductTable.name)
    )
    found = {str(key): name for key, name in current_scope().read(lambda connection: connection.execute(query).all())}
    if not found:
        raise ValueError(f"Workflow '{workflow}' is linked to no active product; a migration has to link it")
    return found


def _facts(subscription_id: UUID) -> Any:
    """Return a subscription's row. Raises ValueError: there is none."""
    table = SubscriptionTable
    query = select(table.subscription_id, table.product_id, table.customer_id, table.version).where(
        table.subscription_id == subscription_id
    )
    found = current_scope().read(lambda connection: connection.execute(query).first())
    if found is None:
        raise ValueError("Subscription not found")
    return found


def _refuse_unless_usable(workflow: str, subscription_id: UUID) -> None:
    _facts(subscription_id)
    listed = current_scope().read(lambda connection: subscription_workflows(connection, subscription_id))
    mine = next((found for found in listed if found.name == workflow), None)
    if mine is None:
        raise ValueError("This workflow is not valid for this subscription")
    if mine.reason is not None:
        raise ValueError(f"This workflow cannot be started: {mine.why_not}")
