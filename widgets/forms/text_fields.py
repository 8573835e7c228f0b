"""How is text typed: a line, a secret, a long text, JSON?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from engine.plain import clean
from widgets.forms.editor import NotEdited, edited
from widgets.forms.field import LEFT_OUT, NOT_SET, Field
from widgets.forms.schema import HINTS, FieldSpec, as_json, as_text

__all__ = ["NOT_SET_GHOST", "JsonField", "LongTextField", "SecretField", "TextField"]

NOT_SET_GHOST = "not set"
EMPTY_GHOST = "empty"
UNSET_KEY_GHOST = "empty · ctrl+delete: not set"


class TextLine(Input):
    """A line of text that shows control characters as signs, each one cell, and keeps them in its value."""

    # As it is, but the length of what is typed changes no layout: else every key is one of the whole form.
    virtual_size = Reactive(Size(0, 0), layout=False)

    @property
    def _value(self) -> Text:
        if self.password:
            return super()._value
        return Text(clean(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len("•" * position if self.password else clean(self.value)[:position])


class TextBlock(TextArea):
    """Lines of text that show control characters as signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "go_to_edge(False)", "first line", show=False),
        Binding("ctrl+end", "go_to_edge(True)", "last line", show=False),
    ]

    def action_go_to_edge(self, end: bool) -> None:
        """Put the cursor before the first letter, or behind the last."""
        self.move_cursor(self.document.end if end else (0, 0))

    def get_line(self, line_index: int) -> Text:
        """Return a line made safe, character for character."""
        return Text(clean(self.document.get_line(line_index)), end="", no_wrap=True)


