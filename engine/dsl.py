"""How does an author say what a workflow does?

The DSL: functions become steps (`step`, `retrystep`, `inputstep`), steps are composed with `>>`. What can stand around
steps (`conditional`, `step_group`) is `engine.compose`, the workflow that a list of them makes `engine.definition`.
Names and rules are orchestrator-core's (contract section 2). Nothing here runs by itself and nothing knows the store.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Literal, Protocol, SupportsIndex, overload, runtime_checkable

from engine.authored import StateForm, StepFunc, guarded, make_form
from engine.authorization import Authorizer
from engine.outcome import Abort, Complete, Failed, Process, State, Success, Suspend, Waiting
from engine.plain import UNKEPT
from engine.retry import Retry

__all__ = [
    "Assignee",
    "OnInterrupt",
    "Step",
    "StepList",
    "Target",
    "abort",
    "begin",
    "done",
    "init",
    "inputstep",
    "make_step_function",
    "retrystep",
    "step",
]

OnInterrupt = Literal["ask", "retry", "again"]
"""What becomes of a step whose engine died in it: it fails and an operator decides (`ask`, any step that may have
effects outside); it waits and is retried (`retry`, a retrystep); it simply runs again (`again`, steps of our own that
touch nothing but the state)."""

LONGEST_NAME = 255
LONGEST_ASSIGNEE = 50


class Target(StrEnum):
    """What a workflow does to a subscription (DSL-32)."""

    CREATE = "CREATE"
    MODIFY = "MODIFY"
    TERMINATE = "TERMINATE"
    SYSTEM = "SYSTEM"
    VALIDATE = "VALIDATE"
    RECONCILE = "RECONCILE"


class Assignee(StrEnum):
    """Who must act on a step (DSL-32)."""

    NOC = "NOC"
    SYSTEM = "SYSTEM"
    CHANGES = "CHANGES"
    KLANTSUPPORT = "KLANTSUPPORT"


@runtime_checkable
class Step(Protocol):
    """One step of a workflow: a function of the state that returns an outcome, with what the engine knows of it."""

    name: str
    form: StateForm | None
    assignee: str
    resume_auth_callback: Authorizer | None
    retry_auth_callback: Authorizer | None
    retry: Retry | None
    on_interrupt: OnInterrupt | None
    enter: Step | None
    """Of a group: the step it begins with; where that is skipped, so is the group."""
    steps: StepList | None
    """Of a group: what it is made of."""

    def __call__(self, state: State) -> Process: ...


class _StepFunction:
    """The one implementation of `Step`; keeps name, docstring and `__wrapped__` of the author's function."""

    name: str
    form: StateForm | None
    assignee: str
    resume_auth_callback: Authorizer | None
    retry_auth_callback: Authorizer | None
    retry: Retry | None
    on_interrupt: OnInterrupt | None
    enter: Step | None
    steps: StepList | None

    def __init__(self, run: Callable[[State], Process], **known: Any) -> None:
        functools.update_wrapper(self, run)
        self._run = run
        self.__dict__.update(known)

    def __call__(self, state: State) -> Process:
        return self._run(state)

    def __repr__(self) -> str:
        return f"<step {self.name!r}>"


def make_step_function(
    run: Callable[[State], Process],
    name: str,
    form: StateForm | None = None,
    assignee: str = Assignee.SYSTEM,
    resume_auth_callback: Authorizer | None = None,
    retry_auth_callback: Authorizer | None = None,
    *,
    retry: Retry | None = None,
    on_interrupt: OnInterrupt | None = None,
    enter: Step | None = None,
    steps: StepList | None = None,
    on_error: type[Failed | Waiting] = Failed,
) -> Step:
    """Return `run`, a function from state to outcome, as a step.

    `on_error` is the outcome of an exception that the engine meets in keeping what the step did.

    Raises:
        ValueError: a name or an assignee that a store cannot hold (contract W-36).
    """
    for what, text, longest in (("name", name, LONGEST_NAME), ("assignee", str(assignee), LONGEST_ASSIGNEE)):
        if not 0 < len(text) <= longest or UNKEPT.search(text):
            raise ValueError(f"The {what} of a step is text of 1 to {longest} characters, not {text!r:.100}")
    return _StepFunction(
        run,
        name=name,
        form=form,
        assignee=assignee,
        resume_auth_callback=resume_auth_callback,
        retry_auth_callback=retry_auth_callback,
        retry=retry,
        on_interrupt=on_interrupt,
        enter=enter,
        steps=steps,
        on_error=on_error,
    )


