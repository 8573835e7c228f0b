"""What needs me now?

Input steps of the operator's teams, work that was interrupted, failures, and what waits too long, each the oldest
first. Failures that are alike are one line: what is done there is done to all of them, and enter shows them one by one.
Enter on a process that waits for input opens its form.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.content import Content

from console.bindings import TAB_KEYS, bindings
from console.columns import process_columns, row_version, why, why_line
from console.deck import Rows, Tab
from console.messages import OpenProcess, ReadAgain
from console.screens.list_screen import GRID_KEYS
from console.screens.process_list import ProcessLinesScreen
from console.shell import Shell
from console.status import COLOURS
from console.times import age
from engine.plain import clean, shorten
from widgets import grid_messages
from widgets.grid import Cell, Column, Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.inbox import InboxLine
    from engine.records import ProcessRow

__all__ = ["InboxScreen"]

TEAMS_WIDTH = 30
"""Cells for the names of the operator's teams."""


class InboxScreen(ProcessLinesScreen["InboxLine"], inherit_bindings=False):
    """The first view: what waits for this operator."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "filtered", "process", without=GRID_KEYS | TAB_KEYS)]
    WITHOUT = TAB_KEYS
    NOUN = ("line", "lines")
    TABS = (("inbox", "Needs you"),)

    def __init__(self, shell: Shell, view: str) -> None:
        self._drafts: Mapping[UUID, datetime] = {}
        self._unfolded: set[str] = set()
        """Likenesses whose processes are shown one by one."""
        self._alike: dict[str, tuple[UUID, ...]] = {}
        """By the key of a line that was marked: the processes it stood for then."""
        super().__init__(shell, view)

    def make_grid(self) -> Grid[InboxLine]:
        """Return the grid: columns of processes, with the number of those that are alike in place of an id."""
        status, _, *others = (_of_line(column) for column in process_columns(self.shell, self._drafted))
        inner = status.cell

        def shown(line: InboxLine) -> Cell:
            cell = inner(line)
            return replace(cell, text=f"  {cell.text}") if line.likeness and line.count == 1 else cell

        columns = [replace(status, cell=shown), Column("ID", 8, _id), *others]
        return Grid(columns, row_key=lambda line: line.key, row_version=self._version)

    def _version(self, line: InboxLine) -> Hashable:
        return (line.count, line.unfolded, *_hashed(row_version(line.row, self.shell, self._drafted)))

    def _drafted(self, row: ProcessRow) -> datetime | None:
        return self._drafts.get(row.process_id)

    @property
    def _titles(self) -> tuple[str, ...]:
        """Say whom the operator stands for."""
        teams = ", ".join(self.shell.deck.teams())
        return (f"{super()._titles[0]} ({shorten(clean(teams), TEAMS_WIDTH)})",) if teams else super()._titles

    async def listing(self, tab: Tab, text: str) -> Rows[InboxLine]:
        """Ask for what needs the operator."""
        return await self.shell.deck.inbox(text, self._unfolded)

    async def refresh_data(self) -> None:
        """Read which forms were begun, then the list."""
        self._drafts = await self.shell.deck.input_drafts()
        await super().refresh_data()

    def current_row(self) -> ProcessRow | None:
        """Return the process under the cursor; of several that are alike, the one that has failed longest."""
        line = self.grid.cursor_row
        return line.row if line is not None else None

    def marked(self) -> tuple[UUID, ...]:
        """Return the marked processes; without any, those that the line under the cursor stands for."""
        line = self.grid.cursor_row
        if not self.grid.marks:
            return line.members if line is not None else ()
        known = (self._alike.get(key) or (UUID(key),) for key in sorted(self.grid.marks))
        return tuple(dict.fromkeys(process_id for members in known for process_id in members))

    def on_grid_marks_changed(self, message: grid_messages.MarksChanged) -> None:
        """Know what a line stood for when it was marked: what fails like it later was not meant."""
        line: InboxLine | None = message.row
        if line is not None:
            self._alike[line.key] = line.members

    def open_row(self, row: InboxLine) -> None:
        """Show failures that are alike one by one, or fold them; open the form a process waits for, else it."""
        if self.grid.cursor_gone:
            self.post_message(OpenProcess(row.row.process_id))
        elif row.count > 1:
            self._unfolded ^= {row.likeness}
            self.post_message(ReadAgain())
        elif self.shell.why_not(self.shell.actions["process.input"], row.row) is None:
            self.action_process_input()
        else:
            self.post_message(OpenProcess(row.row.process_id))

    def row_words(self, row: InboxLine) -> Content:
        """Say of a form that was begun how to go on with it, of failures how many they are; else why it stands so."""
        since = self._drafted(row.row)
        if since is not None:
            going_on = self.shell.key("list.open")
            said = f" you began its form {age(since, self.shell.now())} ago; {going_on} goes on with it"
            return Content.styled(shorten(said, self.size.width), COLOURS["dim"])
        if row.count == 1:
            return why_line(row.row, self.shell, self.size.width)
        shows = "folds" if row.unfolded else "shows"
        said = f" ! {row.count:,} failed alike, {self.shell.key('list.open')} {shows} them: {why(row.row)}"
        return Content.styled(shorten(clean(" ".join(said.split(" "))), self.size.width), COLOURS["bad"])

    def empty(self) -> str:
        """Name the two ways on."""
        all_of_them, new = self.shell.key("view.processes"), self.shell.key("workflow.start")
        return f"Nothing waits for you.\n\n{all_of_them} shows all processes, {new} starts a workflow."


def _of_line(column: Column[ProcessRow]) -> Column[InboxLine]:
    return Column(
        column.title,
        column.width,
        lambda line: column.cell(line.row),
        min_total=column.min_total,
        wide=column.wide,
        grow=column.grow,
    )


def _id(line: InboxLine) -> Cell:
    """The id of a process; of several the number, and whether they are shown below."""
    if line.count == 1:
        return Cell(str(line.row.process_id)[:8], "dim")
    return Cell(f"{'v' if line.unfolded else '+'} {line.count:,}", "bad")


def _hashed(version: Hashable) -> tuple[Hashable, ...]:
    return version if isinstance(version, tuple) else (version,)
