"""How do processes look on standard output: as JSON for a script, as aligned lines for a reader?"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import typer

from console.as_json import row_as_json, when
from engine.plain import clean, redact, shorten
from engine.records import ProcessDetail, StepRun

__all__ = ["detail_as_json", "moment", "print_json", "print_table", "row_as_json", "when"]


def print_json(value: Any) -> None:
    """Print `value` as JSON, indented."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=True))


def moment(instant: datetime) -> str:
    """Return an instant for a table: UTC, to the second."""
    return f"{instant:%Y-%m-%d %H:%M:%SZ}"


def detail_as_json(detail: ProcessDetail, secret_keys: Collection[str]) -> dict[str, Any]:
    """Return a process whole, values of secret keys masked."""
    return {
        **row_as_json(detail.row),
        "state": redact(detail.state, secret_keys),
        "steps": [_step_as_json(step, secret_keys) for step in detail.steps],
        "pending": list(detail.pending),
        "callback_progress": redact(detail.progress, secret_keys),
        "unreadable": detail.unreadable,
    }


def _step_as_json(step: StepRun, secret_keys: Collection[str]) -> dict[str, Any]:
    return {
        "seq": step.seq,
        "name": step.name,
        "path": list(step.path),
        "status": str(step.status),
        "attempt": step.attempt,
        "created_by": step.created_by,
        "started_at": when(step.started_at),
        "completed_at": when(step.completed_at),
        "changed": redact(step.changed, secret_keys),
        "removed": list(step.removed),
        "error_class": step.error_class,
        "error": step.error,
        "details": redact(step.details, secret_keys),
        "traceback": step.traceback,
    }


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]], widest: int = 60) -> None:
    """Print rows under their titles, columns aligned, every cell safe and at most `widest` characters."""
    cells = [[shorten(clean(str("" if cell is None else cell)), widest) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(titles, *cells, strict=True)]
    for line in [list(titles), *cells]:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
