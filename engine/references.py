"""Which fields of a form name a customer or a product? The answer is the id.

Names and formats are orchestrator-core's (contract FORM-11).
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

__all__ = ["CustomerId", "ProductId", "customer_id", "product_id"]

CustomerId = Annotated[str, Field(json_schema_extra={"format": "customerId"})]
"""The id of a customer."""

ProductId = Annotated[UUID, Field(json_schema_extra={"format": "productId"})]
"""The id of a product."""


def customer_id() -> Any:
    """Return the type of a field that names a customer."""
    return CustomerId


def product_id(product_ids: list[UUID] | None = None) -> Any:
    """Return the type of a field that names a product; with `product_ids`, one of these."""
    more: dict[str, Any] = {"uniforms": {"productIds": [str(key) for key in product_ids]}} if product_ids else {}
    return Annotated[UUID, Field(json_schema_extra={"format": "productId", **more})]
