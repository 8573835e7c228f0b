"""How does a list of processes differ from another list? In its columns, and in what can be done to a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.content import Content

from console.bindings import bindings
from console.columns import process_columns, row_key, row_version, why_line
from console.deck import Rows, Tab
from console.messages import OpenProcess
from console.screens.list_screen import GRID_KEYS, ListScreen
from console.screens.process_keys import ProcessKeys
from widgets.grid import Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.records import ProcessRow

__all__ = ["ProcessListScreen"]


class ProcessListScreen(ListScreen["ProcessRow"], ProcessKeys):
    """A view that is a list of processes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "process", without=GRID_KEYS)]
    SCOPES = ("global", "list", "process")
    NOUN = ("process", "processes")
    FOOTER: ClassVar[Sequence[str]] = (
        "list.open",
        "process.retry",
        "process.input",
        "process.abort",
        "list.filter",
        "list.leave",
        "workflow.start",
        "list.mark",
    )

    def make_grid(self) -> Grid[ProcessRow]:
        """Return the grid of processes."""
        return Grid(process_columns(self.shell), row_key=row_key, row_version=lambda row: row_version(row, self.shell))

    async def listing(self, tab: Tab, text: str) -> Rows[ProcessRow]:
        """Ask for processes."""
        return await self.shell.deck.listing(tab, text)

    def current_row(self) -> ProcessRow | None:
        """Return the process under the cursor."""
        return self.grid.cursor_row

    def marked(self) -> tuple[UUID, ...]:
        """Return the marked processes."""
        return tuple(UUID(key) for key in sorted(self.grid.marks))

    def unmark(self) -> None:
        """Drop the marks."""
        self.grid.action_list_unmark()

    def open_row(self, row: ProcessRow) -> None:
        """Show the process."""
        self.post_message(OpenProcess(row.process_id))

    def row_words(self, row: ProcessRow) -> Content:
        """Say why the process stands where it does."""
        return why_line(row, self.shell, self.size.width)
