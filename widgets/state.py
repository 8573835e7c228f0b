"""How is a state, or a traceback, read on a terminal?

One line for each value, keys of one level aligned, what is nested indented below its key, where it can be folded away.
Strings stand without quotes, unless they could be taken for something else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from engine.plain import clean, clean_lines
from widgets.grid_line import fit
from widgets.lines import Line, broken
from widgets.searching import SearchedView

__all__ = ["StateView", "TextView"]

INDENT = "  "

Path = tuple[str | int, ...]

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
    path: Path = ()
    """The keys and places that lead to it."""
    below: int = 0
    """How many values it nests."""


class StateView(SearchedView):
    """A JSON value, with a cursor on a line: what nests something can be folded there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,l", "list_open", "fold", show=False, id="list.open"),
        Binding("right", "reader_unfold", "unfold", show=False, id="reader.unfold"),
        Binding("left", "reader_fold", "fold", show=False, id="reader.fold"),
        Binding("E", "reader_unfold_all", "unfold all", show=False, id="reader.unfold_all"),
        Binding("Z", "reader_fold_all", "fold all", show=False, id="reader.fold_all"),
    ]

    def __init__(
        self, value: object = None, *, empty: str = "nothing", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._empty = empty
        self._value = value
        self._of: Hashable = None
        self._folded: set[Path] = set()
        self._at = 0
        """The line the cursor is on."""
        self._entry_at: list[Entry] = []
        """By line: the value it is of."""

    def show(self, value: object, *, of: Hashable = None) -> None:
        """Show this value. `of` is what it belongs to: while that is the same, place and folds are kept."""
        if value == self._value and of == self._of:
            return
        top = of != self._of or of is None
        self._value, self._of = value, of
        if top:
            self._at = 0
            self._entry_at = []
            self._folded.clear()
        self.relay(top=top)

    def break_lines(self, width: int) -> Sequence[Line]:
        """Return a line for each value that is not folded away, more for a long one; the cursor stays on its value."""
        kept, self._entry_at = self._entry(), []
        if self._value is None or self._value == {} or self._value == []:
            return [[(fit(self._empty, width), "dim")]]
        lines: list[Line] = []
        for entry in _entries(self._value, "", (), self._folded):
            broken_up = list(_lines_of(entry, width, entry.path in self._folded))
            lines.extend(broken_up)
            self._entry_at += [entry] * len(broken_up)
        places = [line for line, found in enumerate(self._entry_at) if kept is not None and found.path == kept.path]
        if self._at not in places:
            self._at = places[0] if places else max(0, min(self._at, len(lines) - 1))
        return lines

    def under(self, at: int) -> str:
        """Return the ground of the line under the cursor."""
        return "cursor" if at == self._at and self.has_focus else ""

    def reading_at(self) -> int:
        """Return the line the cursor is on."""
        return self._at

    def read(self, line: int) -> None:
        """Put the cursor on a line."""
        self._move(line)

    def step(self, lines: int) -> None:
        """Move the cursor."""
        self._move(self._at + lines)

    def go_to(self, *, last: bool) -> None:
        """Move the cursor to the end, or to the beginning."""
        self._move(len(self._lines) - 1 if last else 0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line under the pointer; fold or unfold what it is on already."""
        line = self.scroll_offset.y + event.y
        if line < len(self._lines):
            event.stop()
            if line == self._at:
                self.action_list_open()
            else:
                self._move(line)

    def action_list_open(self) -> None:
        """Fold what is below the cursor, or unfold it."""
        entry = self._entry()
        if entry is not None and entry.below:
            self._fold(entry.path, entry.path not in self._folded)

    def action_reader_unfold(self) -> None:
        """Show what is folded at the cursor."""
        entry = self._entry()
        if entry is not None:
            self._fold(entry.path, False)

    def action_reader_fold(self) -> None:
        """Fold what the cursor is on, or in."""
        entry = self._entry()
        if entry is None:
            return
        path = entry.path if entry.below and entry.path not in self._folded else entry.path[:-1]
        while path and not any(found.path == path and found.below for found in self._entry_at):
            path = path[:-1]  # an item of a list has no line of its own
        if path:
            self._fold(path, True)

    def action_reader_unfold_all(self) -> None:
        """Show everything."""
        self._refold(set())

    def action_reader_fold_all(self) -> None:
        """Show only the first level."""
        self._refold({entry.path for entry in _entries(self._value, "", (), set()) if entry.below})

    def unfold_for_search(self) -> None:
        """Show everything."""
        if self.needle:
            self._folded.clear()

    def _entry(self) -> Entry | None:
        return self._entry_at[self._at] if self._at < len(self._entry_at) else None

    def _fold(self, path: Path, folded: bool) -> None:
        self._refold(self._folded | {path} if folded else self._folded - {path}, path)

    def _refold(self, folded: set[Path], at: Path | None = None) -> None:
        entry = self._entry()
        wanted = at if at is not None else entry.path if entry is not None else ()
        self._folded = folded
        self.relay()
        places = [line for line, found in enumerate(self._entry_at) if found.path == wanted[: len(found.path)]]
        self._move(max(places, key=lambda line: len(self._entry_at[line].path), default=self._at))

    def _move(self, line: int) -> None:
        self._at = max(0, min(line, len(self._lines) - 1))
        self.reveal(self._at)
        self.redraw()


class TextView(SearchedView):
    """A text of many lines, a traceback say, scrollable; long lines are broken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,l", "list_open", "open", show=False, id="list.open"),
    ]

    class Opened(Message):
        """The operator asks for more of the text."""

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

    def action_list_open(self) -> None:
        """Ask for more of it; whoever shows the text knows whether there is."""
        self.post_message(self.Opened())

    def break_lines(self, width: int) -> Sequence[Line]:
        """Return the text in lines of that width."""
        return [[(piece, "")] for line in clean_lines(self._text.expandtabs(4)) for piece in broken(line, width)]


def _entries(value: object, lead: str, path: Path, folded: Container[Path]) -> Iterator[Entry]:
    """Yield a value's entries, depth first, without what is folded; the first one after `lead`, the others below it."""
    under = " " * len(lead)
    if not isinstance(value, Mapping):
        for place, item in enumerate(value if isinstance(value, list | tuple) else [value]):
            if _nests(item):
                yield from _entries(item, lead + "- ", (*path, place), folded)
            else:
                yield Entry(lead + "- ", "", 0, *_scalar(item), (*path, place))
            lead = under
        return
    keys = [clean(str(key)) for key in value]
    widest = min(WIDEST_KEY, max(cell_len(key) for key in keys))
    for key, item in zip(keys, value.values(), strict=True):
        here = (*path, key)
        if isinstance(item, Mapping | list | tuple) and item:
            yield Entry(lead, key, widest, (), path=here, below=len(item))
            if here not in folded:
                yield from _entries(item, under + INDENT, here, folded)
        else:
            yield Entry(lead, key, widest, *_scalar(item), here)
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


def _lines_of(entry: Entry, width: int, folded: bool) -> Iterator[Line]:
    head = entry.lead + entry.key
    if not entry.values:
        yield [(head, "key"), (f" ▸ {entry.below:,}", "dim")] if folded else [(head, "key")]
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
