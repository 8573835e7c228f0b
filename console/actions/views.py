"""What can be done in the Catalogue, to the engines, and to schedules?"""

from __future__ import annotations

from console.actions.action import Action

__all__ = ["VIEWS"]

VIEWS: tuple[Action, ...] = (
    Action(
        id="catalogue.start",
        keys=("S",),
        label="start",
        scope="catalogue",
        verb="start",
        word="start_it",
        help="Start the workflow under the cursor: its form opens.",
    ),
    Action(
        id="catalogue.form",
        keys=("i",),
        label="its form",
        scope="catalogue",
        help="Look at what the workflow asks before it starts, page by page; nothing is started.",
    ),
    Action(
        id="engine.pause",
        keys=("P",),
        label="pause/resume",
        scope="engine",
        verb="pause",
        dangerous=True,
        help="Have every engine of the store rest after the step in hand, or go on. Asks first.",
    ),
    Action(
        id="schedule.run",
        keys=("r",),
        label="run now",
        scope="schedule",
        verb="run-now",
        help="Start the workflow of the schedule now; its own moments stay as they are.",
    ),
    Action(
        id="schedule.add",
        keys=("a",),
        label="add",
        scope="schedule",
        verb="add",
        help="Add a schedule: which workflow, when, and the answers it is started with each time.",
    ),
    Action(
        id="schedule.edit",
        keys=("m",),
        label="change",
        scope="schedule",
        verb="edit",
        help="Change the name, the moments or the answers of the schedule.",
    ),
    Action(
        id="schedule.pause",
        keys=("P",),
        label="pause/resume",
        scope="schedule",
        verb="pause",
        help="Have the schedule start nothing until it is resumed; a paused one goes on from now.",
    ),
    Action(
        id="schedule.remove",
        keys=("D",),
        label="remove",
        scope="schedule",
        verb="remove",
        dangerous=True,
        help="Take the schedule away; what it started goes on. Asks first.",
    ),
)
