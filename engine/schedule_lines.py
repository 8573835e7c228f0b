"""What does an operator read of a schedule: when in words, and at which moments next?

By the trigger that really fires (`engine.triggers`), so that a screen promises what the engine will do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from engine.errors import UsageError
from engine.narrowing import Facts
from engine.store.schedules import ScheduleRow
from engine.triggers import Trigger

__all__ = ["FIELDS", "ScheduleLine", "facts_of", "line_of", "objection"]

AHEAD = 5
"""How many moments are told."""


FIELDS = ("name", "workflow", "when", "by", "state", "id")
"""By which a list of schedules is narrowed (`engine.narrowing`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleLine:
    """One schedule, as a screen shows it."""

    row: ScheduleRow
    when: str
    """Such as `every 6 hours`; of a trigger that cannot be read: why."""
    coming: tuple[datetime, ...]
    """The next moments, in UTC; none of one that is paused or over."""

    @property
    def facts(self) -> tuple[object, ...]:
        """What changes when the line does: hashable."""
        row = self.row
        last = (row.last_run_at, row.last_process_id, row.last_status, row.last_skipped)
        return (row.schedule_id, row.name, self.when, self.coming, row.paused, *last)


def line_of(row: ScheduleRow) -> ScheduleLine:
    """Return what is read of a schedule."""
    try:
        trigger = Trigger(row.trigger, row.trigger_kwargs)
    except UsageError as error:  # edited by hand, or written by a later program
        return ScheduleLine(row=row, when=str(error), coming=())
    coming = trigger.following(None if row.paused else row.next_run_at, AHEAD)
    return ScheduleLine(row=row, when=str(trigger), coming=tuple(coming))


def facts_of(line: ScheduleLine) -> Facts:
    """Return what a schedule is found by."""
    row = line.row
    state = "paused" if row.paused else "due" if row.next_run_at else "over"
    found = (row.name, row.workflow, line.when, row.created_by, state, str(row.schedule_id))
    return dict(zip(FIELDS, found, strict=True))


def objection(verb: str, row: ScheduleRow, workflows: Collection[str]) -> str | None:
    """Return in words why `verb` (pause, resume, run-now, edit or remove) does not apply to a schedule now; None when
    it does. `workflows` are those that are loaded here."""
    if verb == "pause" and row.paused:
        return f"Schedule '{row.name}' is paused already"
    if verb == "resume" and not row.paused:
        return f"Schedule '{row.name}' is not paused"
    if verb in ("run-now", "edit") and row.workflow not in workflows:
        return f"Workflow '{row.workflow}' of schedule '{row.name}' is not loaded here"
    return None
