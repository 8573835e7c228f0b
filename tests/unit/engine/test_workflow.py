"""Is a list of steps, with a name, a target and a form, a workflow (DSL-19 to DSL-22)?"""

from __future__ import annotations

import pytest

from engine.definition import Workflow, make_workflow, workflow
from engine.dsl import StepList, Target, begin, done, init, step


@step("Work")
def work() -> None: ...


def test_a_workflow_is_known_by_its_function() -> None:
    @workflow("Check a node", target=Target.VALIDATE)
    def check_node() -> StepList:
        """Check that it answers."""
        return init >> work >> done

    assert isinstance(check_node, Workflow)
    assert (check_node.name, check_node.description, check_node.target) == ("check_node", "Check a node", "VALIDATE")
    assert str(check_node.steps) == "StepList [Start, Work, Done]"
    assert (check_node.__doc__, check_node.module) == ("Check that it answers.", __name__)


def test_the_function_of_a_workflow_is_called_once_and_then_never() -> None:
    calls = []

    @workflow()
    def once() -> StepList:
        calls.append(1)
        return init >> done

    with pytest.raises(Exception, match="This function should not be executed"):
        once()
    assert calls == [1]


@pytest.mark.parametrize(("target", "is_task"), [(target, target in ("SYSTEM", "VALIDATE")) for target in Target])
def test_tasks_are_what_changes_no_service(target: Target, is_task: bool) -> None:
    assert make_workflow(lambda: begin, target=target).is_task is is_task


def test_a_workflow_without_a_form_asks_one_empty_page() -> None:
    pages = make_workflow(lambda: begin).initial_input_form({})

    assert list(next(pages).model_fields) == []


def test_a_workflow_must_give_its_steps() -> None:
    def forgotten() -> None: ...

    with pytest.raises(TypeError, match="forgotten must return a StepList, not NoneType"):
        make_workflow(forgotten)  # type: ignore[arg-type]
