"""How long does a screen test wait until the screen has done what a key makes it do?

Textual's own tests wait until the program has used next to no processor time for a fiftieth of a second, after each
key, and its screens repaint sixty times a second. Both are shortened here by the same measure: a test waits for as
many repaints as before, in a fraction of the time.
"""

from __future__ import annotations

from textual import _wait, screen

__all__ = ["FASTER"]

FASTER = 4

_wait.SLEEP_GRANULARITY /= FASTER
_wait.SLEEP_IDLE /= FASTER
screen.UPDATE_PERIOD /= FASTER  # type: ignore[misc]  # Textual calls it final; it reads it when a screen is made
