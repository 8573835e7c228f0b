"""What needs me now?

Input steps of the operator's teams, and failures, the oldest first. Enter on one that waits for input opens its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.content import Content

from console.bindings import bindings
from console.columns import process_columns, row_key, row_version
from console.screens.list_screen import GRID_KEYS
from console.screens.process_list import ProcessListScreen
from console.shell import Shell
from console.status import COLOURS
from console.times import age
from engine.plain import shorten
from widgets.grid import Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.records import ProcessRow

__all__ = ["InboxScreen"]

TAB_KEYS = frozenset({"list.next_tab", "list.previous_tab"})


class InboxScreen(ProcessListScreen, inherit_bindings=False):
    """The first view: what waits for this operator."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "process", without=GRID_KEYS | TAB_KEYS)]
    WITHOUT = TAB_KEYS
    TABS = (("inbox", "Needs you"),)

    def __init__(self, shell: Shell, view: str) -> None:
        self._drafts: Mapping[UUID, datetime] = {}
        super().__init__(shell, view)

    def make_grid(self) -> Grid[ProcessRow]:
        """Return the grid of processes, forms that were begun marked."""
        return Grid(
            process_columns(self.shell, self._drafted),
            row_key=row_key,
            row_version=lambda row: row_version(row, self.shell, self._drafted),
        )

    async def refresh_data(self) -> None:
        """Read which forms were begun, then the list."""
        self._drafts = await self.shell.deck.input_drafts()
        await super().refresh_data()

    def _drafted(self, row: ProcessRow) -> datetime | None:
        return self._drafts.get(row.process_id)

    def row_words(self, row: ProcessRow) -> Content:
        """Say of a form that was begun how to go on with it; else why the process stands where it does."""
        since = self._drafted(row)
        if since is None:
            return super().row_words(row)
        said = f" you began its form {age(since, self.shell.now())} ago; {self.shell.key('list.open')} goes on with it"
        return Content.styled(shorten(said, self.size.width), COLOURS["dim"])

    def empty(self) -> str:
        """Name the two ways on."""
        all_of_them, new = self.shell.key("view.processes"), self.shell.key("workflow.start")
        return f"Nothing waits for you.\n\n{all_of_them} shows all processes, {new} starts a workflow."

    def open_row(self, row: ProcessRow) -> None:
        """Open the form where the process waits for one, else the process."""
        if self.shell.why_not(self.shell.actions["process.input"], row) is None:
            self.action_process_input()
        else:
            super().open_row(row)
