"""Which processes are there?"""

from __future__ import annotations

from console.screens.process_list import ProcessListScreen

__all__ = ["ProcessesScreen"]


class ProcessesScreen(ProcessListScreen):
    """Every process, in three lists, the latest change first."""

    TABS = (("active", "Active"), ("completed", "Completed"), ("all", "All"))
    FOOTER = (*ProcessListScreen.FOOTER, "list.next_tab")
    EMPTY = "No process here yet.\n\ntab shows the next list, n starts a workflow."
