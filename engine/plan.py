"""What is left to do of a process?

Steps are matched to the log by name and order: the steps that are done must be the beginning of the workflow's list
(a name that occurs twice counts by its occurrence). A step appended before the end is picked up; any other edit of a
workflow under its running processes stops them with the difference, never with a silent skip or repeat (invariant 6).
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.dsl import StepList, Workflow
from engine.errors import WorkflowChanged
from engine.outcome import StepStatus
from engine.store.log import CLEARED, LogRow, cleared_names

__all__ = ["next_attempt", "remaining"]


def remaining(workflow: Workflow, rows: Sequence[LogRow]) -> StepList:
    """Return the steps still to run.

    Raises:
        WorkflowChanged: the steps done are not the beginning of the workflow's list; the message says where they part.
    """
    finished = cleared_names(rows)
    names = [step.name for step in workflow.steps]
    if names[: len(finished)] == finished:
        return workflow.steps[len(finished) :]
    position = next(
        (index for index, (was, now) in enumerate(zip(finished, names, strict=False)) if was != now), len(names)
    )
    now = f"'{names[position]}'" if position < len(names) else "nothing"
    raise WorkflowChanged(
        f"Workflow '{workflow.name}' was changed since this process ran: it did '{finished[position]}' as step "
        f"{position + 1}, where the workflow now has {now}; nothing was run. Restore the workflow, or abort the process"
    )


def next_attempt(rows: Sequence[LogRow], step: str) -> int:
    """Return the number of the attempt at `step` that comes next: one more than the failed ones at the log's end."""
    failed = 0
    for row in reversed(rows):
        if row.seq == 0 or row.status in CLEARED:
            break
        failed += row.name == step and row.status in (StepStatus.FAILED, StepStatus.WAITING)
    return failed + 1
