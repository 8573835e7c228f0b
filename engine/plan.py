"""What is left to do of a process?

A workflow's list is laid out flat: a group is its steps, each known by the groups around it and its name. Steps are
matched to the log by that and by order: the steps that are done must be the beginning of the list (a name that occurs
twice counts by its occurrence), and the step an attempt was made at must come next. A step appended before the end is
picked up; any other edit of a workflow under its running processes stops them with the difference, never with a silent
skip or repeat (invariant 6, W-08).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition import Workflow
from engine.dsl import Step, StepList
from engine.errors import UnreadableLog, WorkflowChanged
from engine.outcome import ENDED, MOVING, StepStatus
from engine.store.log import CLEARED, LogRow, Path, cleared, resting_row
from engine.values import canonical, parse

if TYPE_CHECKING:
    from engine.records import ProcessRow
    from engine.registry import Registry

__all__ = [
    "Planned",
    "after",
    "difference_from",
    "laid_out",
    "listed",
    "next_attempt",
    "pending_in",
    "remaining",
    "titles",
    "upto_here",
]


@dataclass(frozen=True, slots=True)
class Planned:
    """A step in its place: the groups around it, outermost first, and the step."""

    path: Path
    step: Step
    below: int = 0
    """Of the step that enters a group: how many steps the group has, those of groups in it counted."""

    @property
    def place(self) -> tuple[Path, str]:
        """By which the log knows it."""
        return self.path, self.step.name

    @property
    def title(self) -> str:
        """Its name, with the groups around it before it."""
        return " / ".join((*self.path, self.step.name))


def laid_out(steps: StepList) -> list[Planned]:
    """Return the steps of a list, those of groups in their places, each group begun by the step that enters it."""
    return list(_laid_out(steps, ()))


def _laid_out(steps: StepList, path: Path) -> Iterator[Planned]:
    for step in steps:
        if step.steps is None or step.enter is None:
            yield Planned(path, step)
        else:
            inside = (*path, step.name)
            below = list(_laid_out(step.steps, inside))
            yield Planned(inside, step.enter, len(below))
            yield from below


def titles(workflow: Workflow) -> tuple[str, ...]:
    """Return what an operator is shown of a workflow's steps."""
    return tuple(planned.title for planned in laid_out(workflow.steps))


def listed(workflow: Workflow) -> str:
    """Return the places of a workflow's steps as JSON: its fingerprint, kept with a process from its start."""
    return canonical([[list(planned.path), planned.step.name] for planned in laid_out(workflow.steps)])


def remaining(workflow: Workflow, rows: Sequence[LogRow]) -> list[Planned]:
    """Return the steps still to run.

    Raises:
        WorkflowChanged: the steps done are not the beginning of the workflow's list, or the one that was tried does not
            come next; the message says where they part.
    """
    left = laid_out(workflow.steps)
    done = cleared(rows)
    for position, was in enumerate(done):
        if not left or left[0].place != was.place:
            raise _changed(workflow, position, was.title, left, "did")
        left = after(left, skipped=was.status == StepStatus.SKIPPED)
    tried = resting_row(rows)
    if tried is not None and (not left or left[0].place != (tried.path, tried.name)):
        raise _changed(workflow, len(done), " / ".join((*tried.path, tried.name)), left, "stands at")
    return left


def upto_here(workflow: Workflow, rows: Sequence[LogRow]) -> list[Planned]:
    """Return the steps a process came through, and the one it is at.

    Raises:
        WorkflowChanged: as `remaining`.
    """
    planned, left = laid_out(workflow.steps), remaining(workflow, rows)
    return planned[: len(planned) - len(left) + 1]


def after(left: list[Planned], *, skipped: bool) -> list[Planned]:
    """Return what is left when the first of `left` is done; a group whose entry was skipped is skipped whole."""
    return left[1 + (left[0].below if skipped else 0) :]


def _changed(workflow: Workflow, position: int, was: str, left: list[Planned], verb: str) -> WorkflowChanged:
    now = f"'{left[0].title}'" if left else "nothing"
    return WorkflowChanged(
        f"Workflow '{workflow.name}' was changed since this process ran: it {verb} '{was}' as step {position + 1}, "
        f"where the workflow now has {now}; nothing was run. Restore the workflow, continue at a step of the new one "
        f"(`nocdeck process continue`), or abort the process"
    )


def pending_in(workflows: Registry) -> Callable[[ProcessRow, Sequence[LogRow]], tuple[str, ...]]:
    """Return what says of a process and its log which steps are to come, the running one among them, the one it rests
    at not; nothing of a process that has ended, or whose workflow is not loaded, or was changed."""

    def pending(row: ProcessRow, rows: Sequence[LogRow]) -> tuple[str, ...]:
        workflow = workflows.get(row.workflow) if row.status not in ENDED else None
        try:
            left = remaining(workflow, rows) if workflow is not None else []
        except (WorkflowChanged, UnreadableLog):
            return ()
        rests = row.status not in MOVING and resting_row(rows) is not None
        return tuple(planned.title for planned in left[rests:])

    return pending


def difference_from(step_list: str | None, workflow: Workflow) -> list[str]:
    """Return the steps a process was started with (`listed`, as JSON) and those of now as one list, the lines that
    differ marked with - and +."""
    try:
        before = [" / ".join((*path, name)) for path, name in parse(step_list or "[]")]
    except (ValueError, TypeError):
        before = []
    return [line.rstrip() for line in difflib.ndiff(before, titles(workflow)) if not line.startswith("?")]


def next_attempt(rows: Sequence[LogRow], planned: Planned) -> int:
    """Return the number of the attempt at a step that comes next: one more than the failed ones at the log's end."""
    failed = 0
    for row in reversed(rows):
        if row.seq == 0 or row.status in CLEARED:
            break
        failed += row.place == planned.place and row.status in (StepStatus.FAILED, StepStatus.WAITING)
    return failed + 1
