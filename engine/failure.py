"""What is kept of an exception that ended a step?

Its class, its message, what it carried, and its traceback from the author's first line on: bounded, and writable on
every store whatever the message holds (contract section 6, faults F11).
"""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import InconsistentDataError, ProcessFailureError, UnfitValue, WorkflowChanged
from engine.likeness import fingerprint
from engine.outcome import ProcessStatus
from engine.plain import shorten
from engine.store.tables import REASON_LENGTH, TRACEBACK_LENGTH
from engine.values import canonical, to_plain

__all__ = ["INTERRUPTED", "FailureRecord", "describe", "interrupted", "task_status"]

_ENGINE = str(Path(__file__).resolve().parent) + os.sep

INTERRUPTED = "interrupted: may have run"
"""How the reason of a step begins whose engine died in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRecord:
    """One failed attempt, ready to be written."""

    error_class: str
    error: str
    """At most 10,000 characters."""
    details: Any = None
    """Plain JSON data, or None."""
    traceback: str = ""
    """At most 50,000 characters, the last ones."""

    def fingerprint(self, step: str | None) -> str:
        """Return what it has in common with the failures at this step that are alike."""
        return fingerprint(step, self.error_class, self.error)

    def as_json(self) -> str:
        """Return the canonical JSON a log row keeps (contract FR-1)."""
        record = {"class": self.error_class, "error": self.error}
        return canonical(record if self.details is None else {**record, "details": self.details})


def _writable(text: str) -> str:
    """Return `text` without what a store refuses: NUL and lone surrogates."""
    return text.replace("\x00", "␀").encode(errors="replace").decode()


def _message(error: BaseException) -> str:
    try:
        text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    except BaseException as broken:
        text = f"(its message cannot be read: {type(broken).__name__})"
    return shorten(_writable(text or type(error).__name__), REASON_LENGTH)


def _details(error: BaseException) -> Any:
    try:
        if isinstance(error, ProcessFailureError):
            found = error.details
        elif isinstance(error, WorkflowChanged):
            found = list(error.difference) or None
        elif _is_api_exception(error):
            found = {name: getattr(error, name, None) for name in ("status", "body", "headers")}
        else:
            return None
        try:
            return to_plain(found, "details")
        except UnfitValue:
            return shorten(_writable(repr(found)), REASON_LENGTH)
    except BaseException as broken:
        return f"(its details cannot be read: {type(broken).__name__})"


def _traceback(error: BaseException) -> str:
    """Format the traceback, without our own frames above the author's code."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next and frame.tb_frame.f_code.co_filename.startswith(_ENGINE):
        frame = frame.tb_next
    try:
        text = "".join(traceback.format_exception(type(error), error, frame))
    except BaseException:  # an exception whose own text raises
        text = "".join(traceback.format_tb(frame)) + type(error).__name__
    return _writable(text)[-TRACEBACK_LENGTH:]


def describe(error: BaseException) -> FailureRecord:
    """Return the record of an exception; never raises, whatever the exception does when it is looked at."""
    return FailureRecord(
        error_class=type(error).__name__,
        error=_message(error),
        details=_details(error),
        traceback=_traceback(error),
    )


def interrupted(owner: str) -> FailureRecord:
    """Return the record of an attempt whose engine (`owner` says which) died in it."""
    return FailureRecord(
        error_class="Interrupted",
        error=f"{INTERRUPTED}. {owner} ended in this step; check what it did outside, then retry or abort",
    )


def _is_api_exception(error: BaseException) -> bool:
    """Generated API clients each have a class of this name (contract FR-2)."""
    return any(kind.__name__ == "ApiException" for kind in type(error).__mro__)


def task_status(error: BaseException) -> ProcessStatus:
    """Return what a failing task becomes, by the class of its exception (contract PS-3)."""
    if isinstance(error, InconsistentDataError | AssertionError):
        return ProcessStatus.INCONSISTENT_DATA
    if any(kind.__name__ == "MaxRetryError" for kind in type(error).__mro__):
        return ProcessStatus.API_UNAVAILABLE
    if _is_api_exception(error) and getattr(error, "status", None) in (502, 503, 504):
        return ProcessStatus.API_UNAVAILABLE
    return ProcessStatus.FAILED
