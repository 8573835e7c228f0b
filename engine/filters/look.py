"""How much of a large store does a condition fit?

What fits little is gathered by an index of its own; what fits much is asked of row after row, in the order they are
shown in, until the window is full; what fits nothing is not asked at all. Neither store can tell from a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

__all__ = ["FEW", "Look"]

FEW = 20_000
"""What may be gathered and sorted for one window."""

NAMED = 500
"""What may be named one by one in a statement."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look into the store while a filter is understood."""

    connection: Connection
    part: ColumnElement[bool]
    """The part of the list that the condition is for."""
    in_order: bool = True
    """For a window of it; else to count it, which gathering does soonest however much it is."""
    seen: dict[Any, Any] = field(default_factory=dict)
    """What was found, by what was asked: the parts of a list ask the same."""

    def how_many(self, asked: Any, ids: Select[Any]) -> int:
        """Return how many there are, `FEW` for any number beyond; `asked` tells these from others."""
        if asked not in self.seen:
            bounded = ids.limit(FEW).subquery()
            self.seen[asked] = self.connection.scalar(select(func.count()).select_from(bounded)) or 0
        return int(self.seen[asked])

    def named(self, asked: Any, values: Select[Any]) -> Sequence[Any] | None:
        """Return all there are, None where these are too many to be named; `asked` tells these from others."""
        if asked not in self.seen:
            self.seen[asked] = self.connection.scalars(values.limit(NAMED + 1)).all()
        found: Sequence[Any] = self.seen[asked]
        return found if len(found) <= NAMED else None
