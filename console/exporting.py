"""How are rows written for a spreadsheet or a script, however many there are?

As CSV or JSON lines, row by row as they are read. Values are what the store holds: nothing is put before one that a
spreadsheet might take for a formula, so import them as text.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

__all__ = ["SUFFIXES", "Export", "write_csv", "write_json_lines"]

SUFFIXES = {".csv": "csv", ".jsonl": "jsonl"}
"""As what a file is written, by the end of its name."""

Record = dict[str, Any]
"""A row as plain JSON data."""


def write_csv(
    records: Iterable[Record], file: IO[str], *, shown: Callable[[str], str] = str, head: bool = True
) -> None:
    """Write rows as CSV, the names of the columns over the first; `shown` is what becomes of a text."""
    written = csv.writer(file)
    for number, record in enumerate(records):
        if number == 0 and head:
            written.writerow(record)
        written.writerow([value if value is None else shown(str(value)) for value in record.values()])


def write_json_lines(records: Iterable[Record], file: IO[str]) -> None:
    """Write rows as JSON, each on a line."""
    for record in records:
        file.write(json.dumps(record, ensure_ascii=True) + "\n")


class Export:
    """A file that rows are added to, its owner's alone; it has its name when it is whole.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, form: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path, self.count = path, 0
        self._form = form
        self._half = path.with_name(f".{path.name}.{os.getpid()}")
        opened = os.open(self._half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(opened, "w", encoding="utf-8", newline="")

    def add(self, records: Iterable[Record]) -> None:
        """Write more rows."""
        rows = list(records)
        if self._form == "csv":
            write_csv(rows, self._file, head=not self.count)
        else:
            write_json_lines(rows, self._file)
        self.count += len(rows)

    def finish(self) -> None:
        """Give the file its name."""
        self._file.close()
        self._half.replace(self.path)

    def drop(self) -> None:
        """Leave nothing behind of what was not finished."""
        self._file.close()
        self._half.unlink(missing_ok=True)
