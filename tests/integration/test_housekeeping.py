"""Note, assign, take and delete: is each done once, as its operator saw the process, and remembered?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine import Target, begin, done, init
from engine.errors import NotFound, Overtaken, Refused, UsageError
from engine.outcome import ProcessStatus
from engine.store.audit import AuditEntry, entries
from engine.store.database import Store
from tests.integration.flows import ask_ports, failing_times
from tests.lab import Lab, flow
from tests.racing import race


def test_a_note_is_kept_whatever_the_status_and_changed_and_taken_away(lab: Lab) -> None:
    process_id = lab.go(flow(init >> done))

    lab.operations.set_note(process_id, " customer told \n")
    assert lab.row(process_id).note == "customer told"
    lab.operations.set_note(process_id, "  ")
    assert lab.row(process_id).note is None
    with lab.store.reading() as connection:
        said = [(entry.action, entry.detail) for entry in entries(connection, process_id, 2)]
    assert said == [("note", "customer told -> "), ("note", " -> customer told")]


@pytest.mark.parametrize("text", ["x" * 5_001, "nul \x00", "half \ud800"], ids=["long", "nul", "surrogate"])
def test_a_note_that_no_store_keeps_is_refused_in_words(lab: Lab, text: str) -> None:
    process_id = lab.go(flow(init >> done))

    with pytest.raises(UsageError, match="A note"):
        lab.operations.set_note(process_id, text)
    assert lab.row(process_id).note is None


def test_of_two_notes_on_what_was_seen_one_is_kept_and_the_other_hears_whose(
    lab: Lab, another_store: Callable[[], Store]
) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))
    seen = lab.row(process_id).version
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]

    results = race([partial(desk.set_note, process_id, f"note {at}", seen=seen) for at, desk in enumerate(desks)])

    refused = [result for result in results if result is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], Overtaken)
    assert "was given a note by" in str(refused[0])


def test_another_team_is_to_act_until_the_next_step(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> failing_times("Ping", 9) >> done))

    lab.operations.set_assignee(process_id, "CHANGES")
    assert lab.row(process_id).assignee == "CHANGES"
    lab.operations.submit(process_id, [{"ports": 1}])
    lab.run()
    assert lab.row(process_id).assignee == "SYSTEM"
    assert ("assign", "NOC -> CHANGES") in [
        (row.action, row.detail) for row in _audited(lab) if row.process_id == process_id
    ]


def _audited(lab: Lab) -> list[AuditEntry]:
    with lab.store.reading() as connection:
        return entries(connection, None, 100)


@pytest.mark.parametrize("team", ["", " ", "x" * 51])
def test_an_assignee_is_a_name_of_a_team(lab: Lab, team: str) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))

    with pytest.raises(UsageError, match="An assignee"):
        lab.operations.set_assignee(process_id, team)


def test_nobody_is_assigned_to_what_has_ended(lab: Lab) -> None:
    process_id = lab.go(flow(init >> done))

    with pytest.raises(Refused, match="nobody needs to act on it"):
        lab.operations.set_assignee(process_id, "NOC")


def test_a_process_is_taken_in_hand_seen_by_all_and_given_back(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Ping", 9) >> done))
    bert = lab.operations_of("bert")

    lab.operations.take(process_id)
    row = lab.row(process_id)
    assert (row.taken_by, row.assignee) == ("anna", "SYSTEM")
    with pytest.raises(Refused, match="is in the hands of anna; release it first"):
        bert.take(process_id)
    bert.release(process_id)
    bert.take(process_id)
    bert.retry(process_id)
    lab.run()
    assert lab.row(process_id).taken_by == "bert"
    said = [(row.action, row.detail) for row in _audited(lab) if row.action in ("take", "release")]
    assert said == [("take", " -> bert"), ("release", "anna -> "), ("take", " -> anna")]


def test_what_has_ended_is_taken_by_nobody_and_what_nobody_has_is_not_released(lab: Lab) -> None:
    process_id = lab.go(flow(init >> done))

    with pytest.raises(Refused, match="nobody needs to act on it"):
        lab.operations.take(process_id)
    with pytest.raises(Refused, match="is in nobody's hands"):
        lab.operations.release(process_id)


def test_of_two_who_take_one_process_one_has_it(lab: Lab, another_store: Callable[[], Store]) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]

    results = race([partial(desk.take, process_id) for desk in desks])

    assert results.count(None) == 1
    assert {type(result) for result in results if result is not None} <= {Overtaken, Refused}
    assert lab.row(process_id).taken_by == ("anna", "bert")[results.index(None)]


def test_a_task_is_deleted_with_its_log_and_the_audit_remembers_it(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done, name="clean up", target=Target.SYSTEM))

    lab.operations.delete(process_id)
    with pytest.raises(NotFound):
        lab.row(process_id)
    last = _audited(lab)[0]
    assert (last.action, last.process_id, last.before, last.after, last.detail) == (
        "delete",
        process_id,
        "suspended",
        "deleted",
        "clean up",
    )


def test_what_was_done_for_a_customer_is_not_deleted(lab: Lab) -> None:
    process_id = lab.go(flow(init >> done))

    with pytest.raises(Refused, match="is no task"):
        lab.operations.delete(process_id)
    assert lab.row(process_id).status is ProcessStatus.COMPLETED


def test_of_two_who_delete_one_task_one_does(lab: Lab, another_store: Callable[[], Store]) -> None:
    process_id = lab.go(flow(init >> done, target=Target.SYSTEM))
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]

    results = race([partial(desk.delete, process_id) for desk in desks])

    assert sorted(type(result).__name__ for result in results) in (
        ["NoneType", "NotFound"],
        ["NoneType", "Overtaken"],
    )
    assert [row.action for row in _audited(lab)].count("delete") == 1


def test_a_task_that_is_retried_while_it_is_deleted_is_either_gone_or_runs(
    lab: Lab, another_store: Callable[[], Store]
) -> None:
    workflow = flow(begin >> failing_times("Ping", 9) >> done, target=Target.SYSTEM)
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert")]
    for _ in range(6):
        process_id = lab.go(workflow)
        deleted, retried = race([partial(desks[0].delete, process_id), partial(desks[1].retry, process_id)])

        assert (deleted is None) != (retried is None)
        if deleted is None:
            with pytest.raises(NotFound):
                lab.row(process_id)
        else:
            assert lab.row(process_id).status is ProcessStatus.RESUMED
            lab.run()