class TextField(Field):
    """A line of text: not set, empty, or a value."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+delete", "unset", "not set", show=False)]
    PASSWORD: ClassVar[bool] = False

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._is_set = self.start is not NOT_SET
        self._given = as_text(self.start) if self._is_set else ""
        """The text as last known: the input also tells of the one it was given."""
        self._input = TextLine(
            self._given,
            compact=True,
            password=self.PASSWORD,
            select_on_focus=False,
        )
        self._show_ghost()

    def control(self) -> Iterable[Widget]:
        """One line."""
        yield self._input

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.value

    def answer(self) -> Any:
        """Return the text, empty if it was emptied; nothing while it was never set."""
        return self.text if self._is_set else self.unset

    def raw(self) -> Any:
        """Return the text as typed."""
        return self.text if self._is_set else self.unset

    def action_unset(self) -> None:
        """Take the value away: not empty, but none."""
        self._is_set, self._given = False, ""
        self._input.value = ""
        self._show_ghost()
        self.edited()

    def hint(self) -> str:
        """Count what is typed against what may be."""
        return " · ".join(part for part in (counted(self.spec, self.text), self.spec.help) if part)

    def edited(self) -> None:
        """Count while it is typed."""
        super().edited()
        if self.spec.lengths:
            self.show_note()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take what was typed."""
        event.stop()
        if event.value != self._given:
            self._is_set, self._given = bool(event.value) or not self._never_empty, event.value
            self._show_ghost()
            self.edited()

    @property
    def _never_empty(self) -> bool:
        """Whether an empty text is no value, and none is wanted: of an address or a day that may be left out."""
        return self.spec.nullable and self.spec.format in HINTS and not self.PASSWORD

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field."""
        event.stop()
        self.post_message(self.Next(self))

    def _show_ghost(self) -> None:
        emptied = UNSET_KEY_GHOST if self.spec.nullable else EMPTY_GHOST
        self._input.placeholder = emptied if self._is_set else NOT_SET_GHOST


class SecretField(TextField):
    """A line that is not shown. What it starts with is a mask, not the secret: only what is typed is sent."""

    PASSWORD = True

    def starts_with(self, value: Any) -> Any:
        """Nothing, whatever was there before."""
        return NOT_SET

    def answer(self) -> Any:
        """Return what was typed; untouched, nothing."""
        return self.text if self._is_set else LEFT_OUT if self.spec.has_default else self.unset

    def raw(self) -> Any:
        """A secret is never kept."""
        return LEFT_OUT

    def brief(self) -> str:
        """Only that there is one."""
        return "•••" if self._is_set else super().brief()

    def hint(self) -> str:
        """Nothing of its length."""
        return Field.hint(self)

    def _show_ghost(self) -> None:
        self._input.placeholder = EMPTY_GHOST if self._is_set else "unchanged" if self.spec.has_default else "not set"


class LongTextField(Field):
    """Text of many lines."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+delete", "unset", "not set", show=False)]
    SUFFIX: ClassVar[str] = ".txt"
    """What tells an editor the kind of text."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._is_set = self.start is not NOT_SET
        self._given = self.text_of(self.start) if self._is_set else ""
        self._area = TextBlock(self._given, compact=True, highlight_cursor_line=False)
        self._trouble = ""
        """Why the editor could not be used."""
        self._show_ghost()

    def control(self) -> Iterable[Widget]:
        """A few lines."""
        yield self._area

    @property
    def text(self) -> str:
        """What is typed."""
        return self._area.text

    def text_of(self, value: Any) -> str:
        """Return how a value is typed."""
        return as_text(value)

    def answer(self) -> Any:
        """Return the text, empty if it was emptied; nothing while it was never set."""
        return self.text if self._is_set else self.unset

    def raw(self) -> Any:
        """Return the text as typed."""
        return self.text if self._is_set else self.unset

    def action_unset(self) -> None:
        """Take the value away: not empty, but none."""
        self._is_set, self._given = False, ""
        self._area.text = ""
        self._show_ghost()
        self.edited()

    def hint(self) -> str:
        """Count what is typed against what may be."""
        return " · ".join(part for part in (counted(self.spec, self.text), self.spec.help) if part)

    def warning(self) -> str:
        """Say it when the editor could not be used."""
        return self._trouble

    def edited(self) -> None:
        """Count while it is typed; what was said of the editor is over."""
        super().edited()
        self._trouble = ""
        self.show_note()

    def open_editor(self) -> None:
        """Have the text written in the operator's own editor; the console waits behind it."""
        try:
            self._area.text = edited(self.app, self.text, self.SUFFIX)
            self._trouble = ""
        except NotEdited as error:
            self._trouble = str(error)
        self.show_note()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take what was typed; the area also tells of the text it was given."""
        event.stop()
        if self.text != self._given:
            self._is_set, self._given = True, self.text
            self._show_ghost()
            self.edited()

    def _show_ghost(self) -> None:
        emptied = UNSET_KEY_GHOST if self.spec.nullable else EMPTY_GHOST
        self._area.placeholder = emptied if self._is_set else NOT_SET_GHOST


class JsonField(LongTextField):
    """Any value as JSON: what no other field is made for is still not dropped."""

    SUFFIX = ".json"

    def starts_with(self, value: Any) -> Any:
        """Hold the value given. Where null does not stand for none, it is one like any other."""
        return None if value is None and not self.spec.nullable else super().starts_with(value)

    def text_of(self, value: Any) -> str:
        """Return a value as JSON; a text that is no JSON was typed so."""
        return value if isinstance(value, str) and parsed(value)[1] else as_json(value)

    def answer(self) -> Any:
        """Return the value. What is no JSON is sent as typed, and refused by the engine where it wants more."""
        if not self._is_set or not self.text.strip():
            return self.unset
        value, problem = parsed(self.text)
        return self.text if problem else value

    def raw(self) -> Any:
        """Return the value, or what was typed while it is none."""
        return self.answer()

    def hint(self) -> str:
        """Say that it is JSON, and where it is none yet."""
        problem = parsed(self.text)[1] if self._is_set and self.text.strip() else ""
        return " · ".join(part for part in (self.spec.help, "as JSON", problem) if part)


def counted(spec: FieldSpec, text: str) -> str:
    """Return how long a text is and may be; where there is no end, how long it must be."""
    if "maxLength" not in spec.schema:
        return spec.lengths
    return f"{len(text):,} of {spec.lengths.removeprefix('at most ')}"


def parsed(text: str) -> tuple[Any, str]:
    """Return the value of a JSON text, and why it is none; empty where it is one."""
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as error:
        return None, f"not JSON yet: {error.msg.lower()}, line {error.lineno} column {error.colno}"
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        return None, "no JSON: too long a number, or too deep"
