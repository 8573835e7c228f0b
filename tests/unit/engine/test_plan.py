"""What is left to do of a process, and what if its workflow was changed meanwhile (invariant 6)?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.definition import Workflow
from engine.dsl import StepList, begin, make_step_function
from engine.errors import WorkflowChanged
from engine.outcome import Success
from engine.plan import laid_out, next_attempt, remaining
from engine.store.log import LogRow
from tests.lab import flow

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def workflow_of(names: str) -> Workflow:
    """Return a workflow whose steps are called by one letter each."""
    steps = StepList([make_step_function(Success, name) for name in names])
    return flow(begin >> steps, name="letters")


def log_of(*attempts: tuple[str, str]) -> list[LogRow]:
    """Return a log of a first row and these names and statuses."""
    return [
        LogRow(seq=seq, name=name, status=status, attempt=1, created_by="anna", started_at=NOW, completed_at=NOW)
        for seq, (name, status) in enumerate([("Input", "success"), *attempts])
    ]


@pytest.mark.parametrize(
    ("steps", "attempts", "left"),
    [
        pytest.param("abc", [], "abc", id="nothing-done"),
        pytest.param("abc", [("a", "success")], "bc", id="one-done"),
        pytest.param("abc", [("a", "skipped")], "bc", id="a-skip-is-done"),
        pytest.param("abc", [("a", "failed")], "abc", id="a-failure-is-not"),
        pytest.param("abc", [("a", "waiting"), ("a", "success")], "bc", id="done-at-the-second-try"),
        pytest.param("abc", [("a", "suspend")], "abc", id="a-question-is-not"),
        pytest.param("abc", [("a", "suspend"), ("a", "success")], "bc", id="an-answer-is"),
        pytest.param("aab", [("a", "success")], "ab", id="two-steps-of-one-name"),
        pytest.param("abcd", [("a", "success"), ("b", "success")], "cd", id="a-step-appended"),
        pytest.param("axc", [("a", "success")], "xc", id="a-step-changed-that-is-still-to-come"),
        pytest.param("a", [("a", "success")], "", id="all-done"),
        pytest.param("ab", [("a", "success"), ("Resume", "failed")], "b", id="a-refusal-is-no-step"),
    ],
)
def test_what_is_left_to_do(steps: str, attempts: list[tuple[str, str]], left: str) -> None:
    assert [planned.step.name for planned in remaining(workflow_of(steps), log_of(*attempts))] == list(left)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        pytest.param("axb", "it did 'b' as step 2, where the workflow now has 'x'", id="inserted"),
        pytest.param("bc", "it did 'a' as step 1, where the workflow now has 'b'", id="removed"),
        pytest.param("Abc", "it did 'a' as step 1, where the workflow now has 'A'", id="renamed"),
        pytest.param("ba", "it did 'a' as step 1, where the workflow now has 'b'", id="reordered"),
        pytest.param("a", "it did 'b' as step 2, where the workflow now has nothing", id="cut-off"),
    ],
)
def test_a_change_of_what_was_done_already_is_refused_with_the_difference(steps: str, told: str) -> None:
    with pytest.raises(WorkflowChanged) as refusal:
        remaining(workflow_of(steps), log_of(("a", "success"), ("b", "success")))

    assert told in str(refusal.value)
    assert "'letters'" in str(refusal.value)
    assert "nothing was run" in str(refusal.value)


@pytest.mark.parametrize(
    ("attempts", "number"),
    [
        pytest.param([], 1, id="the-first"),
        pytest.param([("b", "waiting")], 2, id="after-one-failure"),
        pytest.param([("b", "waiting"), ("b", "failed"), ("b", "waiting")], 4, id="after-three"),
        pytest.param([("a", "failed"), ("a", "success")], 1, id="of-another-step"),
        pytest.param([("b", "failed"), ("b", "success"), ("b", "failed")], 2, id="of-another-step-of-that-name"),
        pytest.param([("Resume", "failed"), ("Resume", "failed")], 1, id="after-refusals"),
        pytest.param([("b", "suspend")], 1, id="after-a-question"),
    ],
)
def test_attempts_are_counted_for_the_step_at_hand(attempts: list[tuple[str, str]], number: int) -> None:
    assert next_attempt(log_of(*attempts), laid_out(workflow_of("b").steps)[0]) == number
