"""How is a screen that is no list one of the tabs of its view?"""

from __future__ import annotations

from console.list_line import ListLine, ListState
from console.messages import OpenPane
from console.panes import PANES, view_of
from console.places import Place
from console.screens.deck_screen import DeckScreen
from console.shell import Shell

__all__ = ["TabbedScreen"]


class TabbedScreen(DeckScreen):
    """A screen with the line of tabs on top."""

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self._panes = PANES[view_of(view)]
        self._place = next(place for place, pane in enumerate(self._panes) if pane.mode == view)
        titles = tuple(pane.title for pane in self._panes)
        self.line = ListLine(ListState(one="", several="", tabs=titles, tab=self._place))

    def place(self) -> Place:
        """Return this tab."""
        return Place(mode=self.view)

    def on_list_line_picked(self, message: ListLine.Picked) -> None:
        """Show the tab that was clicked."""
        self._show_tab(message.index)

    def action_list_next_tab(self) -> None:
        """Show the next tab."""
        self._show_tab((self._place + 1) % len(self._panes))

    def action_list_previous_tab(self) -> None:
        """Show the previous tab."""
        self._show_tab((self._place - 1) % len(self._panes))

    def _show_tab(self, place: int) -> None:
        if place != self._place:
            self.post_message(OpenPane(self._panes[place]))
