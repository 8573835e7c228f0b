"""How does an operator say by name what is to be done?

The `:` line, in the footer's place for as long as it is typed in: completion while typing, the lines of before with the
arrows, and what is wrong beside the line that is wrong.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from console.prompt import PASSING
from engine.plain import clean

__all__ = ["CommandLine", "Suggest"]

Suggest = Callable[[str], Awaitable[str | None]]
"""Returns a line as it might go on; None where nothing fits."""


class CommandLine(Horizontal):
    """One line to type in; it goes when it is closed."""

    @dataclass
    class Entered(Message):
        """A line was typed; empty when it was left."""

        text: str

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, suggest: Suggest, history: list[str], text: str = "", problem: str = "") -> None:
        super().__init__()
        self._lines = [*history, text]
        self._at = len(history)
        self._is_closed = False
        self._input = Input(text, compact=True, select_on_focus=False, suggester=_Suggester(suggest))
        self._said = Static(Content(f"! {clean(problem)} " if problem else ""), markup=False)

    def compose(self) -> ComposeResult:
        """A colon, the text, what is wrong with it."""
        yield Static(" :", classes="sigil", markup=False)
        yield self._input
        yield self._said

    def on_mount(self) -> None:
        """Start typing."""
        self._input.cursor_position = len(self._input.value)
        self.screen.set_focus(self._input)  # at once: what is typed next is for the line

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key that the line itself does not use from the screen's own actions."""
        return key not in PASSING

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong was wrong with the line of before."""
        event.stop()
        if event.value != self._lines[self._at]:
            self._said.update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the line over."""
        event.stop()
        self._close(event.value.strip())

    def action_leave(self) -> None:
        """Do nothing, and go."""
        self._close("")

    def on_descendant_blur(self) -> None:
        """Looking elsewhere, but at another window, is to leave it."""
        if self.app.app_focus:
            self._close("")

    def _close(self, text: str) -> None:
        if not self._is_closed:
            self._is_closed = True
            self.post_message(self.Entered(text))

    def action_complete(self) -> None:
        """Take what is suggested."""
        self._input.action_end()
        self._input.action_cursor_right()

    def action_recall(self, direction: int) -> None:
        """Show an earlier line, or a later one; what was typed is the last."""
        if 0 <= self._at + direction < len(self._lines):
            self._lines[self._at] = self._input.value
            self._at += direction
            self._input.value = self._lines[self._at]
            self._input.cursor_position = len(self._input.value)


class _Suggester(Suggester):
    """Textual's way to be asked for a completion."""

    def __init__(self, suggest: Suggest) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suggest = suggest

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line as it might go on."""
        return await self._suggest(value)
