"""What does an operator read when a command fails, and which exit code does a script get?

One line on standard error, safe to show, and no traceback: that goes to the log. A filter that cannot be understood is
shown below it, with a sign under the character. What is wrong with the answers to a form, a script reads as JSON on
standard output.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from rich.cells import cell_len
from sqlalchemy.exc import DBAPIError
from typer.exceptions import Abort, Exit, TyperException

from console.cli.output import print_json
from engine.errors import BadQuery, FormRejected, NocdeckError
from engine.plain import clean

__all__ = ["exit_code_of", "rejections_as_json"]


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
            if isinstance(error, BadQuery) and error.text:
                print(f"  {clean(error.text)}\n  {' ' * cell_len(clean(error.text[: error.at]))}^", file=words)
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


@contextmanager
def rejections_as_json(wanted: bool) -> Iterator[None]:
    """Where `wanted`, print what is wrong with a form's answers as a JSON array, before the error goes on."""
    try:
        yield
    except FormRejected as error:
        if wanted:
            print_json(_listed(error))
        raise


def _listed(error: FormRejected) -> list[dict[str, Any]]:
    if not error.errors:  # a page is missing, or there is one too many
        whole = {"path": "", "loc": [], "label": "", "message": error.message, "type": "form"}
        return [{"page": error.page, **whole}]
    return [
        {
            "page": error.page,
            "path": one.path,
            "loc": list(one.loc),
            "label": one.label,
            "message": one.msg,
            "type": one.type,
        }
        for one in error.errors
    ]
