"""Which network does this console work on, and how careful must its operator be?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from console.actions import Action
from console.wording import short_id

__all__ = ["Environment"]

COLOURS = {
    "red": "$text-error",
    "amber": "$text-warning",
    "green": "$text-success",
    "blue": "$text-primary",
    "violet": "$text-secondary",
    "grey": "$foreground-muted",
}
"""The theme's colours under the names of the configuration (`engine.settings` refuses any other)."""

MANY = 3
"""Of so many things the operator has an overview; of more she types how many they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What `[ui]` says of it."""

    name: str = ""
    colour: str = ""
    """Empty: red where the name begins with `prod`, else none."""
    guarded: bool = False
    """Whether what cannot be taken back asks for more than a y."""

    @property
    def style(self) -> str:
        """How its name is drawn; in reverse, so that it is seen without colour, too."""
        colour = self.colour or ("red" if self.name.lower().startswith("prod") else "")
        return f"{COLOURS.get(colour, '')} bold reverse".strip()

    def to_type(self, action: Action, targets: Sequence[UUID]) -> str:
        """Return what must be typed before an action is done to these: how many there are, or, where the environment
        is guarded, the id of the one; empty where `y` will do."""
        if not action.dangerous or not (self.guarded or len(targets) > MANY):
            return ""
        return short_id(targets[0]) if len(targets) == 1 else str(len(targets))
