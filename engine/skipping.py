"""How does a process go on without the step it failed at?

An operator who did by hand what the step should have done, or knows that it is not needed, says so in a note. The log
gets a row `skipped` for the step, with that note and her name; the state stays as it was before the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from engine.definition import Workflow
from engine.dsl import Step
from engine.errors import Refused
from engine.outcome import StepStatus
from engine.plan import Planned, laid_out, remaining
from engine.records import ProcessRow
from engine.store.commands import enqueue
from engine.store.log import LogRow, resting_row, write_row
from engine.values import canonical

__all__ = ["SKIPPED_BY_HAND", "not_skippable", "skip_step"]

SKIPPED_BY_HAND = "SkippedByOperator"
"""The class that the log row of a skipped step names beside the note."""


def not_skippable(workflow: Workflow, step: str | None) -> str | None:
    """Return why the step of that name can never be skipped; None when it can, or when it is no step of the workflow.

    Steps of the engine's own (they lock and unlock, relate, set a status, enter a group) hold what follows together.
    """
    named = [planned.step for planned in laid_out(workflow.steps) if planned.step.name == step]
    return _held_together(named[0]) if named and all(_held_together(found) for found in named) else None


def skip_step(
    connection: Connection,
    row: ProcessRow,
    workflow: Workflow,
    rows: Sequence[LogRow],
    note: str,
    by: str,
    now: datetime,
) -> str | None:
    """Log the step a process failed at as skipped, and queue the process behind it; return the step's title, or None
    where the process moved on meanwhile.

    Raises:
        Refused: no step was tried, or the one that was holds together what follows.
        WorkflowChanged: the log does not fit the workflow any more.
    """
    planned = _tried(workflow, rows)
    if planned is None:
        raise Refused(f"Process {str(row.process_id)[:8]} has tried no step since it last went on; retry it first")
    if (reason := _held_together(planned.step)) is not None:
        raise Refused(f"Process {str(row.process_id)[:8]} {reason}")
    entry = LogRow(
        seq=rows[-1].seq + 1,
        name=planned.step.name,
        status=StepStatus.SKIPPED,
        attempt=1,
        created_by=by,
        started_at=now,
        completed_at=now,
        error=canonical({"class": SKIPPED_BY_HAND, "error": note}),
        path=planned.path,
    )
    if not enqueue(connection, row, row.version, by, now, entry.seq):
        return None
    write_row(connection, row.process_id, entry)
    return planned.title


def _tried(workflow: Workflow, rows: Sequence[LogRow]) -> Planned | None:
    """Return the step of the last attempt, where that did not end it."""
    left = remaining(workflow, rows)
    return left[0] if left and resting_row(rows) is not None else None


def _held_together(step: Step) -> str | None:
    if step.on_interrupt == "again":
        return f"is at '{step.name}', a step that what follows relies on; retry it, or abort the process"
    return None
