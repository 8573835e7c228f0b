"""How does a line of a grid become a strip of the screen?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.canvas import ground
from widgets.grid_line import GUTTER, Cell, Column, Row, centred, fit, fitting

__all__ = ["STYLES", "Painter"]

STYLES = ("titles", "cursor", "mark", "ok", "busy", "ask", "wait", "bad", "dim")
"""What a grid has styles for, in its component classes; any other name is plain."""


class Painter(Generic[Row]):
    """Draws lines at one width, in the styles of one theme."""

    def __init__(
        self, columns: Sequence[Column[Row]], width: int, terminal: int, style: Callable[[str], Style], plain: Style
    ) -> None:
        """`terminal` is the width that decides which columns are shown; `style` gives the style of a name."""
        self._columns = fitting(columns, width, terminal)
        self._width = width
        self._plain = plain
        self._styles = {name: style(name) for name in STYLES}
        self._ground = ground(self._styles["cursor"], plain)

    def titles(self) -> Strip:
        """Draw the titles of the columns."""
        text = " " * GUTTER + " ".join(fit(column.heading, width) for column, width in self._columns)
        return self._line(text, "titles")

    def blank(self) -> Strip:
        """Draw nothing."""
        return Strip.blank(self._width, self._plain)

    def sentence(self, text: str, number: int) -> Strip:
        """Draw line `number` of a sentence in the middle of the grid."""
        lines = centred(text, self._width)
        return self._line(lines[number], "dim") if 0 <= number < len(lines) else self.blank()

    def unread(self, cursor: bool) -> Strip:
        """Draw the place of a row that is still being read."""
        dots = " ".join(fit("·" * min(3, width), width) for _, width in self._columns)
        return self._line((">" if cursor else " ").ljust(GUTTER) + dots, "dim")

    def row(self, row: Row, *, cursor: bool, marked: bool, gone: bool) -> Strip:
        """Draw a row; one that is gone is dim, and says so in its first column."""
        ground = self._ground if cursor else Style.null()
        gutter = (">" if cursor else " ") + ("*" if marked else " ") + " "
        segments = [Segment(gutter, self._styles["mark"] + ground)]
        for number, (column, width) in enumerate(self._columns):
            cell = Cell("- gone") if gone and number == 0 else _cell(column, row)
            style = self._styles["dim"] if gone else self._styles.get(cell.style, self._plain)
            segments.append(Segment(fit(cell.text, width) + " ", style + ground))
        return Strip(segments).adjust_cell_length(self._width, self._plain + ground)

    def _line(self, text: str, style: str) -> Strip:
        return Strip([Segment(fit(text, self._width), self._styles[style])], self._width)


def _cell(column: Column[Row], row: Row) -> Cell:
    """Return what a column says of a row; one value that cannot be shown hides no other."""
    try:
        return column.cell(row)
    except Exception as error:
        return Cell(f"? {type(error).__name__}", "bad")
