"""How is a list of models seen at a glance? A line a row, its values in columns; a key opens a row where it stands.

The fields of a row are there from the first, so that they answer and are told what is wrong; they are drawn when the
row is opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from engine.plain import clean
from widgets.forms.compound_fields import GroupField
from widgets.forms.control import Control
from widgets.forms.field import NOT_SET, Field, Located
from widgets.forms.schema import FieldSpec, fields_of
from widgets.grid_line import fit

__all__ = ["RecordField", "RecordTitles", "is_record", "titles_of"]

QUIET = "$foreground 60%"
NUMBER = 7
"""Cells left of the columns: the cursor's sign, the row's number, whether it is open."""
MARK = 6
"""Cells right of the columns: how many messages the row has."""
NARROWEST = 8
"""Cells a column has at least; what does not fit any more is seen when the row is opened."""


class RecordTitles(Widget):
    """The line above the rows: what their columns are."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = titles

    def render(self) -> Content:
        """Draw the titles."""
        line = " " * NUMBER + columns(self._titles, self.content_size.width - NUMBER - MARK)
        return Content.styled(line.rstrip(), f"{QUIET} bold")


class RecordLine(Control):
    """The values of a row; a key opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "turn", "open", show=False)]

    def __init__(self, record: RecordField) -> None:
        super().__init__()
        self._record = record

    def render(self) -> Content:
        """Draw number and values, and how many messages the row has."""
        record, width = self._record, max(NUMBER, self.content_size.width)
        wrong = f"  ! {record.error_count}" if record.error_count else ""
        sign = ">" if self.has_focus else " "
        start = f"{clean(record.spec.label):>3} {'▾' if record.is_open else '▸'} "[:NUMBER]
        values = columns([part.brief() for part in record.parts], width - NUMBER - MARK)
        return Content.assemble(
            (sign, "$text-accent bold"),
            (start[: NUMBER - 1], QUIET),
            (values.rstrip(), "bold" if self.has_focus else ""),
            (wrong, "$text-error"),
        )

    async def action_turn(self) -> None:
        """Open the row and go into it, or close it."""
        await self._record.turn()

    async def on_click(self, event: events.Click) -> None:
        """Open the row, or close it."""
        event.stop()
        await self._record.turn()


class RecordField(GroupField):
    """A row of a list of models."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close the row", show=False)]

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self.is_open = self.start is NOT_SET
        """Whether its fields are in sight; those of a row that is new are."""
        self._line = RecordLine(self)
        self._showing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The line, what is wrong with the row as a whole, its fields."""
        yield self._line
        note = self._note_text()
        self._new_note(note or Content("")).display = note is not None
        assert self._note is not None
        yield self._note
        self._inside = Vertical(*(self.parts if self.is_open else ()), classes="field--inside")
        yield self._inside

    def relabel(self, label: str) -> None:
        """Have another number."""
        Field.relabel(self, label)
        self._line.refresh()

    def point(self, *, here: bool) -> None:
        """The line itself shows where the keys go."""

    def edited(self) -> None:
        """Show the new value in the line as well."""
        super().edited()
        self._line.refresh()

    def wrong(self) -> Iterator[Field]:
        """Yield the row as one while its fields are out of sight."""
        if self.is_open:
            yield from super().wrong()
        elif self.error_count:
            yield self

    def place_errors(self, errors: Sequence[Located]) -> None:
        """Mark the row, and open it where a field of it is wrong."""
        super().place_errors(errors)
        self._line.refresh()
        if self.is_attached and not self.is_open and any(part.error_count for part in self.parts):
            self.is_open = True
            self.run_worker(self._show(), group="row")

    def take_focus(self) -> None:
        """Put the cursor into the fields of an open row, into the line of a closed one."""
        if not self.is_open:
            self._line.focus()
        else:
            self.run_worker(self._show(focus=True), group="row")

    async def turn(self) -> None:
        """Open the row and go into it, or close it."""
        self.is_open = not self.is_open
        self._line.refresh()
        await self._show(focus=self.is_open)

    async def action_close(self) -> None:
        """Close the row; the cursor stays at it."""
        self._line.focus()
        await self.turn()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key to others where the row is closed."""
        return self.is_open if action == "close" else super().check_action(action, parameters)

    async def _show(self, *, focus: bool = False) -> None:
        """Have the fields in sight, or not."""
        async with self._showing:  # a field that is not whole yet takes no focus
            self._inside.display = self.is_open
            if self.is_open and (waiting := [part for part in self.parts if not part.is_attached]):
                await self._inside.mount_all(waiting)
        if focus:
            super().take_focus()


def is_record(spec: FieldSpec) -> bool:
    """Say whether an item is a model that is always there: a row of a table."""
    return spec.type == "object" and "properties" in spec.schema and not spec.nullable


def titles_of(spec: FieldSpec) -> list[str]:
    """Return what the columns of such items are called."""
    from widgets.forms.registry import shown

    return [part.label for part in fields_of({**spec.schema, "$defs": spec.defs}) if shown(part)]


def columns(cells: Sequence[str], width: int) -> str:
    """Return cells side by side, each of the same width; the last ones are left out where there is no room."""
    if not cells or width <= 0:
        return ""
    count = max(1, min(len(cells), width // (NARROWEST + 2)))
    each = max(1, (width - 2 * (count - 1)) // count)
    # Long texts are rare: a table of short ones is easier to read where its columns are close together.
    each = min(each, max(NARROWEST, 28))
    return "  ".join(fit(cell, each) for cell in cells[:count])
