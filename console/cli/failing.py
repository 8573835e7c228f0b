"""What does an operator read when a command fails, and which exit code does a script get?

One line on standard error, safe to show, and no traceback: that goes to the log.
"""

from __future__ import annotations

from typing import TextIO

import structlog
from sqlalchemy.exc import DBAPIError
from typer.exceptions import Abort, Exit, TyperException

from engine.errors import NocdeckError
from engine.plain import clean

__all__ = ["exit_code_of"]


def exit_code_of(error: BaseException, words: TextIO) -> int:
    """Say on `words` what went wrong and return the exit code; exceptions that end the program otherwise go on."""
    match error:
        case Exit():
            return error.exit_code
        case TyperException():
            _say(f"{error.format_message()} (--help says what there is)", words)
            return 2
        case Abort() | KeyboardInterrupt():
            print("nocdeck: interrupted", file=words)
            return 130
        case SystemExit():
            return error.code if isinstance(error.code, int) else 1
        case NocdeckError():
            _say(str(error), words)
            return error.exit_code
        case BrokenPipeError():
            return 1
    structlog.get_logger("nocdeck").error("a command failed", exc_info=error)
    if isinstance(error, DBAPIError):
        said = " ".join(str(error.orig).split())
        _say(f"the store did not answer: {said}; see whether it was done, and try again", words)
        return 1
    _say(f"{type(error).__name__}: {' '.join(str(error).split())}; the log has the traceback", words)
    return 1


def _say(text: str, words: TextIO) -> None:
    print(f"nocdeck: {clean(text)}", file=words)
