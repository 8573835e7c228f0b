"""In which zone are times shown?"""

from __future__ import annotations

from textual.app import App

from console.messages import ReadAgain
from console.screens.deck_screen import DeckScreen
from console.shell import Shell

__all__ = ["Zoning"]


class Zoning(App[None], inherit_bindings=False):
    """The app's part in clocks."""

    shell: Shell

    def action_clock_zone(self) -> None:
        """Show every time in UTC, or in local time again."""
        memory = self.shell.memory
        memory.utc = not memory.utc
        for screen in [screen for stack in self._screen_stacks.values() for screen in stack]:
            if isinstance(screen, DeckScreen):
                screen.redraw_times()
        self.screen.post_message(ReadAgain())
