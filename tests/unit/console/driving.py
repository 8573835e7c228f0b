"""How a test drives the console: keys in, what is on the screen out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

import tests.quick  # noqa: F401  # what it changes in Textual
from console.app import ConsoleApp
from console.screens.process_keys import ProcessKeys
from tests.unit.console.fake_deck import NOW, FakeDeck

__all__ = ["Driver", "drive"]


class Driver:
    """The console under a test's hands."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[None], deck: FakeDeck) -> None:
        self.app, self.pilot, self.deck = app, pilot, deck

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until the console has done all it does about it."""
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        await self.pilot.press(*("space" if character == " " else character for character in text))
        await self.pilot.pause()

    async def settle(self) -> None:
        """Wait until the console has done all it has to do."""
        await self.pilot.pause()

    def screen(self) -> object:
        """Class of the screen the operator sees."""
        return type(self.app.screen)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    def line(self, part: str) -> str:
        """The one line of the screen that contains `part`."""
        found = [line for line in self.text.splitlines() if part in line]
        assert len(found) == 1, f"{part!r} is on {len(found)} lines of\n{self.text}"
        return found[0]

    @property
    def cursor(self) -> str:
        """Id of the process under the cursor of the visible list."""
        screen = self.app.screen
        assert isinstance(screen, ProcessKeys)
        row = screen.current_row()
        assert row is not None
        return str(row.process_id)

    async def go_to(self, name: str) -> None:
        """Put the cursor of the visible list on the process that `process(name, …)` made."""
        wanted = str(self.deck.name(name).process_id)
        await self.press("g")
        for _ in range(len(self.deck.processes)):
            if self.cursor == wanted:
                return
            await self.press("j")
        raise AssertionError(f"{name} is not in the list\n{self.text}")


def drive(
    journey: Callable[[Driver], Awaitable[None]],
    deck: FakeDeck | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    **options: Any,
) -> FakeDeck:
    """Open the console on a deck (every status, where none is given), make the journey, return the deck."""
    driven = deck or FakeDeck()

    async def run() -> None:
        settings: dict[str, Any] = {"now": lambda: NOW, "live": False, "environment": "lab"}
        app = ConsoleApp(driven, **settings | options)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await journey(Driver(app, pilot, driven))

    asyncio.run(run())
    return driven
