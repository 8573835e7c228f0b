"""Do steps, lists and workflows compose as the contract says (DSL-1 to DSL-14, DSL-19 to DSL-22)?"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest
from pydantic_forms.core import FormPage

from engine.compose import conditional
from engine.dsl import (
    Assignee,
    Step,
    StepList,
    abort,
    begin,
    done,
    init,
    inputstep,
    make_step_function,
    retrystep,
    step,
)
from engine.outcome import Abort, Complete, Failed, Process, Skipped, State, Success, Suspend, Waiting
from engine.retry import Retry


@step("First")
def first(a: int) -> State:
    """Add one."""
    return {"b": a + 1}


@step("Second")
def second() -> None:
    """Do nothing that shows."""


class Ask(FormPage):
    answer: int


@inputstep("Ask", assignee=Assignee.NOC)
def ask() -> type[FormPage]:
    """Ask for a number."""
    return Ask


def test_a_step_is_a_function_of_the_state() -> None:
    assert first({"a": 1}) == Success({"a": 1, "b": 2})
    assert second({"a": 1}) == Success({"a": 1})


def test_a_step_keeps_name_and_docstring_of_its_function() -> None:
    assert first.__name__ == "first"  # type: ignore[attr-defined]
    assert first.__doc__ == "Add one."
    assert ask.__doc__ == "Ask for a number."
    assert repr(first) == "<step 'First'>"


def test_a_step_says_who_it_is_for() -> None:
    assert isinstance(first, Step)
    assert (first.name, first.form, first.assignee, first.retry) == ("First", None, Assignee.SYSTEM, None)
    assert (ask.name, ask.assignee) == ("Ask", Assignee.NOC)
    assert ask.form is not None


def test_a_plain_function_is_no_step() -> None:
    assert not isinstance(lambda state: Success(state), Step)


def test_an_exception_fails_a_step() -> None:
    error = RuntimeError("no light")

    @step("Fail")
    def fail() -> None:
        raise error

    assert fail({}) == Failed(error)


def test_an_exception_makes_a_retrystep_wait() -> None:
    error = RuntimeError("no answer")

    @retrystep("Ping")
    def ping() -> None:
        raise error

    assert ping({}) == Waiting(error)


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
@pytest.mark.parametrize(("decorate", "outcome"), [(step("Leave"), Failed), (retrystep("Leave"), Waiting)])
def test_no_exception_gets_out_of_a_step(
    decorate: Callable[[Callable[[], None]], Step], outcome: type[Process], error: BaseException
) -> None:
    def leave() -> None:
        raise error

    assert decorate(leave)({}) == outcome(error)


def test_a_retrystep_has_delays_of_its_own() -> None:
    mine = Retry(first=1, max=2)

    @retrystep("Ping", retry=mine)
    def ping() -> None: ...

    assert ping.retry is mine


def test_an_async_step_runs_to_its_end() -> None:
    @step("Await")
    async def wait(a: int) -> State:
        return {"b": a}

    assert wait({"a": 1}) == Success({"a": 1, "b": 1})


def test_an_input_step_suspends_and_runs_nothing() -> None:
    assert ask({"a": 1}) == Suspend({"a": 1})


def test_a_plain_form_asks_one_page_and_gives_its_answer() -> None:
    assert ask.form is not None
    pages = ask.form({})

    assert next(pages) is Ask
    with pytest.raises(StopIteration) as end:
        pages.send(Ask(answer=42))
    assert end.value.value == {"answer": 42}


def test_a_generator_form_is_taken_as_it_is() -> None:
    @inputstep("Ask")
    def twice(state: State) -> Generator[type[FormPage], Ask, State]:
        given = yield Ask
        return {"twice": 2 * given.answer, "was": state["a"]}

    assert twice.form is not None
    pages = twice.form({"a": 1})
    next(pages)
    with pytest.raises(StopIteration) as end:
        pages.send(Ask(answer=21))
    assert end.value.value == {"twice": 42, "was": 1}


def test_a_generator_object_is_refused_as_a_form() -> None:
    def pages() -> Generator[type[FormPage], Ask, State]:
        given = yield Ask
        return given.model_dump()

    with pytest.raises(ValueError, match="Got a generator object instead of function, this is not correct"):
        inputstep("Ask")(pages())  # type: ignore[arg-type]


def test_a_plain_form_that_returns_no_page_is_named() -> None:
    @inputstep("Ask")
    def nothing() -> None: ...

    assert nothing.form is not None
    with pytest.raises(TypeError, match=r"nothing must return a FormPage class, not NoneType"):
        next(nothing.form({}))


def test_lists_compose_from_begin() -> None:
    both = begin >> first >> second

    assert isinstance(both, StepList)
    assert both == [first, second]
    assert str(both) == "StepList [First, Second]"
    assert str(begin) == "StepList []"


def test_composition_is_associative_and_begin_its_identity() -> None:
    one, two, three = begin >> first, begin >> second, begin >> ask

    assert (one >> two) >> three == one >> (two >> three)
    assert begin >> one == one == one >> begin


def test_composition_leaves_its_parts_alone() -> None:
    one = begin >> first
    one >> second

    assert one == [first]
    assert begin == []


def test_a_slice_of_a_list_is_a_list_of_steps() -> None:
    steps = init >> first >> second >> done

    assert isinstance(steps[1:3], StepList)
    assert str(steps[1:3]) == "StepList [First, Second]"
    assert steps[1] is first


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param(3, "got <class 'int'> instead", id="no-function"),
        pytest.param(len, "with name len instead", id="a-function-without-decorator"),
        pytest.param([first, 3], "got <class 'list'> instead", id="a-list-with-something-else-in-it"),
    ],
)
def test_only_steps_can_be_composed(other: Any, told: str) -> None:
    with pytest.raises(ValueError, match="Expected @step decorated function or type Step or StepList") as refusal:
        begin >> other

    assert told in str(refusal.value)


def test_a_step_cannot_begin_a_list() -> None:
    with pytest.raises(TypeError):
        first >> second  # type: ignore[operator]


@pytest.mark.parametrize(
    ("steps", "name", "outcome"), [(init, "Start", Success), (done, "Done", Complete), (abort, "Abort", Abort)]
)
def test_the_steps_of_the_engines_own(steps: StepList, name: str, outcome: type[Process]) -> None:
    assert [item.name for item in steps] == [name]
    assert steps[0]({"a": 1}) == outcome({"a": 1})


def test_a_condition_is_asked_before_each_step_anew() -> None:
    wrapped = conditional(lambda state: "b" not in state)(begin >> first >> second)

    assert str(wrapped) == "StepList [First, Second]"
    assert wrapped[0]({"a": 1}) == Success({"a": 1, "b": 2})
    assert wrapped[1]({"a": 1, "b": 2}) == Skipped({"a": 1, "b": 2})


def test_a_condition_wraps_a_single_step_into_a_list() -> None:
    assert isinstance(conditional(lambda state: True)(first), StepList)


def test_a_condition_keeps_what_the_engine_knows_of_a_step() -> None:
    mine = Retry(first=1)

    @retrystep("Ping", retry=mine)
    def ping() -> None:
        """Ping it."""

    ping_if, ask_if = conditional(lambda state: True)(begin >> ping >> ask)

    assert (ping_if.name, ping_if.retry, ping_if.on_interrupt, ping_if.__doc__) == ("Ping", mine, "retry", "Ping it.")
    assert (ask_if.name, ask_if.assignee, ask_if.form) == ("Ask", Assignee.NOC, ask.form)


def test_a_condition_that_raises_fails_its_step() -> None:
    (wrapped,) = conditional(lambda state: bool(state["missing"]))(first)

    outcome = wrapped({})

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.unwrap(), KeyError)


@pytest.mark.parametrize(
    ("item", "expected"),
    [(first, None), (ask, "again"), (init[0], "again"), (make_step_function(Success, "By hand"), None)],
)
def test_what_becomes_of_a_step_whose_engine_dies(item: Step, expected: str | None) -> None:
    assert item.on_interrupt == expected
