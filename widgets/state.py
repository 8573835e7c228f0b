"""How is a state, or a traceback, read on a terminal?

A state is shown foldless: one line for each value, keys of one level aligned, what is nested indented below its key.
Strings stand without quotes, unless they could be taken for something else.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from engine.plain import clean, clean_lines
from widgets.grid_line import fit
from widgets.lines import Line, LinesView, broken

__all__ = ["StateView", "TextView"]

INDENT = "  "

WIDEST_KEY = 28
"""Cells; a longer key pushes its own value to the right, not everybody's."""

_AMBIGUOUS = re.compile(r"\s.*|.*\s|null|true|false|-?\d+(\.\d+)?([eE][+-]?\d+)?|[\[{\"].*|", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a state."""

    lead: str
    """What stands before the key: indentation, and the dash of a list's item."""
    key: str
    keys: int
    """Cells that the keys of this level take; 0 for the items of a list."""
    values: Sequence[str]
    """The value in lines; empty when what is nested follows."""
    plain: bool = True
    """Whether it is an ordinary value; null and what is empty are dim."""


class StateView(LinesView):
    """A JSON value, scrollable."""

    def __init__(
        self, value: object = None, *, empty: str = "nothing", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._empty = empty
        self._value = value
        self._of: Hashable = None

    def show(self, value: object, *, of: Hashable = None) -> None:
        """Show this value. `of` is what it belongs to: while that is the same, the place in the text is kept."""
        if value == self._value and of == self._of:
            return
        top = of != self._of or of is None
        self._value, self._of = value, of
        self.relay(top=top)

    def break_lines(self, width: int) -> Sequence[Line]:
        """Return a line for each value, more for a long one."""
        if self._value is None or self._value == {} or self._value == []:
            return [[(fit(self._empty, width), "dim")]]
        lines: list[Line] = []
        for entry in _entries(self._value, ""):
            lines.extend(_lines_of(entry, width))
        return lines


class TextView(LinesView):
    """A text of many lines, a traceback say, scrollable; long lines are broken."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text
        self._of: Hashable = None

    def show(self, text: str, *, of: Hashable = None) -> None:
        """Show this text. `of` is what it belongs to: while that is the same, the place in the text is kept."""
        if text == self._text and of == self._of:
            return
        top = of != self._of or of is None
        self._text, self._of = text, of
        self.relay(top=top)

    def break_lines(self, width: int) -> Sequence[Line]:
        """Return the text in lines of that width."""
        return [[(piece, "")] for line in clean_lines(self._text.expandtabs(4)) for piece in broken(line, width)]


def _entries(value: object, lead: str) -> Iterator[Entry]:
    """Yield a value's entries, depth first; the first one after `lead`, the others below it."""
    under = " " * len(lead)
    if not isinstance(value, Mapping):
        for item in value if isinstance(value, list | tuple) else [value]:
            if _nests(item):
                yield from _entries(item, lead + "- ")
            else:
                yield Entry(lead + "- ", "", 0, *_scalar(item))
            lead = under
        return
    keys = [clean(str(key)) for key in value]
    widest = min(WIDEST_KEY, max(cell_len(key) for key in keys))
    for key, item in zip(keys, value.values(), strict=True):
        if _nests(item):
            yield Entry(lead, key, widest, ())
            yield from _entries(item, under + INDENT)
        else:
            yield Entry(lead, key, widest, *_scalar(item))
        lead = under


def _nests(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple) and bool(value)


def _scalar(value: object) -> tuple[Sequence[str], bool]:
    """Return a value that nests nothing in lines, and whether it is an ordinary one."""
    if isinstance(value, str):
        return ([clean(f'"{value}"')] if _AMBIGUOUS.fullmatch(value) else clean_lines(value)), True
    if value is None or isinstance(value, Mapping | list | tuple):
        return ["null" if value is None else "{}" if isinstance(value, Mapping) else "[]"], False
    return [clean(str(value).lower() if isinstance(value, bool) else str(value))], True


def _lines_of(entry: Entry, width: int) -> Iterator[Line]:
    head = entry.lead + entry.key
    if not entry.values:
        yield [(head, "key")]
        return
    column = len(entry.lead) + (entry.keys + 2 if entry.keys else 0)
    head += " " * (max(2, column - cell_len(head)) if entry.keys else 0)
    margin = " " * min(column, width // 2)
    room = max(8, width - max(cell_len(head), len(margin)))
    style = "" if entry.plain else "dim"
    for line in entry.values:
        for piece in broken(line, room):
            yield [(head, "key"), (piece, style)]
            head = margin
