"""What may a step know of the attempt it is run in?

The key under which a system outside may recognise a request it got before. It is the same in every attempt at one step
of one process, so that a step whose answer was lost can ask again without doing it twice (invariant 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid5

from engine.values import canonical

__all__ = ["IDEMPOTENCY_KEY", "idempotency_key", "in_attempt", "key_of"]

IDEMPOTENCY_KEY = "idempotency_key"
"""The parameter of a step that is given the key."""

_KEY: ContextVar[str] = ContextVar("idempotency_key")


def key_of(process_id: UUID, path: tuple[str, ...], name: str, occurrence: int) -> str:
    """Return the key of a step by its place: its process, its groups, its name, and which of that name it is."""
    return str(uuid5(process_id, canonical([*path, name, occurrence])))


@contextmanager
def in_attempt(key: str) -> Iterator[None]:
    """Within the block, a step that asks for the key gets this one."""
    token = _KEY.set(key)
    try:
        yield
    finally:
        _KEY.reset(token)


def idempotency_key() -> str:
    """Return the key of the step that runs.

    Raises:
        LookupError: no engine runs this; a test may use `in_attempt`.
    """
    try:
        return _KEY.get()
    except LookupError:
        raise LookupError(
            "idempotency_key: no engine runs this step; in a test, use engine.attempt.in_attempt"
        ) from None
