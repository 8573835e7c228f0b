"""What is a workflow? A list of steps with a name, a target, a start form, and who may start it when.

`workflow` marks the function that returns the list (contract DSL-19 to 22).
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from pydantic_forms.core import FormPage

from engine.authored import StateForm, StepFunc, make_form
from engine.authorization import Authorizer
from engine.dsl import StepList, Target
from engine.inject import location
from engine.predicates import RunPredicate

__all__ = ["Workflow", "make_workflow", "workflow"]


class Workflow:
    """A list of steps with a name, a description, a target and a start form. It is never called (DSL-20)."""

    def __init__(
        self,
        function: Callable[[], StepList],
        steps: StepList,
        description: str,
        target: Target,
        initial_input_form: StateForm,
        authorize_callback: Authorizer | None,
        retry_auth_callback: Authorizer | None,
        run_predicate: RunPredicate | None,
    ) -> None:
        functools.update_wrapper(self, function)
        self.name = function.__name__
        self.module = function.__module__
        self.steps = steps
        self.description = description
        self.target = target
        self.initial_input_form = initial_input_form
        self.authorize_callback = authorize_callback
        self.retry_auth_callback = retry_auth_callback or authorize_callback
        self.run_predicate = run_predicate

    @property
    def is_task(self) -> bool:
        """Whether its processes are tasks: housekeeping, not a change to a customer's service."""
        return self.target in (Target.SYSTEM, Target.VALIDATE)

    def __call__(self) -> StepList:
        raise Exception("This function should not be executed")

    def __repr__(self) -> str:
        return f"<workflow {self.name!r}>"


def _no_questions() -> type[FormPage]:
    """The form of a workflow without one: an empty page, so that a start always posts one page (DSL-21)."""
    return FormPage


def make_workflow(
    function: Callable[[], StepList],
    description: str = "",
    initial_input_form: StepFunc | None = None,
    target: Target = Target.SYSTEM,
    authorize_callback: Authorizer | None = None,
    retry_auth_callback: Authorizer | None = None,
    run_predicate: RunPredicate | None = None,
) -> Workflow:
    """Return the workflow whose steps `function` gives; it is called once, now."""
    steps = function()
    if not isinstance(steps, StepList):
        raise TypeError(f"Workflow {location(function)} must return a StepList, not {type(steps).__name__}")
    form = make_form(initial_input_form or _no_questions)
    return Workflow(
        function, steps, description, Target(target), form, authorize_callback, retry_auth_callback, run_predicate
    )


def workflow(
    description: str = "",
    initial_input_form: StepFunc | None = None,
    target: Target = Target.SYSTEM,
    authorize_callback: Authorizer | None = None,
    retry_auth_callback: Authorizer | None = None,
    run_predicate: RunPredicate | None = None,
) -> Callable[[Callable[[], StepList]], Workflow]:
    """Mark a function that returns a StepList as a workflow; it is known by the function's name (DSL-19, 22).

    `initial_input_form` is a form as for `inputstep`; without one, starting asks nothing. `authorize_callback` says who
    may start it and act on its processes, `retry_auth_callback` (by default the same) who may retry its steps, and
    `run_predicate` whether it may be started now at all.
    """

    def decorate(function: Callable[[], StepList]) -> Workflow:
        return make_workflow(
            function,
            description,
            initial_input_form,
            target,
            authorize_callback,
            retry_auth_callback,
            run_predicate,
        )

    return decorate
