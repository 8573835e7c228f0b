"""What needs me now?

Input steps of the operator's teams, and failures, the oldest first. Enter on one that waits for input opens its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from console.bindings import bindings
from console.screens.list_screen import GRID_KEYS
from console.screens.process_list import ProcessListScreen

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
