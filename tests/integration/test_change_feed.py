"""Does a console hear of what another program changed?"""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import update

from engine.dsl import begin, done
from engine.events import ChangeFeed, notify
from engine.store.schema import open_store
from engine.store.tables import ProcessTable
from tests.integration.flows import plain_step
from tests.lab import Lab, flow
from tests.postgres import Databases


def test_what_another_program_commits_is_noticed(lab: Lab, store_url: str) -> None:
    lab.registry.put(flow(begin >> plain_step >> done))
    other = open_store(store_url)

    async def listen() -> list[bool]:
        feed = aiter(ChangeFeed(other, poll=0.01, floor=30.0))
        heard = [await anext(feed)]  # the first look
        for _ in range(3):
            following = asyncio.ensure_future(anext(feed))
            await asyncio.to_thread(lab.operations.start, "flow")
            heard.append(await asyncio.wait_for(following, 20))
        await feed.aclose()  # type: ignore[attr-defined]  # an async generator
        return heard

    assert asyncio.run(listen()) == [True] * 4
    other.close()


def test_where_nothing_changes_it_is_time_to_look_anyway_after_a_while(lab: Lab) -> None:
    async def listen() -> list[bool]:
        feed = aiter(ChangeFeed(lab.store, poll=0.01, floor=0.05))
        heard = [await anext(feed), await asyncio.wait_for(anext(feed), 20)]
        await feed.aclose()  # type: ignore[attr-defined]  # an async generator
        return heard

    assert asyncio.run(listen()) == [True, False]


def test_what_is_rolled_back_is_no_change(lab: Lab, store_url: str) -> None:
    class Refrained(Exception):
        pass

    other = open_store(store_url)
    workflow = flow(begin >> plain_step >> done)
    process_id = lab.start(workflow)

    def change_and_refrain() -> None:
        with lab.store.writing() as connection:
            connection.execute(update(ProcessTable).values(note="never"))
            notify(connection, process_id)
            raise Refrained

    def refrain() -> None:
        with pytest.raises(Refrained):
            change_and_refrain()

    async def listen() -> list[bool]:
        feed = aiter(ChangeFeed(other, poll=0.01, floor=0.1))
        heard = [await anext(feed)]
        await asyncio.to_thread(refrain)
        heard.append(await asyncio.wait_for(anext(feed), 20))
        await feed.aclose()  # type: ignore[attr-defined]  # an async generator
        return heard

    assert asyncio.run(listen()) == [True, False]
    other.close()


def test_a_feed_whose_connection_was_cut_says_look_and_listens_on(postgres: Databases, postgres_url: str) -> None:
    store = open_store(postgres_url)

    def change() -> None:
        with store.writing() as connection:
            notify(connection, uuid4())

    async def listen() -> list[bool]:
        feed = aiter(ChangeFeed(store, floor=30.0))
        heard = [await anext(feed)]
        following = asyncio.ensure_future(anext(feed))
        await asyncio.sleep(0)  # it listens from here on
        assert await asyncio.to_thread(postgres.kick_out, postgres_url) > 0
        heard.append(await asyncio.wait_for(following, 20))
        following = asyncio.ensure_future(anext(feed))
        await asyncio.to_thread(change)
        heard.append(await asyncio.wait_for(following, 20))
        await feed.aclose()  # type: ignore[attr-defined]  # an async generator
        return heard

    assert asyncio.run(listen()) == [True, True, True]
    store.close()
