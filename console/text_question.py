"""How is a line of text asked for: a note, a team, what to search?

On the footer's line, like every question.
"""

from __future__ import annotations

import asyncio

from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from console.prompt import PASSING
from engine.plain import clean

__all__ = ["TextQuestion"]


class TextQuestion(Horizontal):
    """A question for a line of text; escape is no answer, and no key reaches what lies behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._answer: asyncio.Future[str | None] | None = None
        self._label = Static("", markup=False)
        self._input = Input(compact=True, select_on_focus=False)
        """Mounted when there is something to ask: most screens never do."""

    async def ask(self, text: str, value: str = "") -> str | None:
        """Ask and wait for the answer, None for none."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._answer, came_from = answer, self.screen.focused
        if not self.children:
            self.mount(self._label, self._input)
        self._label.update(Content(f" {clean(text)} "))
        self._input.value, self.display = value, True
        self._input.cursor_position = len(value)
        self.screen.set_focus(self._input)
        try:
            return await answer
        finally:
            self._answer = None
            if self._input.has_focus and came_from is not None and came_from.is_attached:
                came_from.focus(scroll_visible=False)
            self.display = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key that the line itself does not use from the screen's own actions."""
        return key not in PASSING

    def on_input_changed(self, event: Input.Changed) -> None:
        """Nobody else hears of what is typed."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        event.stop()
        self._resolve(event.value)

    def on_key(self, event: events.Key) -> None:
        """Escape is no answer."""
        if event.key == "escape":
            event.stop()
            self._resolve(None)

    def on_descendant_blur(self) -> None:
        """Looking elsewhere is no answer; at another window, to copy a number from say, it is not."""
        if self.app.app_focus:
            self._resolve(None)

    def _resolve(self, answer: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
