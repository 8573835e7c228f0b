"""May a workflow be started now? What a predicate answers counts as what it says (W-37)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.dsl import begin
from engine.predicates import (
    PredicateContext,
    RunPredicateFail,
    RunPredicatePass,
    no_uncompleted_instance,
    objection,
)
from tests.lab import flow

CONTEXT = PredicateContext(flow(begin, name="drain"), "drain")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (RunPredicatePass(), None),
        (True, None),
        (RunPredicateFail("maintenance freeze"), "maintenance freeze"),
        (False, "Workflow 'drain' may not be started now: its run predicate says no"),
    ],
)
def test_w37_what_a_predicate_answers_counts_as_what_it_says(answer: Any, said: str | None) -> None:
    assert objection(lambda _: answer, CONTEXT) == said


@pytest.mark.parametrize("answer", [None, 0, "", "no", RunPredicatePass], ids=repr)
def test_w37_any_other_answer_is_an_error_and_not_a_pass(answer: Any) -> None:
    with pytest.raises(TypeError, match=r"run predicate of workflow 'drain' must return RunPredicatePass"):
        objection(lambda _: answer, CONTEXT)


def test_without_a_predicate_nothing_speaks_against_it() -> None:
    assert objection(None, CONTEXT) is None


def test_a_pass_is_true_and_a_fail_is_false() -> None:
    assert RunPredicatePass()
    assert not RunPredicateFail("freeze")


@pytest.mark.parametrize(("count", "said"), [(0, None), (2, "Workflow 'drain' already has 2 uncompleted instance(s)")])
def test_a_workflow_may_ask_to_be_alone(count: int, said: str | None) -> None:
    context = PredicateContext(CONTEXT.workflow, "drain", lambda: count)

    assert objection(no_uncompleted_instance, context) == said
