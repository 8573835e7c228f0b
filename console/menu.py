"""How does an operator choose one of a few things by a letter, without a window over the list?

On the footer's line, which it takes until a key is pressed; any key that is none of the letters is a no.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.widget import Widget

from console.prompt import PASSING
from engine.plain import clean

__all__ = ["Choice", "Menu"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    key: str
    label: str


class Menu(Widget, can_focus=True):
    """A title, and the choices with their letters."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title, self._choices = title, choices
        self.answer: asyncio.Future[Choice | None] = asyncio.get_running_loop().create_future()

    def on_mount(self) -> None:
        """Take the keys."""
        self.screen.set_focus(self)

    def render(self) -> Content:
        """Draw the title and the choices."""
        parts = [(f" {clean(self._title)} ", "bold")]
        for choice in self._choices:
            parts += [(f" {choice.key}", "$accent bold"), (f" {clean(choice.label)} ", "$foreground-muted")]
        return Content.assemble(*parts)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key from the screen's own actions; only quitting and copying pass."""
        return key not in PASSING

    def on_key(self, event: events.Key) -> None:
        """Choose by letter, or nothing."""
        event.stop()
        self._settle(next((choice for choice in self._choices if choice.key == event.character), None))

    def on_blur(self) -> None:
        """Looking elsewhere chooses nothing; at another window it is not that."""
        if self.app.app_focus:
            self._settle(None)

    def _settle(self, choice: Choice | None) -> None:
        if not self.answer.done():
            self.answer.set_result(choice)
