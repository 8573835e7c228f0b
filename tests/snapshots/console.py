"""How a picture of the console is taken: a deck and keys in, one picture out.

Nothing of the machine is in it: the clock stands still in a set time zone, the cursor does not blink, nothing moves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from textual.pilot import Pilot

from console.app import ConsoleApp
from console.messages import OpenForm, OpenProcess
from tests.unit.console.driving import Driver
from tests.unit.console.fake_deck import NOW, FakeDeck

__all__ = ["SIZES", "Compare", "Journey", "Look", "form_of", "look_at", "process_called"]

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
"""The least that every screen is made for, and what an operator's screen usually has."""

Journey = Callable[[Driver], Awaitable[None]]
"""What is done before the keys."""


class Compare(Protocol):
    """`snap_compare` of pytest-textual-snapshot, as it is used here."""

    def __call__(
        self,
        app: ConsoleApp,
        press: tuple[str, ...] = (),
        terminal_size: tuple[int, int] = (80, 24),
        run_before: Callable[[Pilot[None]], Awaitable[None]] | None = None,
    ) -> bool:
        """Say whether the app looks as it did."""


class Look(Protocol):
    """The fixture `look`: open the console on a deck, press keys, compare what is seen with the stored picture."""

    def __call__(self, *keys: str, deck: FakeDeck | None = None, first: Journey | None = None, **options: Any) -> None:
        """Take the picture; `first` is done before the keys, `options` are the console's own."""


def look_at(compare: Compare, size: tuple[int, int]) -> Look:
    """Return what takes pictures of this size."""

    def look(*keys: str, deck: FakeDeck | None = None, first: Journey | None = None, **options: Any) -> None:
        shown = deck or FakeDeck()
        settings: dict[str, Any] = {"now": lambda: NOW, "live": False, "environment": "lab"}
        app = ConsoleApp(shown, **settings | options)
        app.animation_level = "none"

        async def journey(pilot: Pilot[None]) -> None:
            driver = Driver(app, pilot, shown)
            await driver.settle()
            if first is not None:
                await first(driver)
                await driver.settle()
            await driver.press(*keys)

        assert compare(app, terminal_size=size, run_before=journey)

    return look


def process_called(name: str) -> Journey:
    """Open the process that `process(name, …)` made."""

    async def journey(it: Driver) -> None:
        it.app.post_message(OpenProcess(it.deck.name(name).process_id))

    return journey


def form_of(name: str) -> Journey:
    """Open the form that the process `name` waits for."""

    async def journey(it: Driver) -> None:
        it.app.post_message(OpenForm(it.deck.name(name).process_id))

    return journey
