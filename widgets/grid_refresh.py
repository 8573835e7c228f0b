"""Where is, in a list that has changed, what the operator was looking at?

The row under the cursor keeps its line on the screen; with the cursor scrolled out of sight, the rows that are seen do.
A row that left the list keeps its line too, between the neighbours it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from widgets.grid_rows import RowSource

__all__ = ["Place", "Sight", "find_place"]

ASKED = 12
"""Neighbours looked for, before the list counts as another one altogether."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was on the screen; lines count from the top of the list."""

    top: int
    height: int
    cursor: int
    key: str | None
    """Of the row under the cursor; None while it has not been read."""
    index: int
    """Of the cursor in the list, without the line whose row is gone."""
    others: Sequence[tuple[str, int, int]]
    """Key, line and index of the other rows on screen."""

    @property
    def cursor_seen(self) -> bool:
        """Whether the cursor was on the screen."""
        return self.top <= self.cursor < self.top + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where that is now."""

    top: int
    cursor: int
    gone: bool = False
    """Whether the row under the cursor has left the list: `cursor` is then the line it keeps."""
    shift: int = 0
    """How many more rows there are above than there were."""


async def find_place(source: RowSource[Any], sight: Sight) -> Place:
    """Return where the cursor and the top of the screen belong now."""
    at = await source.find(sight.key) if sight.key is not None else None
    if at is not None and sight.cursor_seen:
        return Place(top=at - (sight.cursor - sight.top), cursor=at, shift=at - sight.index)
    held = await _first_found(source, sight)
    if held is None:
        cursor = at if at is not None else sight.cursor
        return Place(top=sight.top, cursor=cursor, gone=at is None and sight.key is not None)
    line, shift, now = held
    if at is not None or sight.key is None:  # out of sight, or not read yet: what is seen stays
        return Place(top=now - (line - sight.top), cursor=at if at is not None else sight.cursor + shift, shift=shift)
    if sight.cursor_seen:
        cursor = now if line > sight.cursor else now + 1
        return Place(top=cursor - (sight.cursor - sight.top), cursor=cursor, gone=True, shift=shift)
    cursor = max(0, sight.cursor + shift)
    now_line = now + 1 if now >= cursor else now
    return Place(top=now_line - (line - sight.top), cursor=cursor, gone=True, shift=shift)


async def _first_found(source: RowSource[Any], sight: Sight) -> tuple[int, int, int] | None:
    """Return the row nearest to the cursor that is still in the list: its line before, its shift, its index now."""
    centre = sight.cursor if sight.cursor_seen else sight.top
    for key, line, index in sorted(sight.others, key=lambda other: abs(other[1] - centre))[:ASKED]:
        if (now := await source.find(key)) is not None:
            return line, now - index, now
    return None
