"""Which lines does the state of the engines have, and what lies behind each?

The engines with the processes that each runs, then what waits: queued, for a retry, for a callback, for its schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from console.columns import in_step_since
from console.messages import OpenList, OpenPane, OpenProcess
from console.panes import PANES
from console.screens.parts import Part
from console.shell import Shell
from console.status import COLOURS, Look, process_look
from console.step_lines import step_line
from console.times import age, duration, moment, until
from console.wording import counted, short_id
from engine.plain import clean

if TYPE_CHECKING:
    from datetime import datetime

    from engine.records import OwnerRow, ProcessRow
    from engine.watch import EngineReport, Waiting

__all__ = ["engine_head", "engine_parts"]


def engine_head(report: EngineReport, shell: Shell, width: int) -> Content:
    """Return the lines above: whether the engines run, when they act next by themselves, and on which store."""
    size = f"{report.size / 1_000_000:,.1f} MB"
    store = f" {clean(report.store)}   schema {report.revision}   {size}"
    lines = [_standing(report, shell), _scheduler(report, shell), Content.styled(store, COLOURS["dim"])]
    return Content("\n").join([line.truncate(width, ellipsis=True) for line in lines])


def _standing(report: EngineReport, shell: Shell) -> Content:
    running = sum(owner.running for owner in report.owners)
    alive = sum(owner.alive for owner in report.owners)
    if report.pause is not None:
        word = "~ pausing" if running else "- paused"
        said = f"   by {clean(report.pause.by)} {age(report.pause.at, shell.now())} ago"
        held = f"   {counted(running, 'process finishes its step', 'processes finish their steps')}" if running else ""
        return Content.assemble((f" {word}", COLOURS["wait"]), (said, "bold"), (held, COLOURS["wait"]))
    if not alive:
        return Content.styled(" ! no engine runs on this store", COLOURS["bad"])
    said = f"   {counted(alive, 'engine')}   {counted(running, 'process', 'processes')}"
    return Content.assemble((" > running", COLOURS["ok"]), (said, "bold"))


def _scheduler(report: EngineReport, shell: Shell) -> Content:
    if report.late is not None:
        return Content.styled(f" ! late by {duration(report.late)}: what is due is not done", COLOURS["bad"])
    if report.next_due is None:
        return Content.styled(" nothing is due by itself", COLOURS["dim"])
    due = until(report.next_due, shell.now())
    rests = "; it is done when the engines go on" if report.pause is not None else ""
    return Content.styled(f" next wake-up {due}{rests}", COLOURS["dim"])


def engine_parts(report: EngineReport, shell: Shell) -> Iterator[Part]:
    """Yield the lines of a report."""
    on_file = report.store.startswith("sqlite")
    for owner in report.owners:
        yield _owner(owner, shell, on_file=on_file)
        for row in report.running.get(owner.owner_id, ()):
            yield _process(row, shell)
    now = shell.now()
    queued = age(report.queued.first, now) if report.queued.first else ""
    yield _backlog("queued", "·", report.queued, queued, "oldest waits", "created|resumed", shell)
    for word, waiting, status in (
        ("retries", report.waiting, "waiting"),
        ("callbacks", report.callbacks, "awaiting_callback"),
    ):
        due = until(waiting.first, now) if waiting.first else ""
        yield _backlog(word, "~", waiting, due, "next is due", status, shell)
    due = until(report.next_schedule, now) if report.next_schedule else ""
    look = Look("~", "schedules", "wait" if report.next_schedule else "dim")
    schedules = next(pane for pane in PANES["tasks"] if pane.mode == "schedules")
    shown = {"next is due": _at(report.next_schedule, shell)}
    yield Part(
        step_line("schedules", look, "next" if due else "none is due", due), "schedules", shown, OpenPane(schedules)
    )


def _owner(owner: OwnerRow, shell: Shell, *, on_file: bool) -> Part:
    look = Look("✓", "alive", "ok") if owner.alive else Look("!", "dead", "bad")
    beat = age(owner.heartbeat_at, shell.now())
    shown = {
        "host": owner.host,
        "pid": owner.pid,
        "runs": counted(owner.running, "process", "processes"),
        "since": _at(owner.started_at, shell),
        "last heartbeat": f"{beat} ago",
        "lease": _lease(owner, shell, on_file=on_file),
    }
    name = f"{owner.host} pid {owner.pid}"
    return Part(step_line(f"owner:{owner.owner_id}", look, name, f"beat {beat} ago"), "engine", shown)


def _lease(owner: OwnerRow, shell: Shell, *, on_file: bool) -> str:
    """Return by what an engine counts as alive: beside a file by a lock, else by time."""
    if not owner.alive:
        return "fallen; the next sweep of a living engine takes its work over"
    if on_file:
        return "by the lock on a file of its own"
    return f"for {max(0.0, (owner.expires_at - shell.now()).total_seconds()):.0f} s more"


def _process(row: ProcessRow, shell: Shell) -> Part:
    look = process_look(row.status)
    shown = {
        "workflow": row.workflow,
        "step": row.last_step,
        "attempt": row.attempt,
        "in this step since": _at(in_step_since(row), shell),
        "by": row.created_by,
        "abort asked by": row.abort_requested_by,
    }
    name = f"  {short_id(row.process_id)} {row.workflow}: {row.last_step or 'begins'}"
    line = step_line(f"process:{row.process_id}", look, name, age(in_step_since(row), shell.now()))
    return Part(line, "process", {key: value for key, value in shown.items() if value}, OpenProcess(row.process_id))


def _backlog(word: str, glyph: str, waiting: Waiting, detail: str, means: str, status: str, shell: Shell) -> Part:
    look = Look(glyph, word, "wait" if waiting.count else "dim")
    shown = {"processes": waiting.count, means: detail or None, "at": _at(waiting.first, shell)}
    shown = {key: value for key, value in shown.items() if value is not None}
    goal = OpenList(f"status:{status}") if waiting.count else None
    return Part(step_line(word, look, counted(waiting.count, "process", "processes"), detail), word, shown, goal)


def _at(at: datetime | None, shell: Shell) -> str | None:
    return moment(at, shell.now()) if at is not None else None
