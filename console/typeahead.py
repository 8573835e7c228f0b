"""Whose is a key that was typed before the line it was meant for had the focus?

Over a slow connection `:process 7f3a` comes in one piece: all its keys are on their way to the list when the first of
them opens the line. Those that come too late for it must not be taken for commands of the list: `r` would retry.
"""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import App

__all__ = ["TypeAhead"]


class TypeAhead(App[None], inherit_bindings=False):
    """The app's part in keys that nobody on their way took."""

    _sent_on: events.Key | None = None

    async def on_key(self, event: events.Key) -> None:
        """Send a key on to what has the focus by now, if that takes it for text; else it is a binding, as ever."""
        await asyncio.sleep(0)  # a question that the key before asks in a worker takes the focus
        at = self.focused
        if event is self._sent_on or at is None or not at.check_consume_key(event.key, event.character):
            return
        event.prevent_default()
        event.stop()
        self._sent_on = events.Key(event.key, event.character)
        at.post_message(self._sent_on)