def wrapped(
    run: Callable[[State], Process], inner: Step, *, enter: Step | None = None, steps: StepList | None = None
) -> Step:
    """Return `run` as a step that is in everything else like `inner`, which it stands around (W-17)."""
    return make_step_function(
        run,
        inner.name,
        inner.form,
        inner.assignee,
        inner.resume_auth_callback,
        inner.retry_auth_callback,
        retry=inner.retry,
        on_interrupt=inner.on_interrupt,
        enter=enter or inner.enter,
        steps=steps or inner.steps,
        on_error=getattr(inner, "on_error", Failed),
    )


class StepList(list[Step]):
    """Steps in their order; `>>` appends a step or a list and returns a new one (DSL-7).

    >>> str(begin)
    'StepList []'
    """

    def __rshift__(self, other: Step | StepList | Iterable[Step]) -> StepList:
        if isinstance(other, Step):
            return StepList([*self, other])
        if isinstance(other, list) and all(isinstance(item, Step) for item in other):
            return StepList([*self, *other])
        name = getattr(other, "__name__", None)
        raise ValueError(
            "Expected @step decorated function or type Step or StepList, got "
            f"{type(other)}{f' with name {name}' if name else ''} instead."
        )

    @overload
    def __getitem__(self, index: SupportsIndex) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> StepList: ...
    def __getitem__(self, index: SupportsIndex | slice) -> Step | StepList:
        if isinstance(index, slice):
            return StepList(super().__getitem__(index))
        return super().__getitem__(index)

    def __str__(self) -> str:
        return f"StepList [{', '.join(item.name for item in self)}]"

    def __repr__(self) -> str:
        return str(self)


def step(
    name: str,
    retry_auth_callback: Authorizer | None = None,
    *,
    on_interrupt: OnInterrupt | None = None,
    timeout: float | None = None,
) -> Callable[[StepFunc], Step]:
    """Mark a function as a workflow step (DSL-1).

    Its parameters are filled from the state, its result (a dict or None) is merged into it. An exception makes the
    process `failed`, until an operator retries it. `on_interrupt="retry"` says that the step may be run again should
    its engine die in it, "ask" that an operator decides; by default `[engine] on_interrupt` of the configuration says.
    After `timeout` seconds the step counts as failed, though it may still be at work.
    """

    def decorate(function: StepFunc) -> Step:
        run = guarded(function, Failed, timeout)
        return make_step_function(run, name, retry_auth_callback=retry_auth_callback, on_interrupt=on_interrupt)

    return decorate


def retrystep(
    name: str,
    retry_auth_callback: Authorizer | None = None,
    *,
    retry: Retry | None = None,
    on_interrupt: OnInterrupt = "retry",
    timeout: float | None = None,
) -> Callable[[StepFunc], Step]:
    """Mark a function as a step that is retried periodically when it fails (DSL-4).

    An exception makes the process `waiting`; the engine runs the step again after a growing delay, which `retry` sets
    for this step and `[retry]` of the configuration for all others. `timeout` is as for `step`.
    """

    def decorate(function: StepFunc) -> Step:
        run = guarded(function, Waiting, timeout)
        return make_step_function(
            run,
            name,
            retry_auth_callback=retry_auth_callback,
            retry=retry,
            on_interrupt=on_interrupt,
            on_error=Waiting,
        )

    return decorate


def inputstep(
    name: str,
    assignee: str = Assignee.SYSTEM,
    resume_auth_callback: Authorizer | None = None,
    retry_auth_callback: Authorizer | None = None,
) -> Callable[[StepFunc], Step]:
    """Mark a form as a step that waits for an operator of `assignee` to answer it (DSL-5).

    The function does not run in the engine, and more than once: it must be free of side effects. It is a generator
    function that yields page classes and returns what enters the state, or a plain function that returns one class.
    `resume_auth_callback` says who may answer, `retry_auth_callback` who may retry steps from here on.
    """

    def decorate(function: StepFunc) -> Step:
        def suspend(state: State) -> Process:
            return Suspend(state)

        functools.update_wrapper(suspend, function)
        form = make_form(function)
        return make_step_function(
            suspend, name, form, assignee, resume_auth_callback, retry_auth_callback, on_interrupt="again"
        )

    return decorate


def _of_ours(outcome: type[Process], name: str) -> Step:
    return make_step_function(outcome, name, on_interrupt="again")


begin = StepList()
init = StepList([_of_ours(Success, "Start")])
done = StepList([_of_ours(Complete, "Done")])
abort = StepList([_of_ours(Abort, "Abort")])
