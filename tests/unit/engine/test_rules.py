"""Which verb applies to a process in which status, and if not, why not in words?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine.outcome import ProcessStatus
from engine.records import ProcessRow
from engine.rules import VERBS, why_not

NOW = datetime(2030, 1, 2, tzinfo=UTC)

ROW = ProcessRow(
    process_id=UUID("6f3e3f8e-0f1a-4d3c-9d6b-3f6c1f5a9b11"),
    version=1,
    workflow="flow",
    target="MODIFY",
    is_task=True,
    status=ProcessStatus.CREATED,
    last_step=None,
    assignee="NOC",
    created_by="anna",
    started_at=NOW,
    last_modified_at=NOW,
    failed_reason=None,
    note=None,
    attempt=1,
    retry_at=None,
    step_started_at=None,
    abort_requested_by=None,
)

ALL = {str(status) for status in ProcessStatus}

APPLIES: dict[str, set[str]] = {
    "retry": {"waiting", "failed", "api_unavailable", "inconsistent_data"},
    "submit": {"suspended"},
    "abort": ALL - {"aborted", "completed"},
    "continue": {"waiting", "failed", "api_unavailable", "inconsistent_data", "suspended", "awaiting_callback"},
    "delete": ALL - {"created", "running", "resumed"},
    "note": ALL,
    "assign": ALL - {"aborted", "completed"},
    "take": ALL - {"aborted", "completed"},
    "release": set(),
    "skip": {"waiting", "failed", "api_unavailable", "inconsistent_data"},
    "again": ALL,
}


@pytest.mark.parametrize("status", ProcessStatus)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_applies_or_says_why_not(verb: str, status: ProcessStatus) -> None:
    reason = why_not(verb, replace(ROW, status=status))

    if status in APPLIES[verb]:
        assert reason is None
    else:
        assert reason is not None
        assert reason.startswith("Process 6f3e3f8e ")
        assert "\n" not in reason


@pytest.mark.parametrize(
    ("verb", "status", "told"),
    [
        ("retry", ProcessStatus.SUSPENDED, "waits for an answer; fill in its form instead of retrying"),
        ("retry", ProcessStatus.RUNNING, "is running; only a failed or waiting process can be retried"),
        ("submit", ProcessStatus.COMPLETED, "is completed; only a suspended process has a form to fill in"),
        ("abort", ProcessStatus.ABORTED, "is aborted already"),
        ("delete", ProcessStatus.RUNNING, "is running; abort it first"),
        ("assign", ProcessStatus.COMPLETED, "is completed; nobody needs to act on it"),
        (
            "skip",
            ProcessStatus.SUSPENDED,
            "waits for an answer that later steps rely on; fill in its form instead of skipping it",
        ),
        ("skip", ProcessStatus.RUNNING, "is running; only the step of a failed or waiting process can be skipped"),
        ("release", ProcessStatus.FAILED, "is in nobody's hands"),
        ("continue", ProcessStatus.RUNNING, "is running; only one that rests can be continued at another step"),
    ],
)
def test_the_reason_names_status_and_next_move(verb: str, status: ProcessStatus, told: str) -> None:
    assert why_not(verb, replace(ROW, status=status)) == f"Process 6f3e3f8e {told}"


def test_an_abort_that_was_asked_for_already_names_who_asked() -> None:
    running = replace(ROW, status=ProcessStatus.RUNNING, abort_requested_by="ben")

    assert why_not("abort", running) == "Process 6f3e3f8e is aborting after the step in hand, asked for by ben"


def test_what_somebody_has_in_hand_is_released_before_another_takes_it() -> None:
    held = replace(ROW, status=ProcessStatus.FAILED, taken_by="ben")

    assert why_not("take", held) == "Process 6f3e3f8e is in the hands of ben; release it first to take it over"
    assert why_not("release", held) is None


def test_there_is_no_other_verb() -> None:
    with pytest.raises(KeyError):
        why_not("rename", ROW)


def test_what_was_done_for_a_customer_is_not_deleted() -> None:
    change = replace(ROW, is_task=False, status=ProcessStatus.COMPLETED)

    assert why_not("delete", change) == "Process 6f3e3f8e is no task; what was done for a customer stays on record"
