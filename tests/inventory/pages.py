"""Which pages do the forms of the inventory share: product or subscription first, what will be last?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic_forms.core import FormPage
from pydantic_forms.types import SummaryData
from pydantic_forms.validators import DisplaySubscription, migration_summary

from engine.authored import FormGenerator
from tests.inventory.stock import Form
from workflows.network.fields import choice_of

__all__ = ["ending", "for_product", "nothing_to_ask", "on_subscription", "summarised"]


def for_product(products: Mapping[str, str], then: Form) -> Form:
    """Ask for the product first, as every create workflow does; `then` finds its name in the state."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Product = choice_of("Product", products)

        class ProductPage(FormPage):
            product: Product  # type: ignore[valid-type]

        product = (yield ProductPage).product.value
        begun = {"product": product, "product_name": products[product]}
        return {**begun, **(yield from then({**state, **begun}))}

    return form


def on_subscription(then: Form) -> Form:
    """Take the subscription first, as every other workflow on a subscription does; it is known, so it is not asked."""

    def form(state: dict[str, Any]) -> FormGenerator:
        class SubscriptionPage(FormPage):
            subscription_id: UUID
            version: int | None = None

        begun = {"subscription_id": str((yield SubscriptionPage).subscription_id)}
        return {**begun, **(yield from then({**state, **begun}))}

    return form


def nothing_to_ask(state: dict[str, Any]) -> FormGenerator:
    """No page."""
    yield from ()
    return {}


def ending(state: dict[str, Any]) -> FormGenerator:
    """One page that shows the subscription that is going to end."""

    class EndingPage(FormPage, title="Take it out of service"):
        subscription: Annotated[DisplaySubscription, Field(title="Subscription")] = UUID(state["subscription_id"])

    yield EndingPage
    return {}


def summarised(new: Mapping[str, object], old: Mapping[str, object] | None = None) -> FormGenerator:
    """Show values by their labels, beside what they were where that is known; a page the author gave no title."""
    data: SummaryData = {"labels": list(new), "columns": [_column(new)]}
    if old is not None:
        data |= {"headers": ["Was", "Will be"], "columns": [_column(old), _column(new)]}

    class SummaryPage(FormPage):
        summary: migration_summary(data)  # type: ignore[valid-type]

    yield SummaryPage
    return {}


def _column(values: Mapping[str, object]) -> list[str | int | bool | float]:
    return ["–" if value is None else str(value) for value in values.values()]
