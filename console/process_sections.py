"""Which subscriptions did a process touch, and which commands was it given, as lines of its screen?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.content import Content

from console.status import Look
from console.step_lines import step_line
from console.times import moment
from console.wording import counted

if TYPE_CHECKING:
    from engine.domain.touched import Touched
    from engine.store.audit import AuditEntry
    from widgets.steps import StepLine

__all__ = ["command_facts", "command_lines", "section_line", "touched_lines"]

HOW = {"created": Look("+", "created", "ok"), "changed": Look("±", "changed", "busy")}
LOOKED_AT = Look("·", "same", "dim")
NAMES = {"steps": "Steps", "subscriptions": "Subscriptions", "commands": "Commands"}


def section_line(section: str, touched: int, commands: int) -> Content:
    """Return the line above the list: its sections, the shown one marked, with how much there is in each."""
    counts = {"steps": "", "subscriptions": f" {touched}", "commands": f" {commands}"}
    return Content.assemble(
        " ",
        *(
            (f" {name}{counts[key]} ", "$accent bold" if key == section else "$foreground-muted")
            for key, name in NAMES.items()
        ),
    )


def touched_lines(touched: Sequence[Touched]) -> list[StepLine]:
    """Return a line for each subscription."""
    return [_touched(each) for each in touched]


def _touched(touched: Touched) -> StepLine:
    look = HOW.get(touched.how, LOOKED_AT)
    fields = len(touched.changes)
    key, detail = f"subscription:{touched.row.subscription_id}", counted(fields, "field") if fields else ""
    return step_line(key, look, touched.row.description, detail)


def command_lines(given: Sequence[AuditEntry], now: datetime) -> list[StepLine]:
    """Return a line for each command, in the order given here: the newest first."""
    return [
        step_line(
            command_key(entry, len(given) - place),
            Look("·", entry.action, "busy"),
            entry.display_name,
            moment(entry.at, now),
        )
        for place, entry in enumerate(given)
    ]


def command_key(entry: AuditEntry, number: int) -> str:
    """Return the identity of a command: its place from the first one on, so that a new one moves no other."""
    return f"command:{number}:{entry.action}"


def command_facts(entry: AuditEntry, now: datetime) -> dict[str, Any]:
    """Return what there is to say of a command."""
    facts = {
        "by": entry.display_name,
        "account": f"{entry.os_user}@{entry.host}" + (f", role {entry.db_role}" if entry.db_role else ""),
        "at": moment(entry.at, now),
        "step": entry.step,
        "before": entry.before,
        "after": entry.after,
        "detail": entry.detail,
    }
    return {name: value for name, value in facts.items() if value}
