"""Does the demo show what it promises, and can an operator carry every one of its processes on?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from engine.inbox import InboxLine, InboxListing
from engine.listing import first_rows
from engine.outcome import ProcessStatus
from engine.records import ProcessRow
from engine.registry import Registry
from tests.lab import Lab, read_async
from workflows.network import demo
from workflows.network.lab import LAB
from workflows.network.lab import lab as network
from workflows.network.management_link import LATENCY

RACKED = {"rack_position": "R01-U20", "power_a": True, "power_b": True}


@pytest.fixture
def seeded(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A store filled by the demo, its lab network beside it."""
    monkeypatch.setenv(LAB, str(tmp_path / "lab.db"))
    monkeypatch.setenv(LATENCY, "0")
    loaded = Registry.load(["workflows.network"])
    assert loaded.problems == ()
    for workflow in loaded:
        lab.registry.put(workflow)
    demo.seed(lab.operations, lab.engine.run_here)
    return lab


def rows(lab: Lab, status: ProcessStatus | None = None, workflow: str | None = None) -> list[ProcessRow]:
    """Return the processes of that status and workflow, the newest first."""
    from engine.listing import ProcessQuery

    query = ProcessQuery(statuses=frozenset({status}) if status else None)
    with lab.store.reading() as connection:
        found = first_rows(connection, query, 100)
    return [row for row in found if workflow in (None, row.workflow)]


def only(lab: Lab, status: ProcessStatus, workflow: str) -> UUID:
    (row,) = rows(lab, status, workflow)
    return row.process_id


def test_a_fresh_demo_has_processes_in_every_status_that_rests(seeded: Lab) -> None:
    assert Counter(row.status for row in rows(seeded)) == {
        ProcessStatus.COMPLETED: 4,
        ProcessStatus.ABORTED: 1,
        ProcessStatus.FAILED: 4,
        ProcessStatus.SUSPENDED: 2,
        ProcessStatus.WAITING: 2,
    }


def test_the_suspended_ones_wait_for_the_noc_and_complete_when_answered(seeded: Lab) -> None:
    suspended = rows(seeded, ProcessStatus.SUSPENDED)
    assert {row.assignee for row in suspended} == {"NOC"}

    for row in suspended:
        seeded.operations.submit(row.process_id, [RACKED])
        seeded.engine.run_here(row.process_id)
        assert seeded.row(row.process_id).status is ProcessStatus.COMPLETED
        assert network().device(seeded.state(row.process_id)["node_name"]).state == "in service"


def test_only_a_core_node_gets_the_core_configuration(seeded: Lab) -> None:
    provisioned = rows(seeded, ProcessStatus.COMPLETED, "provision_node")
    revisions = {
        seeded.state(row.process_id)["role"]: list(seeded.state(row.process_id)["revisions"]) for row in provisioned
    }

    assert revisions == {"edge": ["base"], "core": ["base", "core mesh", "core policy"]}


def test_the_failed_checks_are_one_line_of_the_inbox_and_complete_when_retried(seeded: Lab) -> None:
    async def read() -> list[InboxLine]:
        inbox = InboxListing(seeded.store, ("NOC",), "", (), seeded.clock)
        return await inbox.rows(0, await inbox.count())

    lines = read_async(seeded.store, read)
    assert Counter(each.row.workflow for each in lines) == {
        "provision_node": 2,
        "drain_node_for_maintenance": 1,
        "check_link": 1,
    }
    (line,) = [each for each in lines if each.row.workflow == "check_link"]
    assert len(line.members) == 3

    for failed in line.members:
        last = seeded.last(failed)
        assert last.error_class == "LinkDegraded"
        assert "bil-mad: receive power" in (last.error or "")
        assert "in compare" in (last.traceback or "")

        seeded.operations.retry(failed)
        seeded.engine.run_here(failed)
        assert seeded.row(failed).status is ProcessStatus.COMPLETED
        assert seeded.state(failed)["verdict"] == "recovered"


def test_the_failed_drain_goes_on_when_retried_and_brings_its_node_back(seeded: Lab) -> None:
    failed = only(seeded, ProcessStatus.FAILED, "drain_node_for_maintenance")
    assert seeded.last(failed).error_class == "ConfigurationLocked"

    seeded.operations.retry(failed)
    seeded.engine.run_here(failed)
    assert network().device("mil-cr1").state == "drained"
    seeded.operations.submit(failed, [{"work_finished": True}])
    seeded.engine.run_here(failed)
    assert seeded.row(failed).status is ProcessStatus.COMPLETED
    assert network().device("mil-cr1").state == "in service"


def test_the_waiting_ones_succeed_untouched_after_their_second_retry(seeded: Lab) -> None:
    waiting = rows(seeded, ProcessStatus.WAITING)
    # due 20 seconds after the first try and 30 after the second, with no jitter in a test
    for seconds in (19.0, 5.0, 29.0):
        assert {seeded.row(row.process_id).status for row in waiting} == {ProcessStatus.WAITING}
        seeded.clock.advance(seconds)
        seeded.run()
    assert {seeded.row(row.process_id).attempt for row in waiting} == {2}
    seeded.clock.advance(5.0)
    seeded.run()

    assert {row.workflow: str(seeded.row(row.process_id).status) for row in waiting} == {
        "check_link": "completed",
        "provision_node": "suspended",
    }


def test_every_opening_sets_a_soak_test_going_that_completes(seeded: Lab) -> None:
    demo.keep_running(seeded.operations)
    soak = only(seeded, ProcessStatus.CREATED, "task_soak_test_links")
    seeded.run()

    assert seeded.row(soak).status is ProcessStatus.COMPLETED
    summary = seeded.state(soak)["summary"]
    assert summary["links"] == len(network().network.links)
    assert summary["below_threshold"] == ["bra-bud", "bra-vie"]


def test_a_fresh_store_begins_with_a_fresh_lab(seeded: Lab) -> None:
    demo.seed(seeded.operations, seeded.engine.run_here)

    assert Counter(row.status for row in rows(seeded))[ProcessStatus.SUSPENDED] == 4


def test_a_drain_that_cuts_off_a_site_is_refused(seeded: Lab) -> None:
    network().drain("lon-cr1")
    drain = seeded.operations.start("drain_node_for_maintenance", [{"node_name": "par-cr1", "ticket": "CHG-20500"}])
    seeded.engine.run_here(drain)

    assert seeded.row(drain).failed_reason == (
        "par-cr1: draining it cuts off Dublin; wait for the other path to return"
    )


def test_a_node_whose_name_was_taken_meanwhile_fails_before_anything_is_configured(seeded: Lab) -> None:
    answers: list[dict[str, object]] = [{"site": "gva", "node_name": "gva-pe1"}, {"uplinks": ["gva-cr1"]}]
    first, second = (seeded.operations.start("provision_node", answers) for _ in range(2))
    for process_id in (first, second):
        seeded.engine.run_here(process_id)

    assert seeded.row(first).status is ProcessStatus.SUSPENDED
    assert seeded.row(second).status is ProcessStatus.FAILED
    assert seeded.row(second).last_step == "Reserve in the inventory"
