"""How does an author say what a workflow does?

The DSL: functions become steps (`step`, `retrystep`, `inputstep`), steps are composed with `>>`, `conditional` says
whether one is run, and `workflow` gives the list a name, a target and a start form. Names and rules are
orchestrator-core's (contract section 2). Nothing here runs by itself and nothing knows the store.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import re
from collections.abc import Callable, Generator, Iterable
from enum import StrEnum
from typing import Any, Literal, Protocol, SupportsIndex, cast, overload, runtime_checkable

from pydantic_forms.core import FormPage

from engine.inject import form_inject_args, inject_args, location
from engine.outcome import Abort, Complete, Failed, Process, Skipped, State, Success, Suspend, Waiting
from engine.retry import Retry

__all__ = [
    "Assignee",
    "FormGenerator",
    "OnInterrupt",
    "Step",
    "StepList",
    "Target",
    "Workflow",
    "abort",
    "begin",
    "conditional",
    "done",
    "init",
    "inputstep",
    "make_step_function",
    "make_workflow",
    "retrystep",
    "step",
    "workflow",
]

OnInterrupt = Literal["ask", "retry", "again"]
"""What becomes of a step whose engine died in it: it fails and an operator decides (`ask`, any step that may have
effects outside); it waits and is retried (`retry`, a retrystep); it simply runs again (`again`, steps of our own that
touch nothing but the state)."""

LONGEST_NAME = 255
LONGEST_ASSIGNEE = 50
_SURROGATE = re.compile("[\ud800-\udfff]")

StepFunc = Callable[..., Any]
FormGenerator = Generator[type[FormPage], Any, State]
"""What a form is: it yields page classes, is sent their answers, and returns what enters the state."""

StateForm = Callable[[State], FormGenerator]


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
    retry: Retry | None
    on_interrupt: OnInterrupt

    def __call__(self, state: State) -> Process: ...


class _StepFunction:
    """The one implementation of `Step`; keeps name, docstring and `__wrapped__` of the author's function."""

    def __init__(
        self,
        run: Callable[[State], Process],
        name: str,
        form: StateForm | None,
        assignee: str,
        retry: Retry | None,
        on_interrupt: OnInterrupt,
    ) -> None:
        functools.update_wrapper(self, run)
        self._run = run
        self.name = name
        self.form = form
        self.assignee = assignee
        self.retry = retry
        self.on_interrupt = on_interrupt

    def __call__(self, state: State) -> Process:
        return self._run(state)

    def __repr__(self) -> str:
        return f"<step {self.name!r}>"


def make_step_function(
    run: Callable[[State], Process],
    name: str,
    form: StateForm | None = None,
    assignee: str = Assignee.SYSTEM,
    retry: Retry | None = None,
    on_interrupt: OnInterrupt = "ask",
) -> Step:
    """Return `run`, a function from state to outcome, as a step.

    Raises:
        ValueError: a name or an assignee that a store cannot hold (contract W-36).
    """
    for what, text, longest in (("name", name, LONGEST_NAME), ("assignee", str(assignee), LONGEST_ASSIGNEE)):
        if not 0 < len(text) <= longest or "\x00" in text or _SURROGATE.search(text):
            raise ValueError(f"The {what} of a step is text of 1 to {longest} characters, not {text!r:.100}")
    return _StepFunction(run, name, form, assignee, retry, on_interrupt)


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


def _guarded(function: StepFunc, failure: type[Process]) -> Callable[[State], Process]:
    """Return a function from state to outcome: Success, or `failure` holding the exception.

    Every exception is caught, SystemExit and KeyboardInterrupt too: a step ends its step, never its engine (W-04).
    """
    injected = inject_args(_awaited(function))

    @functools.wraps(function)
    def run(state: State) -> Process:
        try:
            return Success(injected(state))
        except BaseException as error:
            return failure(error)

    return run


def _awaited(function: StepFunc) -> StepFunc:
    """Return an `async def` function as one that runs to its end in the caller's thread."""
    if not inspect.iscoroutinefunction(function):
        return function

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        return asyncio.run(function(*args, **kwargs))

    return run


def step(name: str) -> Callable[[StepFunc], Step]:
    """Mark a function as a workflow step (DSL-1).

    Its parameters are filled from the state, its result (a dict or None) is merged into it. An exception makes the
    process `failed`, until an operator retries it.
    """

    def decorate(function: StepFunc) -> Step:
        return make_step_function(_guarded(function, Failed), name)

    return decorate


