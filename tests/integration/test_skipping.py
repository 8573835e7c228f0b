"""Does a process go on without the step it failed at, once, with the note on record, and only where it may?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from engine import State, begin, done, init, retrystep, step, step_group
from engine.dsl import make_step_function
from engine.errors import Overtaken, Refused, UsageError, WorkflowChanged
from engine.outcome import Failed, ProcessStatus
from engine.skipping import SKIPPED_BY_HAND
from engine.store.audit import entries
from engine.store.database import Store
from tests.integration.flows import ask_ports, failing_times, plain_step
from tests.lab import Lab, flow
from tests.racing import race


@step("Break")
def broken() -> State:
    raise RuntimeError("no light")


@step("After")
def after(state: State) -> State:
    return {"seen": sorted(key for key in state if key == "pushed")}


def failed(lab: Lab) -> UUID:
    """Return a process that failed in its third step."""
    process_id = lab.go(flow(init >> plain_step >> broken >> after >> done))
    assert lab.row(process_id).status is ProcessStatus.FAILED
    return process_id


def test_a_failed_step_is_skipped_and_the_process_goes_on_behind_it(lab: Lab) -> None:
    process_id = failed(lab)

    assert lab.operations.skip(process_id, " light is there, seen on site \n") == "Break"
    assert lab.row(process_id).status is ProcessStatus.RESUMED
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.log(process_id)[2:] == [
        ("Break", "failed"),
        ("Break", "skipped"),
        ("After", "success"),
        ("Done", "complete"),
    ]
    assert lab.state(process_id)["seen"] == ["pushed"]


def test_the_log_and_the_audit_keep_who_skipped_what_and_why(lab: Lab) -> None:
    process_id = failed(lab)
    lab.operations.skip(process_id, "done by hand")

    row = lab.last(process_id)
    assert (row.created_by, row.error_class, row.error, row.changed) == ("anna", SKIPPED_BY_HAND, "done by hand", {})
    with lab.store.reading() as connection:
        last = entries(connection, process_id, 1)[0]
    assert (last.action, last.step, last.before, last.after, last.detail) == (
        "skip",
        "Break",
        "failed",
        "resumed",
        "done by hand",
    )


def test_a_step_that_waits_for_its_retry_is_skipped_alone_in_its_group(lab: Lab) -> None:
    group = step_group("Site A", begin >> failing_times("Ping", 9) >> plain_step)
    process_id = lab.go(flow(init >> group >> done))
    assert lab.row(process_id).status is ProcessStatus.WAITING

    assert lab.operations.skip(process_id, "not on this site") == "Site A / Ping"
    lab.run()
    assert lab.log(process_id)[-3:] == [("Ping", "skipped"), ("Push", "success"), ("Done", "complete")]


@pytest.mark.parametrize("note", ["", "  \n", "x" * 5_001], ids=["none", "blank", "long"])
def test_skipping_needs_a_note(lab: Lab, note: str) -> None:
    process_id = failed(lab)

    with pytest.raises(UsageError, match="note"):
        lab.operations.skip(process_id, note)
    assert lab.row(process_id).status is ProcessStatus.FAILED


def test_an_input_step_is_not_skipped(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))

    with pytest.raises(Refused, match="fill in its form instead"):
        lab.operations.skip(process_id, "no")


def test_a_step_that_holds_together_what_follows_is_not_skipped(lab: Lab) -> None:
    lock = make_step_function(lambda state: Failed(RuntimeError("held")), "Lock", on_interrupt="again")
    process_id = lab.go(flow(begin >> lock >> plain_step >> done))

    told = "is at 'Lock', a step that what follows relies on; retry it, or abort the process"
    assert lab.operations.why_not("skip", lab.row(process_id)) == f"Process {str(process_id)[:8]} {told}"
    with pytest.raises(Refused, match="relies on"):
        lab.operations.skip(process_id, "never mind")
    assert lab.log(process_id)[-1] == ("Lock", "failed")


def test_a_process_that_could_not_go_on_has_tried_no_step_that_could_be_skipped(lab: Lab) -> None:
    workflow = flow(begin >> ask_ports >> plain_step >> done)
    process_id = lab.go(workflow)
    lab.operations.submit(process_id, [{"ports": 1}])
    lab.registry.put(flow(begin >> plain_step >> done))
    lab.run()
    assert lab.row(process_id).last_step == "Resume"

    with pytest.raises(WorkflowChanged):
        lab.operations.skip(process_id, "never mind")
    lab.registry.put(workflow)
    with pytest.raises(Refused, match="has tried no step"):
        lab.operations.skip(process_id, "never mind")


def test_of_two_who_skip_one_step_one_does(lab: Lab, another_store: Callable[[], Store]) -> None:
    ran: list[str] = []

    @retrystep("Count")
    def counted() -> State:
        ran.append("x")
        return {}

    process_id = lab.go(flow(init >> broken >> counted >> done))
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]

    results = race([partial(desk.skip, process_id, "by hand") for desk in desks])

    assert [result for result in results if isinstance(result, str)] == ["Break"]
    assert [type(result) for result in results if not isinstance(result, str)] in ([Overtaken], [Refused])
    lab.run()
    assert (ran, [name for name, status in lab.log(process_id) if status == "skipped"]) == (["x"], ["Break"])


def test_of_skip_and_retry_at_once_one_is_done(lab: Lab, another_store: Callable[[], Store]) -> None:
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]
    for _ in range(5):
        process_id = failed(lab)
        verbs: list[Callable[[], object]] = [
            partial(desks[0].skip, process_id, "by hand"),
            partial(desks[1].retry, process_id),
        ]
        skipped, retried = race(verbs)
        assert (skipped == "Break") != (retried is None)
        lab.run()
        wanted = ProcessStatus.COMPLETED if skipped == "Break" else ProcessStatus.FAILED
        assert lab.row(process_id).status is wanted
