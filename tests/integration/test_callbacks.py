"""Does a process wait for its callback, take it once, and fail as one when it does not come?"""

from __future__ import annotations

import re
from functools import partial
from uuid import UUID

import pytest

from engine import State, begin, callback_step, done, init, step
from engine.delivery import TIMED_OUT, deliver, expire, report_progress
from engine.dsl import StepList
from engine.errors import FormRejected, NotFound, Refused
from engine.outcome import ProcessStatus
from tests.integration.flows import ask_ports
from tests.lab import Lab, flow
from tests.racing import race

TIMEOUT = 60.0


@step("Ask the partner")
def ask_partner(callback_route: str) -> State:
    """Send the route to the outside."""
    return {"sent": callback_route, "color": "changed-by-step"}


@step("Validate the answer")
def validate(callback_result: dict[str, int]) -> State:
    """Look at what came back."""
    if callback_result["speed"] < 10:
        raise ValueError("too slow")
    return {"speed": callback_result["speed"]}


def waiting(timeout: float | None = None, result_key: str | None = None) -> StepList:
    """Return a list with a step that awaits a callback."""
    return init >> callback_step("Partner", ask_partner, validate, result_key, timeout=timeout) >> done


def token_of(lab: Lab, process_id: UUID) -> str:
    return str(lab.state(process_id)["__callback_token"])


def call_back(lab: Lab, process_id: UUID, data: object, token: str | None = None) -> None:
    with lab.store.writing() as connection:
        deliver(connection, process_id, token or token_of(lab, process_id), data, "partner", lab.clock())


def test_a_process_awaits_its_callback_and_goes_on_with_what_it_brings(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))
    state = lab.state(process_id)
    assert lab.row(process_id).status is ProcessStatus.AWAITING_CALLBACK
    assert state["sent"] == f"/api/processes/{process_id}/callback/{state['__callback_token']}"
    assert re.fullmatch("[0-9a-f]{64}", state["__callback_token"])  # no option of a command, whatever it begins with
    assert lab.detail(process_id).pending == ("Partner / Validate the answer", "Partner / Cleanup callback", "Done")

    call_back(lab, process_id, {"speed": 100})
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.state(process_id) == {
        "sent": state["sent"],
        "color": "changed-by-step",
        "callback_result": {"speed": 100},
        "speed": 100,
    }
    assert lab.detail(process_id).steps[5].created_by == "partner"


def test_a_wrong_token_is_refused_and_nothing_changes(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))
    before = lab.row(process_id)

    with pytest.raises(NotFound, match="Invalid token"):
        call_back(lab, process_id, {"speed": 100}, "guessed")
    assert lab.row(process_id) == before


def test_a_process_that_awaits_nothing_takes_no_callback(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))

    with pytest.raises(Refused, match="it awaits no callback"):
        call_back(lab, process_id, {}, "any")


def test_cb6_an_awaiting_process_is_neither_answered_nor_retried(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))

    with pytest.raises(Refused):
        lab.operations.retry(process_id)
    with pytest.raises(Refused):
        lab.operations.submit(process_id, [{}])


def test_a_callback_delivered_by_four_at_once_counts_once(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))
    token = token_of(lab, process_id)

    results = race([partial(call_back, lab, process_id, {"speed": speed}, token) for speed in range(100, 104)])
    lab.run()

    assert [result for result in results if result is None] == [None]
    assert all(isinstance(result, Refused | NotFound) for result in results if result is not None)
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_what_a_state_cannot_hold_is_refused_and_the_process_awaits_on(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))

    with pytest.raises(FormRejected, match=r"callback_result\.speed"):
        call_back(lab, process_id, {"speed": float("nan")})
    assert lab.row(process_id).status is ProcessStatus.AWAITING_CALLBACK


def test_a_validation_that_fails_is_retried_on_what_came(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))
    call_back(lab, process_id, {"speed": 1})
    lab.run()
    assert lab.row(process_id).failed_reason == "too slow"

    lab.operations.retry(process_id)
    lab.run()
    assert [run.name for run in lab.detail(process_id).steps].count("Ask the partner") == 1
    assert lab.log(process_id)[-1] == ("Validate the answer", "failed")


def test_progress_replaces_what_was_said_before_and_is_gone_in_the_end(lab: Lab) -> None:
    process_id = lab.go(flow(waiting()))
    token = token_of(lab, process_id)
    for percent in (10, 50):
        with lab.store.writing() as connection:
            report_progress(connection, process_id, token, {"percent": percent}, lab.clock())
    assert lab.detail(process_id).progress == {"percent": 50}

    call_back(lab, process_id, {"speed": 100})
    assert lab.detail(process_id).progress is None


def test_a_callback_that_does_not_come_in_time_fails_the_group_and_a_retry_asks_anew(lab: Lab) -> None:
    process_id = lab.go(flow(waiting(TIMEOUT)))
    first = token_of(lab, process_id)
    lab.clock.advance(TIMEOUT - 1)
    assert expire(lab.store, lab.clock) == []
    lab.clock.advance(1)
    lab.run()

    assert (lab.row(process_id).status, lab.row(process_id).failed_reason) == (ProcessStatus.FAILED, TIMED_OUT)
    assert (lab.last(process_id).path, lab.last(process_id).name) == ((), "Partner")
    assert lab.state(process_id) == {}
    with pytest.raises(Refused):
        call_back(lab, process_id, {"speed": 100}, first)

    lab.operations.retry(process_id)
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.AWAITING_CALLBACK
    assert token_of(lab, process_id) != first
    call_back(lab, process_id, {"speed": 100})
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_w13_an_answer_given_before_is_not_merged_again_by_a_callback(lab: Lab) -> None:
    @step("Change")
    def change() -> State:
        return {"ports": 48}

    process_id = lab.go(flow(begin >> ask_ports >> change >> callback_step("Partner", ask_partner, validate) >> done))
    lab.operations.submit(process_id, [{"ports": 4}])
    lab.run()
    call_back(lab, process_id, {"speed": 100})
    lab.run()

    assert lab.state(process_id)["ports"] == 48
