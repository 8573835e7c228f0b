"""Is the right callback asked for every action on every process, and is nothing done where it says no (W-17)?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine import (
    AuthContext,
    FormPage,
    RunPredicateFail,
    RunPredicatePass,
    begin,
    conditional,
    done,
    init,
    inputstep,
    no_uncompleted_instance,
    register_authorizer,
    retrystep,
    step,
    step_group,
)
from engine.authorization import Authorizer
from engine.definition import Workflow, make_workflow
from engine.dsl import StepList, Target
from engine.errors import Refused, StartPredicateError
from engine.forms import SubmitFormPage
from engine.operations import Operations
from engine.outcome import ProcessStatus
from engine.predicates import PredicateContext, RunPredicate
from engine.store.tables import ProcessTable
from engine.triggers import Trigger
from tests.integration.flows import ask_ports
from tests.lab import Lab, flow

Act = Callable[[Operations, UUID], object]

ACTS: dict[str, Act] = {
    "abort_workflow": lambda desk, process_id: desk.abort(process_id),
    "note_workflow": lambda desk, process_id: desk.set_note(process_id, "seen"),
    "assign_workflow": lambda desk, process_id: desk.set_assignee(process_id, "NOC"),
    "delete_workflow": lambda desk, process_id: desk.delete(process_id),
    "retry_workflow": lambda desk, process_id: desk.retry(process_id),
    "resume_workflow": lambda desk, process_id: desk.submit(process_id, [{}]),
    "continue_workflow": lambda desk, process_id: desk.continue_at(process_id, "Done"),
}


@pytest.fixture(autouse=True)
def nobody_else_is_asked() -> Iterator[None]:
    yield
    register_authorizer(None)


def named(steps: StepList, authorizer: Authorizer | None = None, retry: Authorizer | None = None) -> Workflow:
    """Return a task whose workflow has these callbacks."""
    made = make_workflow(lambda: steps, target=Target.SYSTEM, authorize_callback=authorizer, retry_auth_callback=retry)
    made.name = "flow"
    return made


def resting(lab: Lab, status: str) -> StepList:
    """Return steps by which a process rests in this status."""

    def fail() -> None:
        raise RuntimeError("no light")

    def disagree() -> None:
        raise AssertionError("3, not 4")

    return {
        "failed": begin >> step("Fail")(fail) >> done,
        "inconsistent_data": begin >> step("Fail")(disagree) >> done,
        "waiting": begin >> retrystep("Fail")(fail) >> done,
        "suspended": begin >> ask_ports >> done,
        "completed": init >> done,
    }[status]


@pytest.mark.parametrize("status", ["failed", "inconsistent_data", "waiting", "suspended", "completed"])
@pytest.mark.parametrize("action", ACTS)
@pytest.mark.parametrize("answer", ["no", "raises"])
def test_w17_no_action_on_any_process_is_done_where_the_workflow_says_no(
    lab: Lab, action: str, status: str, answer: str
) -> None:
    asked: list[str] = []

    def authorize(context: AuthContext) -> bool:
        asked.append(context.action)
        if context.action == "start_workflow":
            return True
        if answer == "raises":
            raise RuntimeError("LDAP is down")
        return False

    process_id = lab.go(named(resting(lab, status), authorize))
    before = lab.detail(process_id)
    assert before.row.status == status

    with pytest.raises(Refused, match="not allowed for anna" if answer == "no" else "is denied"):
        ACTS[action](lab.operations, process_id)
    assert lab.detail(process_id) == before
    assert asked == ["start_workflow", action]


def test_w17_who_may_not_takes_nothing_in_hand_releases_nothing_and_skips_nothing(lab: Lab) -> None:
    asked: list[str] = []

    def authorize(context: AuthContext) -> bool:
        asked.append(context.action)
        return context.action == "start_workflow"

    process_id = lab.go(named(resting(lab, "failed"), authorize, authorize))
    before = lab.detail(process_id)
    acts: list[Act] = [Operations.take, Operations.release, lambda desk, taken: desk.skip(taken, "done by hand")]
    for act in acts:
        with pytest.raises(Refused, match="not allowed for anna"):
            act(lab.operations, process_id)
    assert lab.detail(process_id) == before
    assert asked[1:] == ["take_workflow", "release_workflow", "skip_workflow"]


def test_w17_a_workflow_that_may_not_be_started_is_not_and_its_place_in_the_list_says_so(lab: Lab) -> None:
    lab.registry.put(named(init >> done, lambda context: context.user.display_name == "bert"))

    with pytest.raises(Refused, match="Workflow 'flow': start workflow is not allowed for anna"):
        lab.operations.start("flow")
    with pytest.raises(Refused):
        lab.operations.start_form("flow")
    assert lab.operations.workflows()[0].why_not == "Workflow 'flow': start workflow is not allowed for anna"
    lab.operations_of("bert").start("flow")


def test_who_may_not_start_a_workflow_may_not_have_it_started_by_the_clock_either(lab: Lab) -> None:
    lab.registry.put(named(init >> done, lambda context: context.user.display_name == "bert"))
    hourly, kept = Trigger("interval", {"hours": 1}), lab.operations.schedules()

    with pytest.raises(Refused, match="Workflow 'flow': start workflow is not allowed for anna"):
        lab.operations.add_schedule("flow", hourly)
    assert lab.operations.schedules() == kept
    row = lab.operations_of("bert").add_schedule("flow", hourly)
    with pytest.raises(Refused, match="not allowed for anna"):
        lab.operations.change_schedule(row.schedule_id, Trigger("interval", {"minutes": 1}))
    assert lab.operations.schedule(str(row.schedule_id)) == row
    lab.clock.advance(3_600)
    lab.run()
    assert lab.operations.schedule(str(row.schedule_id)).last_status == ProcessStatus.COMPLETED


def only(name: str) -> Authorizer:
    """Return a callback that lets one operator through."""
    return lambda context: context.user.display_name == name


def answered_by(lab: Lab, process_id: UUID, name: str) -> bool:
    try:
        lab.operations_of(name).submit(process_id, [{}])
    except Refused:
        return False
    return True


def ask_of(name: str) -> StepList:
    """Return an input step that one operator may answer, behind a condition and in a group."""
    asked = inputstep(f"Ask {name}", resume_auth_callback=only(name))(lambda: SubmitFormPage)
    return conditional(lambda _: True)(step_group(f"Group {name}", begin >> asked))


def test_an_input_step_is_answered_by_whom_the_last_step_that_says_so_names(lab: Lab) -> None:
    plain = inputstep("Ask whoever may")(lambda: SubmitFormPage)
    process_id = lab.go(named(begin >> plain >> ask_of("bert") >> plain >> ask_of("cleo") >> done, only("anna")))

    for may, may_not in (("anna", "bert"), ("bert", "anna"), ("bert", "anna"), ("cleo", "bert")):
        assert not answered_by(lab, process_id, may_not)
        assert answered_by(lab, process_id, may)
        lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


@pytest.mark.parametrize("wrapped", [False, True], ids=["plain", "in-a-group"])
def test_a_step_is_retried_by_whom_it_names_or_its_group(lab: Lab, wrapped: bool) -> None:
    def fail() -> None:
        raise RuntimeError("no light")

    steps = begin >> step("Fail", None if wrapped else only("bert"))(fail)
    group = step_group("Group", steps, retry_auth_callback=only("bert"))
    process_id = lab.go(named((begin >> group if wrapped else steps) >> done, only("anna"), only("cleo")))

    for name in ("anna", "cleo"):
        with pytest.raises(Refused, match=f"retry workflow is not allowed for {name}"):
            lab.operations_of(name).retry(process_id)
    lab.operations_of("bert").retry(process_id)


def test_a_workflow_may_name_others_for_retries(lab: Lab) -> None:
    process_id = lab.go(named(resting(lab, "failed"), only("anna"), only("cleo")))

    with pytest.raises(Refused):
        lab.operations.retry(process_id)
    lab.operations_of("cleo").retry(process_id)


def test_the_site_is_asked_where_the_author_names_nobody_and_about_the_engine_itself(lab: Lab) -> None:
    process_id = lab.go(flow(resting(lab, "failed")))
    register_authorizer(only("bert"))

    with pytest.raises(Refused, match="retry workflow is not allowed for anna"):
        lab.operations.retry(process_id)
    with pytest.raises(Refused, match="pause engine is not allowed for anna"):
        lab.operations.pause()
    lab.operations_of("bert").pause()
    with pytest.raises(Refused, match="resume engine is not allowed for anna"):
        lab.operations.resume()


def predicated(predicate: RunPredicate) -> Workflow:
    made = make_workflow(lambda: begin >> ask_ports >> done, run_predicate=predicate)
    made.name = "flow"
    return made


@pytest.mark.parametrize("predicate", [lambda _: RunPredicateFail("freeze"), lambda _: False], ids=["fail", "false"])
def test_rp3_w37_a_predicate_that_says_no_keeps_a_workflow_from_starting(lab: Lab, predicate: RunPredicate) -> None:
    lab.registry.put(predicated(predicate))

    with pytest.raises(StartPredicateError):
        lab.operations.start("flow")
    assert lab.operations.workflows()[0].why_not is not None


@pytest.mark.parametrize("answer", [None, 0, "no"], ids=repr)
def test_rp3_w37_any_other_answer_is_an_error_and_not_a_pass(lab: Lab, answer: Any) -> None:
    lab.registry.put(predicated(lambda _: answer))
    with pytest.raises(TypeError, match="must return RunPredicatePass, RunPredicateFail or a bool"):
        lab.operations.start("flow")


def test_rp1_a_predicate_is_asked_about_the_workflow_and_the_name_it_is_started_by(lab: Lab) -> None:
    asked: list[tuple[Workflow, str]] = []

    def look(context: PredicateContext) -> RunPredicatePass:
        asked.append((context.workflow, context.workflow_key))
        return RunPredicatePass()

    workflow = predicated(look)
    lab.registry.put(workflow)
    lab.operations.start("flow")
    assert set(map(id, (found for found, _ in asked))) == {id(workflow)}
    assert {name for _, name in asked} == {"flow"}


def test_rp2_a_predicate_is_asked_before_the_form_is_shown_and_before_any_row_exists(lab: Lab) -> None:
    shown: list[str] = []

    def ask() -> type[FormPage]:
        shown.append("form")
        return FormPage

    made = make_workflow(lambda: begin >> done, "", ask, run_predicate=lambda _: RunPredicateFail("freeze"))
    made.name = "flow"
    lab.registry.put(made)
    with pytest.raises(StartPredicateError, match="freeze"):
        lab.operations.start("flow")
    with lab.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(ProcessTable)) == 0
    assert shown == []


@pytest.mark.parametrize("error", [KeyError, SystemExit])
def test_a_predicate_that_raises_keeps_no_list_of_workflows_from_being_shown(
    lab: Lab, error: type[BaseException]
) -> None:
    def broken(_: object) -> bool:
        raise error("site")

    lab.registry.put(predicated(broken))
    assert lab.operations.workflows()[0].why_not == f"its run predicate failed: {error.__name__}"


def test_rp4_w12_a_workflow_that_wants_to_be_alone_is_held_up_by_what_is_under_way_and_not_by_what_failed(
    lab: Lab,
) -> None:
    lab.registry.put(predicated(no_uncompleted_instance))
    first = lab.operations.start("flow")
    lab.run()
    with pytest.raises(StartPredicateError, match=r"already has 1 uncompleted instance"):
        lab.operations.start("flow")

    lab.operations.abort(first)
    lab.operations.start("flow")
