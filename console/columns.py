"""What does a line of a process list show, at which width of the terminal?

Columns leave by priority, whole, as the terminal gets narrower; nothing scrolls sideways. At 80 columns: status, id,
workflow, step, age (or when it is retried), assignee. Why it stands still comes next, then the attempt, then who and
when.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from textual.content import Content

from console.shell import Shell
from console.status import COLOURS, DRAFT, process_look
from console.times import age, countdown, moment, until, zone
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.grid import Cell, Column

if TYPE_CHECKING:
    from datetime import datetime

    from engine.records import ProcessRow

__all__ = ["in_step_since", "process_columns", "row_key", "row_version", "why", "why_line"]


Drafted = Callable[["ProcessRow"], "datetime | None"]
"""Since when this operator has a draft of the form that a process waits for; None: there is none."""


def process_columns(shell: Shell, drafted: Drafted = lambda row: None) -> list[Column[ProcessRow]]:
    """Return the columns of a process list; a form that was begun shows in place of what it waits for."""

    def status(row: ProcessRow) -> Cell:
        if doing := shell.acting.get(row.process_id):
            return Cell(f"> {doing}", "busy")
        if (since := drafted(row)) is not None:
            return Cell(f"{DRAFT} {age(since, shell.now())}", "ask")
        look = process_look(row.status)
        return Cell(look.text, look.style)

    return [
        Column("STATUS", 14, status),
        Column("ID", 8, lambda row: Cell(short_id(row.process_id), "dim")),
        Column("WORKFLOW", 17, lambda row: Cell(row.workflow, ""), wide=20),
        Column("STEP", 19, lambda row: Cell(row.last_step or "", ""), wide=24),
        Column("AGE", 6, lambda row: Cell(_clock(row, shell), "wait" if _is_retried(row) else "dim")),
        Column("FOR", 7, _for_whom),
        Column("TRY", 3, lambda row: Cell(str(row.attempt) if row.attempt > 1 else "", "wait"), min_total=120),
        Column("TARGET", 9, lambda row: Cell(row.target, "dim"), min_total=140),
        Column("BY", 10, lambda row: Cell(row.created_by, "dim"), min_total=152),
        Column(
            lambda: f"STARTED {zone(shell.now())}",
            12,
            lambda row: Cell(moment(row.started_at, shell.now()), "dim"),
            min_total=166,
        ),
        Column("WHY", 16, lambda row: Cell(why(row), "dim"), min_total=104, grow=True),
    ]


def _for_whom(row: ProcessRow) -> Cell:
    """Return who has it in hand, else the team that is to act."""
    return Cell(f"@{row.taken_by}", "busy") if row.taken_by is not None else Cell(row.assignee, "dim")


def row_key(row: ProcessRow) -> str:
    """Return the identity of a row."""
    return str(row.process_id)


def row_version(row: ProcessRow, shell: Shell, drafted: Drafted = lambda row: None) -> Hashable:
    """Return what changes when a row looks different: its version, what is being done to it, and its clocks."""
    since = drafted(row)
    draft = age(since, shell.now()) if since is not None else None
    return (row.version, row.status, row.last_step, shell.acting.get(row.process_id), _clock(row, shell), draft)


def in_step_since(row: ProcessRow) -> datetime:
    """Return since when a process is where it is: the running attempt's begin, else its last change."""
    return row.step_started_at if row.status == "running" and row.step_started_at else row.last_modified_at


def why(row: ProcessRow) -> str:
    """Return why a process stands where it does, as far as the store says: a request, a failure, a note."""
    if row.abort_requested_by and row.status == "running":
        return f"aborts after this step ({row.abort_requested_by})"
    return row.failed_reason or row.note or ""


def why_line(row: ProcessRow, shell: Shell, width: int) -> Content:
    """Return the line under the list: why the process under the cursor stands where it does, and what comes next."""
    parts = [why(row)]
    if row.retry_at is not None and _is_retried(row):
        parts.insert(0, f"attempt {row.attempt + 1} {countdown(row.retry_at, shell.now())}:")
    if row.note and row.failed_reason:
        parts.append(f"({row.note})")
    bad = process_look(row.status).style == "bad"
    text = clean(" ".join(" ".join(parts).split()))
    return Content.styled(shorten(f" {'! ' if bad and text else ''}{text}", width), COLOURS["bad" if bad else "dim"])


def _is_retried(row: ProcessRow) -> bool:
    """Say whether the process goes on by itself, at a time that is known."""
    return row.retry_at is not None and row.status == "waiting"


def _clock(row: ProcessRow, shell: Shell) -> str:
    """Return how long a process is where it is; of one that is retried, what matters more: how soon."""
    if row.retry_at is not None and _is_retried(row):
        return until(row.retry_at, shell.now())
    return age(in_step_since(row), shell.now())
