"""How is a filter typed?

On the footer's line; what is typed narrows the list behind it. A filter that cannot be understood is told in the line
below, under the character where it goes wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from console.prompt import PASSING
from engine.plain import clean, shorten

__all__ = ["FilterLine", "pointed"]

SLASH = " /"

KEPT = 50
"""Filters remembered."""


class FilterLine(Vertical):
    """The `/` line."""

    @dataclass
    class Changed(Message):
        """The text changed; `final` when enter or escape closed the line."""

        text: str
        final: bool

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._before = ""
        self._kept: list[str] = []
        """The filters of before, the latest last."""
        self._back = 0
        """How many of them up/down has gone back; 0 for what is being typed."""
        self._typed = ""
        self._input = Input(compact=True, select_on_focus=False)
        self._fault = Static("", id="fault", markup=False)
        self._fault.display = False

    def compose(self) -> ComposeResult:
        """A slash, then the text; what is wrong with it below."""
        with Horizontal():
            yield Static(SLASH, markup=False)
            yield self._input
        yield self._fault

    @property
    def text(self) -> str:
        """What is typed now."""
        return self._input.value

    def open(self, text: str) -> None:
        """Start typing, with the filter that applies now."""
        self._before, self._back = text, 0
        self.display = True
        with self.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)
        self.screen.set_focus(self._input)

    def show_fault(self, problem: str, at: int) -> None:
        """Point at the character where the filter goes wrong."""
        self._fault.update(Content(pointed(problem, cell_len(SLASH + self.text[:at]), self.size.width)))
        self._fault.display = True

    def clear_fault(self) -> None:
        """Show that nothing is wrong."""
        self._fault.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow while typing."""
        event.stop()
        self.post_message(self.Changed(event.value, final=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter, here and among those of before."""
        event.stop()
        if text := event.value.strip():
            others = [kept for kept in self._kept if kept != text]
            self._kept = [*others[1 - KEPT :], text]
        self._close(event.value)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key that the line itself does not use from the screen's own actions."""
        return key not in PASSING

    def on_key(self, event: events.Key) -> None:
        """Escape puts back the filter that applied; up and down bring those of before."""
        if event.key == "escape":
            event.stop()
            self._close(self._before)
        elif event.key in ("up", "down"):
            event.stop()
            self._go_back(self._back + (1 if event.key == "up" else -1))

    def _go_back(self, steps: int) -> None:
        if not 0 <= steps <= len(self._kept):
            return
        if self._back == 0:
            self._typed = self.text
        self._back = steps
        self._input.value = self._kept[-steps] if steps else self._typed
        self._input.cursor_position = len(self.text)

    def _close(self, text: str) -> None:
        self.display = False
        self.clear_fault()
        self.post_message(self.Changed(text, final=True))


def pointed(problem: str, column: int, width: int) -> str:
    """Return a line of `width` cells that points up at a column and says what is wrong beside the sign."""
    text = clean(problem)
    column = min(column, max(0, width - 1))
    if cell_len(text) > width - column - 2 and column > width // 2:
        text = shorten(text, max(0, column - 2))
        return f"{text} ^".rjust(column + 1)
    return shorten(f"{' ' * column}^ {text}", width)
