"""How does a list of processes differ from another list? In its columns, in what can be done to a row, and in what
stands beside it on a wide terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from console.actions import Scope
from console.beside import Beside
from console.bindings import bindings
from console.columns import process_columns, row_key, row_version, why_line
from console.deck import Filtered, Rows, Tab
from console.facets import Facet, of_process
from console.messages import OpenProcess, OpenSubscription
from console.screens.list_screen import GRID_KEYS, ListScreen
from console.screens.process_keys import ProcessKeys
from console.screens.sorted_list import SortedListScreen
from console.shell import Shell
from widgets import grid_messages
from widgets.grid import Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.records import ProcessRow

__all__ = ["ProcessLinesScreen", "ProcessListScreen"]

Row = TypeVar("Row")


class ProcessLinesScreen(ListScreen[Row], ProcessKeys, Generic[Row]):
    """A view whose lines are of processes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "process", without=GRID_KEYS)]
    SCOPES: ClassVar[tuple[Scope, ...]] = ("global", "list", "filtered", "process")
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

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self.beside = Beside(shell, self.grid)

    @property
    def filtered(self) -> Filtered:
        """Of what the rows are."""
        return "process"

    def facets(self) -> Sequence[Facet]:
        """Return the values of the row under the cursor that narrow the list."""
        row = self.current_row()
        return of_process(row) if row is not None else ()

    def middle(self) -> Widget:
        """Return the grid, and on a wide terminal the process under its cursor beside it."""
        return self.beside

    async def refresh_data(self) -> None:
        """Read the list, then what stands beside it."""
        await super().refresh_data()
        self._follow(changed=True)

    def on_grid_highlighted(self, message: grid_messages.Highlighted) -> None:
        """Have what stands beside the list go with the cursor."""
        self._follow()

    def _follow(self, *, changed: bool = False) -> None:
        row = self.current_row()
        self.beside.follow(row.process_id if row is not None else None, changed=changed)

    def tick(self) -> None:
        """Move the ages on, those beside the list too."""
        super().tick()
        self.beside.tick()

    def on_process_pane_followed(self, message: Message) -> None:
        """Show a subscription of the process beside the list."""
        from console.process_pane import ProcessPane

        assert isinstance(message, ProcessPane.Followed)
        self.post_message(OpenSubscription(message.subscription_id))

    def unmark(self) -> None:
        """Drop the marks."""
        self.grid.action_list_unmark()


class ProcessListScreen(ProcessLinesScreen["ProcessRow"], SortedListScreen["ProcessRow"]):
    """A view that is a list of processes."""

    SCOPES = (*ProcessLinesScreen.SCOPES, "listed")
    KIND = "process"

    def make_grid(self) -> Grid[ProcessRow]:
        """Return the grid of processes."""
        return Grid(process_columns(self.shell), row_key=row_key, row_version=lambda row: row_version(row, self.shell))

    async def listing(self, tab: Tab, text: str) -> Rows[ProcessRow]:
        """Ask for processes."""
        return await self.shell.deck.listing(tab, text, self.sort)

    def record(self, row: ProcessRow) -> dict[str, Any]:
        """Return a process as the command line's JSON has it."""
        from console.as_json import row_as_json

        return row_as_json(row)

    def current_row(self) -> ProcessRow | None:
        """Return the process under the cursor."""
        return self.grid.cursor_row

    def marked(self) -> tuple[UUID, ...]:
        """Return the marked processes."""
        return tuple(UUID(key) for key in sorted(self.grid.marks))

    def open_row(self, row: ProcessRow) -> None:
        """Show the process."""
        self.post_message(OpenProcess(row.process_id))

    def row_words(self, row: ProcessRow) -> Content:
        """Say why the process stands where it does."""
        return why_line(row, self.shell, self.size.width)
