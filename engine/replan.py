"""Where does a process go on whose workflow was edited under it?

The engine stops such a process with the difference and never guesses. An operator names the step of the new list to go
on at; the log says so, and from that row on everything before that step counts as done (invariant 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, update

from engine.definition import Workflow
from engine.errors import Ambiguous, NotFound, Refused, WorkflowChanged
from engine.outcome import StepStatus
from engine.plan import Planned, laid_out, listed, remaining
from engine.records import ProcessRow
from engine.store.commands import enqueue
from engine.store.log import Done, LogRow, rebased_to, write_row
from engine.store.tables import ProcessTable

__all__ = ["CONTINUED", "continue_at"]

CONTINUED = "Continue"
"""The log row of an operator's choice."""


def continue_at(
    connection: Connection,
    row: ProcessRow,
    workflow: Workflow,
    rows: Sequence[LogRow],
    wanted: str,
    by: str,
    now: datetime,
) -> str | None:
    """Queue a process that rests to go on at the step `wanted`: its name, its title with the groups around it, or `#`
    and its number from 1. Return that step's title, or None where the process moved on meanwhile.

    Raises:
        Refused: its workflow fits it. NotFound, Ambiguous: which step is meant.
    """
    try:
        remaining(workflow, rows)
    except WorkflowChanged:
        pass
    else:
        raise Refused(f"Process {row.process_id} fits its workflow as it is now; retry it, or answer its form")
    steps = laid_out(workflow.steps)
    index = _index(steps, wanted, workflow)
    entry = LogRow(
        seq=rows[-1].seq + 1,
        name=CONTINUED,
        status=StepStatus.SUCCESS,
        attempt=1,
        created_by=by,
        started_at=now,
        completed_at=now,
        rebased=rebased_to(Done(planned.path, planned.step.name) for planned in steps[:index]),
    )
    if not enqueue(connection, row, row.version, by, now, entry.seq):
        return None
    write_row(connection, row.process_id, entry)
    connection.execute(
        update(ProcessTable).where(ProcessTable.process_id == row.process_id).values(step_list=listed(workflow))
    )
    return steps[index].title


def _index(steps: Sequence[Planned], wanted: str, workflow: Workflow) -> int:
    if wanted.startswith("#") and wanted[1:].isdecimal() and 0 < int(wanted[1:]) <= len(steps):
        return int(wanted[1:]) - 1
    found = [index for index, planned in enumerate(steps) if wanted in (planned.title, planned.step.name)]
    if not found:
        there = ", ".join(f"#{number} {planned.title}" for number, planned in enumerate(steps, 1))
        raise NotFound(f"Workflow '{workflow.name}' has no step '{wanted}'; there are: {there}")
    if len(found) > 1:
        numbers = ", ".join(f"#{index + 1}" for index in found)
        raise Ambiguous(f"Workflow '{workflow.name}' has several steps '{wanted}': {numbers}; name one by its number")
    return found[0]
