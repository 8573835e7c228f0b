"""How is a list answered whose items are typed, or made of fields themselves? Row by row: added, moved, taken out.

A mapping is the same, each row a key and a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from widgets.forms.compound_fields import CompoundField, GroupField, part_for
from widgets.forms.field import LEFT_OUT, NOT_SET, Field
from widgets.forms.schema import FieldSpec, count_hint, spec_of

__all__ = ["DictField", "ListField"]

ROW_LABEL_WIDTH = 8


class AddRow(Widget, can_focus=True):
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

    def first_rows(self) -> Sequence[Any]:
        """Return what the rows start with."""
        raise NotImplementedError

    def row(self, at: int, value: Any) -> Field:
        """Return the field of a row."""
        raise NotImplementedError

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

    def on_descendant_focus(self) -> None:
        """Say the keys."""
        self._focused = True
        self.show_note()

    def on_descendant_blur(self) -> None:
        """Do not say them any more."""
        self._focused = False
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
            kept = [part.raw() for number, part in enumerate(self.parts) if number != at]
            self.run_worker(self._rebuild(kept, min(at, len(kept) - 1)), group="rows", exclusive=True)

    def action_move(self, by: int) -> None:
        """Move the row with the cursor past its neighbour."""
        at = self._at()
        if at is None or not 0 <= at + by < len(self.parts):
            return
        found = [part.raw() for part in self.parts]
        found[at], found[at + by] = found[at + by], found[at]
        self.run_worker(self._rebuild(found, at + by), group="rows", exclusive=True)

    def leave(self) -> None:
        """Go to where one more row is added."""
        self._add.focus()

    def add_row(self, at: int) -> None:
        """Add an empty row there, and put the cursor into it."""
        found = [part.raw() for part in self.parts]
        self.run_worker(self._rebuild([*found[:at], NOT_SET, *found[at:]], at), group="rows", exclusive=True)

    def _at(self) -> int | None:
        """Return the row with the cursor."""
        focused = self.screen.focused
        above = set(focused.ancestors_with_self) if focused is not None else set()
        return next((at for at, part in enumerate(self.parts) if part in above), None)

    async def _rebuild(self, values: Sequence[Any], at: int) -> None:
        """Build the rows anew, with these values, and put the cursor into one."""
        self.parts = [self.row(number, NOT_SET if item is LEFT_OUT else item) for number, item in enumerate(values)]
        with self.app.batch_update():
            await self._inside.remove_children()
            await self._inside.mount_all(self.parts)
        self.edited()
        self.show_note()
        if 0 <= at < len(self.parts):
            self.parts[at].take_focus()
        else:
            self._add.focus()


class ListField(RowsField):
    """A list, a row an item."""

    def first_rows(self) -> Sequence[Any]:
        """The items; of a list that needs some, as many empty ones."""
        if isinstance(self.start, list | tuple):
            return self.start
        return [NOT_SET] * min(int(self.spec.schema.get("minItems") or 0), 20)

    def row(self, at: int, value: Any) -> Field:
        """The field of an item, called by its number."""
        own = spec_of("", self.spec.schema.get("items", {}), self.spec.defs, False)
        numbered = {**own.schema, "title": str(at + 1), "description": ""}  # said once, not in every row
        spec = spec_of(str(at), numbered, self.spec.defs, False)
        return part_for(spec, value, ROW_LABEL_WIDTH)

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
        """The pairs."""
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

    def part_at(self, place: str | int) -> int | None:
        """Places are keys."""
        return next((at for at, part in enumerate(self.parts) if part.answer().get("key") == str(place)), None)

    def answer(self) -> Any:
        """Return key and value of each row that has both."""
        found = {pair["key"]: pair["value"] for pair in self._pairs() if "key" in pair and "value" in pair}
        return found if found or self.touched or self.start is not NOT_SET else self.unset

    def raw(self) -> Any:
        """Return the pairs that have a key."""
        found = {pair["key"]: pair.get("value") for pair in (part.raw() for part in self.parts) if "key" in pair}
        return found if found or self.touched or self.start is not NOT_SET else self.unset

    def _pairs(self) -> list[dict[str, Any]]:
        return [part.answer() for part in self.parts]
