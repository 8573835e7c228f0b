"""What does a command of an operator do, what does it leave in the audit, and when is it refused?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.authored import FormGenerator
from engine.drafts import Draft, Drafts
from engine.dsl import Assignee, begin, done, init, inputstep, step
from engine.errors import FormRejected, NotFound, Overtaken, Refused
from engine.forms import SubmitFormPage
from engine.outcome import ProcessStatus, State
from engine.store.queries import resolve
from tests.integration.flows import ask_ports, die_again, failing_times, plain_step
from tests.lab import Lab, flow, operator_called


def a_node() -> FormGenerator:
    """Ask for a node, and a site that has a default."""

    class Node(SubmitFormPage):
        node_name: str
        site: str = "AMS"

    answer = yield Node
    return dict(answer.model_dump())


def test_w16_every_command_leaves_a_row_with_who_and_what(lab: Lab) -> None:
    process_id = lab.start(flow(init >> ask_ports >> failing_times("Verify", 1) >> done))
    lab.run()
    lab.operations_of("bert").submit(process_id, [{"ports": 4}])
    lab.run()
    lab.operations_of("cleo").retry(process_id)
    lab.operations_of("dirk").abort(process_id)

    assert [
        (entry.action, entry.display_name, entry.os_user, entry.step, entry.before, entry.after)
        for entry in lab.audit(process_id)
    ] == [
        ("start", "anna", "os-anna", None, None, "created"),
        ("submit", "bert", "os-bert", "Ask ports", "suspended", "resumed"),
        ("retry", "cleo", "os-cleo", "Verify", "waiting", "resumed"),
        ("abort", "dirk", "os-dirk", "Verify", "resumed", "aborted"),
    ]


def test_a_refused_command_changes_nothing_and_leaves_no_row(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))
    before = lab.detail(process_id)

    stale = before.row.version - 1
    commands: list[Callable[[], None]] = [
        partial(lab.operations.retry, process_id),
        partial(lab.operations.submit, process_id, [{"ports": "many"}]),
        partial(lab.operations.submit, process_id, [{"ports": 4}], seen=stale),
        partial(lab.operations.abort, process_id, seen=stale),
        partial(lab.operations_of("eve", read_only=True).abort, process_id),
    ]
    for command in commands:
        with pytest.raises((Refused, FormRejected)):
            command()

    assert lab.detail(process_id) == before
    assert [entry.action for entry in lab.audit(process_id)] == ["start"]


def test_a_process_is_started_with_the_answers_and_who_asked(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> plain_step >> done, form=a_node), [{"node_name": "ams-pe1"}])

    detail = lab.detail(process_id)
    assert detail.initial == {
        "node_name": "ams-pe1",
        "site": "AMS",
        "process_id": str(process_id),
        "reporter": "anna",
        "workflow_name": "flow",
        "workflow_target": "MODIFY",
    }
    assert detail.row.created_by == "anna"


def test_answers_that_do_not_fit_start_nothing_and_every_field_is_named(lab: Lab) -> None:
    lab.registry.put(flow(begin >> done, form=a_node))

    with pytest.raises(FormRejected) as refusal:
        lab.operations.start("flow", [{"site": 7, "colour": "red"}])

    assert {error.loc: error.type for error in refusal.value.errors} == {
        ("node_name",): "missing",
        ("site",): "string_type",
        ("colour",): "extra_forbidden",
    }
    with lab.store.reading() as connection, pytest.raises(NotFound):
        resolve(connection, "0")


def test_a_second_retry_is_refused_and_names_the_first(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Verify", 9) >> done))
    seen = lab.row(process_id).version
    lab.operations_of("bert").retry(process_id, seen=seen)
    lab.clock.advance(7)

    with pytest.raises(Overtaken, match=r"was retried by bert 7 s ago, and is resumed now; look again"):
        lab.operations.retry(process_id, seen=seen)


def test_an_answer_to_a_form_that_was_answered_is_refused_and_names_the_first(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))
    form = lab.operations.form(process_id)
    lab.operations_of("bert").submit(process_id, [{"ports": 4}])

    with pytest.raises(Overtaken, match="was answered by bert 0 s ago"):
        lab.operations.submit(process_id, [{"ports": 8}], seen=form.version)
    assert lab.state(process_id) == {"ports": 4}


def test_w03_a_running_process_is_aborted_at_its_next_commit(lab: Lab) -> None:
    @step("Push")
    def push() -> State:
        lab.operations_of("bert").abort(process_id)
        assert lab.row(process_id).abort_requested_by == "bert"
        with pytest.raises(Refused, match="is aborting after the step in hand, asked for by bert"):
            lab.operations.abort(process_id)
        return {"pushed": True}

    process_id = lab.start(flow(begin >> push >> plain_step >> done))
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.ABORTED
    assert lab.log(process_id) == [("Push", "success"), ("User Aborted", "abort")]
    assert lab.state(process_id) == {"pushed": True}


def test_a_process_that_is_done_is_not_aborted_by_an_abort_that_came_too_late(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> plain_step >> done))

    with pytest.raises(Refused, match="is completed already"):
        lab.operations.abort(process_id)


def test_a_process_nobody_runs_is_aborted_at_once(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))

    lab.operations.abort(process_id)

    assert lab.row(process_id).status is ProcessStatus.ABORTED
    assert lab.log(process_id)[-1] == ("User Aborted", "abort")
    assert lab.last(process_id).created_by == "anna"


def test_a_read_only_console_refuses_every_verb(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Verify", 1) >> done))
    watcher = lab.operations_of("eve", read_only=True)

    for verb in (watcher.retry, watcher.abort, watcher.submit):
        with pytest.raises(Refused, match="read-only"):
            verb(process_id)
    with pytest.raises(Refused, match="read-only"):
        watcher.start("flow")


def test_a_form_whose_step_is_gone_says_so_and_offers_the_way_out(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> plain_step >> ask_ports >> done))
    lab.registry.put(flow(begin >> plain_step >> failing_times("Verify", 1) >> done))

    with pytest.raises(Refused, match=r"was changed .* stands at 'Ask ports' as step 2, .* now has 'Verify'"):
        lab.operations.form(process_id)


def test_a_form_merges_dicts_deeply_and_replaces_everything_else(lab: Lab) -> None:
    @step("Give")
    def give() -> State:
        return {"node": {"name": "ams-pe1", "ports": [1, 2]}, "vlan": 100}

    @inputstep("Correct", assignee=Assignee.NOC)
    def correct() -> FormGenerator:
        class Correct(SubmitFormPage):
            pass

        yield Correct
        return {"node": {"ports": [3]}}

    process_id = lab.go(flow(begin >> give >> correct >> done))
    lab.operations.submit(process_id, [{}])

    assert lab.state(process_id) == {"node": {"name": "ams-pe1", "ports": [3]}, "vlan": 100}


def test_an_abort_wins_over_the_death_of_the_engine_it_was_asked_of(lab: Lab) -> None:
    process_id = lab.start(flow(begin >> plain_step >> done))
    die_again(lab, process_id, at="Push")

    lab.operations_of("bert").abort(process_id)
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.ABORTED
    assert lab.last(process_id).created_by == "bert"


def test_an_id_is_found_by_its_first_digits_unless_they_are_ambiguous(lab: Lab) -> None:
    process_id = lab.start(flow(begin >> done))

    with lab.store.reading() as connection:
        assert resolve(connection, str(process_id)[:6]) == process_id
        assert resolve(connection, str(process_id).upper()) == process_id
        with pytest.raises(NotFound):
            resolve(connection, "zzzz")


def test_a_draft_is_its_operators_own_and_is_kept_as_typed(lab: Lab) -> None:
    anna, bert = (Drafts(lab.store, operator_called(name), lab.clock) for name in ("anna", "bert"))
    anna.save("start:flow", [{"vlan": "not a number"}])
    anna.save("start:flow", [{"vlan": "10o"}, {"note": "[red]"}])

    assert anna.load("start:flow") == Draft([{"vlan": "10o"}, {"note": "[red]"}], 1)
    assert bert.load("start:flow") is None
    assert anna.of_starts() == {"flow": lab.clock()}
    assert bert.of_starts() == {}

    bert.drop("start:flow")
    assert anna.load("start:flow") is not None
    anna.drop("start:flow")
    assert anna.load("start:flow") is None


def test_w29_a_start_runs_nothing_in_the_program_that_asks(lab: Lab) -> None:
    ran: list[str] = []
    process_id = lab.start(flow(begin >> step("Note")(lambda: ran.append("Note")) >> done))

    assert ran == []
    assert lab.row(process_id).status is ProcessStatus.CREATED


def test_w30_what_is_queued_is_not_called_running_and_is_not_lost_with_an_engine(lab: Lab) -> None:
    @step("Look")
    def look() -> State:
        return {"seen": [str(lab.row(process_id).status) for process_id in process_ids]}

    workflow = flow(begin >> look >> done)
    process_ids = [lab.start(workflow) for _ in range(2)]
    lab.engine.run_here(process_ids[0])
    assert lab.state(process_ids[0]) == {"seen": ["running", "created"]}

    lab.kill(lab.engine)
    lab.run()
    assert lab.row(process_ids[1]).status is ProcessStatus.COMPLETED
