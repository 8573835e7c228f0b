"""What becomes of a process whose step fails: what is kept, when is it tried again, and by whom?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import (
    InconsistentDataError,
    ProcessFailureError,
    Retry,
    State,
    Target,
    begin,
    conditional,
    done,
    init,
    retrystep,
    step,
)
from engine.outcome import ProcessStatus
from tests.lab import Lab, flow


class MaxRetryError(Exception):
    """As HTTP libraries call it."""


class ApiException(Exception):
    """As generated API clients call it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.body, self.headers = status, {"why": "busy"}, None


def failing(error: BaseException) -> Callable[[], State]:
    """Return what a step does that always fails with this error."""

    def fail() -> State:
        raise error

    return fail


def test_a_failed_step_keeps_nothing_and_runs_again_from_the_state_before_it(lab: Lab) -> None:
    tries: list[State] = []

    @step("Before")
    def before() -> State:
        return {"a": 1}

    @step("Fragile")
    def fragile(state: State) -> State:
        tries.append({"a": state["a"], "half": state.get("half")})
        if len(tries) < 3:
            state["half"] = "done"
            raise RuntimeError(f"try {len(tries)}")
        return {"whole": True}

    process_id = lab.go(flow(init >> before >> fragile >> done))
    row = lab.row(process_id)
    assert (row.status, row.last_step, row.failed_reason, row.attempt) == (
        ProcessStatus.FAILED,
        "Fragile",
        "try 1",
        1,
    )
    assert lab.state(process_id) == {"a": 1}
    assert lab.run() == 0

    for _ in range(2):
        lab.operations.retry(process_id)
        lab.run()
    assert lab.log(process_id) == [
        ("Start", "success"),
        ("Before", "success"),
        ("Fragile", "failed"),
        ("Fragile", "failed"),
        ("Fragile", "success"),
        ("Done", "complete"),
    ]
    assert [run.attempt for run in lab.detail(process_id).steps] == [1, 1, 1, 2, 3, 1]
    assert tries == [{"a": 1, "half": None}] * 3
    assert lab.state(process_id) == {"a": 1, "whole": True}
    assert lab.row(process_id).failed_reason is None


def test_the_rows_of_a_retry_are_those_of_the_operator_who_asked(lab: Lab) -> None:
    process_id = lab.go(flow(init >> step("Fail")(failing(RuntimeError("no"))) >> done))
    lab.operations_of("bert").retry(process_id)
    lab.run()

    assert [run.created_by for run in lab.detail(process_id).steps] == ["anna", "anna", "bert"]


def test_a_failing_retrystep_waits_longer_each_time_up_to_the_cap(lab: Lab) -> None:
    process_id = lab.go(flow(init >> retrystep("Ping")(failing(ConnectionError("no answer"))) >> done))

    waits = []
    for attempt in range(1, 7):
        row = lab.row(process_id)
        assert (row.status, row.attempt, row.failed_reason) == (ProcessStatus.WAITING, attempt, "no answer")
        assert row.retry_at is not None
        waits.append((row.retry_at - lab.clock.now).total_seconds())
        lab.clock.advance(waits[-1])
        assert lab.run() == 1
    assert waits == [10, 20, 40, 60, 60, 60]
    assert [run.attempt for run in lab.detail(process_id).steps] == [1, 1, 2, 3, 4, 5, 6, 7]


def test_a_waiting_process_is_left_alone_until_it_is_due(lab: Lab) -> None:
    process_id = lab.go(flow(init >> retrystep("Ping")(failing(ConnectionError("no answer"))) >> done))

    lab.clock.advance(9.999)
    assert lab.run() == 0
    lab.clock.advance(0.001)
    assert lab.run() == 1
    assert lab.last(process_id).created_by == "SYSTEM"


def test_a_retrystep_that_succeeds_clears_the_wait_and_the_count(lab: Lab) -> None:
    answers = [False, True, False, True]

    def ping() -> None:
        if not answers.pop(0):
            raise ConnectionError("no answer")

    process_id = lab.go(flow(init >> retrystep("One")(ping) >> retrystep("Other")(ping) >> done))
    lab.clock.advance(10)
    lab.run()
    row = lab.row(process_id)
    assert (row.last_step, row.attempt, row.retry_at) == ("Other", 1, lab.clock.now + timedelta(seconds=10))

    lab.clock.advance(10)
    lab.run()
    row = lab.row(process_id)
    assert (row.status, row.retry_at, row.failed_reason) == (ProcessStatus.COMPLETED, None, None)


def test_a_step_with_a_policy_of_its_own_waits_by_that(lab: Lab) -> None:
    policy = Retry(first=5, factor=1, max=5, jitter=0)
    process_id = lab.go(flow(init >> retrystep("Ping", retry=policy)(failing(ConnectionError())) >> done))

    assert lab.row(process_id).retry_at == lab.clock.now + timedelta(seconds=5)


