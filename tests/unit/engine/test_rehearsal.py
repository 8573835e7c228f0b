"""Does a workflow run in an author's test, with nothing but its steps?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from engine import begin, conditional, done, init, inputstep, step, step_group
from engine.dsl import Assignee, Step, StepList
from engine.forms import SubmitFormPage
from engine.outcome import Abort, Complete, Failed, Process, Success, Suspend
from engine.rehearsal import ProcessStat, abort_wf, runwf
from tests.lab import flow


def rehearsed(steps: StepList, state: dict[str, Any]) -> tuple[Process, list[tuple[str, str]]]:
    """Return how a run of these steps ends, and what was logged."""
    rows: list[tuple[str, str]] = []

    def note(_process: ProcessStat, step: Step, outcome: Process) -> Process:
        rows.append((step.name, str(outcome.status)))
        return outcome

    return runwf(ProcessStat(uuid4(), flow(steps), Success(state), steps), note), rows


def test_a_run_goes_to_its_end_and_every_outcome_is_told() -> None:
    add = step("Add")(lambda number: {"number": number + 1})
    never = conditional(lambda _: False)(step("Never")(lambda: None))
    end, rows = rehearsed(init >> add >> never >> step_group("Twice", begin >> add >> add) >> done, {"number": 1})
    assert end == Complete({"number": 4})
    assert rows == [
        ("Start", "success"),
        ("Add", "success"),
        ("Never", "skipped"),
        ("Twice", "success"),
        ("Done", "complete"),
    ]


def test_a_run_ends_at_a_step_that_fails_and_at_one_that_asks() -> None:
    def broken() -> None:
        raise ValueError("no such port")

    end, rows = rehearsed(begin >> step("Broken")(broken) >> done, {})
    assert isinstance(end, Failed)
    assert rows == [("Broken", "failed")]

    @inputstep("Ask", assignee=Assignee.NOC)
    def ask() -> type[SubmitFormPage]:
        return SubmitFormPage

    end, rows = rehearsed(begin >> ask >> done, {"number": 1})
    assert end == Suspend({"number": 1})


def test_what_is_told_may_decide_how_the_run_goes_on() -> None:
    steps = begin >> step("One")(lambda: {"one": 1}) >> done
    start = ProcessStat(uuid4(), None, Success({}), steps)
    end = runwf(
        start.update(current_user="anna"), lambda process, _, outcome: outcome.map(lambda _: process.current_user)
    )
    assert end == Complete("anna")


def test_an_abort_is_told_and_what_is_complete_stays_complete() -> None:
    told: list[str] = []

    def note(_process: ProcessStat, step: Step, outcome: Process) -> Process:
        told.append(step.name)
        return outcome

    process = ProcessStat(uuid4(), None, Success({"a": 1}), begin)
    assert abort_wf(process, note) == Abort({"a": 1})
    assert abort_wf(process.update(state=Complete({})), note) == Complete({})
    assert told == ["User Aborted"] * 2
