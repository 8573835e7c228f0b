"""What can be done in a form?"""

from __future__ import annotations

from console.actions.action import Action

__all__ = ["FORMS"]

FORMS: tuple[Action, ...] = (
    Action(
        id="form.submit",
        keys=("ctrl+j", "ctrl+enter"),
        label="send",
        scope="form",
        priority=True,
        help="Send this page; on the last one the process goes on.",
    ),
    Action(
        id="form.previous",
        keys=("ctrl+left",),
        label="previous page",
        scope="form",
        priority=True,
        help="Go back one page; the answers on this one are kept.",
    ),
    Action(
        id="form.next",
        keys=("ctrl+right",),
        label="next page",
        scope="form",
        priority=True,
        help="Go on one page; on the last one it does nothing, so that nothing is sent by going through the pages.",
    ),
    Action(
        id="form.next_error",
        keys=("ctrl+g",),
        label="next error",
        scope="form",
        priority=True,
        help="Go to the next message: the one about all of the page, then those of its fields, and around again.",
    ),
    Action(
        id="form.changes",
        keys=("alt+c", "f8"),
        label="what changes",
        scope="form",
        priority=True,
        word="what_changes",
        help="Show at the end of the page what you answered otherwise than the form was opened with, or hide it.",
    ),
    Action(
        id="form.editor",
        keys=("ctrl+e",),
        label="editor",
        scope="form",
        priority=True,
        help="Write the long text under the cursor in your own editor ($VISUAL, $EDITOR); the form waits behind it.",
    ),
    Action(
        id="form.leave",
        keys=("escape",),
        label="keep draft, leave",
        scope="form",
        help="Leave the form; what you typed is kept as a draft and is back when you open it again.",
    ),
    Action(
        id="form.again",
        keys=("f5",),
        label="build again",
        scope="form",
        help="Build the form again with the answers kept; for a form that failed in its own code.",
    ),
    Action(
        id="form.yank",
        keys=("alt+y", "f9"),
        label="copy answers",
        scope="form",
        priority=True,
        word="copy_answers",
        help="Copy this page's answers as JSON to the clipboard of your terminal (OSC 52); never a secret.",
    ),
    Action(
        id="form.discard",
        keys=("ctrl+r",),
        label="discard draft",
        scope="form",
        priority=True,
        dangerous=True,
        help="Forget what you typed into this form, on all its pages, and begin it anew. Asks first.",
    ),
)
