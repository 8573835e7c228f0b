"""How long does a screen test wait until the screen has done what a key makes it do?

Textual's own tests wait after each key until the program has used next to no processor time for a fiftieth of a second,
and its screens repaint sixty times a second. Both are shortened here. A look in which the machine had no time for the
program says nothing of it and does not count, so that a busy machine makes a test slow and not wrong.
"""

from __future__ import annotations

from asyncio import sleep
from time import monotonic, process_time
from typing import Any

import pytest
from textual import app, pilot, screen
from textual._compositor import Compositor

__all__ = ["draw_when_read", "until_idle"]

LOOK = 0.005
"""Seconds of one look."""

QUIET = 2
"""Looks in a row in which nothing was done."""


async def until_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until the program rests, at most `max_sleep` seconds."""
    started, quiet = monotonic(), 0
    while quiet < QUIET and monotonic() - started < max_sleep:
        began, worked = monotonic(), process_time()
        await sleep(LOOK)
        on_time = monotonic() - began < LOOK * 1.6
        quiet = quiet + 1 if on_time and process_time() - worked < LOOK / 10 else 0


for module in (pilot, app):
    vars(module)["wait_for_idle"] = until_idle
screen.UPDATE_PERIOD /= 8  # type: ignore[misc]  # Textual calls it final; it reads it when a screen is made


def draw_when_read(patch: pytest.MonkeyPatch) -> None:
    """Draw no frame for a terminal that is not there; a screen is drawn when a test reads it, or takes its picture."""
    draw = Compositor.render_update

    def only_whole(compositor: Compositor, full: bool = False, **options: Any) -> object:
        if full:
            return draw(compositor, full, **options)
        compositor._dirty_regions.clear()
        return None

    patch.setattr(Compositor, "render_update", only_whole)
