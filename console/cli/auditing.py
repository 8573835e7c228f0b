"""Who did what, when? The command that reads the audit."""

from __future__ import annotations

from typing import Annotated

import typer

from console.as_json import when
from console.cli.output import moment, print_json, print_table
from console.cli.workplace import Workplace
from engine.store.audit import AuditEntry, entries
from engine.store.queries import resolve

__all__ = ["audit", "entry_as_json"]


def audit(
    context: typer.Context,
    process: Annotated[
        str, typer.Option("--process", help="Only what was done to this process (id, or a beginning of it).")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many, newest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show who gave which command when, newest first."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        process_id = resolve(connection, process) if process else None
        found = entries(connection, process_id, limit)
    if as_json:
        print_json([entry_as_json(entry) for entry in found])
        return
    print_table(
        ("WHEN", "WHO", "OS USER", "ROLE", "HOST", "ACTION", "PROCESS", "STEP", "BEFORE", "AFTER", "DETAIL"),
        [
            (
                moment(entry.at),
                entry.display_name,
                entry.os_user,
                entry.db_role,
                entry.host,
                entry.action,
                str(entry.process_id)[:8] if entry.process_id else None,
                entry.step,
                entry.before,
                entry.after,
                entry.detail,
            )
            for entry in found
        ],
    )


def entry_as_json(entry: AuditEntry) -> dict[str, object]:
    """Return one command as JSON."""
    return {
        "at": when(entry.at),
        "display_name": entry.display_name,
        "os_user": entry.os_user,
        "db_role": entry.db_role,
        "host": entry.host,
        "os_pid": entry.os_pid,
        "action": entry.action,
        "process_id": str(entry.process_id) if entry.process_id else None,
        "step": entry.step,
        "before": entry.before,
        "after": entry.after,
        "detail": entry.detail,
    }
