"""When does a router of the lab answer on its management link, and how long does that take?

The link fails in outages of one to three sessions, by a fixed pattern of (seed, router, number of the session): the
same seed gives the same lab. The pattern keeps nothing; the numbers are counted in the lab's file, so that a retry goes
on where the one before left off, in another process too.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["IN_SERVICE_RATE", "LATENCY", "STAGED_RATE", "at_speed", "draw", "is_lost", "take_time"]

LATENCY = "NOCDECK_LAB_LATENCY"
"""Environment variable: how slow the lab is, 1 as a network is, 0 no waiting at all."""

STAGED_RATE = 0.15
"""Of the sessions of a router not yet in its rack, the part at which an outage begins: it hangs on a mobile modem."""

IN_SERVICE_RATE = 0.03
"""The same for a router in service."""

LONGEST_OUTAGE = 3
"""Sessions."""

_scale: ContextVar[float | None] = ContextVar("scale", default=None)


def is_lost(seed: int, device: str, session: int, rate: float) -> bool:
    """Say whether a router does not answer in its session of that number (from 1)."""
    first = max(1, session - LONGEST_OUTAGE + 1)
    return any(_outage(seed, device, begin, rate) > session - begin for begin in range(first, session + 1))


def _outage(seed: int, device: str, begin: int, rate: float) -> int:
    """Return how many sessions the outage lasts that begins at session `begin`; 0 where none does."""
    if draw(seed, device, begin, "outage") >= rate:
        return 0
    return 1 + int(draw(seed, device, begin, "length") * LONGEST_OUTAGE)


def draw(*what: object) -> float:
    """Return the number in [0, 1) that belongs to `what`, on every machine and Python alike."""
    digest = hashlib.blake2b("/".join(map(str, what)).encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48


def take_time(seconds: float) -> None:
    """Wait as long as the network would, by the scale in force."""
    pause = seconds * _speed()
    if pause > 0:
        time.sleep(pause)


def _speed() -> float:
    if (set_here := _scale.get()) is not None:
        return set_here
    try:
        return max(0.0, float(os.environ.get(LATENCY, "1")))
    except ValueError:
        return 1.0


@contextmanager
def at_speed(scale: float) -> Iterator[None]:
    """Have the lab wait `scale` times as long as a network would, for what this thread does inside the block."""
    token = _scale.set(scale)
    try:
        yield
    finally:
        _scale.reset(token)
