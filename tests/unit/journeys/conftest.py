"""What does a journey leave out? Frames that nobody looks at: the screen is drawn when a test reads it."""

from __future__ import annotations

from typing import Any

import pytest
from textual._compositor import Compositor


@pytest.fixture(autouse=True)
def _drawn_when_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no frame for the terminal that is not there."""

    def nothing(compositor: Compositor, *_: Any, **__: Any) -> None:
        compositor._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_update", nothing)
