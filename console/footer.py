"""Which keys matter here, now?

One line. A footer of our own, because the stock one leaks a widget for each key at every change of focus, and because
this one shows only what applies to the row under the cursor. An equal line is not drawn again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
        self._kept: Collection[str] = ()
        self._places: list[tuple[int, int, Action]] = []

    def show(self, actions: Iterable[Action], kept: Collection[str] = ()) -> None:
        """Show these actions: the last one and those with the ids `kept` always, of the others as many as fit."""
        chosen = tuple(actions)
        if (chosen, kept) != (self._actions, self._kept):
            self._actions, self._kept = chosen, kept
            self.refresh()

    @property
    def shown(self) -> tuple[Action, ...]:
        """The actions it was given."""
        return self._actions

    def render(self) -> Content:
        """Draw the line."""
        parts: list[tuple[str, str]] = []
        self._places = []
        always = [action for action in self._actions if action.id in self._kept or action is self._actions[-1]]
        column, room = 1, self.size.width - 2 - sum(map(_width, always))
        for action in self._actions:
            if action not in always:
                if _width(action) > room:
                    continue
                room -= _width(action)
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


def _width(action: Action) -> int:
    return len(key_label(action.keys[0])) + len(action.label) + 3
