"""What becomes of a subscription that enters another phase? The same blocks, as the classes for that phase."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.domain.blocks import ProductBlockModel
from engine.domain.fields import DomainModel
from engine.domain.lifecycle import SubscriptionLifecycle, lookup_specialized_type

__all__ = ["in_phase"]


def in_phase(model: Any, kind: type[DomainModel], status: SubscriptionLifecycle, now: datetime) -> dict[str, Any]:
    """Return a subscription's fields for a class of another phase, with its dates: it starts when it becomes active and
    ends when it is terminated, unless it says otherwise already (contract DM-13)."""
    changed: dict[str, Any] = {"status": status}
    if status == SubscriptionLifecycle.ACTIVE and model.start_date is None:
        changed["start_date"] = now
    if status == SubscriptionLifecycle.TERMINATED and model.end_date is None:
        changed["end_date"] = now
    return {**_fields(model, kind, status), **changed}


def _fields(model: DomainModel, kind: type[DomainModel], status: SubscriptionLifecycle) -> dict[str, Any]:
    fields = {name: getattr(model, name) for name in type(model).model_fields if name in kind.model_fields}
    blocks = {name: _converted(kind, name, fields.get(name), status) for name in kind._product_block_fields_}
    return {**fields, **blocks}


def _converted(kind: type[DomainModel], name: str, held: Any, status: SubscriptionLifecycle) -> Any:
    """Return the blocks of a field as the classes that describe them in another phase."""
    if isinstance(held, list):
        return [_converted(kind, name, block, status) for block in held]
    if not isinstance(held, ProductBlockModel):
        return held
    wanted = kind.shape(name).members
    special = lookup_specialized_type(type(held), status)
    fitting = [member for member in wanted if member.__base_type__ is type(held).__base_type__]
    chosen = special if any(issubclass(special, member) for member in wanted) else next(iter(fitting), type(held))
    return chosen(**_fields(held, chosen, status))
