"""How does what is typed after `/` narrow a list?"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.timer import Timer
from textual.widget import Widget

from console.bindings import bindings
from console.deck import Filtered
from console.facets import Facet
from console.filter_line import FilterLine
from console.screens.deck_screen import DeckScreen
from console.shell import Shell
from console.typeahead import PATIENCE

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.filters.completion import Completion
    from engine.records import ProcessRow

__all__ = ["BEHIND", "FilteredScreen"]

TYPING_PAUSE = 0.15
"""Seconds without a key in the filter before the store is asked."""

BEHIND = "the list is still being read"


class FilteredScreen(DeckScreen):
    """A screen whose rows a filter narrows."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filtered")]

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self.filter_text = ""
        self.filter_line = FilterLine(self._completion)
        self._typing: Timer | None = None
        self.answered = asyncio.Event()
        """Set when the store has answered for a list."""
        self._wider: list[str] = []
        """The filters that were narrowed by a value since one was typed."""

    @property
    @abstractmethod
    def filtered(self) -> Filtered:
        """Of what the rows are."""

    @abstractmethod
    def facets(self) -> Sequence[Facet]:
        """Return the values of the row under the cursor that narrow the list."""

    @abstractmethod
    def narrowed(self) -> None:
        """Show what the filter leaves now, and remember it."""

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

    def narrow(self, text: str) -> None:
        """Show what a filter leaves."""
        self._wider.clear()
        self.filter_text = text.strip()
        self.narrowed()

    def widen(self) -> None:
        """Take back the last narrowing by a value; without one, drop the filter."""
        self.filter_text = self._wider.pop() if self._wider else ""
        self.narrowed()

    @work(group="facet", exclusive=True)
    async def action_list_include(self) -> None:
        """Show only what has the same value as the row under the cursor."""
        await self._by_value("only this", without=False)

    @work(group="facet", exclusive=True)
    async def action_list_exclude(self) -> None:
        """Leave out what has the same value as the row under the cursor."""
        await self._by_value("not this", without=True)

    async def _by_value(self, title: str, *, without: bool) -> None:
        from console.menu import Choice

        facets = self.facets()
        if not facets:
            self.say(f"{title}: there is nothing under the cursor to go by", "warning")
            return
        chosen = await self.choose(title, [Choice(facet.key, facet.field) for facet in facets])
        facet = next((facet for facet in facets if chosen is not None and facet.key == chosen.key), None)
        if facet is None:
            return
        from engine.filters.writing import narrower

        wider, self.filter_text = (
            self.filter_text,
            narrower(self.filter_text, facet.field, facet.value, without=without),
        )
        if wider != self.filter_text:
            self._wider.append(wider)
            self.narrowed()

    async def _completion(self, text: str, at: int) -> Completion | None:
        return await self.shell.deck.completion(self.filtered, text, at) if self.shell.opened else None

    @property
    @abstractmethod
    def is_behind(self) -> bool:
        """Whether the rows are of another list than was asked for."""

    def refused(self, action_id: str, row: ProcessRow | None = None) -> bool:
        """Refuse what is done to a row until the rows are those that were asked for."""
        action = self.shell.actions[action_id]
        if self.is_behind and action.scope == "process":
            self.say(f"{action.label}: {BEHIND}", "warning")
            return True
        return super().refused(action_id, row)

    async def _caught_up(self) -> None:
        while self.is_behind:
            self.answered.clear()
            await self.answered.wait()

    async def on_filter_line_changed(self, message: FilterLine.Changed) -> None:
        """Narrow the list: after a pause in the typing; at once when the line is closed, and the key behind that one
        waits for the rows it is meant for, as long as a key waits (`console.typeahead`)."""
        if self._typing is not None:
            self._typing.stop()
        if message.final:
            self.footer.display = True
            self.focus_rows()
            self.narrow(message.text)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._caught_up(), PATIENCE)
        else:
            self._typing = self.set_timer(TYPING_PAUSE, lambda: self.narrow(message.text))
