"""Screens on a wide terminal, where a list and the process under its cursor stand side by side."""

from __future__ import annotations

import pytest

from tests.snapshots.console import Compare, Look, look_at, process_called
from tests.unit.console.test_process import with_history


@pytest.fixture(params=["160x48", "240x70"])
def look(request: pytest.FixtureRequest, snap_compare: Compare, still: None) -> Look:
    """Take a picture of the console; the test runs once in each size."""
    width, height = request.param.split("x")
    return look_at(snap_compare, (int(width), int(height)))


def test_a_list_and_the_process_under_its_cursor(look: Look) -> None:
    look("2", "tab", "tab", "j", "j", "j", "j")


def test_an_inbox_and_the_process_under_its_cursor(look: Look) -> None:
    look("j")


def test_a_process_on_its_own(look: Look) -> None:
    look("d", deck=with_history(), first=process_called("fail"))
