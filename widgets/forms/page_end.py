"""What stands at the end of a page? The button that sends it, the one that goes back, and what is wrong so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from engine.plain import clean
from widgets.forms.control import Control
from widgets.text import plain

__all__ = ["BackButton", "PageEnd", "SubmitButton"]

COLOURS: Mapping[str, str] = {"danger": "$text-error", "warning": "$text-warning", "success": "$text-success"}
"""What an author may call the colour of a button, and is more than ours."""


class PageButton(Control):
    """A label in brackets."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "press", show=False)]

    class Pressed(Message):
        """The operator pressed it."""

    def __init__(self, label: str, colour: str = "") -> None:
        """`colour`: in an author's words; those that say nothing to a terminal are left aside."""
        super().__init__()
        self._label, self._style = label, COLOURS.get(colour, "")

    @property
    def label(self) -> str:
        """What it says."""
        return self._label

    def relabel(self, label: str) -> None:
        """Show another label."""
        self._label = label
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the label in brackets, with the sign of the cursor while the keys go here."""
        return Content.assemble((">" if self.has_focus else " ", "bold"), (f" [ {clean(self._label)} ]", self._style))

    def action_press(self) -> None:
        """Tell the page."""
        self.post_message(self.Pressed())

    def on_click(self, event: events.Click) -> None:
        """Tell the page."""
        event.stop()
        self.action_press()


class SubmitButton(PageButton):
    """Sends the page."""

    class Pressed(PageButton.Pressed):
        """The operator wants to send the page."""


class BackButton(PageButton):
    """Goes back a page."""

    class Pressed(PageButton.Pressed):
        """The operator wants to see the page before."""


class PageEnd(Horizontal):
    """Buttons, and beside them what is wrong."""

    def __init__(self, label: str, back: str | None, colours: Mapping[str, str]) -> None:
        """`label`: of the button that sends; `back`: of the one that goes back, None where there is nothing before."""
        super().__init__(id="form-end")
        self.button = SubmitButton(label, colours.get("next", ""))
        self._back = BackButton(back, colours.get("previous", "")) if back is not None else None
        self._count = Static("", id="form-count", markup=False)
        self._told = ""

    def compose(self) -> ComposeResult:
        """Buttons, then the count."""
        yield self.button
        if self._back is not None:
            yield self._back
        yield self._count

    def tell(self, count: int, about_all: str = "", after: str = "") -> None:
        """Say how many messages there are; one `about_all` of the page is told again here, where the eye is."""
        parts = [f"{count} error{'s' if count > 1 else ''}", about_all, after] if count else []
        text = " · ".join(part for part in parts if part)
        if text != self._told:
            self._told = text
            self._count.update(plain(text).stylize("$text-error"))
