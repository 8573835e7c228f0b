"""Which keys of a state are there for forms and the engine, not for who reads it?"""

from __future__ import annotations

from typing import Any

__all__ = ["without_hidden"]

HIDDEN = ("label_", "divider_", "__", "confirmation_mail")
"""How such keys begin."""


def without_hidden(value: Any) -> Any:
    """Return a state without them."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if not key.startswith(HIDDEN)}
