"""What does the console's deck say of subscriptions and of the processes that touched them, on a real store?"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from console import store_deck
from console.deck import StoreChanged
from console.store_deck import StoreDeck
from engine import begin, done, step
from engine.domain.touched import FieldChange
from engine.errors import Overtaken, ProcessFailureError, Refused
from engine.outcome import State
from engine.plain import MASK
from engine.settings import load_settings
from engine.store.database import Store
from tests.integration.domain.shop import Node, new_circuit, new_node, store_scope
from tests.lab import Lab, flow

T = TypeVar("T")

Ask = Callable[[Callable[[StoreDeck], Awaitable[T]]], T]


@pytest.fixture
def ask(store_url: str, tmp_path: Path) -> Ask[object]:
    """Ask the deck of a console on the test's store."""
    (tmp_path / "config.toml").write_text('[engine]\nexecutor = "none"\n')
    settings = load_settings(tmp_path / "config.toml").overridden(store=store_url, operator="anna", read_only=False)

    def run(question: Callable[[StoreDeck], Awaitable[object]]) -> object:
        async def asked() -> object:
            deck = StoreDeck(lambda: settings)
            await deck.open()
            try:
                return await question(deck)
            finally:
                await deck.close()

        return asyncio.run(asked())

    return run


def test_what_a_process_made_of_a_subscription_and_who_started_it(lab: Lab, store: Store, ask: Ask[object]) -> None:
    node = new_node(store)

    @step("Rename")
    def rename() -> State:
        found = Node.from_subscription(node.subscription_id)
        found.node.node_name = "ams9"
        return {"subscription": found}

    process_id = lab.go(flow(begin >> rename >> done))

    async def question(deck: StoreDeck) -> None:
        (touched,) = await deck.touched(process_id)
        assert touched.changes == (FieldChange("node.node_name", "ams1", "ams9"),)
        assert [entry.action for entry in await deck.commands(process_id)] == ["start"]
        assert [row.process_id for row in await deck.rows([process_id])] == [process_id]

    ask(question)


def test_what_breaks_if_a_node_goes(store: Store, ask: Ask[object]) -> None:
    node = new_node(store)
    circuit = new_circuit(store, *node.node.ports)

    async def question(deck: StoreDeck) -> None:
        (near,) = await deck.impact(node.subscription_id)
        assert (near.subscription_id, near.beside) == (circuit.subscription_id, node.subscription_id)

    ask(question)


def test_a_subscription_is_set_in_sync_once_by_who_saw_it_as_it_is(store: Store, ask: Ask[object]) -> None:
    node = new_node(store)
    with store_scope(store):
        node.insync = False
        node.save()

    async def question(deck: StoreDeck) -> None:
        key = node.subscription_id
        seen = (await deck.subscription(key)).row.version
        assert await deck.why_not_in_sync(key) is None
        with pytest.raises(Overtaken):
            await deck.set_in_sync(key, seen - 1)
        await deck.set_in_sync(key, seen)
        assert (await deck.subscription(key)).row.insync
        assert "is in sync already" in (await deck.why_not_in_sync(key) or "")
        with pytest.raises(Refused):
            await deck.set_in_sync(key, None)

    ask(question)


def test_what_a_failure_tells_beside_its_message_is_shown_without_its_secrets(lab: Lab, ask: Ask[object]) -> None:
    @step("Log in")
    def log_in() -> State:
        raise ProcessFailureError("no login", {"status": 401, "headers": {"password": "hunter2"}})

    process_id = lab.go(flow(begin >> log_in >> done))

    async def question(deck: StoreDeck) -> None:
        (failed,) = [step for step in (await deck.detail(process_id)).steps if step.error is not None]
        assert failed.details == {"status": 401, "headers": {"password": MASK}}

    ask(question)


def test_a_change_feed_that_breaks_is_begun_again(ask: Ask[object], monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Store] = []

    class Breaking:
        def __init__(self, store: Store) -> None:
            begun.append(store)

        def __aiter__(self) -> AsyncIterator[bool]:
            return self._told()

        async def _told(self) -> AsyncIterator[bool]:
            if len(begun) == 1:
                raise sqlite3.OperationalError("disk I/O error")
            yield True
            await asyncio.Event().wait()

    monkeypatch.setattr("engine.events.ChangeFeed", Breaking)
    monkeypatch.setattr(store_deck, "FEED_AGAIN", 0)

    async def question(deck: StoreDeck) -> None:
        await deck.load()
        told = 0
        async for change in deck.changes():
            told += isinstance(change, StoreChanged)
            if told == 2:  # one so that the trouble is seen, one from the feed that was begun again
                break

    ask(question)
    assert len(begun) == 2
