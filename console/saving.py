"""How does an operator keep a place under a name, and come back to it?

Kept with the rest of the console's memory, for each environment apart. The first three have keys of their own.
"""

from __future__ import annotations

from abc import abstractmethod
from uuid import UUID

from textual.app import App

from console.commands import BadCommand
from console.messages import OpenProcess, OpenSubscription
from console.places import Place
from console.screens.deck_screen import DeckScreen
from console.shell import Shell
from engine.plain import clean, shorten

__all__ = ["Saving"]

LONGEST = 30
"""Characters of a name."""


class Saving(App[None], inherit_bindings=False):
    """The app's part in saved places."""

    shell: Shell

    @property
    @abstractmethod
    def front(self) -> DeckScreen:
        """The screen the operator sees."""

    @abstractmethod
    async def show_place(self, place: Place) -> None:
        """Show a list as it was kept."""

    def action_place_save(self, name: str) -> None:
        """Keep what is shown under a name, in place of what had that name. Raises BadCommand."""
        name = clean(" ".join(name.split()))
        if len(name) > LONGEST:
            raise BadCommand(f"a name has at most {LONGEST} characters")
        place = self.front.place()
        if place is None:
            raise BadCommand("a list, a process or a subscription can be kept, this cannot")
        self.shell.memory.saved[name] = place
        self.front.say(f"{name} is kept; {self.shell.key('place.show')} shows what is")

    async def action_place_show(self, name: str = "") -> None:
        """Choose among the kept places, or show the one that is named. Raises BadCommand."""
        if name:
            await self.go_to(self._kept(name))
            return
        from console.screens.saved import SavedScreen

        await self.push_screen(SavedScreen(self.front))

    def action_place_forget(self, name: str) -> None:
        """Forget a kept place. Raises BadCommand."""
        self._kept(name)
        del self.shell.memory.saved[name]
        self.front.say(f"{name} is forgotten")

    async def action_place_first(self) -> None:
        """Show the first kept place."""
        await self._show_number(0)

    async def action_place_second(self) -> None:
        """Show the second kept place."""
        await self._show_number(1)

    async def action_place_third(self) -> None:
        """Show the third kept place."""
        await self._show_number(2)

    async def _show_number(self, number: int) -> None:
        places = [*self.shell.memory.saved.values()]
        if number < len(places):
            await self.go_to(places[number])
        else:
            self.front.say("nothing is kept under this key; :save NAME keeps what is shown", "warning")

    async def go_to(self, place: Place) -> None:
        """Show a place."""
        if place.kind == "process":
            self.post_message(OpenProcess(UUID(place.id)))
        elif place.kind == "subscription":
            self.post_message(OpenSubscription(UUID(place.id)))
        else:
            await self.show_place(place)

    def _kept(self, name: str) -> Place:
        place = self.shell.memory.saved.get(name)
        if place is None:
            kept = shorten(", ".join(self.shell.memory.saved), 60) or "nothing is"
            raise BadCommand(f"nothing is kept as {name!r}: {kept}")
        return place
