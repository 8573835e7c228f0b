"""Within a block of code, is the same subscription the same object?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

__all__ = ["cache_subscription_models", "cached", "keep"]

T = TypeVar("T")

_models: ContextVar[dict[UUID, Any] | None] = ContextVar("subscription models", default=None)


@contextmanager
def cache_subscription_models() -> Iterator[None]:
    """Within the block, load each subscription once and give the same instance again; re-entrant (contract DM-18)."""
    if _models.get() is not None:
        yield
        return
    token = _models.set({})
    try:
        yield
    finally:
        _models.reset(token)


def cached(key: UUID) -> Any:
    """Return the model that was loaded for this id within the block, None outside of one."""
    models = _models.get()
    return models.get(key) if models is not None else None


def keep(key: UUID, model: T) -> T:
    """Remember a model within the block, and return it."""
    models = _models.get()
    if models is not None:
        models[key] = model
    return model
