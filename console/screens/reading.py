"""How is what stands at the right of a screen searched?"""

from __future__ import annotations

from abc import abstractmethod

from textual import work

from console.actions import Action
from console.screens.deck_screen import DeckScreen
from widgets.searching import SearchedView

__all__ = ["ReadingKeys"]


class ReadingKeys(DeckScreen):
    """A screen with a long text or state to read."""

    @abstractmethod
    def reader(self) -> SearchedView:
        """Return what is read now."""

    def offered(self) -> list[Action]:
        """Leave out what the text, the state or the steps that have the focus do not do now."""
        at = self.focused

        def works(action: Action) -> bool:
            return (
                at is not None and hasattr(at, f"action_{action.method}") and bool(at.check_action(action.method, ()))
            )

        return [action for action in super().offered() if action.scope != "reader" or works(action)]

    @work
    async def action_text_search(self) -> None:
        """Ask for what to search, and go to the first place that has it."""
        reader = self.reader()
        needle = await self.ask_text("/", reader.needle)
        if needle is not None and reader.is_attached:
            reader.focus()
            reader.search(needle)

    def on_searched_view_searched(self, message: SearchedView.Searched) -> None:
        """Say which of how many places it is."""
        if message.count:
            self.say(f"{message.place} of {message.count:,} lines with {message.needle}")
        else:
            self.say(f"nothing here has {message.needle}", "warning")

    def end_search(self) -> bool:
        """End the search, if there is one; return whether there was."""
        reader = self.reader()
        if not reader.needle:
            return False
        reader.search("")
        return True
