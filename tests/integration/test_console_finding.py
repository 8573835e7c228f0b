"""Does an operator find by keys what she has a part of: an address, an interface, an age, how an id begins?"""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.app import ConsoleApp
from console.screens.list_screen import ListScreen
from console.store_deck import StoreDeck
from engine.settings import Settings, load_settings
from engine.store.schema import open_store
from tests.clock import SettableClock
from tests.integration.sold_network import SoldNetwork, sell_to
from tests.integration.test_console_on_store import Desk
from tests.lab import Lab


@pytest.fixture
def sold(
    sqlite_url: str, clock: SettableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SoldNetwork]:
    """The network as it is sold, on a SQLite file."""
    sell_to(sqlite_url, tmp_path / "lab.db")
    store = open_store(sqlite_url)
    clock.now = datetime.now(UTC) - timedelta(hours=5)
    lab = Lab(store, clock)
    yield SoldNetwork(lab, store, tmp_path, monkeypatch)
    lab.close()
    store.close()


Journey = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def at_console(sold: SoldNetwork, sqlite_url: str, tmp_path: Path) -> Callable[[Journey], None]:
    """Run a journey at a console on the sold network, with a state folder of its own."""
    (tmp_path / "config.toml").write_text('[workflows]\nmodules = ["workflows.network"]\n[engine]\nexecutor = "none"\n')

    def settings() -> Settings:
        return load_settings(tmp_path / "config.toml").overridden(store=sqlite_url, operator="anna", read_only=False)

    def run(journey: Journey) -> None:
        async def sit() -> None:
            app = ConsoleApp(StoreDeck(settings), live=False, state_dir=tmp_path / "state")
            async with app.run_test(size=(100, 30)) as pilot:
                await journey(Desk(pilot, sold.lab.engine, sold.lab.operations, sold.store))

        asyncio.run(sit())

    return run


async def narrow(desk: Desk, text: str) -> None:
    """Type a filter, and wait until the list is narrowed by it."""
    await desk.press("slash", "ctrl+u", *text, "enter")
    await desk.until(lambda: f"/{text}" in desk.text and " match" in desk.text and not _is_behind(desk))


def _is_behind(desk: Desk) -> bool:
    screen = desk.pilot.app.screen
    return isinstance(screen, ListScreen) and screen.is_behind


def test_a_subscription_by_prefix_and_interface_and_a_process_by_age_and_the_beginning_of_its_id(
    sold: SoldNetwork, at_console: Callable[[Journey], None]
) -> None:
    node = sold.loaded(sold.only('"Node ams-cr1"'))
    process_id = sold.done("task_clean_up_tasks", {})

    async def journey(desk: Desk) -> None:
        await desk.sees("Nothing waits for you")
        await desk.press("3")
        await narrow(desk, f"{node.node.loopback}/32")
        await desk.sees("1 match")
        await desk.sees("Node ams-cr1")
        await narrow(desk, "ams-cr1 et-0/0/4")
        await desk.sees("1 match")
        await desk.sees("ams-cr1 et-0/0/4: sky survey")
        await desk.press("4", "tab")
        await narrow(desk, "age<4h")
        await desk.sees("No task matches /age<4h")
        await narrow(desk, "age>4h")
        await desk.sees("1 match")
        await desk.press("slash", "ctrl+u", *"workf", "tab", *"task_clean")
        await desk.sees("  task_clean_up_tasks")
        await desk.press("tab", "enter")
        await desk.sees("/workflow:task_clean_up_tasks")
        await desk.sees("1 match")
        await narrow(desk, str(process_id)[:8])
        await desk.sees("1 match")
        await desk.press("enter")
        await desk.sees(str(process_id))

    at_console(journey)


def test_subscriptions_of_the_store_in_another_order_are_listed_and_exported_as_they_are_shown(
    sold: SoldNetwork, at_console: Callable[[Journey], None], tmp_path: Path
) -> None:
    nodes = sorted(sold.loaded(found).description for found in sold.found("type:Node cr1"))
    assert 2 < len(nodes) < 20

    def shown(desk: Desk) -> list[str]:
        return [
            found.group() for line in desk.text.splitlines() if (found := re.search(r"Node [a-z]+-[a-z0-9]+", line))
        ]

    async def journey(desk: Desk) -> None:
        await desk.press("3")
        await desk.sees(" subscriptions")
        await narrow(desk, "type:Node cr1")
        await desk.press("g", *["s"] * 3)
        await desk.sees("by description ↑")
        await desk.until(lambda: shown(desk)[: len(nodes)] == nodes)
        await desk.press("S")
        await desk.sees("by description ↓")
        await desk.until(lambda: shown(desk)[: len(nodes)] == nodes[::-1])
        await desk.press("x")
        await desk.sees("export as")
        await desk.press("c")
        await desk.until(lambda: bool(list(tmp_path.glob("state/exports/*.csv"))))

    at_console(journey)
    (path,) = (tmp_path / "state" / "exports").iterdir()
    with path.open(newline="") as file:
        assert [row["description"] for row in csv.DictReader(file)] == nodes[::-1]
