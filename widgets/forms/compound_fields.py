"""How is a value made of parts answered: a model of fields, a tuple of places?

Each part is a field of its own, below the others and set in; what is wrong with a part stands under that part. A model
that may be left out has a box that says whether it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.plain import clean
from widgets.forms.field import LEFT_OUT, NOT_SET, Field, Located, given
from widgets.forms.radio import Check, Done, Picked
from widgets.forms.schema import FieldSpec, fields_of, spec_of

__all__ = ["CompoundField", "GroupField", "TupleField", "part_for"]

INDENT = 2


def part_for(spec: FieldSpec, value: Any, label_width: int) -> Field:
    """Return the field for a part."""
    from widgets.forms.registry import field_for  # which names the classes here

    return field_for(spec, value, label_width)


def parts_for(specs: Sequence[FieldSpec], values: Mapping[str, Any]) -> list[Field]:
    """Return fields for parts, starting with these values, their labels in one column."""
    from widgets.forms.registry import shown

    drawn = [spec for spec in specs if shown(spec)]
    width = 4 + max((cell_len(clean(spec.label)) for spec in drawn), default=0)
    return [part_for(spec, values.get(spec.name, NOT_SET), max(10, min(width, 26))) for spec in drawn]


class CompoundField(Field):
    """A heading, what is wrong with the whole, and the parts."""

    WIDE: ClassVar[bool] = True

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._margin = INDENT
        self.parts: list[Field] = []
        self._heading = Static(markup=False)
        self._inside = Vertical(classes="field--inside")

    def compose(self) -> ComposeResult:
        """Heading, note, parts."""
        self._heading.update(self._head())
        yield self._heading
        note = self._note_text()
        self._new_note(note or Content("")).display = note is not None
        assert self._note is not None
        yield self._note
        yield from self.control()

    def control(self) -> Iterable[Widget]:
        """The parts."""
        self._inside = Vertical(*self.parts, classes="field--inside")
        yield self._inside

    def brief(self) -> str:
        """Those of the parts."""
        return ", ".join(part.brief() for part in self.parts) or super().brief()

    def relabel(self, label: str) -> None:
        """Change the heading."""
        super().relabel(label)
        self._heading.update(self._head())

    def _head(self) -> Content:
        required = self.spec.required and not self.spec.nullable
        return Content.assemble((f" {clean(self.spec.label)}", "bold"), (" *" * required, "$text-accent"))

    def wrong(self) -> Iterator[Field]:
        """Yield the whole, then the parts, where they are wrong by themselves."""
        if self.errors:
            yield self
        for part in self.parts:
            yield from part.wrong()

    @property
    def error_count(self) -> int:
        """Those of the whole, and of the parts."""
        return len(self.errors) + sum(part.error_count for part in self.parts)

    def place_errors(self, errors: Sequence[Located]) -> None:
        """Show each message under the part its place begins with, the others under the heading."""
        of_parts: dict[int, list[Located]] = {}
        own: list[Located] = []
        for place, message in errors:
            at = self.part_at(place[0]) if place else None
            if at is None:
                own.append((place, message))
            else:
                of_parts.setdefault(at, []).append((place[1:], message))
        for at, part in enumerate(self.parts):
            part.place_errors(of_parts.get(at, ()))
        super().place_errors(own)

    def part_at(self, place: str | int) -> int | None:
        """Return which part a place names; None where it names none."""
        return next((at for at, part in enumerate(self.parts) if part.spec.name == place), None)

    def take_focus(self) -> None:
        """Put the cursor into the first part that is wrong, or that asks for something."""
        asking = [part for part in self.parts if part.asks]
        first = next((part for part in asking if part.error_count), next(iter(asking), None))
        if first is not None:
            first.take_focus()
        else:
            super().take_focus()

    def on_field_edited(self, event: Field.Edited) -> None:
        """Tell of a change of a part as of one of the whole."""
        if event.field is not self:
            event.stop()
            self.edited()

    def on_field_next(self, event: Field.Next) -> None:
        """Go on to the next part that asks for something, or on to what comes after."""
        if event.field is self:
            return
        event.stop()
        after = self.parts[self.parts.index(event.field) + 1 :]
        following = next((part for part in after if part.asks), None)
        if following is not None:
            following.take_focus()
        else:
            self.leave()

    def leave(self) -> None:
        """Go on to what comes after the parts."""
        self.post_message(self.Next(self))


class GroupField(CompoundField):
    """A model: its fields, and where it may be left out, a box that says whether it is there."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._check = Check(self.start is not NOT_SET) if spec.nullable else None
        if self.is_there:
            self.parts = self._made()

    @property
    def is_there(self) -> bool:
        """Whether there is a model to fill in."""
        return self._check is None or self._check.value

    def control(self) -> Iterable[Widget]:
        """The box, and the parts."""
        if self._check is not None:
            self._check.styles.margin = (0, 0, 0, INDENT)
            yield self._check
        yield from super().control()

    def answer(self) -> Any:
        """Return the parts that have an answer; nothing where the model is left out."""
        if not self.is_there:
            return self.unset
        return given((part.spec.name, part.answer()) for part in self.parts)

    def raw(self) -> Any:
        """Return the parts as typed."""
        return given((part.spec.name, part.raw()) for part in self.parts) if self.is_there else self.unset

    def take_focus(self) -> None:
        """Put the cursor into the box first, where there is one."""
        if self._check is not None and not any(part.error_count for part in self.parts):
            self._check.focus()
        else:
            super().take_focus()

    async def on_picked(self, event: Picked) -> None:
        """Show the parts, or take them away; what was typed in them is kept for the next time."""
        event.stop()
        if self.is_there and not self.parts:
            self.parts = self._made()
            await self._inside.mount_all(self.parts)
        self._inside.display = self.is_there
        self.edited()

    def on_done(self, event: Done) -> None:
        """Go on from the box to the parts, or past them."""
        event.stop()
        first = next((part for part in self.parts if part.asks), None) if self.is_there else None
        if first is not None:
            first.take_focus()
        else:
            self.leave()

    def _made(self) -> list[Field]:
        schema = {**self.spec.schema, "$defs": self.spec.defs}
        return parts_for(fields_of(schema), self.start if isinstance(self.start, Mapping) else {})


class TupleField(CompoundField):
    """A value with a fixed number of places, each of its own type."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        places = spec.schema.get("prefixItems", ())
        specs = [spec_of(str(at + 1), schema, spec.defs, True) for at, schema in enumerate(places)]
        start = list(self.start) if isinstance(self.start, list | tuple) else []
        self.parts = parts_for(specs, {str(at + 1): item for at, item in enumerate(start)})

    def part_at(self, place: str | int) -> int | None:
        """Places are counted from 0."""
        return place if isinstance(place, int) and place < len(self.parts) else None

    def answer(self) -> Any:
        """Return the places up to the last one that was answered, null for those between; nothing where none was."""
        return self._listed([part.answer() for part in self.parts])

    def raw(self) -> Any:
        """Return the places as typed."""
        return self._listed([part.raw() for part in self.parts])

    def _listed(self, found: list[Any]) -> Any:
        while found and found[-1] is LEFT_OUT:
            found.pop()
        return [None if item is LEFT_OUT else item for item in found] if found else self.unset
