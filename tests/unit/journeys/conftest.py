"""What does a journey leave out? Frames that nobody looks at."""

from __future__ import annotations

import pytest

from tests.quick import draw_when_read


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the screen when the test reads it."""
    draw_when_read(monkeypatch)
