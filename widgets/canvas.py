"""How is a scrolled widget drawn line by line, and a line drawn anew only when it looks different?

A full repaint is tens of kilobytes on the way to the terminal, a line a few hundred bytes: a list that is refreshed
under the operator's eyes, over a slow connection, repaints what has changed and nothing else.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from typing import Self

from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip

from widgets.list_keys import ListKeys

__all__ = ["LineCanvas", "Look", "ground"]

Look = tuple[Hashable, ...]
"""Everything that decides how a line looks: equal looks, equal lines."""


class LineCanvas(ListKeys):
    """Lines that are drawn from their look."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: dict[int, Look] = {}
        """The look of each line of the screen when it was last drawn."""
        self._strips: LRUCache[Look, Strip] = LRUCache(512)
        self._colours: Look = ()
        """What the lines were drawn with."""

    @abstractmethod
    def look(self, y: int) -> Look:
        """Return how line `y` of the screen looks now."""

    @abstractmethod
    def draw(self, y: int, look: Look) -> Strip:
        """Draw line `y` of the screen, whose look is `look`."""

    def scrolled(self) -> None:
        """Do what is due when other lines came into sight."""

    def redraw(self) -> None:
        """Draw again the lines that look different now."""
        if changed := self._changed():
            super().refresh(*changed)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint, but of a whole that was drawn in the present colours only the lines that look different.

        Textual asks for the whole when the focus comes or goes and when the number of lines changes: 37 KB and 19 KB
        at 120x40.
        """
        if repaint and not regions:
            if self._drawn and self._colours == self._colours_now():
                repaint = False
                self.call_next(self.redraw)  # not at once: what is shown may be half changed
            else:
                self.forget_drawing()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def forget_drawing(self) -> None:
        """Draw every line anew the next time: another width, other colours."""
        self._strips.clear()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        if not self._drawn:
            self._colours = self._colours_now()
        look = self._drawn[y] = self.look(y)
        strip = self._strips.get(look)
        if strip is None:
            strip = self._strips[look] = self.draw(y, look)
        return strip

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what came into sight; lines that look the same where they are now are left alone."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self.scrolled()
            self.redraw()

    def _changed(self) -> list[Region]:
        width = self.size.width
        return [Region(0, y, width, 1) for y in range(self.size.height) if self._drawn.get(y) != self.look(y)]

    def _colours_now(self) -> Look:
        styles = self.styles
        parts = (self.get_component_rich_style(name) for name in sorted(self._get_component_classes()))
        return (self.rich_style, styles.border, styles.tint, styles.opacity, *parts)


def ground(below: Style, plain: Style) -> Style:
    """Return what the style `below` puts under every piece of a line: its background; or, where it is in reverse (a
    terminal without colours of ours), the plain colours in reverse, because each piece's own would make it a patchwork.
    """
    if below.reverse:
        return Style(color=plain.color, bgcolor=plain.bgcolor, reverse=True)
    return Style(bgcolor=below.bgcolor)
