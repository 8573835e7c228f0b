"""What does a page show that is not asked for?

Words, lines, tables and fixed values: shown, never sent (an echo of most of them is an error).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from widgets.forms.control import Control
from widgets.forms.field import LEFT_OUT, Field
from widgets.forms.markdown import markdown
from widgets.forms.schema import as_text
from widgets.text import plain

__all__ = [
    "CalloutField",
    "ConstField",
    "DisplayField",
    "DividerField",
    "LabelField",
    "MarkdownField",
    "ReadOnlyField",
]


class DisplayField(Field):
    """Something to look at."""

    WIDE = True

    @property
    def asks(self) -> bool:
        """Nothing to answer."""
        return False

    def answer(self) -> Any:
        """Never sent."""
        return LEFT_OUT

    def raw(self) -> Any:
        """Nothing to keep."""
        return LEFT_OUT

    def hint(self) -> str:
        """No help: it is all there."""
        return ""

    def content(self) -> Content:
        """Return what is shown."""
        return Content("")

    def control(self) -> Iterable[Widget]:
        """The words."""
        yield Static(self.content(), markup=False)


class LabelField(DisplayField):
    """A sentence of the author's, or the field's name in words."""

    def content(self) -> Content:
        """The default, which holds the sentence; else the label."""
        text = self.spec.default if isinstance(self.spec.default, str) and self.spec.default else self.spec.label
        return plain(text, newlines=True).stylize("bold")


class MarkdownField(DisplayField):
    """Text of the author's, with headings, lists and emphasis."""

    def content(self) -> Content:
        """The text."""
        given = self.spec.default
        text = given.get("content", "") if isinstance(given, Mapping) else given or ""
        return markdown(str(text))


class CalloutField(DisplayField):
    """Words that matter: a heading, and what it is about, with a line of their colour beside them."""

    SIGNS: ClassVar[Mapping[str, str]] = {"danger": "!! ", "warning": "! ", "success": "+ "}
    """The kinds that look like what they mean; each has its sign, since colour alone says nothing to some."""

    def content(self) -> Content:
        """Heading and message."""
        given = self._given
        parts = [
            plain(f"{self.SIGNS.get(self._kind, '')}{given.get('header') or ''}").stylize("bold"),
            plain(given.get("message") or "", newlines=True),
        ]
        return Content("\n").join([part for part in parts if part.plain.strip()])

    def control(self) -> Iterable[Widget]:
        """The words in their place."""
        kind = f"-{self._kind}" if self._kind in self.SIGNS else "-note"
        yield Static(self.content(), markup=False, classes=f"field--callout {kind}")

    @property
    def _given(self) -> Mapping[str, Any]:
        return self.spec.default if isinstance(self.spec.default, Mapping) else {}

    @property
    def _kind(self) -> str:
        kind = self._given.get("message_type", "")
        return str(kind.value if isinstance(kind, Enum) else kind)


class DividerField(DisplayField):
    """A line between two parts."""

    def control(self) -> Iterable[Widget]:
        """The line."""
        yield Static("─" * 400, markup=False, classes="field--divider")


class Fixed(Control, Static, can_focus=True):
    """A value that cannot be changed, only copied."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy_value", "copy", show=False)]

    def __init__(self, text: str) -> None:
        super().__init__(plain(text, newlines=True), classes="field--fixed")
        self._text = text

    def action_copy_value(self) -> None:
        """Copy the value to the clipboard of the terminal."""
        self.app.copy_to_clipboard(self._text)


class ReadOnlyField(Field):
    """A value to see and copy; it is not sent, so it cannot be sent back changed."""

    @property
    def asks(self) -> bool:
        """Nothing to answer."""
        return False

    def control(self) -> Iterable[Widget]:
        """The value, dim."""
        shown = self.spec.schema.get("const", self.spec.default)
        yield Fixed("–" if shown is None else as_text(shown))

    def answer(self) -> Any:
        """Never sent."""
        return LEFT_OUT

    def raw(self) -> Any:
        """Nothing to keep."""
        return LEFT_OUT


class ConstField(ReadOnlyField):
    """The one value a field may have: sent for the operator, in its own type."""

    def answer(self) -> Any:
        """Return the value."""
        return self.spec.schema["const"]
