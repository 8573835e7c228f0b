"""Which lines does the timeline of a process have, and what did each step leave behind?

Every attempt is a line of its own, between the input the process was started with and the steps still to come. What
belongs together has a line above it, under which it can be folded: the steps of a group, and attempts that failed
alike ("×7 10:02-11:32").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from console.shell import Shell
from console.status import INITIAL, PENDING, Look, step_look
from console.step_lines import step_line
from console.times import age, duration, span
from widgets.steps import StepLine

if TYPE_CHECKING:
    from engine.records import ProcessDetail, StepRun

__all__ = ["Entry", "View", "entries", "here"]

View = Literal["changes", "state", "raw", "traceback"]

CLEARED = frozenset({"success", "skipped", "complete", "suspend", "abort"})
"""Steps whose changes are part of the state; a failed attempt leaves the state as it was before."""

FAILED = frozenset({"failed", "waiting"})

BEGUN = Look(">", "begun", "busy")
"""A group of which some steps are done and the next has not begun."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, with what lies behind it."""

    line: StepLine
    run: StepRun | None = None
    changes: Any = None
    state: Any = None
    failed: bool = False
    group: tuple[str, ...] = ()
    """The groups it lies in, outermost first; of the entry into a group that one too."""
    enters: bool = False
    """Whether it stands for its group."""
    above: tuple[str, ...] = ()
    """Keys of the lines under which it can be folded away, outermost first."""
    below: tuple[Entry, ...] = field(default=(), compare=False)
    """What can be folded away under it."""
    folded: bool = False
    """Whether that is so at first: of attempts that failed alike, and of a group that is done with."""

    @property
    def first_view(self) -> View:
        """What an operator wants to see first: why it failed, else what it changed."""
        return "traceback" if self.run is not None and self.run.traceback else "changes"


def entries(detail: ProcessDetail, shell: Shell) -> list[Entry]:
    """Return the timeline of a process, first things first, nothing folded."""
    return _in_groups(_alike(list(_flat(detail, shell)), shell))


def here(found: Sequence[Entry]) -> Entry:
    """Return where the process is: the last line that is not still to come, or is the line of its group."""
    return next(entry for entry in reversed(found) if not entry.line.key.startswith("pending:"))


def _flat(detail: ProcessDetail, shell: Shell) -> Iterator[Entry]:
    state = dict(detail.initial)
    yield Entry(step_line("seq:0", INITIAL, "Input", ""), changes=detail.initial, state=dict(state))
    for run in detail.steps:
        if run.status in CLEARED:
            state = {key: value for key, value in {**state, **run.changed}.items() if key not in run.removed}
        yield _attempt(run, dict(state))
    row, pending = detail.row, list(detail.pending)
    if row.status == "running":
        title = pending[0] if pending else ""
        *groups, _ = title.split(" / ") if title.endswith(f" / {row.last_step}") else ("",)
        name = row.last_step or title or "?"
        took = age(row.step_started_at, shell.now()) if row.step_started_at else ""
        yield _in_place(
            step_line("running", step_look("running"), name, _tries(row.attempt, took)), groups, state=state
        )
        pending = pending[1:]
    elif detail.steps and pending and detail.steps[-1].name == pending[0] and row.status != "resumed":
        pending = pending[1:]  # the step it stands at has its line already
    for at, title in enumerate(pending):
        *groups, name = title.split(" / ")
        yield _in_place(step_line(f"pending:{at}", PENDING, name, ""), groups)


def _attempt(run: StepRun, state: dict[str, Any]) -> Entry:
    changes: dict[str, Any] = dict(run.changed)
    if run.removed:
        changes["removed"] = list(run.removed)
    if run.error is not None and run.status == "skipped":
        changes = {"skipped by": run.created_by, "note": run.error} | changes
    elif run.error is not None:
        told = {"error": run.error, "class": run.error_class, "details": run.details}
        changes = {key: value for key, value in told.items() if value is not None} | changes
    took = duration(run.completed_at - run.started_at)
    line = step_line(f"seq:{run.seq}", step_look(run.status), run.name, _tries(run.attempt, took))
    return _in_place(line, run.path, run=run, changes=changes, state=state, failed=run.status in FAILED)


def _in_place(line: StepLine, groups: Sequence[str], **behind: Any) -> Entry:
    """Return a line below the groups around it; the step that enters a group stands for the group."""
    enters = bool(groups) and line.name == f"{groups[-1]} - Enter"
    name = groups[-1] if enters else line.name
    depth = len(groups) - enters
    return Entry(replace(line, name="  " * depth + name), group=tuple(groups), enters=enters, **behind)


def _alike(found: list[Entry], shell: Shell) -> list[Entry]:
    """Put a line above attempts at one step, one after the other, that failed with the same error."""

    def kind(entry: Entry) -> object:
        run = entry.run
        if run is None or not entry.failed:
            return entry.line.key
        return (run.path, run.name, run.error_class, run.error)

    told: list[Entry] = []
    for _, same in groupby(found, kind):
        attempts = list(same)
        if len(attempts) > 1:
            first, last = attempts[0], attempts[-1]
            key = f"tries:{first.line.key.partition(':')[2]}"
            detail = f"×{len(attempts)} {_between(first.run, last.run, shell)}"
            below = tuple(replace(entry, line=_deeper(entry.line), above=(key,)) for entry in attempts)
            told.append(replace(last, line=replace(last.line, key=key, detail=detail), below=below, folded=True))
            told += below
        else:
            told += attempts
    return told


def _between(first: StepRun | None, last: StepRun | None, shell: Shell) -> str:
    assert first is not None
    assert last is not None
    return span(first.completed_at, last.completed_at, shell.now())


def _deeper(line: StepLine) -> StepLine:
    return replace(line, name=f"  {line.name}")


def _in_groups(found: list[Entry]) -> list[Entry]:
    """Say of every entry under which lines it can be folded, and of a group's what is below it and how it fares."""
    told: list[Entry] = []
    open_groups: list[Entry] = []
    members: dict[str, list[Entry]] = {}
    for entry in found:
        outer = len(entry.group) - entry.enters
        open_groups = [head for head in open_groups[:outer] if entry.group[: len(head.group)] == head.group]
        keys = tuple(head.line.key for head in open_groups)
        entry = replace(entry, above=(*keys, *entry.above))
        for key in keys:
            members[key].append(entry)
        if entry.enters:
            open_groups.append(entry)
            members[entry.line.key] = []
        told.append(entry)
    return [_head(entry, members.get(entry.line.key, [])) for entry in told]


def _head(entry: Entry, members: list[Entry]) -> Entry:
    """Return the line of a group: it looks like the step it is at, and done when all of them are."""
    if not members:
        return entry
    begun = [member for member in members if not member.line.key.startswith("pending:")]
    at, is_whole = begun[-1] if begun else entry, len(begun) == len(members)
    line, is_done = entry.line, is_whole and _is_done(at)
    if begun and not _is_done(at):
        line = replace(line, glyph=at.line.glyph, word=at.line.word, style=at.line.style)
    elif begun and not is_whole:
        line = replace(line, glyph=BEGUN.glyph, word=BEGUN.word, style=BEGUN.style)
    steps = len({(member.group, member.line.name.strip()) for member in members})
    line = replace(line, detail="1 step" if steps == 1 else f"{steps} steps")
    return replace(entry, line=line, below=tuple(members), folded=is_done)


def _is_done(entry: Entry) -> bool:
    return entry.run is not None and entry.run.status in CLEARED - {"suspend"}


def _tries(attempt: int, took: str) -> str:
    return f"try {attempt}  {took:>5}" if attempt > 1 else took
