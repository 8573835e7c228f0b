"""What is handed over at the end of a shift? The command that writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from console.as_json import row_as_json, when
from console.cli.auditing import entry_as_json
from console.cli.output import print_json
from console.cli.workplace import Workplace
from console.handover import handover
from engine.clock import utc_now
from engine.errors import UsageError
from engine.shift import Shift, beginning, shift

__all__ = ["hand_over"]


def hand_over(
    context: typer.Context,
    since: Annotated[
        str, typer.Option("--since", help="When the shift began: 8h, 22:00, yesterday, 2026-11-01.")
    ] = "8h",
    output: Annotated[Path | None, typer.Option("--output", help="Write it into this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of Markdown.")] = False,
) -> None:
    """Write what happened since, and what is left: a report of a shift in Markdown."""
    work: Workplace = context.obj
    began = beginning(since)
    with work.store.reading() as connection:
        found = shift(connection, began, utc_now())
    if as_json:
        print_json(_as_json(found))
        return
    text = handover(found, work.settings.ui.environment)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}") from None


def _as_json(found: Shift) -> dict[str, object]:
    return {
        "since": when(found.since),
        "until": when(found.until),
        "counts": {
            "started": found.started,
            "completed": found.completed,
            "failed": found.failed,
            "aborted": found.aborted,
            "waiting": found.waiting_count,
            "failing": found.failing_count,
            "retrying": found.retrying_count,
        },
        "failing": [{**row_as_json(one.row), "failing_since": when(one.since)} for one in found.failing],
        "waiting": [row_as_json(row) for row in found.waiting],
        "retrying": [row_as_json(row) for row in found.retrying],
        "noted": [row_as_json(row) for row in found.noted],
        "mended": [row_as_json(row) for row in found.mended],
        "aborted": [row_as_json(row) for row in found.ended_by_hand],
        "commands": [entry_as_json(entry) for entry in found.commands],
    }
