"""Which keys move through a list, a timeline or a text?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.scroll_view import ScrollView

__all__ = ["ListKeys"]


class ListKeys(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrolled widget of lines that moves with the keys of a list."""

    # A drag selects nothing here: a click moves the cursor, and the terminal's own selection is shift and drag.
    ALLOW_SELECT = False
    # The ids are those of the console's action registry, so that an operator's own keys reach every list.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "list_down", "down", show=False, id="list.down"),
        Binding("k,up", "list_up", "up", show=False, id="list.up"),
        Binding("g,home", "list_top", "top", show=False, id="list.top"),
        Binding("G,end", "list_bottom", "bottom", show=False, id="list.bottom"),
        Binding("pagedown", "list_page_down", "page down", show=False, id="list.page_down"),
        Binding("pageup", "list_page_up", "page up", show=False, id="list.page_up"),
        Binding("ctrl+d", "list_half_down", "half down", show=False, id="list.half_down"),
        Binding("ctrl+u", "list_half_up", "half up", show=False, id="list.half_up"),
    ]

    @property
    def page_lines(self) -> int:
        """Lines of one page."""
        return max(1, self.size.height)

    @abstractmethod
    def step(self, lines: int) -> None:
        """Move down by so many lines; up when negative."""

    @abstractmethod
    def go_to(self, *, last: bool) -> None:
        """Move to the last line, or to the first."""

    def leap(self, lines: int) -> None:
        """Move by a page or half of one."""
        self.step(lines)

    def action_list_down(self) -> None:
        """Go down a line."""
        self.step(1)

    def action_list_up(self) -> None:
        """Go up a line."""
        self.step(-1)

    def action_list_top(self) -> None:
        """Go to the first line."""
        self.go_to(last=False)

    def action_list_bottom(self) -> None:
        """Go to the last line."""
        self.go_to(last=True)

    def action_list_page_down(self) -> None:
        """Go down one page."""
        self.leap(self.page_lines)

    def action_list_page_up(self) -> None:
        """Go up one page."""
        self.leap(-self.page_lines)

    def action_list_half_down(self) -> None:
        """Go down half a page."""
        self.leap(max(1, self.page_lines // 2))

    def action_list_half_up(self) -> None:
        """Go up half a page."""
        self.leap(-max(1, self.page_lines // 2))

    def reveal(self, line: int) -> None:
        """Bring a line into sight, by as little scrolling as that takes."""
        top = self.scroll_offset.y
        if line < top:
            self.scroll_top(line)
        elif self.size.height and line >= top + self.page_lines:
            self.scroll_top(line - self.page_lines + 1)

    def scroll_top(self, top: int) -> None:
        """Put line `top` at the top, as far as there are lines below it; at once."""
        self.scroll_to(y=max(0, top), animate=False, force=True)