def retrystep(name: str, retry: Retry | None = None) -> Callable[[StepFunc], Step]:
    """Mark a function as a step that is retried periodically when it fails (DSL-4).

    An exception makes the process `waiting`; the engine runs the step again after a growing delay, which `retry` sets
    for this step and `[retry]` of the configuration for all others.
    """

    def decorate(function: StepFunc) -> Step:
        return make_step_function(_guarded(function, Waiting), name, retry=retry, on_interrupt="retry")

    return decorate


def inputstep(name: str, assignee: str = Assignee.SYSTEM) -> Callable[[StepFunc], Step]:
    """Mark a form as a step that waits for an operator of `assignee` to answer it (DSL-5).

    The function does not run in the engine, and more than once: it must be free of side effects. It is a generator
    function that yields page classes and returns what enters the state, or a plain function that returns one class.
    """

    def decorate(function: StepFunc) -> Step:
        def suspend(state: State) -> Process:
            return Suspend(state)

        functools.update_wrapper(suspend, function)
        return make_step_function(suspend, name, make_form(function), assignee, on_interrupt="again")

    return decorate


def conditional(predicate: Callable[[State], bool]) -> Callable[[Step | StepList], StepList]:
    """Return a wrapper that runs a step, or each of a list, only where `predicate(state)` is true (DSL-11).

    The predicate is asked anew before each step; where it is false the step is logged as skipped and the state stays.
    """

    def wrap(steps: Step | StepList) -> StepList:
        listed = begin >> steps
        return StepList(_on_condition(predicate, item) for item in listed)

    return wrap


def _on_condition(predicate: Callable[[State], bool], wrapped: Step) -> Step:
    @functools.wraps(wrapped)
    def run(state: State) -> Process:
        try:
            applies = predicate(state)
        except BaseException as error:
            return Failed(error)
        return wrapped(state) if applies else Skipped(state)

    return make_step_function(run, wrapped.name, wrapped.form, wrapped.assignee, wrapped.retry, wrapped.on_interrupt)


def make_form(function: StepFunc) -> StateForm:
    """Return a form as a generator function of the state, its other parameters filled from the state (DSL-6).

    Raises:
        ValueError: `function` is a generator object, or its result is one where a page class was meant.
    """
    if inspect.isgenerator(function):
        raise ValueError("Got a generator object instead of function, this is not correct")
    injected = form_inject_args(function)
    if inspect.isgeneratorfunction(function):
        return cast(StateForm, injected)

    @functools.wraps(function)
    def one_page(state: State) -> FormGenerator:
        page = injected(state)
        if not (isinstance(page, type) and issubclass(page, FormPage)):
            raise TypeError(f"{location(function)} must return a FormPage class, not {type(page).__name__}")
        answer = yield page
        return cast(State, answer.model_dump())

    return one_page


class Workflow:
    """A list of steps with a name, a description, a target and a start form. It is never called (DSL-20)."""

    def __init__(
        self,
        function: Callable[[], StepList],
        steps: StepList,
        description: str,
        target: Target,
        initial_input_form: StateForm,
    ) -> None:
        functools.update_wrapper(self, function)
        self.name = function.__name__
        self.module = function.__module__
        self.steps = steps
        self.description = description
        self.target = target
        self.initial_input_form = initial_input_form

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
) -> Workflow:
    """Return the workflow whose steps `function` gives; it is called once, now."""
    steps = function()
    if not isinstance(steps, StepList):
        raise TypeError(f"Workflow {location(function)} must return a StepList, not {type(steps).__name__}")
    return Workflow(function, steps, description, Target(target), make_form(initial_input_form or _no_questions))


def workflow(
    description: str = "",
    initial_input_form: StepFunc | None = None,
    target: Target = Target.SYSTEM,
) -> Callable[[Callable[[], StepList]], Workflow]:
    """Mark a function that returns a StepList as a workflow; it is known by the function's name (DSL-19, 22).

    `initial_input_form` is a form as for `inputstep`; without one, starting asks nothing.
    """

    def decorate(function: Callable[[], StepList]) -> Workflow:
        return make_workflow(function, description, initial_input_form, target)

    return decorate


def _of_ours(outcome: type[Process], name: str) -> Step:
    return make_step_function(outcome, name, on_interrupt="again")


begin = StepList()
init = StepList([_of_ours(Success, "Start")])
done = StepList([_of_ours(Complete, "Done")])
abort = StepList([_of_ours(Abort, "Abort")])
