"""May this be done to this process now, and if not, why not?

Pure functions over what an operator sees. The verbs refuse by them, and a screen shows their words beside a key that
does not apply, so the two never disagree.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.outcome import ENDED, FAILURES, MOVING, ProcessStatus
from engine.records import ProcessRow

__all__ = ["VERBS", "why_not"]

_RETRYABLE = FAILURES | {ProcessStatus.WAITING}


def why_not(verb: str, row: ProcessRow) -> str | None:
    """Return in one sentence why `verb` (one of `VERBS`) does not apply to the process now; None when it does.

    Raises:
        KeyError: there is no such verb.
    """
    reason = _RULES[verb](row)
    return f"Process {str(row.process_id)[:8]} {reason}" if reason else None


def _not_retryable(row: ProcessRow) -> str | None:
    if row.status in _RETRYABLE:
        return None
    if row.status is ProcessStatus.SUSPENDED:
        return "waits for an answer; fill in its form instead of retrying"
    return f"is {row.status}; only a failed or waiting process can be retried"


def _not_answerable(row: ProcessRow) -> str | None:
    if row.status is ProcessStatus.SUSPENDED:
        return None
    return f"is {row.status}; only a suspended process has a form to fill in"


def _not_abortable(row: ProcessRow) -> str | None:
    if row.status in ENDED:
        return f"is {row.status} already"
    if row.abort_requested_by:
        return f"is aborting after the step in hand, asked for by {row.abort_requested_by}"
    return None


def _not_continuable(row: ProcessRow) -> str | None:
    if row.status in _RETRYABLE | {ProcessStatus.SUSPENDED, ProcessStatus.AWAITING_CALLBACK}:
        return None
    return f"is {row.status}; only one that rests can be continued at another step"


def _not_deletable(row: ProcessRow) -> str | None:
    if not row.is_task:
        return "is no task; what was done for a customer stays on record"
    return f"is {row.status}; abort it first" if row.status in MOVING else None


def _not_assignable(row: ProcessRow) -> str | None:
    return f"is {row.status}; nobody needs to act on it" if row.status in ENDED else None


def _not_takable(row: ProcessRow) -> str | None:
    if row.taken_by is not None:
        return f"is in the hands of {row.taken_by}; release it first to take it over"
    return _not_assignable(row)


def _not_releasable(row: ProcessRow) -> str | None:
    return "is in nobody's hands" if row.taken_by is None else None


def _not_skippable(row: ProcessRow) -> str | None:
    if row.status in _RETRYABLE:
        return None
    if row.status is ProcessStatus.SUSPENDED:
        return "waits for an answer that later steps rely on; fill in its form instead of skipping it"
    return f"is {row.status}; only the step of a failed or waiting process can be skipped"


_RULES: dict[str, Callable[[ProcessRow], str | None]] = {
    "retry": _not_retryable,
    "submit": _not_answerable,
    "abort": _not_abortable,
    "continue": _not_continuable,
    "delete": _not_deletable,
    "note": lambda row: None,
    "assign": _not_assignable,
    "take": _not_takable,
    "release": _not_releasable,
    "skip": _not_skippable,
    "again": lambda row: None,
}

VERBS = tuple(_RULES)
"""What may be done to a process."""
