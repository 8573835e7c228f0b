"""Do the eight outcomes of a step mean what the contract says (OUT-1 to OUT-7)?"""

from __future__ import annotations

import pytest

from engine.outcome import (
    Abort,
    AwaitingCallback,
    Complete,
    Failed,
    Process,
    ProcessStatus,
    Skipped,
    State,
    StepStatus,
    Success,
    Suspend,
    Waiting,
)

OUTCOMES: dict[type[Process], tuple[StepStatus, ProcessStatus]] = {
    Success: (StepStatus.SUCCESS, ProcessStatus.RUNNING),
    Skipped: (StepStatus.SKIPPED, ProcessStatus.RUNNING),
    Suspend: (StepStatus.SUSPEND, ProcessStatus.SUSPENDED),
    Waiting: (StepStatus.WAITING, ProcessStatus.WAITING),
    AwaitingCallback: (StepStatus.AWAITING_CALLBACK, ProcessStatus.AWAITING_CALLBACK),
    Abort: (StepStatus.ABORT, ProcessStatus.ABORTED),
    Failed: (StepStatus.FAILED, ProcessStatus.FAILED),
    Complete: (StepStatus.COMPLETE, ProcessStatus.COMPLETED),
}

every_outcome = pytest.mark.parametrize("outcome", OUTCOMES)


def with_b(state: State) -> State:
    return {**state, "b": 2}


@every_outcome
def test_outcomes_are_equal_when_class_and_state_are(outcome: type[Process]) -> None:
    assert outcome({"a": 1}) == outcome({"a": 1})
    assert hash(outcome({"a": 1})) == hash(outcome({"a": 1}))
    assert outcome({"a": 1}) != outcome({"a": 2})
    assert [other for other in OUTCOMES if outcome({"a": 1}) == other({"a": 1})] == [outcome]
    assert outcome({"a": 1}) != {"a": 1}


@every_outcome
def test_an_outcome_prints_its_name_and_state(outcome: type[Process]) -> None:
    assert repr(outcome({"a": 1})) == f"{outcome.__name__} {{'a': 1}}"


@every_outcome
def test_the_statuses_of_an_outcome(outcome: type[Process]) -> None:
    assert (outcome({}).status, outcome({}).overall_status) == OUTCOMES[outcome]


@every_outcome
def test_an_outcome_comes_back_from_its_status(outcome: type[Process]) -> None:
    assert Process.from_status(outcome.status, {"a": 1}) == outcome({"a": 1})


def test_an_unknown_status_gives_no_outcome() -> None:
    assert Process.from_status("unknown", {}) is None


@every_outcome
def test_map_changes_the_state_of_any_outcome(outcome: type[Process]) -> None:
    assert outcome({"a": 1}).map(with_b) == outcome({"a": 1, "b": 2})
    assert outcome({"a": 1}).map(with_b).unwrap() == {"a": 1, "b": 2}


@every_outcome
def test_on_changes_the_state_of_its_own_outcome_only(outcome: type[Process]) -> None:
    name = "awaiting_callback" if outcome is AwaitingCallback else outcome.__name__.lower()

    changed = [other for other in OUTCOMES if getattr(other({}), f"on_{name}")(with_b) == other({"b": 2})]

    assert changed == [outcome]


@every_outcome
def test_is_says_which_outcome_it_is(outcome: type[Process]) -> None:
    said = [other for other in OUTCOMES if getattr(outcome({}), f"is{other.__name__.lower()}")()]

    assert said == [outcome]


@pytest.mark.parametrize(("outcome", "runs"), [(outcome, outcome in (Success, Skipped)) for outcome in OUTCOMES])
def test_a_step_runs_only_after_success_or_a_skip(outcome: type[Process], runs: bool) -> None:
    before = outcome({"a": 1})

    after = before.execute_step(lambda state: Suspend(with_b(state)))

    assert after == (Suspend({"a": 1, "b": 2}) if runs else before)


@every_outcome
def test_everything_but_a_completed_process_can_be_aborted(outcome: type[Process]) -> None:
    assert outcome({"a": 1}).abort() == (Complete({"a": 1}) if outcome is Complete else Abort({"a": 1}))


@pytest.mark.parametrize(
    ("outcome", "resumed"),
    [
        pytest.param(Abort, Abort({"a": 1}), id="stays-aborted"),
        pytest.param(Complete, Complete({"a": 1}), id="stays-complete"),
        pytest.param(Suspend, Success({"a": 1, "b": 2}), id="suspended-takes-what-was-answered"),
        pytest.param(AwaitingCallback, Success({"a": 1, "b": 2}), id="callback-takes-what-was-said"),
        pytest.param(Success, Success({"a": 1}), id="success"),
        pytest.param(Skipped, Success({"a": 1}), id="skipped"),
        pytest.param(Waiting, Success({"a": 1}), id="waiting"),
        pytest.param(Failed, Success({"a": 1}), id="failed"),
    ],
)
def test_what_a_run_goes_on_from(outcome: type[Process], resumed: Process) -> None:
    assert outcome({"a": 1}).resume(lambda state: Success(with_b(state))) == resumed
