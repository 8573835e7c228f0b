"""What is the same for everything on a page that takes keys and is no line of text?

A letter or a sign that means nothing to it does nothing: typed into a form, none reaches the keys of the screen, which
may lead away from it.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget

__all__ = ["Control"]


class Control(Widget, can_focus=True):
    """Something to work with by keys."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say of every letter and sign that it is taken here, but of those that are bound: they are keys."""
        printable = character is not None and character.isprintable()
        return printable and key not in self._bindings.key_to_bindings

    def on_key(self, event: events.Key) -> None:
        """Stop what is taken here. A key that is bound has to be let go by: bindings are looked at after that."""
        if self.check_consume_key(event.key, event.character):
            event.stop()
