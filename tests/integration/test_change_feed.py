"""Does a console hear of what another program changed?"""

from __future__ import annotations

import asyncio

from engine.dsl import begin, done
from engine.events import ChangeFeed
from engine.store.schema import open_store
from tests.integration.flows import plain_step
from tests.lab import Lab, flow


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