def test_a_policy_is_not_lost_on_the_way_through_a_condition(lab: Lab) -> None:
    policy = Retry(first=5, factor=1, max=5, jitter=0)
    ping = conditional(lambda _: True)(retrystep("Ping", retry=policy)(failing(ConnectionError())))

    assert lab.row(lab.go(flow(init >> ping >> done))).retry_at == lab.clock.now + timedelta(seconds=5)


def test_a_waiting_process_can_be_retried_at_once(lab: Lab) -> None:
    process_id = lab.go(flow(init >> retrystep("Ping")(failing(ConnectionError("no answer"))) >> done))
    lab.operations.retry(process_id)

    assert lab.row(process_id).retry_at is None
    assert lab.run() == 1
    assert lab.row(process_id).attempt == 2
    assert lab.last(process_id).created_by == "anna"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(InconsistentDataError("two truths"), ProcessStatus.INCONSISTENT_DATA, id="inconsistent"),
        pytest.param(AssertionError("must be"), ProcessStatus.INCONSISTENT_DATA, id="assertion"),
        pytest.param(MaxRetryError("no route"), ProcessStatus.API_UNAVAILABLE, id="max-retry"),
        pytest.param(ApiException(503), ProcessStatus.API_UNAVAILABLE, id="503"),
        pytest.param(ApiException(404), ProcessStatus.FAILED, id="404"),
        pytest.param(RuntimeError("else"), ProcessStatus.FAILED, id="else"),
    ],
)
def test_a_failing_task_says_by_its_status_what_kind_of_failure_it_was(
    lab: Lab, error: Exception, status: ProcessStatus
) -> None:
    steps = init >> step("Check")(failing(error)) >> done
    task = lab.go(flow(steps, name="a task", target=Target.SYSTEM))
    no_task = lab.go(flow(steps, name="no task"))

    assert lab.row(task).status == status
    assert lab.row(task).assignee == ("NOC" if status == ProcessStatus.INCONSISTENT_DATA else "SYSTEM")
    assert lab.row(no_task).status == ProcessStatus.FAILED
    lab.operations.retry(task)
    lab.run()
    assert (lab.row(task).status, lab.row(task).attempt) == (status, 2)


@pytest.mark.parametrize(
    "error",
    [SystemExit(3), KeyboardInterrupt(), GeneratorExit(), MemoryError(), RecursionError("deep"), BaseException("bare")],
    ids=lambda error: type(error).__name__,
)
def test_w04_whatever_a_step_raises_fails_the_step_and_not_the_engine(lab: Lab, error: BaseException) -> None:
    process_id = lab.go(flow(init >> step("Raise")(failing(error)) >> done))

    assert lab.row(process_id).status == ProcessStatus.FAILED
    assert lab.last(process_id).error_class == type(error).__name__


def test_w28_what_an_error_says_is_kept_whatever_the_store_cannot_hold(lab: Lab) -> None:
    process_id = lab.go(flow(init >> step("Raise")(failing(RuntimeError("nul \x00 surrogate \ud800 end"))) >> done))

    assert lab.last(process_id).error == lab.row(process_id).failed_reason == "nul ␀ surrogate ? end"


def test_the_details_of_a_failure_are_kept_with_its_row(lab: Lab) -> None:
    error = ProcessFailureError("two ports differ", {"ports": ["a", "b"]})
    process_id = lab.go(flow(init >> step("Compare")(failing(error)) >> done))

    last = lab.last(process_id)
    assert (last.error_class, last.error, last.details) == (
        "ProcessFailureError",
        "two ports differ",
        {"ports": ["a", "b"]},
    )
    assert (last.traceback or "").rstrip().endswith("ProcessFailureError: two ports differ")


def test_one_process_that_fails_keeps_no_other_from_running(lab: Lab) -> None:
    bad = lab.start(flow(init >> step("Fail")(failing(SystemExit())) >> done, name="bad"))
    good = lab.start(flow(init >> done, name="good"))

    assert lab.run() == 2
    assert (lab.row(bad).status, lab.row(good).status) == (ProcessStatus.FAILED, ProcessStatus.COMPLETED)


def test_w19_every_attempt_keeps_its_own_error_and_traceback_and_the_state_stays(lab: Lab) -> None:
    told = iter(["first", "second"])

    @step("Fail")
    def fail() -> State:
        raise RuntimeError(next(told))

    process_id = lab.go(flow(begin >> step("Give")(lambda: {"port": 1}) >> fail >> done))
    lab.operations.retry(process_id)
    lab.run()

    attempts = [run for run in lab.detail(process_id).steps if run.name == "Fail"]
    assert [(run.attempt, run.error) for run in attempts] == [(1, "first"), (2, "second")]
    for run in attempts:
        assert (run.traceback or "").rstrip().endswith(f"RuntimeError: {run.error}")
    assert lab.state(process_id) == {"port": 1}
