"""How does what is listed look on standard output: as JSON for a script, as aligned lines for a reader?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import typer
from rich.cells import cell_len, set_cell_size

from engine.plain import clean, shorten

__all__ = ["moment", "print_json", "print_table"]


def print_json(value: Any) -> None:
    """Print `value` as JSON, indented."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=True))


def moment(instant: datetime) -> str:
    """Return an instant for a table: UTC, to the second."""
    return f"{instant:%Y-%m-%d %H:%M:%SZ}"


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]], widest: int = 60) -> None:
    """Print rows under their titles, columns aligned, every cell safe and at most `widest` characters."""
    cells = [[shorten(clean(str("" if cell is None else cell)), widest) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(titles, *cells, strict=True)]
    for line in [list(titles), *cells]:
        typer.echo("  ".join(set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
