"""What can be done in a list?"""

from __future__ import annotations

from console.actions.action import Action

__all__ = ["LISTS"]

LISTS: tuple[Action, ...] = (
    Action(id="list.down", keys=("j", "down"), label="down", scope="list", help="Move the cursor down."),
    Action(id="list.up", keys=("k", "up"), label="up", scope="list", help="Move the cursor up."),
    Action(id="list.top", keys=("g", "home"), label="top", scope="list", help="Go to the first line."),
    Action(id="list.bottom", keys=("G", "end"), label="bottom", scope="list", help="Go to the last line."),
    Action(id="list.page_down", keys=("pagedown",), label="page down", scope="list", help="Go down one page."),
    Action(id="list.page_up", keys=("pageup",), label="page up", scope="list", help="Go up one page."),
    Action(id="list.half_down", keys=("ctrl+d",), label="half down", scope="list", help="Go down half a page."),
    Action(id="list.half_up", keys=("ctrl+u",), label="half up", scope="list", help="Go up half a page."),
    Action(
        id="list.open",
        keys=("enter", "l"),
        label="open",
        scope="list",
        help="Open what is under the cursor; in the Inbox, a process that waits for input opens its form.",
    ),
    Action(
        id="list.leave",
        keys=("escape", "h"),
        label="clear",
        scope="list",
        help="Drop the marks; without any, take back what f and F did last, then the filter.",
    ),
    Action(id="list.mark", keys=("space",), label="mark", scope="list", help="Mark the row, or unmark it."),
    Action(id="list.unmark", keys=("u",), label="unmark", scope="list", help="Drop every mark."),
    Action(id="list.next_tab", keys=("tab",), label="next tab", scope="list", help="Show the next tab of the view."),
    Action(
        id="list.previous_tab",
        keys=("shift+tab",),
        label="previous tab",
        scope="list",
        help="Show the previous tab of the view.",
    ),
    Action(
        id="list.filter",
        keys=("/",),
        label="filter",
        scope="filtered",
        help="Show only what matches: words, field:value (status:failed), !word for what must not; tab completes.",
    ),
    Action(
        id="list.include",
        keys=("f",),
        label="only this",
        scope="filtered",
        word="only",
        help="Show only what has the same status, workflow, product … as the row under the cursor; a letter chooses.",
    ),
    Action(
        id="list.exclude",
        keys=("F",),
        label="not this",
        scope="filtered",
        word="without",
        help="Leave out what has the same status, workflow, product … as the row under the cursor.",
    ),
    Action(
        id="list.sort",
        keys=("s",),
        label="sort",
        scope="listed",
        help="Sort by the next of the orders there are; the line over the list says by what.",
    ),
    Action(
        id="list.reverse",
        keys=("S",),
        label="reverse",
        scope="listed",
        help="Turn the order of the list around.",
    ),
    Action(
        id="list.export",
        keys=("x",),
        label="export",
        scope="listed",
        help="Write all that the filter finds into a file, as CSV or JSON lines.",
        takes="[FILE]",
    ),
)
