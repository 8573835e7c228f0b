"""How does an operator go back over the screens she came by, and forward again?"""

from __future__ import annotations

from console.messages import Arrived
from console.places import Place
from console.saving import Saving
from console.screens.deck_screen import DeckScreen
from console.visits import Visits, is_same

__all__ = ["Visiting"]


class Visiting(Saving, inherit_bindings=False):
    """The app's part in back and forward."""

    def __init__(self) -> None:
        super().__init__()
        self._visits = Visits()

    def on_arrived(self, message: Arrived) -> None:
        """Take up which screen came to the front, if it is there still."""
        if _shows(self.front, message.place):
            self._visits.arrived(message.place)

    async def action_view_earlier(self) -> None:
        """Show the screen of before."""
        await self._travel(-1, "before")

    async def action_view_later(self) -> None:
        """Show the screen that was left by going back."""
        await self._travel(1, "after")

    async def _travel(self, by: int, which: str) -> None:
        place = self._visits.step(by)
        if place is None:
            self.front.say(f"there is no screen {which} this one", "warning")
            return
        await self.switch_mode(place.mode)
        while any(_shows(screen, place) for screen in self.screen_stack[:-1]):
            await self.front.keep()
            await self.pop_screen()
        if not _shows(self.front, place):
            await self.go_to(place)


def _shows(screen: object, place: Place) -> bool:
    here = screen.place() if isinstance(screen, DeckScreen) else None
    return here is not None and is_same(here, place)
