"""What does a process leave in the store on its way from start to rest, on SQLite and on Postgres alike?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from engine.authored import FormGenerator
from engine.compose import conditional
from engine.dsl import Assignee, abort, begin, done, init, inputstep, make_step_function, step
from engine.forms import SubmitFormPage
from engine.outcome import Abort, AwaitingCallback, Failed, Process, ProcessStatus, State
from engine.store.tables import ProcessStepTable
from tests.integration.flows import ask_ports, failing_times
from tests.lab import Lab, flow


@step("Reserve")
def reserve() -> State:
    return {"port": "xe-0/0/1", "vlan": 100}


@step("Push")
def push(port: str, vlan: int) -> State:
    return {"vlan": vlan + 1, "pushed": port}


def test_each_step_is_one_row_of_the_log_with_the_keys_it_changed(lab: Lab) -> None:
    process_id = lab.go(flow(init >> reserve >> push >> done))

    detail = lab.detail(process_id)
    assert detail.row.status is ProcessStatus.COMPLETED
    assert [(run.seq, run.name, run.status.value) for run in detail.steps] == [
        (1, "Start", "success"),
        (2, "Reserve", "success"),
        (3, "Push", "success"),
        (4, "Done", "complete"),
    ]
    assert [run.changed for run in detail.steps] == [
        {},
        {"port": "xe-0/0/1", "vlan": 100},
        {"vlan": 101, "pushed": "xe-0/0/1"},
        {},
    ]
    assert lab.state(process_id) == {"port": "xe-0/0/1", "vlan": 101, "pushed": "xe-0/0/1"}


@step("Give")
def give() -> State:
    return {"ports": {"free": [1, 2, 3]}}


def test_what_a_step_changes_in_place_is_logged_as_if_it_had_returned_it(lab: Lab) -> None:
    @step("Take")
    def take(ports: dict[str, Any]) -> None:
        ports["free"].pop()

    process_id = lab.go(flow(begin >> give >> take >> done))

    assert lab.detail(process_id).steps[1].changed == {"ports": {"free": [1, 2]}}
    assert lab.state(process_id) == {"ports": {"free": [1, 2]}}


def test_what_a_failed_step_changed_in_place_is_forgotten(lab: Lab) -> None:
    @step("Take")
    def take(ports: dict[str, Any]) -> None:
        ports["free"].pop()
        if len(ports["free"]) == 2 and not failed:
            failed.append(True)
            raise RuntimeError("port 3 is in use")

    failed: list[bool] = []
    process_id = lab.go(flow(begin >> give >> take >> done))
    assert lab.state(process_id) == {"ports": {"free": [1, 2, 3]}}

    lab.operations.retry(process_id)
    lab.run()
    assert lab.state(process_id) == {"ports": {"free": [1, 2]}}


def test_a_key_is_removed_by_name(lab: Lab) -> None:
    @step("Remove")
    def remove() -> State:
        return {"__remove_keys": ["vlan", "never_there"]}

    process_id = lab.go(flow(begin >> reserve >> remove >> done))

    assert lab.state(process_id) == {"port": "xe-0/0/1"}
    assert lab.detail(process_id).steps[1].removed == ("vlan",)


def test_a_long_log_is_folded_to_the_state_that_the_steps_left(lab: Lab) -> None:
    @step("Count")
    def count(number: int = 0) -> State:
        return {"number": number + 1, f"key_{number % 7}": "x" * number}

    steps = begin
    for _ in range(60):
        steps = steps >> count
    process_id = lab.go(flow(steps >> done))

    state = lab.state(process_id)
    assert state["number"] == 60
    assert {key: len(state[key]) for key in state if key.startswith("key_")} == {
        f"key_{number % 7}": number for number in range(53, 60)
    }


def test_a_condition_skips_its_step_and_the_log_says_so(lab: Lab) -> None:
    only_on_port_9 = conditional(lambda state: state["port"] == "xe-0/0/9")

    process_id = lab.go(flow(begin >> reserve >> only_on_port_9(push) >> done))

    assert lab.log(process_id) == [("Reserve", "success"), ("Push", "skipped"), ("Done", "complete")]


def test_the_abort_step_ends_a_process(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> reserve >> abort >> push >> done))

    assert lab.row(process_id).status is ProcessStatus.ABORTED
    assert lab.log(process_id) == [("Reserve", "success"), ("Abort", "abort")]


def test_an_input_step_suspends_until_its_form_is_answered(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> reserve >> ask_ports >> done))

    row = lab.row(process_id)
    assert (row.status, row.last_step, row.assignee) == (ProcessStatus.SUSPENDED, "Ask ports", Assignee.NOC)
    assert lab.run() == 0

    lab.operations.submit(process_id, [{"ports": 8}])
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.state(process_id)["ports"] == 8
    assert lab.log(process_id) == [
        ("Reserve", "success"),
        ("Ask ports", "suspend"),
        ("Ask ports", "success"),
        ("Done", "complete"),
    ]


def test_a_form_sees_the_state_of_its_process(lab: Lab) -> None:
    @inputstep("Confirm", assignee=Assignee.NOC)
    def confirm(port: str) -> FormGenerator:
        class Confirm(SubmitFormPage):
            where: str = port

        answer = yield Confirm
        return dict(answer.model_dump())

    process_id = lab.go(flow(begin >> reserve >> confirm >> done))
    lab.operations.submit(process_id, [{}])

    assert lab.state(process_id)["where"] == "xe-0/0/1"


def test_a_step_appended_before_done_is_run_by_a_process_on_its_way(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> reserve >> ask_ports >> done))
    lab.registry.put(flow(begin >> reserve >> ask_ports >> push >> done))

    lab.operations.submit(process_id, [{"ports": 8}])
    lab.run()

    assert lab.log(process_id)[-2:] == [("Push", "success"), ("Done", "complete")]


def test_a_process_whose_workflow_lost_a_step_it_did_fails_before_anything_runs(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> reserve >> failing_times("Ping", 1) >> done))
    lab.registry.put(flow(begin >> failing_times("Ping", 1) >> done))

    lab.operations.retry(process_id)
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.FAILED
    assert lab.log(process_id)[-1] == ("Resume", "failed")


def test_a_process_of_a_workflow_that_is_not_loaded_is_left_for_an_engine_that_has_it(lab: Lab) -> None:
    process_id = lab.start(flow(begin >> reserve >> done))
    lab.registry.take_out("flow")

    assert lab.run() == 0
    assert lab.row(process_id).status is ProcessStatus.CREATED


def test_an_engine_told_to_stop_lets_go_after_the_step_in_hand(lab: Lab) -> None:
    @step("Stop here")
    def stop_here() -> None:
        lab.engine.stop()

    process_id = lab.go(flow(begin >> stop_here >> reserve >> done))

    assert lab.row(process_id).status is ProcessStatus.RESUMED
    assert lab.owner_of(process_id) is None
    assert lab.log(process_id) == [("Stop here", "success")]

    lab.another_engine().run_until_idle()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_a_predicate_that_raises_fails_the_step_it_stands_before(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> conditional(lambda state: bool(state["nowhere"]))(reserve) >> done))

    assert lab.log(process_id) == [("Reserve", "failed")]
    assert lab.row(process_id).failed_reason == "nowhere"


@pytest.mark.parametrize(
    ("outcome", "status", "kept"),
    [
        pytest.param(Abort({"a": 1}), ProcessStatus.ABORTED, {"a": 1}, id="abort"),
        pytest.param(AwaitingCallback({"a": 1}), ProcessStatus.AWAITING_CALLBACK, {"a": 1}, id="callback"),
        pytest.param(Failed("by hand"), ProcessStatus.FAILED, {}, id="failed"),
    ],
)
def test_the_outcome_of_a_step_made_by_hand_decides(
    lab: Lab, outcome: Process, status: ProcessStatus, kept: State
) -> None:
    process_id = lab.go(flow(begin >> make_step_function(lambda _: outcome, "By hand") >> reserve >> done))

    assert lab.row(process_id).status is status
    assert lab.state(process_id) == kept
    assert lab.log(process_id) == [("By hand", outcome.status)]


def test_a_list_of_steps_that_ends_without_done_is_done_all_the_same(lab: Lab) -> None:
    assert lab.row(lab.go(flow(begin >> reserve, name="no done"))).status is ProcessStatus.COMPLETED
    assert lab.row(lab.go(flow(begin, name="no steps"))).status is ProcessStatus.COMPLETED


def test_each_row_says_by_the_clock_when_its_step_began_and_ended(lab: Lab) -> None:
    @step("Take a minute")
    def take_a_minute() -> None:
        lab.clock.advance(60)

    began = lab.clock.now
    process_id = lab.go(flow(begin >> take_a_minute >> reserve >> done))

    minute, after, _ = lab.detail(process_id).steps
    assert (minute.started_at, minute.completed_at) == (began, began + timedelta(minutes=1))
    assert (after.started_at, after.completed_at) == (began + timedelta(minutes=1),) * 2


def test_w09_a_clock_that_is_put_back_changes_neither_order_nor_state(lab: Lab) -> None:
    @step("Put back")
    def put_back() -> State:
        lab.clock.advance(-3600)
        return {"back": True}

    process_id = lab.go(flow(begin >> reserve >> put_back >> push >> done))

    assert [name for name, _ in lab.log(process_id)] == ["Reserve", "Put back", "Push", "Done"]
    assert {"port", "back"} <= lab.state(process_id).keys()


def test_a_process_whose_log_lacks_a_row_fails_before_anything_runs(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> reserve >> failing_times("Ping", 1) >> done))
    with lab.store.writing() as connection:
        connection.execute(
            update(ProcessStepTable)
            .where(ProcessStepTable.process_id == process_id, ProcessStepTable.name == "Reserve")
            .values(seq=10)
        )

    lab.operations.retry(process_id)
    lab.run()

    assert (lab.row(process_id).status, lab.row(process_id).last_step) == (ProcessStatus.FAILED, "Resume")
    assert "log row 1 is missing" in (lab.row(process_id).failed_reason or "")
