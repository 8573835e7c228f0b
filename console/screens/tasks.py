"""What looks after the site itself, and how did it go?"""

from __future__ import annotations

from console.screens.process_list import ProcessListScreen

__all__ = ["TasksScreen"]


class TasksScreen(ProcessListScreen):
    """The processes that are tasks, in three lists, the latest change first unless sorted otherwise."""

    NOUN = ("task", "tasks")
    TABS = (("active tasks", "Active"), ("completed tasks", "Completed"), ("all tasks", "All"))
    FOOTER = (*ProcessListScreen.FOOTER, "list.next_tab")

    def empty(self) -> str:
        """Name the two ways on."""
        tab, new = self.shell.key("list.next_tab"), self.shell.key("workflow.start")
        return f"No task here.\n\n{tab} shows the next list, {new} starts one."
