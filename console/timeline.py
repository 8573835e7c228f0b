"""Which lines does the timeline of a process have, and what did each step leave behind?

Every attempt is a line of its own, between the input the process was started with and the steps still to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from console.shell import Shell
from console.status import INITIAL, PENDING, Look, step_look
from console.times import age, duration
from widgets.steps import StepLine

if TYPE_CHECKING:
    from engine.records import ProcessDetail, StepRun

__all__ = ["Entry", "View", "entries", "here"]

View = Literal["changes", "state", "traceback"]

CLEARED = frozenset({"success", "skipped", "complete", "suspend", "abort"})
"""Steps whose changes are part of the state; a failed attempt leaves the state as it was before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, with what lies behind it."""

    line: StepLine
    run: StepRun | None = None
    changes: Any = None
    state: Any = None
    failed: bool = False

    @property
    def first_view(self) -> View:
        """What an operator wants to see first: why it failed, else what it changed."""
        return "traceback" if self.run is not None and self.run.traceback else "changes"


def entries(detail: ProcessDetail, shell: Shell) -> list[Entry]:
    """Return the timeline of a process, first things first."""
    state = dict(detail.initial)
    found = [Entry(_line("seq:0", INITIAL, "Input", ""), changes=detail.initial, state=dict(state))]
    for run in detail.steps:
        if run.status in CLEARED:
            state = {key: value for key, value in {**state, **run.changed}.items() if key not in run.removed}
        found.append(_attempt(run, dict(state)))
    row = detail.row
    pending = list(detail.pending)
    if row.status == "running":
        title = pending[0] if pending else ""
        name = _indented(title) if title.endswith(f" / {row.last_step}") else row.last_step or title or "?"
        took = age(row.step_started_at, shell.now()) if row.step_started_at else ""
        line = _line("running", step_look("running"), name, _tries(row.attempt, took))
        found.append(Entry(line, changes=None, state=dict(state)))
        pending = pending[1:]
    elif detail.steps and pending and detail.steps[-1].name == pending[0] and row.status != "resumed":
        pending = pending[1:]  # the step it stands at has its line already
    found += [Entry(_line(f"pending:{at}", PENDING, _indented(name), "")) for at, name in enumerate(pending)]
    return found


def here(found: list[Entry]) -> Entry:
    """Return where the process is: the last line that is not still to come."""
    return next(entry for entry in reversed(found) if not entry.line.key.startswith("pending:"))


def _attempt(run: StepRun, state: dict[str, Any]) -> Entry:
    changes: dict[str, Any] = dict(run.changed)
    if run.removed:
        changes["removed"] = list(run.removed)
    failed = run.status in ("failed", "waiting")
    if run.error is not None:
        told = {"error": run.error, "class": run.error_class, "details": run.details}
        changes = {key: value for key, value in told.items() if value is not None} | changes
    line = _line(
        f"seq:{run.seq}",
        step_look(run.status),
        _placed(run.path, run.name),
        _tries(run.attempt, duration(run.completed_at - run.started_at)),
    )
    return Entry(line, run, changes, state, failed)


def _indented(title: str) -> str:
    """Return the name of a step to come, whose title names the groups around it, where it stands."""
    *groups, name = title.split(" / ")
    return _placed(groups, name)


def _placed(groups: Sequence[str], name: str) -> str:
    """Return a step's name below the groups around it; the step that enters a group stands for the group."""
    if groups and name == f"{groups[-1]} - Enter":
        return "  " * (len(groups) - 1) + groups[-1]
    return "  " * len(groups) + name


def _tries(attempt: int, took: str) -> str:
    return f"try {attempt}  {took:>5}" if attempt > 1 else took


def _line(key: str, look: Look, name: str, detail: str) -> StepLine:
    return StepLine(key=key, glyph=look.glyph, word=look.word, style=look.style, name=name, detail=detail)
