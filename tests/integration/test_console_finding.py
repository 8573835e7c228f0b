"""Does an operator find by keys what she has a part of: an address, an interface, an age, how an id begins?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.app import ConsoleApp
from console.store_deck import StoreDeck
from engine.settings import Settings, load_settings
from engine.store.schema import open_store
from tests.clock import SettableClock
from tests.integration.sold_network import SoldNetwork
from tests.integration.test_console_on_store import Desk
from tests.lab import Lab


@pytest.fixture
def sold(
    sqlite_url: str, clock: SettableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SoldNetwork]:
    """The network as it is sold, on a SQLite file."""
    store = open_store(sqlite_url)
    clock.now = datetime.now(UTC) - timedelta(hours=5)
    lab = Lab(store, clock)
    yield SoldNetwork(lab, store, tmp_path, monkeypatch)
    lab.close()
    store.close()


def test_a_subscription_by_prefix_and_interface_and_a_process_by_age_and_the_beginning_of_its_id(
    sold: SoldNetwork, sqlite_url: str, tmp_path: Path
) -> None:
    node = sold.loaded(sold.only('"Node ams-cr1"'))
    process_id = sold.done("task_clean_up_tasks", {})
    (tmp_path / "config.toml").write_text('[workflows]\nmodules = ["workflows.network"]\n[engine]\nexecutor = "none"\n')

    def settings() -> Settings:
        return load_settings(tmp_path / "config.toml").overridden(store=sqlite_url, operator="anna", read_only=False)

    async def journey(desk: Desk) -> None:
        async def narrow(text: str) -> None:
            await desk.press("slash", "ctrl+u", *text, "enter")
            await desk.until(lambda: f"/{text}" in desk.text and " match" in desk.text)

        await desk.sees("Nothing waits for you")
        await desk.press("3")
        await narrow(f"{node.node.loopback}/32")
        await desk.sees("1 match")
        await desk.sees("Node ams-cr1")
        await narrow("ams-cr1 et-0/0/4")
        await desk.sees("1 match")
        await desk.sees("ams-cr1 et-0/0/4: sky survey")
        await desk.press("4", "tab")
        await narrow("age<4h")
        await desk.sees("No task matches /age<4h")
        await narrow("age>4h")
        await desk.sees("1 match")
        await narrow(str(process_id)[:8])
        await desk.sees("1 match")
        await desk.press("enter")
        await desk.sees(str(process_id))

    async def sit() -> None:
        app = ConsoleApp(StoreDeck(settings), live=False)
        async with app.run_test(size=(100, 30)) as pilot:
            await journey(Desk(pilot, sold.lab.engine, sold.lab.operations, sold.store))

    asyncio.run(sit())
