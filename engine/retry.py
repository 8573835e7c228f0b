"""When is a failed retrystep tried again?

The delay before try n + 1 is `min(first * factor ** (n - 1), max) + uniform(0, jitter)`: it grows, so that a device
that is down for a day is not asked every ten seconds; it is capped, so that the operator never waits for hours; and
it is jittered, so that a hundred processes that failed together do not come back together.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Retry"]


@dataclass(frozen=True, slots=True)
class Retry:
    """How a waiting step is retried; all figures in seconds, except `factor`.

    Raises:
        ValueError: a negative figure, a factor below 1, or a cap below the first delay.
    """

    first: float = 10.0
    """Before the second try."""
    factor: float = 2.0
    """By which each delay is longer than the one before."""
    max: float = 600.0
    """No delay is longer than this, jitter apart."""
    jitter: float = 5.0
    """At most this much is added, at random."""
    attempts: int | None = None
    """After this many a step fails, for an operator to look at; None: it is tried for as long as it takes."""

    def __post_init__(self) -> None:
        if min(self.first, self.max, self.jitter) < 0:
            raise ValueError("retry: first, max and jitter are seconds and cannot be negative")
        if self.attempts is not None and self.attempts < 1:
            raise ValueError("retry: attempts is a number from 1 on, or none at all")
        if self.factor < 1:
            raise ValueError("retry: factor cannot be below 1")
        if self.max < self.first:
            raise ValueError(f"retry: max ({self.max:g}) is below first ({self.first:g})")

    def delay(self, attempt: int, chance: Callable[[], float] = random.random) -> float:
        """Return the seconds to wait after failed try number `attempt` (from 1); `chance` gives 0 to 1."""
        exponent = min(attempt - 1, 64)  # 2.0 ** 1024 overflows, and the cap is reached long before
        return min(self.first * self.factor**exponent, self.max) + chance() * self.jitter

    def is_over(self, attempt: int) -> bool:
        """Say whether try number `attempt` was the last one that is made without asking."""
        return self.attempts is not None and attempt >= self.attempts
