"""How is a list of any length shown without reading it, and kept under the operator's cursor while it changes?

Only what is on screen is drawn, line by line, from pages read when they are needed; a line is drawn anew only when
what it shows has changed. Cursor and marks are identities, never row numbers: whatever the list does, a key press acts
on the row the operator was looking at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import partial
from typing import ClassVar, Generic

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip

from widgets import grid_messages
from widgets.canvas import LineCanvas, Look
from widgets.grid_line import Cell, Column, Row
from widgets.grid_paint import STYLES, Painter
from widgets.grid_refresh import Sight, find_place
from widgets.grid_rows import PAGE, CountsLate, Rows, RowSource, read_around

__all__ = ["Cell", "Column", "Grid", "RowSource"]

TITLES = 1
"""Lines at the top that do not scroll."""


class Grid(LineCanvas, Generic[Row]):
    """A list over a `RowSource`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"grid--{name}" for name in STYLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,l", "list_open", "open", show=False, id="list.open"),
        Binding("space", "list_mark", "mark", show=False, id="list.mark"),
        Binding("u", "list_unmark", "unmark", show=False, id="list.unmark"),
    ]

    Highlighted = grid_messages.Highlighted
    Opened = grid_messages.Opened
    MarksChanged = grid_messages.MarksChanged
    ReadFailed = grid_messages.ReadFailed
    Counted = grid_messages.Counted

    new_above: reactive[int] = reactive(0, repaint=False)
    """Rows that came in above what is on screen since the operator was at the top."""
    row_count: reactive[int | None] = reactive(None, repaint=False)
    """Rows of the list, at the last reading; None before the first."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        row_key: Callable[[Row], str],
        row_version: Callable[[Row], Hashable],
        empty: str = "Nothing here.",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = list(columns)
        self.cursor_key: str | None = None
        """Identity of the row under the cursor; None while there is none, or it is still being read."""
        self.marks: set[str] = set()
        """Identities of the marked rows."""
        self._row_key, self._row_version = row_key, row_version
        self._empty = empty
        self._source: RowSource[Row] | None = None
        self._rows: Rows[Row] = Rows(0, row_key)
        self._cursor = 0
        self._cursor_row: Row | None = None
        self._generation = 0
        """Grows with each reading of the list: what was asked for an earlier one is dropped."""
        self._moves = 0
        """Grows whenever the operator moves."""
        self._fetching = False
        self._counting: RowSource[Row] | None = None
        """The list whose count is waited for."""
        self._seen_height = 0
        self._told: Look = ()
        self._painter: Painter[Row] | None = None

    # What the screen asks and says

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor, as last read; also when it has left the list (`cursor_gone`)."""
        return self._cursor_row if self.cursor_key is not None else None

    @property
    def cursor_gone(self) -> bool:
        """Whether the row under the cursor has left the list."""
        return self._rows.gone_line is not None and self._rows.gone_line == self._cursor

    @property
    def empty(self) -> str:
        """The sentence shown when the list has no rows."""
        return self._empty

    @empty.setter
    def empty(self, sentence: str) -> None:
        if sentence != self._empty:
            self._empty = sentence
            self.redraw()

    async def show(self, source: RowSource[Row], *, keep_marks: bool = False) -> None:
        """Show another list: the cursor on the row it was on, if that is in it, else on the first.

        The marks are dropped, unless it is the same list in another order. What was on screen stays there until the
        new list is read. Raises what the source raises, and then nothing has changed.
        """
        self._generation += 1
        generation, key, on_screen = self._generation, self.cursor_key, self._cursor - self._top
        count = await source.count()
        index = await source.find(key) if key is not None and count else None
        if not 0 <= on_screen < self.page_lines:
            on_screen = 0
        rows = await self._read(source, count, top=(index or 0) - on_screen, cursor=index or 0)
        if generation != self._generation:
            return
        cursor = rows.where(key, near=index) if key is not None and index is not None else None
        if source is not self._source:
            self.workers.cancel_group(self, "count")
        self._source, self.new_above = source, 0
        if not keep_marks:
            self._drop_marks()
        self._settle(rows, cursor or 0, (cursor or 0) - on_screen)

    async def refresh_rows(self) -> None:
        """Read the list again: same row under the cursor, on the same line of the screen; nothing seen slides away.

        A row that left the list stays as a dim line until the cursor moves. Raises what the source raises, and then
        nothing has changed.
        """
        if (source := self._source) is None:
            return
        self._generation += 1
        generation, moves = self._generation, -1
        while moves != self._moves:  # the operator moved while the store was read: look again from where she is now
            moves, sight, last = self._moves, self._sight(), self._cursor_row
            count = await source.count()
            place = await find_place(source, sight)
            rows = await self._read(source, count, top=place.top, cursor=place.cursor)
            if generation != self._generation:
                return
        cursor, top, found = place.cursor, place.top, None
        if sight.key is not None and not place.gone:
            found = rows.where(sight.key, near=cursor)  # it may have moved between the readings
        if found is not None:
            cursor, top = found, top + found - cursor
        elif sight.key is not None and last is not None:
            cursor = min(cursor, rows.count)
            rows.leave(cursor, last)
        self._settle(rows, cursor, top)
        self.new_above = max(0, min(self.new_above + place.shift, self._top))

    def refresh_clocks(self) -> None:
        """Draw again the lines that look different now, and no others: for what a row shows beside the row itself."""
        self.redraw()

    # Moving

    def step(self, lines: int) -> None:
        """Move the cursor."""
        self._move(self._cursor + lines)

    def leap(self, lines: int) -> None:
        """Move cursor and screen together, so that the cursor keeps its line on the screen."""
        self.scroll_top(self._top + lines)
        self._move(self._cursor + lines)

    def go_to(self, *, last: bool) -> None:
        """Move the cursor to the last row, or to the first."""
        self._move(len(self._rows) - 1 if last else 0)

    def action_list_open(self) -> None:
        """Open the row under the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.Opened(self, self.cursor_key, self.cursor_row))

    def action_list_mark(self) -> None:
        """Mark the row under the cursor, or unmark it."""
        if self.cursor_key is not None:
            self.marks ^= {self.cursor_key}
            self.redraw()
            self.post_message(self.MarksChanged(self, self.cursor_row))

    def action_list_unmark(self) -> None:
        """Drop every mark."""
        self._drop_marks()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the line under the pointer; open the row it is on already."""
        line = self._top + event.y - TITLES
        if event.y >= TITLES and line < len(self._rows):
            event.stop()
            if line == self._cursor:
                self.action_list_open()
            else:
                self._move(line)

    def _move(self, line: int) -> None:
        """Put the cursor on a line, and the line on the screen."""
        self._moves += 1
        rows = self._rows
        if rows.gone_line is not None and line != rows.gone_line:
            line -= line > rows.gone_line
            rows.forget()
            self._measure()
        self._cursor = max(0, min(line, len(rows) - 1))
        self.cursor_key = None
        self.reveal(self._cursor)
        self._tell()
        self.redraw()
        self._fetch_missing()

    def _drop_marks(self) -> None:
        if self.marks:
            self.marks.clear()
            self.post_message(self.MarksChanged(self))

    @property
    def page_lines(self) -> int:
        """Lines of the screen that show rows; before the first layout, a guess."""
        return max(1, self.size.height - TITLES) if self.size.height else 50

    # The list at hand

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def _sight(self) -> Sight:
        rows, cursor, seen = self._rows, self._cursor, range(self._top, self._top + self.page_lines)
        others = [(row, line) for line in seen if line != cursor and (row := rows.row(line)) is not None]
        return Sight(
            top=self._top,
            height=self.page_lines,
            cursor=cursor,
            key=self.cursor_key,
            index=rows.index(cursor),
            others=[(self._row_key(row), line, rows.index(line)) for row, line in others],
        )

    async def _read(self, source: RowSource[Row], count: int, *, top: int, cursor: int) -> Rows[Row]:
        return await read_around(source, Rows(count, self._row_key), top=top, height=self.page_lines, cursor=cursor)

    def _settle(self, rows: Rows[Row], cursor: int, top: int) -> None:
        """Show these rows, with the cursor and the top of the screen on these lines."""
        self._rows = rows
        self._cursor = max(0, min(cursor, len(rows) - 1))
        self.cursor_key = None
        self._measure()
        self.scroll_top(top)
        self._tell()
        self.redraw()
        self._fetch_missing()
        self._await_count()

    def _await_count(self) -> None:
        """Where the source still counts, take up what it comes to; one waits at a time."""
        source = self._source
        if isinstance(source, CountsLate) and self.is_running and source is not self._counting:
            self._counting = source
            work: Callable[[], Awaitable[None]] = partial(self._take_count, source)
            self.run_worker(work, group="count", exit_on_error=False)

    async def _take_count(self, source: CountsLate[Row]) -> None:
        try:
            count = await source.counted()
        except Exception as error:
            self.post_message(self.ReadFailed(self, error))
            return
        finally:
            if self._counting is source:
                self._counting = None
        if count is not None and source is self._source:
            self._rows.count = count
            self._cursor = max(0, min(self._cursor, len(self._rows) - 1))
            self._measure()
            self.redraw()
            self._fetch_missing()
            self.post_message(self.Counted(self))

    def _measure(self) -> None:
        self.row_count = self._rows.count
        self.virtual_size = Size(1, len(self._rows) + TITLES)

    def _tell(self) -> None:
        """Take up the identity of the row under the cursor, and tell when it is another one or has changed."""
        row = self._rows.row(self._cursor)
        self._cursor_row, self.cursor_key = row, self._row_key(row) if row is not None else None
        told: Look = (self.cursor_key, self._row_version(row) if row is not None else None, self.cursor_gone)
        if told != self._told and (row is not None or not len(self._rows)):
            self._told = told
            self.post_message(self.Highlighted(self, self.cursor_key, row))

    # Pages

    def _wanted(self) -> list[int]:
        """Return the pages to read: for the screen first, then for a little beyond it."""
        bottom = self._top + self.page_lines
        return self._rows.missing(self._top, bottom) or self._rows.missing(self._top - PAGE // 4, bottom + PAGE // 4)

    def _fetch_missing(self) -> None:
        if not self._fetching and self.is_running and self._wanted():
            self._fetching = True
            self.run_worker(self._fetch(), group="pages", exit_on_error=False)

    async def _fetch(self) -> None:
        """Read page after page while the screen, wherever it is by then, needs one.

        What comes for a list that is not shown any more is dropped.
        """
        try:
            while self._source is not None and (wanted := self._wanted()):
                rows, page = self._rows, wanted[0]
                read = await self._source.rows(page * PAGE, PAGE)
                if rows is self._rows:
                    self._receive(page, read)
        except Exception as error:
            self.post_message(self.ReadFailed(self, error))
        finally:
            self._fetching = False

    def _receive(self, page: int, read: Sequence[Row]) -> None:
        rows, lines = self._rows, len(self._rows)
        rows.put(page, read)
        if len(rows) != lines:  # the list ends earlier than it did when it was counted
            self._cursor = max(0, min(self._cursor, len(rows) - 1))
            self._measure()
        if self.cursor_key is None:
            self._tell()
        self.redraw()

    # Drawing

    def scrolled(self) -> None:
        """Read what came into sight."""
        self._moves += 1
        self.new_above = min(self.new_above, self._top)
        self._fetch_missing()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the columns out anew, and keep the cursor in sight where it was."""
        before = self._seen_height
        self._seen_height = self.page_lines
        self.forget_drawing()
        if self._top <= self._cursor < self._top + before and self._cursor >= self._top + self.page_lines:
            self.scroll_top(self._cursor - self.page_lines + 1)
        self._fetch_missing()
        self.refresh()

    def forget_drawing(self) -> None:
        """Draw every line anew the next time."""
        super().forget_drawing()
        self._painter = None

    def look(self, y: int) -> Look:
        """Return what decides how a line looks: its row, the row's version, cursor and mark."""
        rows, line = self._rows, self._top + y - TITLES
        if y < TITLES:
            return ("titles",)
        if self.row_count is None or 0 < len(rows) <= line:
            return ("blank",)
        if not len(rows):
            return ("empty", y, self.size.height, self._empty)
        row, cursor = rows.row(line), line == self._cursor
        if row is None:
            return ("unread", cursor)
        key = self._row_key(row)
        return ("row", key, self._row_version(row), cursor, key in self.marks, line == rows.gone_line)

    def draw(self, y: int, look: Look) -> Strip:
        """Draw a line."""
        if self._painter is None:
            self._painter = Painter(self.columns, self.size.width, self.outer_size.width, self._style, self.rich_style)
        match look:
            case ("titles",):
                return self._painter.titles()
            case ("empty", *_):
                return self._painter.sentence(self._empty, y - max(TITLES + 1, self.size.height // 3))
            case ("unread", bool(cursor)):
                return self._painter.unread(cursor)
            case ("row", _, _, bool(cursor), bool(marked), bool(gone)):
                row = self._rows.row(self._top + y - TITLES)
                if row is not None:
                    return self._painter.row(row, cursor=cursor, marked=marked, gone=gone)
        return self._painter.blank()

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"grid--{name}")
