"""A step gives what it may not give: does it fail for an operator to see, with nothing of it kept?"""

from __future__ import annotations

from typing import Any

import pytest

from engine import Process, State, Success, Waiting, begin, done, init, make_step_function, step
from engine.outcome import ProcessStatus
from tests.lab import Lab, flow


@pytest.mark.parametrize(
    "value",
    [object(), {1, object()}, float("nan"), b"\xff", lambda: None, 10**5000],
    ids=["object", "set", "nan", "bytes", "function", "huge"],
)
def test_w01_a_step_that_returns_what_no_state_can_hold_fails_and_nothing_of_it_is_kept(lab: Lab, value: Any) -> None:
    @step("Return")
    def return_it() -> State:
        return {"fine": 1, "device": {"unfit": value}}

    process_id = lab.go(flow(init >> return_it >> done))

    assert lab.row(process_id).status == ProcessStatus.FAILED
    assert "device.unfit" in (lab.row(process_id).failed_reason or "")
    assert lab.last(process_id).changed == {}
    assert lab.state(process_id) == {}


@pytest.mark.parametrize("result", [5, [1], "text"], ids=repr)
def test_a_step_that_returns_no_dict_fails(lab: Lab, result: Any) -> None:
    process_id = lab.go(flow(init >> step("Return")(lambda: result) >> done))

    assert lab.log(process_id)[-1] == ("Return", "failed")


@pytest.mark.parametrize("outcome", [None, 5, Success([1]), Success(None)], ids=repr)
def test_a_step_made_by_hand_that_returns_no_outcome_fails(lab: Lab, outcome: Any) -> None:
    process_id = lab.go(flow(begin >> make_step_function(lambda _: outcome, "By hand") >> done))

    assert lab.log(process_id) == [("By hand", "failed")]
    assert "step 'By hand' must" in (lab.row(process_id).failed_reason or "")


def test_a_step_made_by_hand_that_raises_fails(lab: Lab) -> None:
    def raise_it(state: State) -> Process:
        raise SystemExit("by hand")

    process_id = lab.go(flow(begin >> make_step_function(raise_it, "By hand") >> done))

    assert lab.row(process_id).failed_reason == "by hand"


def test_a_step_made_by_hand_may_wait_for_a_reason_in_words(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> make_step_function(lambda _: Waiting("not yet"), "By hand") >> done))

    assert (lab.row(process_id).status, lab.row(process_id).failed_reason) == (ProcessStatus.WAITING, "not yet")
