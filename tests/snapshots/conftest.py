"""What makes two pictures of one state the same picture?"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from textual.widgets import Input, TextArea

from console.screens import filtered
from tests.snapshots.console import SIZES, Compare, Look, look_at


@pytest.fixture(params=SIZES)
def look(request: pytest.FixtureRequest, snap_compare: Compare, still: None) -> Look:
    """Take a picture of the console; the test runs once in each size."""
    return look_at(snap_compare, SIZES[request.param])


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stop what would differ between two runs or machines: blinking, a pause in typing, the time zone, no colour."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda widget: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda widget: None)
    monkeypatch.setattr(filtered, "TYPING_PAUSE", 60)  # a list is narrowed by enter, not by a slow machine
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
