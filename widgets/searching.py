"""Where in a long text does this word stand?

Every place is marked, and two keys go from one line that has it to the next. The keys are the text's own only while
something is searched for; without that they are whatever they mean around it.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from widgets.lines import Line, LinesView

__all__ = ["SearchedView"]

SEARCHING = frozenset({"reader_next_match", "reader_previous_match"})


class SearchedView(LinesView):
    """Lines that can be searched."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--match", "lines--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "reader_next_match", "next match", show=False, id="reader.next_match"),
        Binding("N", "reader_previous_match", "previous match", show=False, id="reader.previous_match"),
    ]

    class Searched(Message):
        """A search went to a place, or found none."""

        def __init__(self, view: SearchedView, needle: str, place: int, count: int) -> None:
            super().__init__()
            self.view, self.needle, self.place, self.count = view, needle, place, count

        @property
        def control(self) -> SearchedView:
            """The view it comes from."""
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.needle = ""
        """What is searched for; empty for nothing."""
        self._hit = -1
        """The line that the search is at."""

    def search(self, needle: str) -> None:
        """Mark every place of `needle`, upper and lower case alike, and go to the first one from here on; empty ends
        the search."""
        self.needle = needle.strip().casefold()
        self.unfold_for_search()
        self.relay()
        self._hit = self.reading_at() - 1
        if self.needle:
            self._go(1)

    def reading_at(self) -> int:
        """Return the line that is read now."""
        return self.scroll_offset.y

    def unfold_for_search(self) -> None:
        """Show what is folded away, so that it is found too."""

    def read(self, line: int) -> None:
        """Bring a line into sight."""
        if not self.scroll_offset.y <= line < self.scroll_offset.y + max(1, self.size.height):
            self.scroll_top(line - self.size.height // 3)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take the keys of a search only while there is one."""
        return bool(self.needle) if action in SEARCHING else True

    def action_reader_next_match(self) -> None:
        """Go to the next line that has it, around the end."""
        self._go(1)

    def action_reader_previous_match(self) -> None:
        """Go to the line before that has it, around the beginning."""
        self._go(-1)

    def pieces(self, at: int) -> Line:
        """Return a line with every place of the needle marked."""
        line = super().pieces(at)
        return line if not self.needle else [part for text, name in line for part in self._marked(text, name)]

    def under(self, at: int) -> str:
        """Return the ground of the line the search is at."""
        return "cursor" if self.needle and at == self._hit else ""

    def _go(self, direction: int) -> None:
        hits = [at for at, line in enumerate(self._lines) if self._has(line)]
        if hits:
            beyond = [at for at in hits if (at > self._hit if direction > 0 else at < self._hit)]
            self._hit = (beyond or hits)[0 if direction > 0 else -1]
            self.read(self._hit)
            self.redraw()
        place = hits.index(self._hit) + 1 if hits else 0
        self.post_message(self.Searched(self, self.needle, place, len(hits)))

    def _has(self, line: Line) -> bool:
        return self.needle in "".join(text for text, _ in line).casefold()

    def _marked(self, text: str, name: str) -> Line:
        lowered = text.casefold()
        if len(lowered) != len(text) or self.needle not in lowered:  # a place in the one is not one in the other
            return [(text, name)]
        found, at = [], 0
        while (place := lowered.find(self.needle, at)) >= 0:
            found += [(text[at:place], name), (text[place : place + len(self.needle)], "match")]
            at = place + len(self.needle)
        return [*found, (text[at:], name)]
