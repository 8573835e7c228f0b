"""What does a screen test leave out of what Textual does for an operator? Waiting, frames, and reading styles again.

Textual's own tests wait after each key until the program has used next to no processor time for a fiftieth of a second,
and its screens repaint sixty times a second. Here, a program rests when its loop has nothing left to do and no timer is
about to end, which needs no waiting to see. Only where a thread or another program may be at work for it, it is looked
at for a while; a look in which the machine had no time for the program says nothing of it and does not count, so that a
busy machine makes a test slow and not wrong.

A screen is drawn once the program rests, not at each step on the way there: what has to be drawn anew and was forgotten
is missed then as before. The styles of all programs of a run are the same, and parsed once.
"""

from __future__ import annotations

import asyncio
import threading
from asyncio import sleep
from time import monotonic, process_time
from typing import Any

import pytest
from textual import app, pilot, screen
from textual._compositor import Compositor
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

__all__ = ["draw_when_read", "until_idle"]

LOOK = 0.005
"""Seconds of one look."""

QUIET = 2
"""Looks, or turns of the loop, in a row in which nothing was done."""

PATIENCE = 20.0
"""Seconds for a program to come to rest by itself; one that is helped has less, since it may be helped for ever."""

_draw = Compositor.render_update
_parse = Stylesheet._parse_rules
_undrawn: dict[Compositor, dict[str, Any]] = {}
_parsed: dict[object, list[RuleSet]] = {}
_threads = {*threading.enumerate()}


async def until_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until the program rests; draw what it then shows."""
    loop, began, quiet = asyncio.get_running_loop(), monotonic(), 0
    while quiet < QUIET:
        helped = _is_helped(loop)
        if monotonic() - began > (max_sleep if helped else PATIENCE):
            break
        rested = await (_look() if helped else _turn(loop))
        quiet = quiet + 1 if rested else 0
    while _undrawn:
        compositor, options = _undrawn.popitem()
        if isinstance(compositor.root, Screen) and compositor.root.is_active:
            _draw(compositor, **options)


async def _look() -> bool:
    """Return whether the program did nothing for a while, though it could have."""
    began, worked = monotonic(), process_time()
    await sleep(LOOK)
    return monotonic() - began < LOOK * 1.6 and process_time() - worked < LOOK / 10 and not _is_held()


async def _turn(loop: Any) -> bool:
    """Let the loop do what is due, and what is due soon; return whether there was nothing."""
    await sleep(0)
    patience = PATIENCE if _is_held() else LOOK * QUIET
    soon = loop._scheduled[0].when() - loop.time() if loop._scheduled else patience
    if not loop._ready and soon < patience:
        await sleep(max(soon, 0))
        return False
    return not loop._ready


def _is_held() -> bool:
    """Return whether the program keeps back what it has to show, while a view comes up say."""
    program = active_app.get(None)
    return program is not None and program._batch_count > 0


def _is_helped(loop: Any) -> bool:
    """Return whether there are threads or programs that may be at work for the program of this loop."""
    pool = loop._default_executor
    threads = pool._threads if pool is not None else set()
    at_work = pool is not None and (pool._work_queue.qsize() or pool._idle_semaphore._value < len(threads))
    others = {*threading.enumerate()} - _threads - threads
    return bool(at_work or others or len(loop._selector.get_map()) > 1)  # one wakes the loop itself


def draw_later(compositor: Compositor, full: bool = False, **options: Any) -> object:
    """Draw a picture that is asked for; put off a frame for the terminal, which is not there."""
    if full:
        return _draw(compositor, full, **options)
    _undrawn[compositor] = options
    return None


def parse_once(sheet: Stylesheet, css: str, *where: Any, **how: Any) -> list[RuleSet]:
    """Parse styles, or return the rules that came of the same ones; nothing changes a rule."""
    key = (css, where, *how.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *where, **how)
    return _parsed[key]


def draw_when_read(patch: pytest.MonkeyPatch) -> None:
    """Draw only what a test reads or takes a picture of, not all that is seen when the program rests."""

    def only_whole(compositor: Compositor, full: bool = False, **options: Any) -> object:
        if full:
            return _draw(compositor, full, **options)
        compositor._dirty_regions.clear()
        return None

    patch.setattr(Compositor, "render_update", only_whole)


for module in (pilot, app):
    vars(module)["wait_for_idle"] = until_idle
screen.UPDATE_PERIOD /= 8  # type: ignore[misc]  # Textual calls it final; it reads it when a screen is made
Compositor.render_update = draw_later  # type: ignore[assignment, method-assign]
Stylesheet._parse_rules = parse_once  # type: ignore[assignment, method-assign]
