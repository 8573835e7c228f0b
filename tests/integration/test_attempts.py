"""What may a step know of its attempts, and how many are made?"""

from __future__ import annotations

import pytest

from engine import Retry, State, begin, done, retrystep, step, step_group
from engine.attempt import in_attempt
from engine.outcome import Failed, ProcessStatus
from tests.integration.flows import die_again, die_in, failing_times
from tests.lab import Lab, flow

TWICE = Retry(first=10, attempts=2)


def test_the_idempotency_key_is_the_same_in_every_attempt_and_another_for_every_step_and_process(lab: Lab) -> None:
    given: list[str] = []

    @retrystep("Order")
    def order(idempotency_key: str) -> State:
        given.append(idempotency_key)
        if len(given) % 2:
            raise ConnectionError("the answer was lost")
        return {}

    workflow = flow(begin >> order >> order >> step_group("Again", begin >> order) >> done)
    for _ in range(2):
        process_id = lab.go(workflow)
        while lab.row(process_id).status is ProcessStatus.WAITING:
            lab.clock.advance(60)
            lab.run()
        assert lab.state(process_id) == {}

    assert given[0::2] == given[1::2]
    assert len(set(given)) == 6


def test_a_step_asks_for_a_key_where_no_engine_runs_it_and_is_told_so() -> None:
    @step("Order")
    def order(idempotency_key: str) -> State:
        return {"key": idempotency_key}

    failed = order({})
    assert isinstance(failed, Failed)
    assert "no engine runs this step" in str(failed.unwrap())
    with in_attempt("mine"):
        assert order({}).unwrap() == {"key": "mine"}


def test_a_retrystep_that_was_tried_often_enough_fails_for_an_operator_to_look_at(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Ping", 2, TWICE) >> done))
    assert lab.row(process_id).status is ProcessStatus.WAITING
    lab.clock.advance(10)
    lab.run()

    row = lab.row(process_id)
    assert (row.status, row.failed_reason, row.retry_at) == (ProcessStatus.FAILED, "no answer, 2 times", None)
    assert lab.log(process_id) == [("Ping", "waiting"), ("Ping", "failed")]

    lab.operations.retry(process_id)
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_a_step_that_is_tried_once_by_itself_is_tried_once_for_each_retry(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Ping", 9, Retry(attempts=1)) >> done))
    lab.operations.retry(process_id)
    lab.run()

    assert lab.log(process_id) == [("Ping", "failed"), ("Ping", "failed")]


@pytest.mark.parametrize("on_interrupt", ["ask", "retry"])
def test_an_author_says_what_becomes_of_a_step_whose_engine_died(lab: Lab, on_interrupt: str) -> None:

    pushed = step("Push", on_interrupt=on_interrupt)(lambda: None)  # type: ignore[arg-type]
    process_id = die_in(lab, begin >> pushed >> done)
    lab.run()

    wanted = ProcessStatus.COMPLETED if on_interrupt == "retry" else ProcessStatus.FAILED
    assert lab.row(process_id).status is wanted


def test_a_site_says_what_becomes_of_steps_whose_author_did_not_say(lab: Lab) -> None:
    process_id = lab.start(flow(begin >> step("Push")(lambda: None) >> done))
    die_again(lab, process_id, at="Push", on_interrupt="retry")
    lab.run()

    assert lab.log(process_id) == [("Push", "waiting"), ("Push", "success"), ("Done", "complete")]


def test_what_an_author_says_counts_more_than_what_the_site_says(lab: Lab) -> None:
    process_id = lab.start(flow(begin >> step("Push", on_interrupt="ask")(lambda: None) >> done))
    die_again(lab, process_id, at="Push", on_interrupt="retry")
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.FAILED
