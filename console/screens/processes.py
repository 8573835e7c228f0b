"""Which processes are there?"""

from __future__ import annotations

from console.screens.process_list import ProcessListScreen

__all__ = ["ProcessesScreen"]


class ProcessesScreen(ProcessListScreen):
    """Every process, in three lists, the latest change first unless sorted otherwise."""

    TABS = (("active", "Active"), ("completed", "Completed"), ("all", "All"))
    FOOTER = (*ProcessListScreen.FOOTER, "list.next_tab")

    def empty(self) -> str:
        """Name the two ways on."""
        tab, new = self.shell.key("list.next_tab"), self.shell.key("workflow.start")
        return f"No process here yet.\n\n{tab} shows the next list, {new} starts a workflow."
