"""Which rows of a list are at hand, and which line of the grid shows which?

Rows come in pages from a source that may hold a million; a few pages are kept. One line may be no row any more: the one
the cursor is on, after its row left the list. It stays where it was until the cursor moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar, runtime_checkable

from widgets.grid_line import Row

__all__ = ["KEPT", "PAGE", "CountsLate", "RowSource", "Rows", "read_around"]

PAGE = 200
"""Rows read at once."""

KEPT = 16
"""Pages kept at hand."""

RowOut = TypeVar("RowOut", covariant=True)


class RowSource(Protocol[RowOut]):
    """A list somewhere else; each answer is about the list as it is at that moment."""

    async def count(self) -> int:
        """Return how many rows there are."""

    async def rows(self, start: int, limit: int) -> Sequence[RowOut]:
        """Return at most `limit` rows from index `start` on."""

    async def find(self, key: str) -> int | None:
        """Return the index of the row with this key, or None when it is not in the list."""


@runtime_checkable
class CountsLate(RowSource[RowOut], Protocol[RowOut]):
    """A source whose `count` may answer before it has counted."""

    async def counted(self) -> int | None:
        """Wait until it has, and return how many rows there are; None when there is nothing to wait for."""


class Rows(Generic[Row]):
    """The lines of a grid: what was read of a list, and perhaps one line whose row is gone."""

    def __init__(self, count: int, key: Callable[[Row], str]) -> None:
        self._key = key
        self.count = count
        """Rows of the list."""
        self.gone_line: int | None = None
        """The line whose row left the list."""
        self._gone: Row | None = None
        self._pages: dict[int, Sequence[Row]] = {}

    def __len__(self) -> int:
        """Return the number of lines."""
        return self.count + (self.gone_line is not None)

    def put(self, page: int, rows: Sequence[Row]) -> None:
        """Keep a page that was read. A short one tells where the list ends now."""
        self._pages[page] = rows
        if len(rows) < PAGE:
            self.count = min(self.count, page * PAGE + len(rows))
        if len(self._pages) > KEPT:
            del self._pages[max(self._pages, key=lambda kept: abs(kept - page))]

    def leave(self, line: int, row: Row) -> None:
        """Show `row`, which is not in the list any more, on a line of its own."""
        self.gone_line, self._gone = line, row

    def forget(self) -> None:
        """Drop the line whose row is gone."""
        self.gone_line, self._gone = None, None

    def row(self, line: int) -> Row | None:
        """Return the row of a line; None when it was not read, or there is no such line."""
        if line == self.gone_line:
            return self._gone
        index = self.index(line)
        if not 0 <= index < self.count:
            return None
        page = self._pages.get(index // PAGE)
        offset = index % PAGE
        return page[offset] if page is not None and offset < len(page) else None

    def index(self, line: int) -> int:
        """Return the index in the list of the row on a line; for the gone line, of the row below it."""
        return line - 1 if self.gone_line is not None and line > self.gone_line else line

    def line(self, index: int) -> int:
        """Return the line that shows the row at an index of the list."""
        return index + 1 if self.gone_line is not None and index >= self.gone_line else index

    def missing(self, first: int, last: int) -> list[int]:
        """Return the pages still to be read for the lines `first` to `last`."""
        low, high = max(0, self.index(first)), min(self.index(last), self.count - 1)
        return [page for page in range(low // PAGE, high // PAGE + 1) if page not in self._pages] if high >= low else []

    def where(self, key: str, near: int | None = None) -> int | None:
        """Return the index of a row, looking first where it should be; None when it is not at hand."""
        if near is not None and (row := self.row(near)) is not None and self._key(row) == key:
            return near
        return next((index for index, row in self._read() if self._key(row) == key), None)

    def _read(self) -> Iterator[tuple[int, Row]]:
        for page, rows in self._pages.items():
            for offset, row in enumerate(rows):
                yield page * PAGE + offset, row


async def read_around(source: RowSource[Row], rows: Rows[Row], *, top: int, height: int, cursor: int) -> Rows[Row]:
    """Read what a screen of `height` lines shows from line `top`, a little more on both sides, and the cursor's row."""
    top = max(0, min(top, rows.count - height))
    cursor = max(0, min(cursor, rows.count - 1))
    for page in sorted({*rows.missing(top - height, top + 2 * height), *rows.missing(cursor, cursor)}):
        rows.put(page, await source.rows(page * PAGE, PAGE))
    return rows
