"""What can be done to a process, under the cursor or open?"""

from __future__ import annotations

from console.actions.action import Action

__all__ = ["PROCESSES"]

PROCESSES: tuple[Action, ...] = (
    Action(
        id="process.retry",
        keys=("r",),
        label="retry",
        scope="process",
        verb="retry",
        help="Run the failed or waiting step again, now, from the state before it; of all marked, or failed alike.",
    ),
    Action(
        id="process.input",
        keys=("i",),
        label="fill in",
        scope="process",
        verb="submit",
        help="Open the form the process waits for.",
    ),
    Action(
        id="process.abort",
        keys=("A",),
        label="abort",
        scope="process",
        verb="abort",
        dangerous=True,
        help="End the process for good: no further step runs, and nothing done is undone. Asks first.",
    ),
    Action(
        id="process.note",
        keys=("c",),
        label="note",
        scope="process",
        verb="note",
        help="Write what colleagues should know of the process; an empty note takes it away.",
    ),
    Action(
        id="process.assign",
        keys=("a",),
        label="assign",
        scope="process",
        verb="assign",
        help="Have another team act on the step it is at; the next step has its own team again.",
    ),
    Action(
        id="process.take",
        keys=("t",),
        label="take",
        scope="process",
        verb="take",
        help="Take it in hand, so that colleagues see who works on it; the team stays, and everybody may still act.",
    ),
    Action(
        id="process.release",
        keys=("b",),
        label="give back",
        scope="process",
        verb="release",
        help="Give it out of hand again, yours or a colleague's who has gone home.",
    ),
    Action(
        id="process.skip",
        keys=("K",),
        label="skip step",
        scope="process",
        verb="skip",
        help="Go on without the step it failed at, done by hand or not needed; asks for a note that stays on record.",
    ),
    Action(
        id="process.continue",
        keys=("C",),
        label="continue at",
        scope="process",
        verb="continue",
        help="Go on at a step that you name, where the workflow was edited under the process.",
    ),
    Action(
        id="process.delete",
        keys=("D",),
        label="delete",
        scope="process",
        verb="delete",
        dangerous=True,
        help="Delete a task that nobody runs, log and all; the commands it was given stay on record. Asks first.",
    ),
    Action(
        id="process.again",
        keys=(".",),
        label="start again",
        scope="process",
        verb="again",
        help="Start its workflow once more: the form opens with the answers of then; secrets are typed anew.",
    ),
)
