"""What can stand around a step? A condition, a lens on a part of the state, a group.

Each returns a step that is in everything else like the one inside: its name, form, assignee, retry and authorization
stay (W-17). A group is laid out step by step when it runs (`engine.plan`), so that each of its steps has its own form,
its own log row and its own retry (W-15).
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from engine.authorization import Authorizer
from engine.dsl import Step, StepList, begin, make_step_function, wrapped
from engine.outcome import Failed, Process, Skipped, State, Success, Waiting

__all__ = ["conditional", "focussteps", "step_group", "steplens"]

Wrapper = Callable[[Step], Step]


def conditional(predicate: Callable[[State], bool]) -> Callable[[Step | StepList], StepList]:
    """Return a wrapper that runs a step, or each of a list, only where `predicate(state)` is true (DSL-11).

    The predicate is asked anew before each step; where it is false the step is logged as skipped and the state stays.
    Before a group it is asked once, and decides for all of it.
    """

    def on_condition(inner: Step) -> Step:
        @functools.wraps(inner)
        def run(state: State) -> Process:
            try:
                applies = predicate(state)
            except BaseException as error:
                return Failed(error)
            return inner(state) if applies else Skipped(state)

        return wrapped(run, inner, enter=on_condition(inner.enter) if inner.enter is not None else None)

    return lambda steps: StepList(on_condition(inner) for inner in begin >> steps)


def steplens(get: Callable[[State], State], set: Callable[[State], Callable[[State], State]]) -> Wrapper:
    """Return a wrapper that runs a step on the part of the state that `get` gives (DSL-12).

    What the step makes of that part goes through `set(state)`, which returns the state with the part in its place.
    """

    def through(inner: Step) -> Step:
        @functools.wraps(inner)
        def run(state: State) -> Process:
            try:
                outcome = inner(get(state))
                return outcome if isinstance(outcome, Failed | Waiting) else outcome.map(set(state))
            except BaseException as error:
                return Failed(error)

        if inner.steps is None:
            return wrapped(run, inner)
        assert inner.enter is not None
        return wrapped(run, inner, enter=through(inner.enter), steps=StepList(through(item) for item in inner.steps))

    return through


def focussteps(key: str) -> Callable[[Step | StepList], StepList]:
    """Return a wrapper that runs a step, or each of a list, on `state[key]`; a missing key counts as empty (DSL-13)."""

    def put(state: State) -> Callable[[State], State]:
        return lambda part: {**state, key: part}

    through = steplens(lambda state: state.get(key, {}), put)
    return lambda steps: StepList(through(inner) for inner in begin >> steps)


def step_group(
    name: str, steps: StepList, extract_form: bool = True, retry_auth_callback: Authorizer | None = None
) -> Step:
    """Return steps as one, known by `name` (DSL-15).

    Each of them is a row of the log, under the name of the group, after the row "<name> - Enter". A step that fails is
    retried by itself, and an input step in a group shows its own form, so that nothing is asked or done twice (W-15).
    `extract_form` says whether the group, looked at as one step, has the form of its first step that has one.

    Raises:
        ValueError: the group is empty.
    """
    inside = begin >> steps
    if not inside:
        raise ValueError(f"The group '{name}' has no steps")
    form = next((item.form for item in inside if item.form is not None), None) if extract_form else None
    enter = make_step_function(
        Success, f"{name} - Enter", retry_auth_callback=retry_auth_callback, on_interrupt="again"
    )

    def run(state: State) -> Process:
        """Run the steps one after the other, as a test may; the engine does not, it lays the group out."""
        outcome = enter(state)
        for item in inside:
            outcome = outcome.execute_step(item)
        return outcome

    return make_step_function(
        run,
        name,
        form,
        inside[0].assignee,
        retry_auth_callback=retry_auth_callback,
        on_interrupt="again",
        enter=enter,
        steps=inside,
    )
