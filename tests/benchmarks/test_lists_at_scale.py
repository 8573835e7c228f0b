"""How long does the console take to show a list of a million processes, a page, the end, what a filter finds?

From the key to the glass: the console itself, headless, on a store of 1,000,000 processes and 100,000 subscriptions,
without the pause after the last key of a filter. Informs, asserts nothing of time.
"""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from console.app import ConsoleApp
from console.screens.list_screen import ListScreen
from console.store_deck import StoreDeck
from engine.settings import Settings
from engine.store.database import Store
from tests.benchmarks.big_store import NOW, big_sqlite, fill_postgres
from tests.benchmarks.terminal import settle
from tests.postgres import Databases

LARGE = (1_000_000, 100_000)
SMALLER = (200_000, 20_000)
ROUNDS = 3

INDEXED = (
    "status:failed",
    "status:failed|waiting",
    "workflow:create_node",
    "target:modify",
    "assignee:noc",
    "id:1a2b",
    "age>3d",
    "started>=2026-03-01",
    "modified:2025-05-01",
    "retry<5m",
)
FREE = ("linkdown", "zzz", "vendor 123456", "10.1.2.3", "note:4411", "customer:customer77")
SOLD = ("", "status:active", "insync:false", "vlan:100", "ams-pe77", "10.1.0.0/24", "loopback:10.0.0.0/8")


class Stopwatch:
    """Times what is done to a list until what it shows is there."""

    def __init__(self, screen: ListScreen[object]) -> None:
        self.screen = screen
        self.stalled = 0.0
        """Milliseconds that the interface stood still at most, the last time."""

    async def until_shown(self, act: Callable[[], object]) -> float:
        """Return the milliseconds from `act` until the cursor is on a row that was read, or the list is empty."""
        longest, begun = 0.0, time.perf_counter()
        act()
        while not self._is_shown():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before)
        self.stalled = longest * 1_000
        return (time.perf_counter() - begun) * 1_000

    def _is_shown(self) -> bool:
        screen, grid = self.screen, self.screen.grid
        asked = screen._shown == (screen.tab_index, screen.filter_text, "")
        return asked and (grid.cursor_row is not None or grid.row_count == 0)


async def journey(app: ConsoleApp) -> None:
    """Open each list and move in it, then filter."""
    async with app.run_test(size=(120, 40)) as pilot:
        for key, name, texts in (("2", "processes", (*INDEXED, *FREE)), ("3", "subscriptions", SOLD)):
            begun = time.perf_counter()
            await pilot.press(key)
            screen = app.screen
            assert isinstance(screen, ListScreen)
            watch = Stopwatch(screen)
            await watch.until_shown(lambda: None)
            print(f"\n{name}: opened {(time.perf_counter() - begun) * 1_000:.0f} ms", end="")
            for index, (_, title) in enumerate(screen.TABS):
                show = partial(screen._show_tab, index)
                print(f"; {title} {await watch.until_shown(show):.0f} ms", end="")
            for act in ("page_down", "bottom", "page_up", "top"):
                move = getattr(screen.grid, f"action_list_{act}")
                print(f"; {act} {await watch.until_shown(move):.0f} ms", end="")
            print()
            for text in texts:
                times, stalls = [], []
                for _ in range(ROUNDS):
                    await watch.until_shown(partial(screen.narrow, ""))
                    times.append(await watch.until_shown(partial(screen.narrow, text)))
                    stalls.append(watch.stalled)
                print(f"  /{text:22}{median(times):6.0f} ms; the longest standstill {median(stalls):.0f} ms")
        gc.collect()
        print(f"memory of all this {settle(os.getpid()) / 1_024:.0f} MB")


def test_lists_of_a_million(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOCDECK_STORE__URL", f"sqlite:///{big_sqlite(LARGE)}")
    monkeypatch.setenv("NOCDECK_ENGINE__EXECUTOR", "none")
    asyncio.run(journey(ConsoleApp(StoreDeck(Settings), now=lambda: NOW, live=False)))


def test_lists_on_postgres(postgres: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    url = postgres.migrated()
    store = Store(url)
    fill_postgres(store, SMALLER)
    store.close()
    monkeypatch.setenv("NOCDECK_STORE__URL", url)
    monkeypatch.setenv("NOCDECK_ENGINE__EXECUTOR", "none")
    asyncio.run(journey(ConsoleApp(StoreDeck(Settings), now=lambda: NOW, live=False)))
    postgres.drop(url)
