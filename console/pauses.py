"""What is to be done once the keys have rested for a while?"""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from textual.dom import DOMNode
from textual.timer import Timer

__all__ = ["Pauses"]


class Pauses:
    """Things that wait for a pause in the typing, each counted anew from the last key; `live`: by the clock."""

    def __init__(self, owner: DOMNode, *, live: bool) -> None:
        self._owner, self._live = owner, live
        self._timers: dict[str, Timer] = {}

    def after(self, what: str, seconds: float, then: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do something after a pause, instead of what waits under the same name."""
        if what in self._timers:
            self._timers[what].stop()
        # In a worker, because what a timer calls itself is waited for by every key that follows.
        self._timers[what] = self._owner.set_timer(
            seconds if self._live else 0.001, lambda: self._owner.run_worker(then(), group=what)
        )

    def stop(self) -> None:
        """Do nothing of it any more."""
        for timer in self._timers.values():
            timer.stop()
