"""How is what was shown next to what will be? A table that stays straight on a narrow screen, changes marked by a sign.

Labels go down, a column each for the values; with two columns or more, a row whose first and last differ is a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from engine.plain import clean
from widgets.forms.display_fields import DisplayField
from widgets.forms.schema import as_text
from widgets.grid_line import fit, wrapped

__all__ = ["SummaryField", "SummaryTable"]

CHANGED = "~ "
"""Before a row that changes."""
GAP = "  "
QUIET = "$foreground 60%"


class SummaryTable(Widget):
    """Rows of a label and its values; the first row may be headers."""

    def __init__(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Each row begins with its label."""
        super().__init__()
        self._headers, self._rows = headers, rows

    def show(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows, under the same headers."""
        if rows != self._rows:
            self._rows = rows
            self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the rows."""
        return Content("\n").join(self._lines(max(20, self.content_size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the rows take, wrapped."""
        return len(self._lines(max(20, width)))

    def _lines(self, width: int) -> list[Content]:
        every = [*([["", *self._headers]] if self._headers else []), *self._rows]
        if not every:
            return [Content("")]
        widths = _widths([[cell_len(cell) for cell in column] for column in zip(*every, strict=True)], width)
        lines = [_quiet(line) for line in _drawn(every[0], widths)] if self._headers else []
        for row in self._rows:
            changed = len(row) > 2 and row[1] != row[-1]
            for number, cells in enumerate(_drawn(row, widths)):
                sign = CHANGED if changed and number == 0 else " " * len(CHANGED)
                *before, last = cells
                parts = [Content.styled(sign, "$text-warning bold"), Content(GAP.join(before) + GAP)]
                parts.append(Content.styled(last, "$text-warning bold") if changed else Content(last))
                lines.append(Content("").join(parts).rstrip())
        return lines


class SummaryField(DisplayField):
    """A table of what was, or will be."""

    def control(self) -> Iterable[Widget]:
        """The table."""
        extra = self.spec.schema.get("extraProperties") or self.spec.schema.get("uniforms") or {}
        data = extra.get("data") if isinstance(extra, Mapping) else None
        given: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        columns = [[_cell(item) for item in column] for column in given.get("columns") or ()]
        labels = [_cell(label) for label in given.get("labels") or ()]
        rows = list(zip_longest(labels, *columns, fillvalue=""))
        headers = [_cell(head) for head in given.get("headers") or ()]
        wide = max([len(headers) + 1 if headers else 0, *(len(row) for row in rows)], default=0)
        yield SummaryTable(
            [*headers, *[""] * (wide - 1 - len(headers))] if headers else [],
            [[*row, *[""] * (wide - len(row))] for row in rows],
        )


def _cell(value: Any) -> str:
    words = {True: "yes", False: "no"} if isinstance(value, bool) else {}
    return clean("–" if value is None else words.get(value) or as_text(value))


def _widths(cells: Sequence[Sequence[int]], width: int) -> list[int]:
    """Return a width for each column: its own where they fit, else the labels a third, the others equal shares."""
    natural = [max(column) for column in cells]
    room = width - len(CHANGED) - len(GAP) * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    first = min(natural[0], room // 3)
    left, widths = room - first, [first, *[0] * (len(natural) - 1)]
    waiting = sorted(range(1, len(natural)), key=lambda at: natural[at])
    while waiting:  # a column that needs less than its share leaves the rest to the others
        at = waiting.pop(0)
        widths[at] = max(1, min(natural[at], left // (len(waiting) + 1)))
        left -= widths[at]
    return widths


def _drawn(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Return a row as lines of cells, each as wide as its column."""
    cells = [wrapped(cell, max(1, width)) for cell, width in zip(row, widths, strict=True)]
    return [
        [fit(part, width) for part, width in zip(line, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue="")
    ]


def _quiet(cells: Sequence[str]) -> Content:
    return Content.styled((" " * len(CHANGED) + GAP.join(cells)).rstrip(), f"{QUIET} bold")
