"""What can be done where something is read: a process or a subscription whole, a state, a text?"""

from __future__ import annotations

from console.actions.action import Action

__all__ = ["READING"]

READING: tuple[Action, ...] = (
    Action(
        id="process.leave",
        keys=("escape", "h"),
        label="back",
        scope="text",
        help="Go back to the list.",
    ),
    Action(
        id="process.next_pane",
        keys=("tab", "shift+tab"),
        label="pane",
        scope="text",
        help="Move between the steps and what the step under the cursor did.",
    ),
    Action(
        id="process.next_view",
        keys=("v",),
        label="view",
        scope="text",
        help="Show what the step changed, then the full state, the same as JSON, then the traceback.",
    ),
    Action(
        id="process.changes",
        keys=("d",),
        label="changes",
        scope="text",
        help="Show what the process made of each subscription, before and after; again for the steps.",
    ),
    Action(
        id="process.commands",
        keys=("L",),
        label="commands",
        scope="text",
        help="Show the commands it was given, by whom and when; again for the steps.",
    ),
    Action(
        id="process.follow",
        keys=("w",),
        label="subscription",
        scope="text",
        help="Open the subscription under the cursor, or the first one the process touched.",
    ),
    Action(
        id="process.hidden",
        keys=("H",),
        label="hidden keys",
        scope="text",
        help="Show the keys a state holds for forms and the engine (__…, label_…, divider_…), or hide them.",
    ),
    Action(
        id="text.search",
        keys=("/",),
        label="search",
        scope="text",
        help="Search what stands at the right; esc ends the search.",
    ),
    Action(
        id="reader.next_match",
        keys=("n",),
        label="next match",
        scope="reader",
        help="Go to the next line that has what you search for; while you search.",
    ),
    Action(
        id="reader.previous_match",
        keys=("N",),
        label="previous match",
        scope="reader",
        help="Go to the line before that has what you search for; while you search.",
    ),
    Action(
        id="reader.unfold",
        keys=("right",),
        label="unfold",
        scope="reader",
        help="Show what is folded away at the cursor.",
    ),
    Action(
        id="reader.fold",
        keys=("left",),
        label="fold",
        scope="reader",
        help="Fold what the cursor is on or in: a group of steps, attempts that failed alike, a value.",
    ),
    Action(id="reader.unfold_all", keys=("E",), label="unfold all", scope="reader", help="Show everything."),
    Action(
        id="reader.fold_all", keys=("Z",), label="fold all", scope="reader", help="Fold everything to its first level."
    ),
    Action(
        id="process.next_failed",
        keys=("]",),
        label="next failed",
        scope="text",
        help="Move to the next failed attempt.",
    ),
    Action(
        id="process.previous_failed",
        keys=("[",),
        label="previous failed",
        scope="text",
        help="Move to the previous failed attempt.",
    ),
)
