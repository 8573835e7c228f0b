"""What should be known of a process before its steps are read?

Three lines: where it stands, who and since when, and why; a fourth for a note that is not the reason.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from textual.content import Content

from console.columns import in_step_since, why
from console.shell import Shell
from console.status import COLOURS, process_look
from console.times import age, countdown, moment
from engine.plain import clean, shorten

if TYPE_CHECKING:
    from engine.records import ProcessDetail, ProcessRow

__all__ = ["process_head"]

PERCENT = ("percent", "progress", "percentage")
"""Under which names an outside says how far it is."""

LEAST_STEP = 16
"""Cells below which the step has no place in the first line."""

BAR = 20
"""Cells of a progress bar."""


def process_head(detail: ProcessDetail, shell: Shell, width: int) -> Content:
    """Return the lines above the steps."""
    row = detail.row
    lines = [_standing(row, shell, width), _origin(row, shell, width), _reason(detail, width)]
    if row.note and (row.failed_reason or detail.unreadable or detail.progress is not None):
        lines.append(Content.styled(shorten(f" note: {clean(' '.join(row.note.split()))}", width), COLOURS["dim"]))
    return Content("\n").join(lines)


def _standing(row: ProcessRow, shell: Shell, width: int) -> Content:
    doing = shell.acting.get(row.process_id)
    look = process_look(row.status)
    status = (f" > {doing}", COLOURS["busy"]) if doing else (f" {look.text}", COLOURS[look.style])
    now, since = shell.now(), in_step_since(row)
    parts = [
        status,
        (f"   {clean(row.workflow)}", "bold"),
    ]
    if row.status == "suspended":
        parts.append((f"   waits for {clean(row.assignee)}", COLOURS["ask"]))
    if row.status == "awaiting_callback" and row.retry_at is not None:
        parts.append((f"   times out {countdown(row.retry_at, now)}", COLOURS["wait"]))
    if row.status == "waiting" and row.retry_at is not None:
        parts.append((f"   retry {countdown(row.retry_at, now)}, attempt {row.attempt + 1}", COLOURS["wait"]))
    elif row.attempt > 1:
        parts.append((f"   attempt {row.attempt}", "$foreground-muted"))
    if row.taken_by is not None:
        parts.append((f"   in hand of {clean(row.taken_by)}", COLOURS["busy"]))
    parts.append((f"   {moment(since, now)}, {age(since, now)} ago", "$foreground-muted"))
    if row.last_step and row.status != "completed":
        parts.insert(2, (_at(row.last_step, width - Content.assemble(*parts).cell_length), ""))
    return Content.assemble(*parts).truncate(width, ellipsis=True)


def _at(step: str, room: int) -> str:
    """Return where it stands, for the sake of what follows shortened or left out: the step stands below, too."""
    return shorten(f"   at {clean(step)}", room) if room >= LEAST_STEP else ""


def _origin(row: ProcessRow, shell: Shell, width: int) -> Content:
    now = shell.now()
    text = (
        f" {row.process_id}   {clean(row.target).lower()}{' task' if row.is_task else ''}"
        f"   by {clean(row.created_by)} {moment(row.started_at, now)}"
    )
    return Content.styled(shorten(text, width), "$foreground-muted")


def _reason(detail: ProcessDetail, width: int) -> Content:
    if detail.unreadable:
        return Content.styled(shorten(f" ! {clean(detail.unreadable)}", width), COLOURS["bad"])
    if detail.progress is not None:
        return Content.styled(shorten(f" ~ {_progress(detail.progress)}", width), COLOURS["wait"])
    reason = why(detail.row)
    bad = detail.row.failed_reason is not None and reason == detail.row.failed_reason
    text = f" {'! ' if bad else ''}{clean(' '.join(reason.split()))}"
    return Content.styled(shorten(text, width), COLOURS["bad" if bad else "dim"])


def _progress(said: Any) -> str:
    """Return what the outside said on its way: a bar where it names a percentage, and the rest of its words."""
    rest = dict(said) if isinstance(said, dict) else {}
    key = next((name for name in PERCENT if name in rest), None)
    percent = rest.pop(key) if key is not None else said
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 <= percent <= 100:
        return clean(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))
    full = round(percent * BAR / 100)
    words = "  ".join(str(value) for value in rest.values())
    return clean(f"{'█' * full}{'░' * (BAR - full)} {percent:g} %  {words}".rstrip())
