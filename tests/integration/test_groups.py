"""Do the steps of a group run, rest, fail and go on each by itself, and the group as one where that is meant?"""

from __future__ import annotations

import pytest

from engine import (
    Assignee,
    FormGenerator,
    State,
    SubmitFormPage,
    begin,
    conditional,
    done,
    focussteps,
    init,
    inputstep,
    retrystep,
    step,
    step_group,
    steplens,
)
from engine.dsl import Step
from engine.outcome import ProcessStatus
from tests.integration.flows import ask_ports, die_in, failing_times, plain_step
from tests.lab import Lab, flow


@inputstep("Ask color", assignee=Assignee.CHANGES)
def ask_color() -> FormGenerator:
    """Ask a word."""

    class Color(SubmitFormPage):
        color: str

    answer = yield Color
    return dict(answer.model_dump())


def counting(name: str, ran: list[str], error: list[Exception] | None = None) -> Step:
    """Return a step that writes down that it ran, and fails as long as there are errors."""

    @step(name)
    def run() -> State:
        ran.append(name)
        if error:
            raise error.pop()
        return {name.lower(): len(ran)}

    return run


def test_each_step_of_a_group_has_its_row_under_the_groups_name(lab: Lab) -> None:
    inner = step_group("Inner", begin >> counting("B", []))
    process_id = lab.go(flow(init >> step_group("Outer", begin >> counting("A", []) >> inner) >> plain_step >> done))

    assert [(run.path, run.name) for run in lab.detail(process_id).steps] == [
        ((), "Start"),
        (("Outer",), "Outer - Enter"),
        (("Outer",), "A"),
        (("Outer", "Inner"), "Inner - Enter"),
        (("Outer", "Inner"), "B"),
        ((), "Push"),
        ((), "Done"),
    ]
    assert lab.state(process_id) == {"a": 1, "b": 1, "pushed": True}


def test_w15_each_input_step_of_a_group_shows_its_own_form(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> step_group("Ask", begin >> ask_ports >> ask_color) >> done))

    assert (lab.row(process_id).assignee, lab.operations.form(process_id).title) == ("NOC", "Ask ports")
    lab.operations.submit(process_id, [{"ports": 4}])
    lab.run()
    assert (lab.row(process_id).assignee, lab.operations.form(process_id).title) == ("CHANGES", "Ask color")
    lab.operations.submit(process_id, [{"color": "red"}])
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.state(process_id) == {"ports": 4, "color": "red"}


def test_w15_a_failed_group_is_retried_at_the_step_that_failed_and_nothing_is_asked_or_done_again(lab: Lab) -> None:
    ran: list[str] = []
    steps = begin >> counting("Before", ran) >> ask_ports >> counting("After", ran, [RuntimeError("no light")])
    process_id = lab.go(flow(begin >> step_group("Group", steps) >> done))
    lab.operations.submit(process_id, [{"ports": 4}])
    lab.run()
    assert (lab.row(process_id).status, lab.row(process_id).last_step) == (ProcessStatus.FAILED, "After")

    lab.operations.retry(process_id)
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert ran == ["Before", "After", "After"]


def test_w15_a_retrystep_in_a_group_is_retried_by_the_engine_after_an_input_step(lab: Lab) -> None:
    group = step_group("Group", begin >> ask_ports >> failing_times("Ping", 2))
    process_id = lab.go(flow(begin >> group >> done))
    lab.operations.submit(process_id, [{"ports": 4}])
    lab.run()
    while lab.row(process_id).status is ProcessStatus.WAITING:
        lab.clock.advance(60)
        lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert [(run.name, run.attempt) for run in lab.detail(process_id).steps[-4:-1]] == [
        ("Ping", 1),
        ("Ping", 2),
        ("Ping", 3),
    ]


def test_a_condition_before_a_group_is_asked_once_and_decides_for_all_of_it(lab: Lab) -> None:
    asked: list[object] = []

    def without_a(state: State) -> bool:
        asked.append(state.get("a"))
        return "a" not in state

    group = step_group("Group", begin >> counting("A", []) >> counting("B", []))
    process_id = lab.go(flow(begin >> conditional(without_a)(begin >> group >> group) >> plain_step >> done))

    assert lab.log(process_id) == [
        ("Group - Enter", "success"),
        ("A", "success"),
        ("B", "success"),
        ("Group - Enter", "skipped"),
        ("Push", "success"),
        ("Done", "complete"),
    ]
    assert asked == [None, 1]


