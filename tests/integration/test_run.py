"""What does a run leave behind: one log row a step, a state that is the fold of them, and a process at its stop?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from engine import (
    Abort,
    AwaitingCallback,
    Failed,
    FormGenerator,
    FormPage,
    Process,
    State,
    Step,
    Success,
    abort,
    begin,
    conditional,
    done,
    init,
    inputstep,
    make_step_function,
    step,
)
from engine.outcome import ProcessStatus
from engine.store.log import read_log
from engine.store.tables import ProcessStepTable, ProcessTable
from engine.values import parse
from tests.lab import Lab, flow


@step("Set a")
def set_a() -> State:
    return {"a": 1, "kept": "x" * 500}


@step("Set b")
def set_b(a: int) -> State:
    return {"b": a + 1}


@step("Change a")
def change_a(a: int, b: int) -> State:
    return {"a": {"was": a, "b": b}}


@step("Drop b")
def drop_b() -> State:
    return {"__remove_keys": ["b"], "c": None}


def test_every_step_is_one_row_and_the_rows_are_numbered_without_a_gap(lab: Lab) -> None:
    process_id = lab.go(flow(init >> set_a >> set_b >> change_a >> drop_b >> done))

    assert lab.log(process_id) == [
        ("Start", "success"),
        ("Set a", "success"),
        ("Set b", "success"),
        ("Change a", "success"),
        ("Drop b", "success"),
        ("Done", "complete"),
    ]
    with lab.store.reading() as connection:
        assert [row.seq for row in read_log(connection, process_id)] == [0, 1, 2, 3, 4, 5, 6]


def test_a_row_holds_the_keys_that_its_step_changed_and_no_others(lab: Lab) -> None:
    process_id = lab.go(flow(init >> set_a >> set_b >> change_a >> drop_b >> done))

    with lab.store.reading() as connection:
        rows = read_log(connection, process_id)
    assert [(parse(row.changed), parse(row.removed)) for row in rows[3:]] == [
        ({"b": 2}, []),
        ({"a": {"was": 1, "b": 2}}, []),
        ({"c": None}, ["b"]),
        ({}, []),
    ]


def test_the_state_is_the_fold_of_what_the_steps_returned(lab: Lab) -> None:
    process_id = lab.go(flow(init >> set_a >> set_b >> change_a >> drop_b >> done))

    assert lab.state(process_id) == {"a": {"was": 1, "b": 2}, "kept": "x" * 500, "c": None}


def test_a_long_run_folds_to_its_state_whatever_was_logged_in_full(lab: Lab) -> None:
    def grow(number: int) -> Step:
        def run(state: State) -> Process:
            return Success({**state, "list": [*state.get("list", []), number], f"key {number % 3}": number})

        return make_step_function(run, f"Grow {number}")

    steps = begin
    for number in range(40):
        steps = steps >> grow(number)
    process_id = lab.go(flow(steps))

    assert lab.state(process_id) == {"list": list(range(40)), "key 0": 39, "key 1": 37, "key 2": 38}
    with lab.store.reading() as connection:
        assert 1 < sum(row.is_full for row in read_log(connection, process_id)) < 41


def test_a_step_sees_exactly_what_the_steps_before_it_left(lab: Lab) -> None:
    seen: list[State] = []

    @step("Look")
    def look(state: State) -> None:
        seen.append({key: state[key] for key in state if key in "abc"})

    lab.go(flow(init >> look >> set_a >> look >> set_b >> look >> drop_b >> look >> done))

    assert seen == [{}, {"a": 1}, {"a": 1, "b": 2}, {"a": 1, "c": None}]


def test_a_step_that_changes_its_state_in_place_and_fails_changes_nothing(lab: Lab) -> None:
    seen: list[list[int]] = []

    @step("Ports")
    def ports() -> State:
        return {"ports": [1, 2]}

    @step("Spoil")
    def spoil(ports: list[int]) -> State:
        seen.append(list(ports))
        ports.append(3)
        raise RuntimeError("after the change")

    process_id = lab.go(flow(init >> ports >> spoil >> done))
    lab.operations.retry(process_id)
    lab.run()

    assert seen == [[1, 2], [1, 2]]
    assert lab.state(process_id) == {"ports": [1, 2]}


def test_the_answers_of_the_start_form_are_in_the_state_of_the_first_step(lab: Lab) -> None:
    def ask(state: State) -> FormGenerator:
        class Ask(FormPage):
            vlan: int

        answer = yield Ask
        return {"vlan": answer.vlan}

    @step("Double")
    def double(vlan: int) -> State:
        return {"double": 2 * vlan}

    process_id = lab.go(flow(init >> double >> done, form=ask), [{"vlan": 7}])

    assert lab.state(process_id) == {"vlan": 7, "double": 14}
    assert lab.detail(process_id).initial["reporter"] == "anna"


def test_an_inputstep_suspends_until_its_form_is_answered(lab: Lab) -> None:
    @inputstep("Confirm", assignee="NOC")
    def confirm(a: int) -> FormGenerator:
        class Confirm(FormPage):
            ports: int = a

        answer = yield Confirm
        return {"ports": answer.ports}

    process_id = lab.go(flow(init >> set_a >> confirm >> set_b >> done))
    row = lab.row(process_id)
    assert (row.status, row.last_step, row.assignee) == (ProcessStatus.SUSPENDED, "Confirm", "NOC")
    assert lab.run() == 0

    lab.operations.submit(process_id, [{"ports": 4}])
    assert lab.row(process_id).status == ProcessStatus.RESUMED
    lab.run()
    assert lab.row(process_id).status == ProcessStatus.COMPLETED
    assert lab.log(process_id)[2:] == [
        ("Confirm", "suspend"),
        ("Confirm", "success"),
        ("Set b", "success"),
        ("Done", "complete"),
    ]
    assert lab.state(process_id)["ports"] == 4


def test_a_conditional_asks_the_state_of_its_moment_and_logs_what_it_skips(lab: Lab) -> None:
    has_a = conditional(lambda state: "a" in state)

    process_id = lab.go(flow(init >> has_a(set_b) >> set_a >> has_a(set_b) >> done))

    assert lab.log(process_id) == [
        ("Start", "success"),
        ("Set b", "skipped"),
        ("Set a", "success"),
        ("Set b", "success"),
        ("Done", "complete"),
    ]


def test_a_predicate_that_raises_fails_the_step_it_stands_before(lab: Lab) -> None:
    process_id = lab.go(flow(init >> conditional(lambda state: bool(state["nowhere"]))(set_a) >> done))

    assert lab.log(process_id)[-1] == ("Set a", "failed")
    assert lab.row(process_id).failed_reason == "nowhere"


def test_the_abort_step_ends_a_workflow_early(lab: Lab) -> None:
    process_id = lab.go(flow(init >> set_a >> abort >> set_b >> done))

    assert lab.log(process_id)[-1] == ("Abort", "abort")
    assert lab.row(process_id).status == ProcessStatus.ABORTED
    assert lab.detail(process_id).pending == ()


@pytest.mark.parametrize(
    ("outcome", "status", "kept"),
    [
        pytest.param(Abort({"a": 1}), ProcessStatus.ABORTED, {"a": 1}, id="abort"),
        pytest.param(AwaitingCallback({"a": 1}), ProcessStatus.AWAITING_CALLBACK, {"a": 1}, id="callback"),
        pytest.param(Failed("by hand"), ProcessStatus.FAILED, {}, id="failed"),
    ],
)
def test_the_outcome_of_a_step_made_by_hand_decides(
    lab: Lab, outcome: Process, status: ProcessStatus, kept: dict[str, Any]
) -> None:
    process_id = lab.go(flow(init >> make_step_function(lambda _: outcome, "By hand") >> set_a >> done))

    assert lab.row(process_id).status == status
    assert lab.state(process_id) == kept
    assert lab.log(process_id)[-1] == ("By hand", outcome.status)


def test_a_list_of_steps_that_ends_without_done_is_done_all_the_same(lab: Lab) -> None:
    assert lab.row(lab.go(flow(begin >> set_a, name="no done"))).status == ProcessStatus.COMPLETED
    assert lab.row(lab.go(flow(begin, name="no steps"))).status == ProcessStatus.COMPLETED


def test_times_in_the_log_are_those_of_the_clock(lab: Lab) -> None:
    @step("Take a minute")
    def take_a_minute() -> None:
        lab.clock.advance(60)

    began = lab.clock.now
    process_id = lab.go(flow(init >> take_a_minute >> done))

    minute = lab.detail(process_id).steps[1]
    assert (minute.started_at, minute.completed_at) == (began, began + timedelta(minutes=1))
    assert lab.detail(process_id).steps[2].started_at == began + timedelta(minutes=1)


def test_a_clock_that_is_put_back_changes_neither_order_nor_state(lab: Lab) -> None:
    @step("Put back")
    def put_back() -> State:
        lab.clock.advance(-3600)
        return {"back": True}

    process_id = lab.go(flow(init >> set_a >> put_back >> set_b >> done))

    assert [name for name, _ in lab.log(process_id)] == ["Start", "Set a", "Put back", "Set b", "Done"]
    assert {"a", "b", "back"} <= lab.state(process_id).keys()


def test_a_process_whose_log_lacks_a_row_is_stopped_before_anything_runs(lab: Lab) -> None:
    ran: list[int] = []

    @step("Fail once")
    def fail_once() -> None:
        ran.append(1)
        raise RuntimeError

    process_id = lab.go(flow(init >> set_a >> fail_once >> done))
    with lab.store.writing() as connection:
        row = connection.execute(select(ProcessTable.seq).where(ProcessTable.process_id == process_id)).scalar_one()
        connection.execute(
            update(ProcessStepTable)
            .where(ProcessStepTable.process_id == process_id, ProcessStepTable.name == "Set a")
            .values(seq=row + 10)
        )
    lab.operations.retry(process_id)
    lab.run()

    assert len(ran) == 1
    assert lab.row(process_id).status == ProcessStatus.FAILED
    assert "log row 2 is missing" in (lab.row(process_id).failed_reason or "")
