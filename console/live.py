"""How does the screen keep up with the store, without ever piling up reads?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

__all__ = ["Refresher"]


class Refresher:
    """Reads again when asked: never two reads at once, never faster than its pace, never missing the last request.

    A thousand requests during one read make one more read, which begins after the last of them. What an operator asks
    for (another tab, another filter) does not wait for the pace.
    """

    def __init__(self, read: Callable[[], Awaitable[None]], pace: float) -> None:
        self._read = read
        self._pace = pace
        self._due = asyncio.Event()
        self._pressing = asyncio.Event()

    def request(self, *, pressing: bool = False) -> None:
        """Ask for a read; returns at once. A `pressing` one is begun as soon as no other is under way."""
        self._due.set()
        if pressing:
            self._pressing.set()

    async def run(self) -> None:
        """Serve requests for ever; `pace` is the least number of seconds between two reads."""
        while True:
            await self._due.wait()
            self._due.clear()
            self._pressing.clear()
            await self._read()
            if self._pace:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._pressing.wait(), self._pace)
