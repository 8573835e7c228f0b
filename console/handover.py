"""How does one operator tell the next what happened on her shift, and what is left?

As Markdown that reads well without being rendered: what is left first, then what happened. Words from the store are
data here too: nothing in them is a heading, a link or a tag.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from console.times import age
from console.wording import counted, short_id
from engine.plain import clean, shorten

if TYPE_CHECKING:
    from engine.records import ProcessRow
    from engine.shift import Failing, Shift
    from engine.store.audit import AuditEntry

__all__ = ["handover", "keep_report"]

SPECIAL = re.compile(r"([\\`*\[\]<>]|^[#+-])")
"""What Markdown would take for more than text."""

LONGEST_TEXT = 300

NAMED = 8
"""Ids of one group, or of one kind of command, that are named."""

ENGINE = "engine"
"""How the actions on the engines end in the audit."""

DONE = {
    "start": "started",
    "retry": "retried",
    "submit": "answered",
    "abort": "aborted",
    "note": "wrote a note on",
    "assign": "assigned",
    "skip": "skipped a step of",
    "delete": "deleted",
    "take": "took",
    "release": "released",
    "continue": "continued",
    "callback": "called back",
}


def handover(shift: Shift, environment: str = "") -> str:
    """Return the report of a shift, in the local time of whoever asks."""
    where = f" of {_safe(environment)}" if environment else ""
    parts = [
        f"# Handover{where}",
        f"From {_moment(shift.since)} to {_moment(shift.until)}. Times are {shift.until.astimezone():%Z (UTC%z)}.",
        f"{counted(shift.started, 'process', 'processes')} started, {shift.completed:,} completed, "
        f"{shift.failed:,} failed at some time, {shift.aborted:,} aborted.",
        *_part("Still failing", shift.failing_count, len(shift.failing), _failing(shift)),
        *_part("Waiting for input", shift.waiting_count, len(shift.waiting), _waiting(shift)),
        *_part("Tried again by themselves", shift.retrying_count, len(shift.retrying), _retrying(shift)),
        *_part("Notes", len(shift.noted), len(shift.noted), (_process(row, shift) for row in shift.noted)),
        *_part("Failed and completed since", len(shift.mended), None, (_process(row, shift) for row in shift.mended)),
        *_part("Aborted", shift.aborted, len(shift.ended_by_hand), (_process(r, shift) for r in shift.ended_by_hand)),
        *_part("The engine", None, None, (_engine(entry) for entry in _of_engine(shift))),
        *_part("Who did what", None, None, _people(shift)),
    ]
    return "\n\n".join(parts) + "\n"


def keep_report(folder: Path, text: str, now: datetime) -> Path:
    """Write a report into a file of its own and return its path. Raises OSError."""
    path = folder / "handovers" / f"{now.astimezone():%Y-%m-%d-%H%M}.md"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _part(title: str, count: int | None, shown: int | None, lines: Iterable[str]) -> Iterator[str]:
    """Yield a heading and its list; nothing of what there is none of, but what is left is always said."""
    listed = list(lines)
    if listed or title in ("Still failing", "Waiting for input"):
        yield f"## {title}" + (f": {count:,}" if count is not None else "")
        if count is not None and shown is not None and count > shown:
            listed.append(f"- … and {count - shown:,} more")
        yield "\n".join(listed) or "None."


def _failing(shift: Shift) -> Iterator[str]:
    """Yield what stands still; what fails for one reason is one item."""

    def reason(failing: Failing) -> tuple[str, str, str]:
        return (failing.row.workflow, failing.row.last_step or "", failing.row.failed_reason or "")

    groups = [list(group) for _, group in groupby(sorted(shift.failing, key=reason), key=reason)]
    for group in sorted(groups, key=lambda group: min(failing.since for failing in group)):
        since = min(failing.since for failing in group)
        if len(group) == 1:
            yield f"{_process(group[0].row, shift)} Since {_ago(since, shift)}."
        else:
            row = group[0].row
            ids = _ids([failing.row for failing in group])
            why = f": {_safe(row.failed_reason)}" if row.failed_reason else ""
            head = f"- {len(group)} × {_code(row.workflow)} at {_safe(row.last_step)}{why}"
            yield f"{head} ({ids}) Since {_ago(since, shift)}."
            yield from (
                f"  - {short_id(other.row.process_id)}: {_note(other.row)}" for other in group if other.row.note
            )


def _waiting(shift: Shift) -> Iterator[str]:
    for team, rows in groupby(sorted(shift.waiting, key=_assignee), key=_assignee):
        yield f"- **{_safe(team)}**"
        for row in sorted(rows, key=lambda row: row.last_modified_at):
            yield f"  {_process(row, shift)} Since {_ago(row.last_modified_at, shift)}."


def _assignee(row: ProcessRow) -> str:
    return row.assignee


def _retrying(shift: Shift) -> Iterator[str]:
    for row in shift.retrying:
        due = f", next at {_moment(row.retry_at)}" if row.retry_at is not None else ""
        yield f"{_process(row, shift)} {counted(row.attempt, 'attempt')} so far{due}."


def _process(row: ProcessRow, shift: Shift) -> str:
    """Return the item of one process."""
    at = f" at {_safe(row.last_step)}" if row.last_step else ""
    why = f": {_safe(row.failed_reason)}" if row.failed_reason else ""
    note = f" Note: {_note(row)}." if row.note else ""
    return f"- `{short_id(row.process_id)}` {_code(row.workflow)}{at}{why}.{note}"


def _note(row: ProcessRow) -> str:
    return _safe(row.note).rstrip(".")


def _of_engine(shift: Shift) -> Iterator[AuditEntry]:
    return (entry for entry in shift.commands if entry.action.endswith(ENGINE))


def _engine(entry: AuditEntry) -> str:
    return f"- {_moment(entry.at)} {_safe(entry.action)}, by {_safe(entry.display_name)}"


def _people(shift: Shift) -> Iterator[str]:
    """Yield an item for each operator: what she did, how often, to which processes."""

    def name(entry: AuditEntry) -> str:
        return entry.display_name

    given = [entry for entry in shift.commands if not entry.action.endswith(ENGINE)]
    for who, entries in groupby(sorted(given, key=name), key=name):
        of_one = list(entries)
        kinds = Counter(entry.action for entry in of_one)
        said = [_commanded(action, [entry for entry in of_one if entry.action == action]) for action in kinds]
        yield f"- **{_safe(who)}** {'; '.join(said)}"


def _commanded(action: str, entries: Sequence[AuditEntry]) -> str:
    done = DONE.get(action, _safe(action))
    ids = list(dict.fromkeys(entry.process_id for entry in entries if entry.process_id is not None))
    if not ids:
        return f"{done} ({len(entries):,})" if len(entries) > 1 else done
    named = ", ".join(f"`{short_id(process_id)}`" for process_id in ids[:NAMED])
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return f"{done} {named}{more}"


def _ids(rows: Sequence[ProcessRow]) -> str:
    named = ", ".join(f"`{short_id(row.process_id)}`" for row in rows[:NAMED])
    return named + (f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else "") + "."


def _ago(at: datetime, shift: Shift) -> str:
    return f"{_moment(at)} ({age(at, shift.until)})"


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%d %b %H:%M}"


def _code(text: str) -> str:
    return f"`{clean(text).replace('`', '´')}`"


def _safe(text: str | None) -> str:
    """Return words from the store as text on one line, and nothing but text."""
    return SPECIAL.sub(r"\\\1", shorten(clean(" ".join((text or "").split())), LONGEST_TEXT))
