"""How does a row become a line of a grid?

Columns leave whole as the terminal gets narrower, one may grow into the space left over, and every cell is cut or
padded to its width in terminal cells, so that wide characters keep the columns straight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

from engine.plain import clean

__all__ = ["GUTTER", "WIDE", "Cell", "Column", "Row", "centred", "fit", "fitting", "wrapped"]

Row = TypeVar("Row")

WIDE = 120
"""Cells of a terminal from which on a column may be wider."""

GUTTER = 3
"""Cells left of the first column: the cursor's sign, the mark's, and a space."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row shows in one column."""

    text: str
    """Any text; it is made safe when drawn."""
    style: str = ""
    """ok, busy, ask, wait, bad or dim; a third channel only, the text says it all."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a grid."""

    title: str | Callable[[], str]
    """Asked for anew when the grid is laid out, where it may change."""
    width: int
    """In terminal cells, without the space to the next column."""
    cell: Callable[[Row], Cell]
    min_total: int = 0
    """Shown from this width of the terminal on."""
    wide: int = 0
    """Its width in a terminal of `WIDE` cells and more; 0 for no other."""
    grow: bool = False
    """Takes what width is left over; at most one column of a grid."""

    @property
    def heading(self) -> str:
        """Its title now."""
        return self.title if isinstance(self.title, str) else self.title()


def fitting(columns: Sequence[Column[Row]], room: int, terminal: int) -> list[tuple[Column[Row], int]]:
    """Return the columns shown in a terminal of that width, each with its width, in `room` cells for the whole line."""
    shown = [
        (column, column.wide if column.wide and terminal >= WIDE else column.width)
        for column in columns
        if column.min_total <= terminal
    ]
    left = room - GUTTER - sum(width + 1 for _, width in shown) + 1
    return [(column, width + max(0, left) if column.grow else width) for column, width in shown]


def fit(text: str, width: int) -> str:
    """Return `text` made safe and exactly `width` cells wide, its end replaced by `…` where it was longer."""
    text = clean(text)
    if text.isascii():
        return text.ljust(width) if len(text) <= width else text[: max(0, width - 1)] + "…"[:width]
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    # Cutting through a wide character leaves a space in its place, so the sign always ends the cell.
    return set_cell_size(text, max(0, width - 1)) + "…"[:width]


def centred(text: str, width: int) -> list[str]:
    """Return a sentence in lines of `width` cells, broken between words, each centred."""
    return [fit(" " * ((width - cell_len(line)) // 2) + line, width) for line in wrapped(text, width - 4)]


def wrapped(text: str, width: int) -> list[str]:
    """Return words in lines of at most `width` cells, made safe; a longer word is cut. At least one line."""
    lines = [""]
    for word in clean(text).split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [fit(line, width).rstrip() if cell_len(line) > width else line for line in lines]
