"""What is printed when the console itself fails?

Textual's own crash screen prints the local variables of every frame, and so whatever secret lay in one. This report has
the frames and the message, made safe for a terminal, and nothing else.
"""

from __future__ import annotations

import traceback

from rich.text import Text
from textual.worker import WorkerFailed

from engine.plain import clean

__all__ = ["crash_report"]


def crash_report(error: BaseException | None) -> Text:
    """Return the report of an error that ended the console."""
    if isinstance(error, WorkerFailed):
        error = error.error
    frames = "".join(traceback.format_exception(error)) if error is not None else "(no traceback)\n"
    return Text(
        "The console met a fault of its own and ended. Steps that run are not touched: the engine finishes them.\n"
        "Nothing in the store is lost; start the console again. To report the fault, send this text:\n\n"
        + clean(frames, newlines=True)
    )
