"""How is text of any length scrolled, when only the lines on screen are drawn?

The base of the viewers and of the timeline: a list of lines, each a few pieces of text with a style name, cut to the
width. What becomes a line, and how it breaks, is the subclass's business.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.strip import Strip

from widgets.canvas import LineCanvas, Look, ground

__all__ = ["Line", "LinesView", "broken"]

Line = Sequence[tuple[str, str]]
"""Pieces of safe text, each with a style name: empty for plain, else the end of a component class."""

LONG = 20_000
"""Characters from which on a text is not measured cell by cell."""


class LinesView(LineCanvas):
    """Lines under a scrollbar."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--key", "lines--dim", "lines--bad"}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = ()
        self._broken_at = -1

    @abstractmethod
    def break_lines(self, width: int) -> Sequence[Line]:
        """Return what is shown, in lines of at most `width` cells."""

    def relay(self, *, top: bool = False) -> None:
        """Break the lines anew, because what is shown has changed; `top` starts at the first line."""
        self._broken_at = -1
        self._lay()
        if top:
            self.scroll_top(0)
        self.redraw()

    def under(self, at: int) -> str:
        """Return the style name of what lies under line `at`, a background say; empty for nothing."""
        return ""

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines for the new width, and draw all: what was drawn before belongs to the old one."""
        self.forget_drawing()
        self._lay()
        self.refresh()

    def look(self, y: int) -> Look:
        """Return the pieces of a line, and what lies under it."""
        at = self.scroll_offset.y + y
        return (tuple(self.pieces(at)), self.under(at)) if at < len(self._lines) else ()

    def pieces(self, at: int) -> Line:
        """Return what line `at` is drawn of."""
        return self._lines[at]

    def draw(self, y: int, look: Look) -> Strip:
        """Draw one line of the screen."""
        if not look:
            return Strip.blank(self.size.width, self.rich_style)
        at = self.scroll_offset.y + y
        pieces, under = self.pieces(at), self.under(at)
        below = ground(self._style(under), self.rich_style) if under else Style.null()
        segments = [Segment(text, self._style(name) + below) for text, name in pieces]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style + below)

    def step(self, lines: int) -> None:
        """Scroll."""
        self.scroll_top(self.scroll_offset.y + lines)

    def go_to(self, *, last: bool) -> None:
        """Scroll to the end, or to the beginning."""
        self.scroll_top(len(self._lines) if last else 0)

    def _lay(self) -> None:
        width = self.scrollable_size.width
        if width and width != self._broken_at:
            self._broken_at = width
            self._lines = self.break_lines(width)
            self.virtual_size = Size(1, len(self._lines))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"lines--{name}") if name else self.rich_style


def broken(text: str, width: int) -> list[str]:
    """Return one line of safe text in pieces of at most `width` cells, at least one."""
    width = max(2, width)
    if len(text) * 2 <= width or cell_len(text) <= width:
        return [text]
    if len(text) <= LONG:
        return _between_words(text, width)
    # Half the width holds any character; measuring a megabyte takes half a second.
    step = width if text.isascii() else width // 2
    return [text[at : at + step] for at in range(0, len(text), step)]


def _between_words(text: str, width: int) -> list[str]:
    """Break behind a space where one is in the second half of a piece, else within the word; no character is lost."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        piece = chop_cells(text[at : at + width], width)[0]
        space = piece.rfind(" ") + 1
        if at + len(piece) < len(text) and space > len(piece) // 2:
            piece = piece[:space]
        pieces.append(piece)
        at += len(piece)
    return pieces
