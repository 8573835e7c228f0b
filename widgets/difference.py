"""What is different after something was done? Field by field, what was above what is now."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len

from engine.plain import clean
from widgets.grid_line import fit
from widgets.lines import Line, broken
from widgets.searching import SearchedView

__all__ = ["Change", "DifferenceView"]

Change = tuple[str, str | None, str | None]
"""Where it stands, what was there and what is; None for nothing."""

WIDEST_PATH = 36
"""Cells; a longer path pushes its own value to the right, not everybody's."""


class DifferenceView(SearchedView):
    """Changes of fields: `-` what was, `+` what is now, the sign says it and the colour again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--ok"}

    def __init__(self, *, empty: str = "no difference", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._empty = empty
        self._changes: Sequence[Change] = ()
        self._of: Hashable = None

    def show(self, changes: Sequence[Change], *, of: Hashable = None) -> None:
        """Show these changes. `of` is what they belong to: while that is the same, the place is kept."""
        if changes == self._changes and of == self._of:
            return
        top = of != self._of or of is None
        self._changes, self._of = tuple(changes), of
        self.relay(top=top)

    def break_lines(self, width: int) -> Sequence[Line]:
        """Return a line for what came or went, three for what is another now, more for what is long."""
        if not self._changes:
            return [[(fit(self._empty, width), "dim")]]
        alone = [cell_len(clean(path)) for path, before, after in self._changes if before is None or after is None]
        widest = min(WIDEST_PATH, max(alone, default=0))
        return [line for change in self._changes for line in _lines_of(change, widest, width)]


def _lines_of(change: Change, widest: int, width: int) -> Iterator[Line]:
    path, before, after = change
    if before is not None and after is not None:
        yield [(clean(path), "key")]
        yield from _signed("  - ", before, "bad", width)
        yield from _signed("  + ", after, "ok", width)
        return
    sign, text, style = ("+ ", after, "ok") if before is None else ("- ", before, "bad")
    name = clean(path)
    head = sign + name + " " * max(2, widest + 2 - cell_len(name))
    yield from _signed(head, text or "", style, width)


def _signed(head: str, text: str, style: str, width: int) -> Iterator[Line]:
    room = max(8, width - cell_len(head))
    for piece in broken(clean(text), room):
        yield [(head, style), (piece, style)]
        head = " " * min(cell_len(head), width // 2)
