"""What did the engine of this console, and the console, write to the log?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from console.actions import ACTIONS
from console.bindings import LIST_ALONE, TAB_KEYS, bindings
from console.screens.reading import ReadingKeys
from console.screens.tabbed import TabbedScreen
from console.shell import Shell
from widgets.searching import SearchedView
from widgets.state import TextView

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["LogScreen"]

NOT_HERE = {action.id for action in ACTIONS if action.scope == "text" and action.id != "text.search"}
NOT_HERE |= (LIST_ALONE - TAB_KEYS) | {"list.open"}


class LogScreen(TabbedScreen, ReadingKeys):
    """The end of the log, at its last line while the operator is there."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "text", without=NOT_HERE)]
    SCOPES = ("global", "list", "text", "reader")
    WITHOUT = NOT_HERE
    FOOTER: ClassVar[Sequence[str]] = ("text.search", "list.bottom", "list.top", "list.next_tab", "view.refresh")

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self.text_view = TextView("", id="text")
        self._shown = ""

    def body(self) -> Iterable[Widget]:
        """The tabs, and the text."""
        return (self.line, self.text_view)

    def reader(self) -> SearchedView:
        """Return the log."""
        return self.text_view

    def on_mount(self) -> None:
        """Start in the text."""
        self.text_view.focus()

    async def refresh_data(self) -> None:
        """Read the log again; a reader at its end stays there."""
        text = await self.shell.deck.engine_log()
        if text == self._shown and text:
            return
        at_end = not self._shown or self.text_view.scroll_offset.y >= self.text_view.max_scroll_y
        self._shown = text
        self.text_view.show(
            text or " Nothing is in the log yet: engine and console had nothing to say.",
            of="log",
        )
        if at_end:
            self.call_after_refresh(self.text_view.go_to, last=True)
