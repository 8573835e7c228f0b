"""In which phase of its life is a subscription or a product, and which class describes it there?

A model has a class for each phase: early ones leave open what is not known yet, later ones demand it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

__all__ = [
    "SAFE_USED_BY_TRANSITIONS_FOR_STATUS",
    "ProductLifecycle",
    "SubscriptionLifecycle",
    "lookup_specialized_type",
    "register_specialized_type",
    "registering",
    "suits",
]


class SubscriptionLifecycle(StrEnum):
    """The phases of a subscription (contract DM-6)."""

    INITIAL = "initial"
    ACTIVE = "active"
    MIGRATING = "migrating"
    DISABLED = "disabled"
    TERMINATED = "terminated"
    PROVISIONING = "provisioning"


class ProductLifecycle(StrEnum):
    """The phases of a product (contract DM-6)."""

    ACTIVE = "active"
    PRE_PRODUCTION = "pre production"
    PHASE_OUT = "phase out"
    END_OF_LIFE = "end of life"


_STATUS = SubscriptionLifecycle
_UNDER_WAY = {_STATUS.INITIAL, _STATUS.TERMINATED}

SAFE_USED_BY_TRANSITIONS_FOR_STATUS: dict[SubscriptionLifecycle, frozenset[SubscriptionLifecycle]] = {
    _STATUS.INITIAL: frozenset({_STATUS.INITIAL}),
    _STATUS.ACTIVE: frozenset(_STATUS),
    _STATUS.MIGRATING: frozenset({*_UNDER_WAY, _STATUS.MIGRATING}),
    _STATUS.PROVISIONING: frozenset({*_UNDER_WAY, _STATUS.PROVISIONING, _STATUS.ACTIVE}),
    _STATUS.TERMINATED: frozenset(_UNDER_WAY),
    _STATUS.DISABLED: frozenset({*_UNDER_WAY, _STATUS.DISABLED}),
}
"""By the status a subscription is to have: the statuses that subscriptions which use it may be in (contract DM-14)."""

_specialized: dict[tuple[type, SubscriptionLifecycle | None], type] = {}


def register_specialized_type(cls: type[Any], base: type[Any], lifecycle: Iterable[SubscriptionLifecycle]) -> None:
    """Say which class describes what `base` describes in these phases; none: in every phase that has no other."""
    phases: list[SubscriptionLifecycle | None] = [*lifecycle]
    for phase in phases or [None]:
        _specialized[base, phase] = cls


@contextmanager
def registering() -> Iterator[None]:
    """What is registered within is taken back where an exception leaves: a class that is refused describes nothing."""
    before = dict(_specialized)
    try:
        yield
    except Exception:
        _specialized.clear()
        _specialized.update(before)
        raise


def lookup_specialized_type(cls: type[Any], lifecycle: SubscriptionLifecycle) -> type[Any]:
    """Return the class that describes in this phase what `cls` describes in its own.

    Raises:
        ValueError: nothing says what an abstract class stands for.
    """
    base = getattr(cls, "__base_type__", None)
    if base is None:
        raise ValueError(f"{cls.__name__} has no base type: give it a product_block_name, or is_base=True")
    found = _specialized.get((base, lifecycle)) or _specialized.get((base, None))
    return found or cls


def suits(cls: type[Any], lifecycle: SubscriptionLifecycle) -> bool:
    """Say whether `cls` demands what this phase demands: it is the class for it, or one derived from that."""
    if getattr(cls, "__base_type__", None) is None:
        return True
    return issubclass(cls, lookup_specialized_type(cls, lifecycle))
