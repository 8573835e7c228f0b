"""What is the same for every field of a form?

A label, the control, and below it one line of help and the errors. A field holds one of three things: nothing (not
set), an empty value, a value; and it says what it would send, and what is to be kept of it in a draft.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from widgets.forms.outside import Outside, around
from widgets.forms.schema import FieldSpec, as_text
from widgets.grid_line import wrapped
from widgets.text import plain

__all__ = ["LEFT_OUT", "NOT_SET", "ROOT", "Field", "LeftOut", "Located", "NotSet", "given"]


ROOM = 4
"""Cells of the label's column that are not the label: the cursor's sign, the mark of what is required, and a space."""


class LeftOut(Enum):
    """The type of `LEFT_OUT`."""

    LEFT_OUT = "left out"


class NotSet(Enum):
    """The type of `NOT_SET`."""

    NOT_SET = "not set"


LEFT_OUT: Final = LeftOut.LEFT_OUT
"""An answer that is not sent: the field's default holds, or the engine says that it is required."""

NOT_SET: Final = NotSet.NOT_SET
"""What a field holds that has no value."""


Located = tuple[Sequence[str | int], str]
"""A message, and its place: names and item numbers within a value; empty for the value itself."""

ROOT = "__root__"
"""The place of a message about a model as a whole."""


class Field(Widget):
    """One field of a page."""

    WIDE: ClassVar[bool] = False
    """Whether it takes the whole width, without a label beside it."""

    class Edited(Message):
        """The operator changed the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Next(Message):
        """The operator is through with the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        """`value` is what the field starts with: an answer or a draft of before, else the schema's default."""
        super().__init__(classes="field")
        self.spec = spec
        self.touched = False
        """Whether the operator changed it."""
        self.errors: Sequence[str] = ()
        self.start = self.starts_with(value)
        """What it holds before the operator changes it."""
        self._note: Static | None = None
        self._label_width = label_width
        self._label = wrapped(spec.label, label_width - ROOM)
        self._margin = 0 if self.WIDE else label_width
        self._focused = False

    @abstractmethod
    def control(self) -> Iterable[Widget]:
        """Return the widgets the operator works with."""

    @abstractmethod
    def answer(self) -> Any:
        """Return the value to send, or `LEFT_OUT`."""

    @abstractmethod
    def raw(self) -> Any:
        """Return what to keep in a draft: text as it was typed; `LEFT_OUT` for nothing."""

    def brief(self) -> str:
        """Return what it holds in a few words, as one of several values on a line."""
        held = self.raw()
        return "–" if held is LEFT_OUT or held is None or held == "" else as_text(held)

    def starts_with(self, value: Any) -> Any:
        """Return what the field holds first: the value given, else the default; `NOT_SET` for neither, or null."""
        first = self.spec.default if value is NOT_SET and self.spec.has_default else value
        return NOT_SET if first is None else first

    @property
    def asks(self) -> bool:
        """Whether the operator can change it."""
        return True

    @property
    def unset(self) -> Any:
        """The answer of a field without a value: null where that is allowed."""
        return None if self.spec.nullable else LEFT_OUT

    def compose(self) -> ComposeResult:
        """The control, and the note where there is one; the label is drawn beside them."""
        self.styles.min_height = 1 if self.WIDE else len(self._label)
        for widget in self.control():
            widget.styles.margin = (0, 0, 0, self._margin)
            yield widget
        if (note := self._note_text()) is not None:
            yield self._new_note(note)

    def render(self) -> Content:
        """Draw the label, and the sign of the cursor while the keys go here."""
        if self.WIDE:
            return Content("")
        sign = ">" if self._focused else " "
        required = self.spec.required and not self.spec.nullable and self.asks
        return Content.assemble((sign, "$text-accent bold"), "\n ".join(self._label), (" *" * required, "$text-accent"))

    def show_errors(self, errors: Sequence[str]) -> None:
        """Show these under the control, instead of those of before."""
        if errors != self.errors:
            self.errors = tuple(errors)
            self.set_class(bool(errors), "-wrong")
            self.show_note()

    def place_errors(self, errors: Sequence[Located]) -> None:
        """Show messages, each with its place within this field's value, instead of those of before."""
        self.show_errors([_below(place) + self.error_text(message) for place, message in errors])

    def wrong(self) -> Iterator[Field]:
        """Yield the fields, this one or parts of it, that are wrong by themselves."""
        if self.error_count:
            yield self

    @property
    def error_count(self) -> int:
        """How many messages are shown."""
        return len(self.errors)

    def error_text(self, message: str) -> str:
        """Return a message of the engine in the words of this field."""
        return message

    def take_focus(self) -> None:
        """Put the cursor into the field."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return

    def edited(self) -> None:
        """Note a change by the operator: what was wrong with the old value says nothing of the new one."""
        self.touched = True
        self.show_errors(())
        self.post_message(self.Edited(self))

    def hint(self) -> str:
        """Return the line of help."""
        return " · ".join(part for part in (self.spec.lengths, self.spec.help) if part)

    def warning(self) -> str:
        """Return what the operator should look at twice, though the engine may accept it; empty for nothing."""
        return ""

    @property
    def outside(self) -> Outside:
        """What the form it is on knows of the world around it."""
        return around(self)

    def on_descendant_focus(self) -> None:
        """Point at the field that the keys go to."""
        self.point(here=True)

    def on_descendant_blur(self) -> None:
        """Stop pointing."""
        self.point(here=False)

    def point(self, *, here: bool) -> None:
        """Show whether the keys go to this field. (A method, since Textual calls the handler of each class in turn.)"""
        self._focused = here
        self.refresh()

    def relabel(self, label: str) -> None:
        """Be called otherwise."""
        self.spec = replace(self.spec, label=label)
        self._label = wrapped(label, self._label_width - ROOM)
        self.refresh(layout=True)

    def show_note(self) -> None:
        """Show the help as it is now, and what is wrong."""
        note = self._note_text()
        if self._note is not None:
            self._note.display = note is not None
            self._note.update(note if note is not None else "")
        elif note is not None and self.is_attached:
            self.mount(self._new_note(note))

    def _new_note(self, note: Content) -> Static:
        self._note = Static(note, classes="field--note", markup=False)
        self._note.styles.margin = (0, 0, 0, self._margin)
        return self._note

    def _note_text(self) -> Content | None:
        lines = [plain(hint)] if (hint := self.hint()) else []
        lines += [plain(f"! {warning}").stylize("$text-warning")] if (warning := self.warning()) else []
        lines += [plain(f"! {error}").stylize("$text-error") for error in self.errors]
        return Content("\n").join(lines) if lines else None


def given(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the answers that are sent, by their names."""
    return {name: value for name, value in items if value is not LEFT_OUT}


def _below(place: Sequence[str | int]) -> str:
    """Return where inside the field an error is, in words: items are counted from 1."""
    parts = [f"item {part + 1}" if isinstance(part, int) else part for part in place if part != ROOT]
    return f"{', '.join(parts)}: " if parts else ""
