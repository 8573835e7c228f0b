"""What time is it in a test? What the test says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["SettableClock"]


class SettableClock:
    """An `engine.clock.Clock` that stands still until it is told to move."""

    def __init__(self, now: datetime = datetime(2030, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> datetime:
        """Move by so many seconds (negative: back) and return the instant reached."""
        self.now += timedelta(seconds=seconds)
        return self.now
