"""Which class describes the subscriptions of which product?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from engine.domain.fields import DomainModel

if TYPE_CHECKING:
    from engine.domain.subscriptions import SubscriptionModel

__all__ = ["SUBSCRIPTION_MODEL_REGISTRY", "SubscriptionModelRegistry"]


class SubscriptionModelRegistry(dict[str, "type[SubscriptionModel]"]):
    """By the name of a product: its class (contract DM-5)."""

    def __setitem__(self, product: str, kind: type[SubscriptionModel]) -> None:
        """Register a class.

        Raises:
            TypeError: a field of it, or of a block below it, is a plain pydantic model: no resource type can hold one.
        """
        wrong = sorted(set(_plain_models(kind)))
        if wrong:
            raise TypeError(
                f"{kind.__name__} cannot be registered for '{product}': "
                f"{', '.join(wrong)}: a pydantic model is neither a product block nor a value; derive it from "
                "ProductBlockModel, or use a plain type"
            )
        super().__setitem__(product, kind)

    def update(self, *args: Any, **kwargs: type[SubscriptionModel]) -> None:
        """Register several classes."""
        for product, kind in dict(*args, **kwargs).items():
            self[product] = kind


SUBSCRIPTION_MODEL_REGISTRY = SubscriptionModelRegistry()


def _plain_models(kind: type[DomainModel], seen: frozenset[type] = frozenset()) -> list[str]:
    found = [
        f"{kind.__name__}.{name}"
        for name in kind._non_product_block_fields_
        for member in kind.shape(name).members
        if isinstance(member, type) and issubclass(member, BaseModel) and BaseModel in member.__bases__
    ]
    for name in kind._product_block_fields_:
        for member in kind.shape(name).members:
            if member not in seen:
                found += _plain_models(member, seen | {kind, member})
    return found
