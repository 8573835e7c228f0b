"""How is a list answered whose items are typed, or made of fields themselves? Row by row: added, moved, taken out.

A mapping is the same, each row a key and a value.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from widgets.forms.compound_fields import CompoundField, GroupField, part_for
from widgets.forms.control import Control
from widgets.forms.field import LEFT_OUT, NOT_SET, Field, Located
from widgets.forms.record_field import RecordField, RecordTitles, is_record, titles_of
from widgets.forms.schema import FieldSpec, count_hint, spec_of

__all__ = ["DictField", "ListField"]

ROW_LABEL_WIDTH = 8


class AddRow(Control):
    """The end of the rows: one more."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "add", "add", show=False)]

    def render(self) -> Content:
        """Draw the words."""
        return Content.styled("  + add one", "bold" if self.has_focus else "")

    def action_add(self) -> None:
        """Add a row at the end."""
        rows = self.parent
        while rows is not None and not isinstance(rows, RowsField):
            rows = rows.parent
        if rows is not None:
            rows.add_row(len(rows.parts))

    def on_click(self, event: events.Click) -> None:
        """Add a row at the end."""
        event.stop()
        self.action_add()


class RowsField(CompoundField):
    """Rows, as many as are wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "add", "add a row", show=False),
        # Before the line of text, where it takes a letter away: a whole row is what it is for here.
        Binding("ctrl+d", "remove", "remove the row", show=False, priority=True),
        Binding("alt+up", "move(-1)", "move up", show=False),
        Binding("alt+down", "move(1)", "move down", show=False),
    ]

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._add = AddRow()
        self.parts = [self.row(at, item) for at, item in enumerate(self.first_rows())]

    @abstractmethod
    def first_rows(self) -> Sequence[Any]:
        """Return what the rows start with."""

    @abstractmethod
    def row(self, at: int, value: Any) -> Field:
        """Return the field of a row."""

    def control(self) -> Iterable[Widget]:
        """The rows, and the way to one more."""
        yield from super().control()
        yield self._add

    def take_focus(self) -> None:
        """Put the cursor into the first row that is wrong, or else the first; where there is none, where they begin."""
        if self.parts:
            super().take_focus()
        else:
            self._add.focus()

    def hint(self) -> str:
        """Count the rows against what is asked for, and say the keys while the cursor is among them."""
        alone = len(self.parts) == 1 and "maxItems" not in self.spec.schema
        count = count_hint(self.spec.schema, len(self.parts), "item" if alone else "items")
        keys = "ctrl+n adds, ctrl+d removes, alt+↑↓ moves" if self._focused else ""
        return " · ".join(part for part in (count, self.spec.help, keys) if part)

    def point(self, *, here: bool) -> None:
        """Say the keys while they work."""
        super().point(here=here)
        self.show_note()

    def action_add(self) -> None:
        """Add a row below the one with the cursor."""
        at = self._at()
        self.add_row(len(self.parts) if at is None else at + 1)

    def action_remove(self) -> None:
        """Take the row with the cursor out."""
        focused = self.screen.focused
        above = focused.ancestors_with_self if focused is not None else [self]
        innermost = next(widget for widget in above if isinstance(widget, RowsField))
        if innermost is not self:  # the key came here first, since it has priority
            innermost.action_remove()
            return
        at = self._at()
        if at is not None:
            self.run_worker(self._take_out(at), group="rows")

    def action_move(self, by: int) -> None:
        """Move the row with the cursor past its neighbour."""
        at = self._at()
        if at is None or not 0 <= at + by < len(self.parts):
            return
        here, there = self.parts[at], self.parts[at + by]
        if by > 0:
            self._inside.move_child(here, after=there)
        else:
            self._inside.move_child(here, before=there)
        self.parts[at], self.parts[at + by] = there, here
        self._changed()

    def leave(self) -> None:
        """Go to where one more row is added."""
        self._add.focus()

    def add_row(self, at: int) -> None:
        """Add an empty row there, and put the cursor into it."""
        self.run_worker(self._put_in(at), group="rows")

    def _at(self) -> int | None:
        """Return the row with the cursor."""
        focused = self.screen.focused
        above = set(focused.ancestors_with_self) if focused is not None else set()
        return next((at for at, part in enumerate(self.parts) if part in above), None)

    async def _put_in(self, at: int) -> None:
        made = self.row(at, NOT_SET)
        self.parts.insert(at, made)
        await self._inside.mount(made, before=self.parts[at + 1] if at + 1 < len(self.parts) else None)
        self._changed()
        made.take_focus()

    async def _take_out(self, at: int) -> None:
        await self.parts.pop(at).remove()
        self._changed()
        if self.parts:
            self.parts[min(at, len(self.parts) - 1)].take_focus()
        else:
            self._add.focus()

    def _changed(self) -> None:
        """Number the rows as they stand now; what was typed stays in them."""
        for at, part in enumerate(self.parts):
            part.relabel(str(at + 1))
        self.edited()
        self.show_note()


class ListField(RowsField):
    """A list, a row an item."""

    def control(self) -> Iterable[Widget]:
        """The rows, of models under the titles of their columns."""
        if is_record(item := self._item(0)):
            yield RecordTitles(titles_of(item))
        yield from super().control()

    def first_rows(self) -> Sequence[Any]:
        """The items; of a list that needs some, as many empty ones."""
        if isinstance(self.start, list | tuple):
            return self.start
        return [NOT_SET] * min(int(self.spec.schema.get("minItems") or 0), 20)

    def row(self, at: int, value: Any) -> Field:
        """The field of an item, called by its number."""
        spec = self._item(at)
        return RecordField(spec, value) if is_record(spec) else part_for(spec, value, ROW_LABEL_WIDTH)

    def _item(self, at: int) -> FieldSpec:
        own = spec_of("", self.spec.schema.get("items", {}), self.spec.defs, False)
        numbered = {**own.schema, "title": str(at + 1), "description": ""}  # said once, not in every row
        return replace(spec_of(str(at), numbered, self.spec.defs, False), nullable=own.nullable)

    def part_at(self, place: str | int) -> int | None:
        """Places are counted among the rows that are sent."""
        sent = [at for at, part in enumerate(self.parts) if part.answer() is not LEFT_OUT]
        return sent[place] if isinstance(place, int) and place < len(sent) else None

    def answer(self) -> Any:
        """Return the items; nothing where none was ever asked for or given."""
        found = [answer for part in self.parts if (answer := part.answer()) is not LEFT_OUT]
        return found if found or self.touched or self.start is not NOT_SET else self.unset

    def raw(self) -> Any:
        """Return the items as typed."""
        found = [raw for part in self.parts if (raw := part.raw()) is not LEFT_OUT]
        return found if found or self.touched or self.start is not NOT_SET else self.unset


class DictField(RowsField):
    """A mapping, a row a key with its value."""

    def first_rows(self) -> Sequence[Any]:
        """The pairs of a value, or the rows of a draft."""
        if isinstance(self.start, list):
            return self.start
        pairs = self.start.items() if isinstance(self.start, Mapping) else ()
        return [{"key": key, "value": value} for key, value in pairs]

    def row(self, at: int, value: Any) -> Field:
        """A key, and the field of its value."""
        inside = {"key": {"type": "string", "title": "key"}, "value": {**self._values, "title": "value"}}
        schema = {"type": "object", "properties": inside, "title": str(at + 1)}
        return GroupField(spec_of(str(at), schema, self.spec.defs, False), value)

    @property
    def _values(self) -> Mapping[str, Any]:
        found = self.spec.schema.get("additionalProperties")
        return found if isinstance(found, Mapping) else {"type": "string"}

    def place_errors(self, errors: Sequence[Located]) -> None:
        """Show what is wrong with a value under the value, and with a key under the key."""
        super().place_errors([(_in_pair(place), message) for place, message in errors])

    def part_at(self, place: str | int) -> int | None:
        """Places are keys."""
        return next((at for at, part in enumerate(self.parts) if part.answer().get("key") == str(place)), None)

    def answer(self) -> Any:
        """Return key and value of each row that has both."""
        found: dict[str, Any] = {}
        for pair in self._pairs():
            if "key" in pair and "value" in pair:
                found.setdefault(pair["key"], pair["value"])
        return found if found or self.touched or self.start is not NOT_SET else self.unset

    def raw(self) -> Any:
        """Return every row as typed, also one without a key."""
        found = [part.raw() for part in self.parts]
        return found if found or self.touched or self.start is not NOT_SET else self.unset

    def hint(self) -> str:
        """Say beside the count which rows are not sent."""
        told, seen = [], set()
        for at, pair in enumerate(self._pairs()):
            if "key" not in pair or "value" not in pair:
                told.append(f"row {at + 1} has no {'value' if 'key' in pair else 'key'}")
            elif pair["key"] in seen:
                told.append(f"row {at + 1} has the key of an earlier one")
            seen.add(pair.get("key"))
        return " · ".join([*told, super().hint()])

    def edited(self) -> None:
        """Look at the keys while they are typed."""
        super().edited()
        self.show_note()

    def _pairs(self) -> list[dict[str, Any]]:
        return [part.answer() for part in self.parts]


def _in_pair(place: Sequence[str | int]) -> Sequence[str | int]:
    """Return the place of an error in a row of key and value, from its place in a mapping."""
    if not place:
        return place
    key, *inside = place
    return (key, "key") if inside == ["[key]"] else (key, "value", *inside)
