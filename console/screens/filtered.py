"""How does what is typed after `/` narrow a list?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widget import Widget

from console.deck import Filtered
from console.filter_line import FilterLine
from console.screens.deck_screen import DeckScreen
from console.shell import Shell

if TYPE_CHECKING:
    from engine.filters.completion import Completion

__all__ = ["FilteredScreen"]

TYPING_PAUSE = 0.15
"""Seconds without a key in the filter before the store is asked."""


class FilteredScreen(DeckScreen):
    """A screen whose rows a filter narrows."""

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self.filter_text = ""
        self.filter_line = FilterLine(self._completion)
        self._typing: Timer | None = None

    @property
    @abstractmethod
    def filtered(self) -> Filtered:
        """Of what the rows are."""

    @abstractmethod
    def narrow(self, text: str) -> None:
        """Show what a filter leaves."""

    @abstractmethod
    def focus_rows(self) -> None:
        """Have the keys go to the rows."""

    def bottom(self) -> Iterable[Widget]:
        """The filter."""
        return (self.filter_line,)

    def action_list_filter(self) -> None:
        """Type a filter."""
        self.footer.display = False
        self.filter_line.open(self.filter_text)

    async def _completion(self, text: str, at: int) -> Completion | None:
        return await self.shell.deck.completion(self.filtered, text, at) if self.shell.opened else None

    def on_filter_line_changed(self, message: FilterLine.Changed) -> None:
        """Narrow the list: after a pause in the typing, at once when the line is closed."""
        if self._typing is not None:
            self._typing.stop()
        if message.final:
            self.footer.display = True
            self.focus_rows()
            self.narrow(message.text)
        else:
            self._typing = self.set_timer(TYPING_PAUSE, lambda: self.narrow(message.text))