def test_a_group_that_was_skipped_is_skipped_after_a_failure_further_on_too(lab: Lab) -> None:
    group = step_group("Group", begin >> counting("A", []))
    after = counting("After", [], [RuntimeError("once")])
    process_id = lab.go(flow(begin >> conditional(lambda _: False)(group) >> after >> done))
    assert lab.detail(process_id).pending == ("Done",)

    lab.operations.retry(process_id)
    lab.run()
    assert lab.log(process_id)[1:] == [("After", "failed"), ("After", "success"), ("Done", "complete")]


@pytest.mark.parametrize("grouped", [False, True], ids=["a-step", "a-group"])
def test_focussteps_gives_a_step_a_part_of_the_state_and_puts_its_result_there(lab: Lab, grouped: bool) -> None:
    @step("Give")
    def give() -> State:
        return {"a_side": {"port": 1}, "port": 99}

    @retrystep("Raise")
    def raise_it(port: int) -> State:
        return {"port": port + 1}

    inside = step_group("Sides", begin >> raise_it) if grouped else raise_it
    both = begin >> focussteps("a_side")(inside) >> focussteps("a_side")(begin >> inside)
    process_id = lab.go(flow(begin >> give >> both >> done))

    assert lab.state(process_id) == {"a_side": {"port": 3}, "port": 99}


def test_focussteps_on_a_key_that_is_not_there_begins_with_nothing(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> focussteps("b_side")(plain_step) >> done))

    assert lab.state(process_id) == {"b_side": {"pushed": True}}


def test_steplens_passes_a_failure_on_as_it_is(lab: Lab) -> None:
    lens = steplens(lambda state: {"inner": state}, lambda state: lambda part: {**state, "part": part})
    process_id = lab.go(flow(begin >> lens(counting("A", [], [RuntimeError("no light")])) >> done))
    assert lab.row(process_id).failed_reason == "no light"

    lab.operations.retry(process_id)
    lab.run()
    state = lab.state(process_id)
    assert state["part"].keys() == {"inner", "a"}


def test_w17_what_stands_around_a_step_keeps_its_form_assignee_and_authorization() -> None:
    def nobody(_: object) -> bool:
        return False

    guarded = inputstep("Ask", "CHANGES", nobody, nobody)(lambda: SubmitFormPage)
    inner = step("Do", nobody)(lambda: None)
    (ask_if,) = conditional(lambda _: True)(guarded)
    (ask_in,) = focussteps("key")(guarded)
    (do_if,) = conditional(lambda _: True)(inner)

    for around in (ask_if, ask_in):
        assert (around.name, around.form, around.assignee) == ("Ask", guarded.form, "CHANGES")
        assert (around.resume_auth_callback, around.retry_auth_callback) == (nobody, nobody)
    assert do_if.retry_auth_callback is nobody


def test_an_engine_that_dies_in_a_step_of_a_group_leaves_the_attempt_in_its_place(lab: Lab) -> None:
    process_id = die_in(lab, begin >> step_group("Group", begin >> plain_step) >> done)
    lab.run()
    last = lab.last(process_id)
    assert (last.path, last.name, last.status) == (("Group",), "Push", "failed")

    lab.operations.retry(process_id)
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert [run.attempt for run in lab.detail(process_id).steps] == [1, 1, 2, 1]


def test_a_group_without_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="'Empty' has no steps"):
        step_group("Empty", begin)


def test_a_group_looked_at_as_one_step_runs_its_steps_and_has_its_first_form() -> None:
    ran: list[str] = []
    group = step_group("Group", begin >> counting("A", ran) >> ask_ports >> counting("B", ran))

    assert (group.form, group.assignee) == (ask_ports.form, "SYSTEM")
    assert step_group("Group", begin >> ask_ports, extract_form=False).form is None
    assert str(group({}).status) == "suspend"
    assert ran == ["A"]
