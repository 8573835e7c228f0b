"""Is every error one safe line that an operator can read?"""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from console.wording import one_line
from engine.errors import Refused


class Unreadable(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (Refused("Process 1 is running"), "Process 1 is running"),
        (KeyError("site"), "KeyError: 'site'"),
        (ValueError(), "ValueError"),
        (ValueError("two\nlines \x1b[31m"), "ValueError: two lines ␛[31m"),
        (Unreadable(), "Unreadable: (its text cannot be read)"),
        (
            OperationalError("UPDATE processes SET note = ?", None, sqlite3.OperationalError("database is locked")),
            "the store did not answer: database is locked",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert one_line(error) == line


def test_a_long_error_is_cut() -> None:
    assert len(one_line(ValueError("x" * 10_000))) <= 300
