"""Whose is a key that was typed before the line it was meant for had the focus?

Over a slow connection `:process 7f3a` comes in one piece: all its keys are on their way to the list when the first of
them opens the line. Those that come too late for it must not be taken for commands of the list: `r` would retry. And
in a form `12<tab>power` must not write `power` behind the 12. So a key waits until the one before it is done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial

from textual import events
from textual.app import App
from textual.dom import DOMNode

__all__ = ["TypeAhead"]

PATIENCE = 0.5
"""Seconds after which a key goes its way although the one before it is not done: that may wait for an answer."""


class TypeAhead(App[None], inherit_bindings=False):
    """The app's part in keys that come faster than they are done, or that nobody on their way took."""

    _sent_on: events.Key | None = None
    _key_under_way: events.Key | None = None

    def __init__(self) -> None:
        super().__init__()
        self._keys_behind: deque[events.Key] = deque()

    async def on_event(self, event: events.Event) -> None:
        """Let one key after the other go its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._key_under_way is None:
            await self._send_key(event)
        else:
            self._keys_behind.append(event)
            self.set_timer(PATIENCE, partial(self._key_done, self._key_under_way))

    async def _send_key(self, key: events.Key) -> None:
        self._key_under_way = key
        await super().on_event(key)
        self._follow_key(key, self.focused or self.screen)

    def _follow_key(self, key: events.Key, at: DOMNode | None) -> None:
        """Wait until a widget, and after it those above it, have done what they do about a key."""
        above = self if at is None or at is self else at
        then = partial(self._key_done, key) if above is self else partial(self._follow_key, key, above.parent)
        if not above.call_later(then):  # it is gone, and with it what it had to do
            self.call_later(self._key_done, key)

    async def _key_done(self, key: events.Key) -> None:
        if self._key_under_way is key:
            self._key_under_way = None
            if self._keys_behind:
                await self._send_key(self._keys_behind.popleft())

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
