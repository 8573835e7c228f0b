"""What does a screen have to copy, and how does it look outside?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from console.as_json import detail_as_json, row_as_json
from engine.plain import clean

if TYPE_CHECKING:
    from engine.records import ProcessDetail, ProcessRow
    from widgets.grid_line import Column

__all__ = ["Copy", "as_json", "as_tabs", "json_text"]

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing to copy."""

    key: str
    label: str
    text: Callable[[], str]


def as_tabs(columns: Sequence[Column[Row]], row: Row) -> str:
    """Return what the columns of a list say of a row, as a spreadsheet takes it."""
    return "\t".join(clean(column.cell(row).text).replace("\t", " ") for column in columns)


def as_json(shown: ProcessRow | ProcessDetail) -> str:
    """Return a process as the command line prints it."""
    from engine.records import ProcessRow

    return json_text(row_as_json(shown) if isinstance(shown, ProcessRow) else detail_as_json(shown, ()))


def json_text(value: Any) -> str:
    """Return a value as JSON for a reader."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
