"""A verb for many processes: what will be done, what was done, and what came of it."""

from __future__ import annotations

from dataclasses import replace

from engine.outcome import ProcessStatus
from tests.snapshots.console import Look
from tests.unit.console.driving import Driver
from tests.unit.console.test_verbs import mark


async def marked(it: Driver) -> None:
    await mark(it, "fail", "api", "ask", "diff")


def test_what_will_be_done_and_what_not(look: Look) -> None:
    look("r", first=marked)


def test_what_came_of_it(look: Look) -> None:
    async def acted(it: Driver) -> None:
        await marked(it)
        await it.press("r", "y")
        for name, status in (("fail", ProcessStatus.COMPLETED), ("api", ProcessStatus.FAILED)):
            it.deck.put(replace(it.deck.name(name), status=status, version=9))

    look(first=acted)
