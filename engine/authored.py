"""How does an author's function become what the engine calls?

A step's function becomes a function from state to outcome that never raises; a form's becomes a generator function of
the state. `async def` runs to its end in the caller's thread; a time limit ends the waiting, if it cannot end the work.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import threading
from collections.abc import Callable, Generator
from contextvars import copy_context
from typing import Any, cast

from pydantic_forms.core import FormPage

from engine.inject import form_inject_args, inject_args, location
from engine.outcome import Process, State, Success

__all__ = [
    "FormGenerator",
    "StateForm",
    "StepFunc",
    "StepTimeout",
    "completed",
    "guarded",
    "make_form",
    "orig",
    "within",
]

StepFunc = Callable[..., Any]

FormGenerator = Generator[type[FormPage], Any, State]
"""What a form is: it yields page classes, is sent their answers, and returns what enters the state."""

StateForm = Callable[[State], FormGenerator]


class StepTimeout(TimeoutError):
    """A step, or a question to an author's function, took longer than it may."""


def guarded(function: StepFunc, failure: type[Process], timeout: float | None = None) -> Callable[[State], Process]:
    """Return a function from state to outcome: Success, or `failure` holding the exception.

    Every exception is caught, SystemExit and KeyboardInterrupt too: a step ends its step, never its engine (W-04).
    With `timeout`, in seconds, a step that takes longer fails with StepTimeout.
    """
    injected = inject_args(_limited(function, timeout))

    @functools.wraps(function)
    def run(state: State) -> Process:
        try:
            return Success(injected(state))
        except BaseException as error:
            return failure(error)

    return run


def orig(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return an author's own function, as it was before any decorator: for a test that calls it with values
    (contract section 18)."""
    found: Callable[..., Any] = inspect.unwrap(function)
    return found


def _limited(function: StepFunc, timeout: float | None) -> StepFunc:
    if timeout is None and not inspect.iscoroutinefunction(function):
        return function

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        call = functools.partial(function, *args, **kwargs)
        return completed(call) if timeout is None else within(timeout, call)

    return run


def completed(function: Callable[[], Any]) -> Any:
    """Return what `function` returns; of an `async def`, what its coroutine comes to."""
    found = function()
    return asyncio.run(found) if inspect.iscoroutine(found) else found


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """Return what `function`, async or not, comes to within this time, run in a thread of its own.

    Python cannot end a thread: what takes longer goes on, and nobody waits for it.

    Raises:
        StepTimeout: it took longer. And whatever the function raises.
    """
    context, ended = copy_context(), threading.Event()
    found: list[Any] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            found.append(context.run(completed, function))
        except BaseException as error:
            raised.append(error)
        finally:
            ended.set()

    threading.Thread(target=run, name="within a time limit", daemon=True).start()
    if not ended.wait(seconds):
        raise StepTimeout(f"not done within {seconds:g} s; it may still be at work")
    if raised:
        raise raised[0]
    return found[0]


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
