"""Which keys matter here, now?

One line. A footer of our own, because the stock one leaks a widget for each key at every change of focus, and because
this one shows only what applies to the row under the cursor. An equal line is not drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from console.actions import Action, key_label

__all__ = ["Footer"]


class Footer(Widget):
    """The keys that apply, the most useful first, help at the end."""

    @dataclass
    class Clicked(Message):
        """An action was clicked."""

        action: Action

    def __init__(self) -> None:
        super().__init__()
        self._actions: tuple[Action, ...] = ()
        self._places: list[tuple[int, int, Action]] = []

    def show(self, actions: Iterable[Action]) -> None:
        """Show these actions, the last one always, of the others as many as fit."""
        chosen = tuple(actions)
        if chosen != self._actions:
            self._actions = chosen
            self.refresh()

    @property
    def shown(self) -> tuple[Action, ...]:
        """The actions it was given."""
        return self._actions

    def render(self) -> Content:
        """Draw the line."""
        parts: list[tuple[str, str]] = []
        self._places = []
        *others, last = self._actions or (None,)
        column, room = 1, self.size.width - _width(last) - 1
        for action in [*others, last]:
            if action is None or (action is not last and column + _width(action) > room):
                continue
            parts.append((f" {key_label(action.keys[0])}", "$text-error bold" if action.dangerous else "$accent bold"))
            parts.append((f" {action.label} ", "$foreground-muted"))
            self._places.append((column - 1, column + _width(action) - 1, action))
            column += _width(action)
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Ask for what was clicked."""
        for start, end, action in self._places:
            if start <= event.x < end:
                self.post_message(self.Clicked(action))


def _width(action: Action | None) -> int:
    return len(key_label(action.keys[0])) + len(action.label) + 3 if action is not None else 0
