"""Which fields of a page stand side by side? Those whose author gave them columns of pydantic-forms' grid of twelve.

Where the screen is narrow they stand below each other. Heights and alignments of that grid mean nothing in a terminal,
where a field is as high as what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from widgets.forms.field import Field

__all__ = ["SIDE_BY_SIDE", "FormRow", "in_rows"]

COLUMNS = 12

SIDE_BY_SIDE = 100
"""Cells from which on fields stand side by side: half of it still holds a label and a line."""


class FormRow(Horizontal):
    """Fields side by side, each in its share of the width."""

    def __init__(self, cells: Sequence[tuple[Widget, int]]) -> None:
        super().__init__(*(widget for widget, _ in cells), classes="form-row")
        self._cells = cells

    def spread(self, *, wide: bool) -> None:
        """Give each field its share, or the whole width where there is not room for several."""
        self.set_class(not wide, "-stacked")
        for widget, columns in self._cells:
            widget.styles.width = f"{columns if wide else 1}fr"
            widget.display = wide or isinstance(widget, Field)


def in_rows(fields: Sequence[Field]) -> Iterator[Widget]:
    """Yield the fields in their order, those that share a line in a row."""
    line: list[Field] = []
    used = 0
    for field in fields:
        first, columns, new_row = _place(field)
        if line and (new_row or columns == COLUMNS or max(used, first) + columns > COLUMNS):
            yield _row(line)
            line, used = [], 0
        line.append(field)
        used = max(used, first) + columns
    if line:
        yield _row(line)


def _row(line: Sequence[Field]) -> Widget:
    if len(line) == 1 and _place(line[0])[1] == COLUMNS:
        return line[0]
    cells: list[tuple[Widget, int]] = []
    used = 0
    for field in line:
        first, columns, _ = _place(field)
        cells += [(Static(), first - used)] if first > used else []
        cells.append((field, columns))
        used = max(used, first) + columns
    return FormRow([*cells, (Static(), COLUMNS - used)] if used < COLUMNS else cells)


def _place(field: Field) -> tuple[int, int, bool]:
    """Return the columns before a field, those it takes, and whether it begins a line."""
    said = field.spec.schema.get("layout")
    if not isinstance(said, Mapping):
        return 0, COLUMNS, True
    first = max(0, int(said.get("start") or 1) - 1)
    return first, min(COLUMNS - first, int(said.get("span") or COLUMNS)), bool(said.get("newRow"))
