"""What does a process leave in the store on its way from start to rest, on SQLite and on Postgres alike?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.dsl import (
    Assignee,
    FormGenerator,
    Target,
    abort,
    begin,
    conditional,
    done,
    init,
    inputstep,
    step,
)
from engine.errors import InconsistentDataError, ProcessFailureError
from engine.forms import SubmitFormPage
from engine.outcome import ProcessStatus, State
from engine.retry import Retry
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


def test_a_failed_step_keeps_its_error_and_nothing_of_its_state(lab: Lab) -> None:
    @step("Push to device")
    def push_to_device(vlan: int) -> State:
        raise ProcessFailureError("commit refused", {"device": "ams-pe1", "vlan": vlan})

    process_id = lab.go(flow(begin >> reserve >> push_to_device >> done))

    row, run = lab.row(process_id), lab.last(process_id)
    assert (row.status, row.last_step, row.failed_reason) == (
        ProcessStatus.FAILED,
        "Push to device",
        "commit refused",
    )
    assert (run.error_class, run.error) == ("ProcessFailureError", "commit refused")
    assert run.details == {"device": "ams-pe1", "vlan": 100}
    assert 'raise ProcessFailureError("commit refused"' in (run.traceback or "")
    assert lab.state(process_id) == {"port": "xe-0/0/1", "vlan": 100}


def test_a_retry_runs_the_failed_step_again_from_the_state_before_it(lab: Lab) -> None:
    seen: list[State] = []

    @step("Verify")
    def verify(state: State) -> State:
        seen.append({key: state[key] for key in ("port", "vlan")})
        if len(seen) == 1:
            raise RuntimeError("no light")
        return {"verified": True}

    process_id = lab.go(flow(begin >> reserve >> verify >> done))
    lab.operations.retry(process_id)
    lab.run()

    assert seen == [{"port": "xe-0/0/1", "vlan": 100}] * 2
    assert lab.log(process_id) == [
        ("Reserve", "success"),
        ("Verify", "failed"),
        ("Verify", "success"),
        ("Done", "complete"),
    ]
    assert [run.attempt for run in lab.detail(process_id).steps] == [1, 1, 2, 1]


def test_a_waiting_step_is_retried_when_it_is_due_and_not_before(lab: Lab) -> None:
    ping = failing_times("Ping", 5)
    process_id = lab.go(flow(begin >> ping >> done))

    for attempt, seconds in enumerate((10, 20, 40, 60, 60), start=1):
        row = lab.row(process_id)
        assert (row.status, row.attempt) == (ProcessStatus.WAITING, attempt)
        assert row.retry_at == lab.clock.now + timedelta(seconds=seconds)
        lab.clock.advance(seconds - 1)
        assert lab.run() == 0
        lab.clock.advance(1)
        assert lab.run() == 1

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.row(process_id).retry_at is None
    assert lab.log(process_id) == [("Ping", "waiting")] * 5 + [("Ping", "success"), ("Done", "complete")]


def test_a_retrystep_with_a_policy_of_its_own_goes_by_it(lab: Lab) -> None:
    ping = failing_times("Ping", 2, retry=Retry(first=3, factor=1, max=3, jitter=0))
    process_id = lab.go(flow(begin >> ping >> done))

    assert lab.row(process_id).retry_at == lab.clock.now + timedelta(seconds=3)


def test_an_operator_need_not_wait_for_the_next_retry(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Ping", 1) >> done))

    lab.operations.retry(process_id)
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED


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


@pytest.mark.parametrize(
    ("error", "status", "assignee"),
    [
        (RuntimeError("broken"), ProcessStatus.FAILED, Assignee.SYSTEM),
        (AssertionError("3 ports, not 4"), ProcessStatus.INCONSISTENT_DATA, Assignee.NOC),
        (InconsistentDataError("inventory and device disagree"), ProcessStatus.INCONSISTENT_DATA, Assignee.NOC),
    ],
)
def test_a_failing_task_says_what_kind_of_failure_it_is(
    lab: Lab, error: Exception, status: ProcessStatus, assignee: Assignee
) -> None:
    @step("Compare")
    def compare() -> None:
        raise error

    process_id = lab.go(flow(begin >> compare >> done, target=Target.SYSTEM))

    row = lab.row(process_id)
    assert (row.is_task, row.status, row.assignee) == (True, status, assignee)


def test_a_value_that_no_state_can_hold_fails_its_step_and_names_the_key(lab: Lab) -> None:
    @step("Read")
    def read() -> State:
        return {"good": 1, "device": {"config": b"\x00"}}

    process_id = lab.go(flow(begin >> read >> done))

    assert lab.row(process_id).status is ProcessStatus.FAILED
    assert "device.config" in (lab.row(process_id).failed_reason or "")
    assert lab.state(process_id) == {}


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_what_would_end_a_program_fails_its_step_alone(lab: Lab, error: BaseException) -> None:
    @step("Exit")
    def leave() -> None:
        raise error

    process_id = lab.go(flow(begin >> leave >> done))

    assert lab.row(process_id).status is ProcessStatus.FAILED
    assert lab.last(process_id).error_class == type(error).__name__


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
