"""How does the console name a process, count things, and say an error, in one line each?"""

from __future__ import annotations

from uuid import UUID

from engine.plain import clean, shorten

__all__ = ["counted", "one_line", "short_id"]

_ERROR_LENGTH = 300


def short_id(process_id: UUID) -> str:
    """Return the part of a process id that a screen shows: its first eight digits."""
    return str(process_id)[:8]


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 step`, `1,204 steps`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def one_line(error: BaseException) -> str:
    """Return an error as one line of safe text.

    The engine's own errors (they carry an `exit_code`) are sentences for the operator; of the store's (they carry the
    driver's, `orig`) the driver's words are told, without the statement; others are named by their class.
    """
    driver = getattr(error, "orig", None)
    try:
        text = " ".join(str(driver or error).split())
    except Exception:
        text = "(its text cannot be read)"
    if driver is not None:
        text = f"the store did not answer: {text}"
    elif not hasattr(error, "exit_code"):
        text = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return shorten(clean(text), _ERROR_LENGTH)
