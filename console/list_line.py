"""Which part of the list is shown, narrowed and sorted how, and how much of it is there?

The line between the header and a list: tabs, filter, marks, count and order.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from console.wording import counted
from engine.plain import clean, shorten

__all__ = ["ListLine", "ListState"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """What the line says."""

    one: str
    """What a row is, as one and as several."""
    several: str
    tabs: tuple[str, ...]
    tab: int
    filter: str = ""
    wrong: bool = False
    """The filter cannot be understood: the rows are those of before."""
    marked: int = 0
    count: int | None = None
    sort: str = ""
    """By what it is sorted, where not as usual: `status:asc`."""


class ListLine(Widget):
    """Tabs, filter, marks and count, in one line."""

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        index: int

    def __init__(self, state: ListState) -> None:
        super().__init__()
        self._state = state

    def show(self, state: ListState) -> None:
        """Show this; nothing is drawn when it is shown already."""
        if state != self._state:
            self._state = state
            self.refresh()

    def render(self) -> Content:
        """Draw the line."""
        state = self._state
        left: list[tuple[str, str]] = [(" ", "")]
        for index, name in enumerate(state.tabs):
            left.append((f" {name} ", "$accent bold" if index == state.tab else "$foreground-muted"))
        right = f"{state.marked:,} marked   " if state.marked else ""
        if state.count is not None and not state.wrong:
            matching = f"{state.count:,} match" if state.filter else counted(state.count, state.one, state.several)
            right += f"{matching} {_order(state.sort)}"
        room = self.size.width - sum(len(text) for text, _ in left) - len(right) - 6
        if state.filter:
            sign, style = ("  ! /", "$text-error") if state.wrong else ("  /", "$text-warning")
            left.append((sign + shorten(clean(state.filter), max(0, room)), style))
        head = Content.assemble(*left)
        gap = max(1, self.size.width - head.cell_length - len(right))
        return Content.assemble(head, " " * gap, (right, "$foreground-muted"))

    def on_click(self, event: events.Click) -> None:
        """Pick the tab under the pointer."""
        column = 1
        for index, name in enumerate(self._state.tabs):
            if column <= event.x < column + len(name) + 2:
                self.post_message(self.Picked(index))
            column += len(name) + 2


def _order(sort: str) -> str:
    """Return by what a list is sorted, with an arrow."""
    by, _, way = clean(sort).partition(":")
    return f"by {by} {'↑' if way == 'asc' else '↓'} " if by else ""
