"""Every view in every state it can be in, at the least size and on a large screen; `test_colours` has the colours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.catalogue import Entry
from engine.errors import StoreError
from tests.snapshots.console import Compare, look_at
from tests.unit.console.fake_deck import FakeDeck

VIEWS = {"inbox": "1", "processes": "2", "subscriptions": "3", "tasks": "4", "catalogue": "5", "engine": "6"}
SIZES = {"80x24": (80, 24), "160x48": (160, 48)}

pytestmark = pytest.mark.usefixtures("still")


class NothingAtAll(FakeDeck):
    """A store on its first day: nothing sold, nothing run, no engine, no command given."""

    def __init__(self) -> None:
        super().__init__([])
        self.sold.clear()
        self.planned.clear()
        self.audited.clear()
        self.log = ""
        none = replace(self.engines.queued, count=0, first=None)
        self.engines = replace(self.engines, owners=(), running={}, queued=none, waiting=none)
        self.engines = replace(self.engines, next_schedule=None, next_due=None)

    async def entries(self) -> list[Entry]:
        return []


def loading() -> FakeDeck:
    """Return a deck whose store is not open yet."""
    deck = FakeDeck()
    deck.gate = asyncio.Event()
    return deck


def failing() -> FakeDeck:
    """Return a deck whose store cannot be opened."""
    deck = FakeDeck()
    deck.open_error = StoreError(
        "The store postgresql://noc@db1.example.net/nocdeck cannot be reached: connection refused; is it running?"
    )
    return deck


STATES: dict[str, tuple[Callable[[], FakeDeck], dict[str, Any]]] = {
    "empty": (NothingAtAll, {}),
    "loading": (loading, {}),
    "full": (FakeDeck, {}),
    "error": (failing, {}),
    "read-only": (FakeDeck, {"read_only": True, "environment": "production"}),
}
ELSEWHERE = {
    ("inbox", "loading", "80x24"),
    ("inbox", "full", "80x24"),
    ("inbox", "error", "80x24"),
    ("inbox", "read-only", "80x24"),
    ("processes", "full", "80x24"),
    ("processes", "empty", "80x24"),
    ("subscriptions", "full", "80x24"),
    ("subscriptions", "read-only", "80x24"),
    ("tasks", "full", "80x24"),
    ("catalogue", "full", "80x24"),
    ("engine", "full", "80x24"),
}
"""What the modules of these views have pictures of."""


@pytest.mark.parametrize(
    ("view", "state", "size"),
    [
        (view, state, size)
        for view in VIEWS
        for state in STATES
        for size in SIZES
        if (view, state, size) not in ELSEWHERE
    ],
)
def test_a_view(view: str, state: str, size: str, snap_compare: Compare) -> None:
    deck, options = STATES[state]
    look_at(snap_compare, SIZES[size])(VIEWS[view], deck=deck(), **options)
