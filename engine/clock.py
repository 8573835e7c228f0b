"""What time is it? Injected everywhere, so that a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["Clock", "utc_now"]

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""


def utc_now() -> datetime:
    """Return the present instant by this host's clock."""
    return datetime.now(UTC)
