"""What did the operator give on the command line as JSON: the answers to a form, or anything else?

JSON as it is, or the file that is named with @ (@- is standard input). Lines that begin with // or # are left aside, so
that a template can say what it asks for (`console.cli.template`).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.errors import UsageError

__all__ = ["Inputs", "answers_given", "json_given"]

Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        help="The answers of one form page as JSON, or @FILE (@- is standard input); repeat per page. An array is "
        "several pages. Lines that begin with // or # are comments.",
    ),
]

_COMMENT = re.compile(r"^[ \t]*(//|#).*$", re.MULTILINE)
"""A whole line: a JSON string cannot hold a line break, so that none can begin with such a line."""


def answers_given(inputs: list[str] | None) -> list[dict[str, Any]] | None:
    """Return the pages given with --input, None for no --input at all.

    Raises:
        UsageError: something is no JSON object, nor an array of them.
    """
    if not inputs:
        return None
    return [page for number, text in enumerate(inputs, 1) for page in _pages(text, number)]


def _pages(text: str, number: int) -> list[dict[str, Any]]:
    given = json_given(text, f"--input {number}")
    pages = given if isinstance(given, list) else [given]
    if not all(isinstance(page, dict) for page in pages):
        raise UsageError(f"--input {number} must be a JSON object of fields and their values, one for each page")
    return pages


def json_given(text: str, where: str) -> Any:
    """Return what an option says as JSON, or the file that it names with @. Raises UsageError for what is none."""
    if text.startswith("@"):
        where = f"{where} ({text[1:]})"
        try:
            text = sys.stdin.read() if text == "@-" else Path(text[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{where}: the file cannot be read: {error}") from None
    try:
        return json.loads(_COMMENT.sub("", text))
    except ValueError as error:
        raise UsageError(f"{where} is not JSON: {error}") from None
