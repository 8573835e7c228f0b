"""How is a list printed: as a table, as JSON, or row by row for a spreadsheet or a script?

CSV and JSON lines are written as they are read, a page at a time, however many rows there are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer

from console.cli.output import print_json, print_table
from console.exporting import write_csv, write_json_lines
from engine.errors import UsageError
from engine.listing import Query, every_row
from engine.plain import clean
from engine.store.database import Store

__all__ = ["Format", "Limit", "Printed", "SortBy", "print_list"]

Row = TypeVar("Row")

USUAL_LIMIT = 100


class Printed(StrEnum):
    """As what a list is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


Format = Annotated[Printed, typer.Option("--format", help="A table, JSON, JSON lines or CSV.")]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="At most this many; 100, and of CSV and JSON lines all, otherwise.")
]
SortBy = Annotated[str, typer.Option("--sort", help="Sort by modified, status …; :asc or :desc behind it.")]


def print_list(
    store: Store,
    query: Query[Row],
    form: Printed,
    limit: int | None,
    *,
    as_json: bool,
    record: Callable[[Row], dict[str, Any]],
    titles: Sequence[str],
    cells: Callable[[Row], Sequence[object]],
) -> None:
    """Print what a query finds; `record` is a row as plain JSON data, `cells` as a line under `titles`."""
    if as_json and form is not Printed.TABLE:
        raise UsageError("--json and --format say different things; give one of them")
    form = Printed.JSON if as_json else form
    whole = form in (Printed.CSV, Printed.JSONL)
    rows = every_row(store, query, limit or (None if whole else USUAL_LIMIT))
    match form:
        case Printed.TABLE:
            print_table(titles, [cells(row) for row in rows])
        case Printed.JSON:
            print_json([record(row) for row in rows])
        case Printed.JSONL:
            write_json_lines(map(record, rows), sys.stdout)
        case Printed.CSV:
            shown = clean if sys.stdout.isatty() else str  # a terminal gets no control characters
            write_csv(map(record, rows), sys.stdout, shown=shown)
