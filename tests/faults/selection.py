"""How much of all there is to try does a run try?

`make soak` sets NOCDECK_SOAK, and everything is tried; CI touches each point once on each store, the same in every run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["SOAK", "combined", "one_in"]

T = TypeVar("T")

SOAK = int(os.environ.get("NOCDECK_SOAK", "0"))
"""Examples of a soak; 0 for the few of CI."""


def combined(points: Sequence[T], faults: Sequence[str], *, always: str | None = None) -> list[tuple[T, str]]:
    """Return points with faults: in a soak each with each, in CI each with one, in turn, and with the one `always`."""
    if SOAK:
        return [(point, fault) for point in points for fault in faults]
    in_turn = [fault for fault in faults if fault != always]
    chosen = [(point, in_turn[index % len(in_turn)]) for index, point in enumerate(points)]
    return chosen if always is None else [*((point, always) for point in points), *chosen]


def one_in(number: int, of: Sequence[T]) -> Sequence[T]:
    """Return one of so many, or in a soak all."""
    return of if SOAK else of[::number]
