"""A workflow is edited under its running processes: does each go on rightly, or stop with the difference and a choice?

Every kind of edit meets every status a process rests in. Whatever fits runs each step once; whatever does not runs
nothing, says where the lists part, and goes on at the step that an operator names (invariant 6, W-08).
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from engine import AwaitingCallback, State, begin, make_step_function, retrystep, step, step_group
from engine.callbacks import CALLBACK_TOKEN_KEY
from engine.delivery import deliver
from engine.dsl import Step, StepList, done, inputstep
from engine.errors import Ambiguous, NotFound, Refused, WorkflowChanged
from engine.forms import SubmitFormPage
from engine.outcome import ProcessStatus
from engine.replan import continue_at
from engine.store.log import read_log
from engine.store.queries import process_row
from tests.lab import Lab, flow

HERE = "Here"
"""The step that the process rests at."""


class Bench:
    """A workflow of five steps, the third of them where a process rests in the way that is asked for."""

    def __init__(self, lab: Lab, status: str) -> None:
        self.lab, self.status = lab, status
        self.ran: list[str] = []
        self.on_second: Callable[[], None] = lambda: None
        self._rested = False

    def steps(self, names: str) -> StepList:
        """Return steps by their letters; `H` is where the process rests, `(` and `)` make a group."""
        made: list[StepList] = [begin]
        for letter in names:
            if letter == "(":
                made.append(begin)
            elif letter == ")":
                group = step_group("Group", made.pop())
                made[-1] = made[-1] >> group
            else:
                made[-1] = made[-1] >> (self._here() if letter == "H" else self._plain(letter))
        return made[0] >> done

    def fail_once_more(self) -> None:
        """Have the next step that may fail do so."""
        self._rested = False

    def _plain(self, name: str) -> Step:
        @step(name)
        def run() -> State:
            self.ran.append(name)
            if len(self.ran) == 2:
                self.on_second()
            return {CALLBACK_TOKEN_KEY: "token"}

        return run

    def _here(self) -> Step:
        def run() -> None:
            self.ran.append(HERE)
            if not self._rested:
                self._rested = True
                raise RuntimeError("once")

        if self.status == "waiting":
            return retrystep(HERE)(run)
        if self.status == "suspended":
            return inputstep(HERE)(lambda: SubmitFormPage)
        if self.status == "awaiting_callback":
            return make_step_function(AwaitingCallback, HERE)
        return step(HERE)(run)

    def begin(self, names: str = "abHyz") -> UUID:
        """Start a process and run it to its rest."""
        process_id = self.lab.start(flow(self.steps(names)))
        self._rested = self.status in ("created", "resumed")
        if self.status == "resumed":
            self._run_until_told_to_stop(process_id)
        elif self.status != "created":
            self.lab.run()
        assert self.lab.row(process_id).status == self.status
        return process_id

    def _run_until_told_to_stop(self, process_id: UUID) -> None:
        """Run an engine that is told to stop while the second step is in hand."""
        engine = self.lab.engine
        self.on_second = engine.stop
        engine.run_here(process_id)
        engine.stopping.clear()
        self.on_second = lambda: None

    def go_on(self, process_id: UUID) -> None:
        """Do what moves a process from its rest, and run it."""
        if self.status == "failed":
            self.lab.operations.retry(process_id)
        elif self.status == "waiting":
            self.lab.clock.advance(60)
        elif self.status == "suspended":
            self.lab.operations.submit(process_id, [{}])
        elif self.status == "awaiting_callback":
            with self.lab.store.writing() as connection:
                deliver(connection, process_id, "token", {"speed": 1}, "partner", self.lab.clock())
        self.lab.run()

    def continue_at(self, process_id: UUID, wanted: str) -> str | None:
        """Go on at the step that an operator names."""
        with self.lab.store.writing() as connection:
            row, rows = process_row(connection, process_id), read_log(connection, process_id)
            workflow = self.lab.registry["flow"]
            chosen = continue_at(connection, row, workflow, rows, wanted, "anna", self.lab.clock())
        self.lab.run()
        return chosen


@pytest.fixture(params=["created", "failed", "waiting", "suspended", "awaiting_callback", "resumed"])
def bench(request: pytest.FixtureRequest, lab: Lab) -> Bench:
    return Bench(lab, request.param)


FITTING = {
    "append": ("abHyzn", "yzn"),
    "insert-further-on": ("abHynz", "ynz"),
    "remove-further-on": ("abHz", "z"),
    "rename-further-on": ("abHYz", "Yz"),
    "reorder-further-on": ("abHzy", "zy"),
    "wrap-further-on-in-a-group": ("abH(yz)", "yz"),
}
PARTING = {
    "insert-before": "anbHyz",
    "insert-here": "abnHyz",
    "remove-before": "bHyz",
    "remove-here": "abyz",
    "rename-before": "aBHyz",
    "rename-here": "abRyz",
    "reorder-before": "baHyz",
    "reorder-here": "abyHz",
    "wrap-before-in-a-group": "(ab)Hyz",
    "wrap-here-in-a-group": "ab(Hy)z",
}
NEEDS_AN_ATTEMPT = {"insert-here", "remove-here", "rename-here", "reorder-here", "wrap-here-in-a-group"}
"""Edits that part with the log only where an attempt at the step was made."""


@pytest.mark.parametrize("edit", FITTING)
def test_what_is_edited_further_on_is_run_as_it_is_now(bench: Bench, edit: str) -> None:
    process_id = bench.begin()
    names, left = FITTING[edit]
    bench.lab.registry.put(flow(bench.steps(names)))

    bench.go_on(process_id)

    assert bench.lab.row(process_id).status is ProcessStatus.COMPLETED
    assert [name for name in bench.ran if name != HERE] == ["a", "b", *left]


@pytest.mark.parametrize("edit", PARTING)
def test_w08_a_list_that_parts_from_the_log_runs_nothing_and_says_where_until_an_operator_chooses(
    bench: Bench, edit: str
) -> None:
    process_id = bench.begin()
    begun = bench.status != "created"
    tried = begun and bench.status != "resumed"
    bench.lab.registry.put(flow(bench.steps(PARTING[edit])))
    if not begun or (edit in NEEDS_AN_ATTEMPT and not tried):
        bench.go_on(process_id)
        assert bench.lab.row(process_id).status is ProcessStatus.COMPLETED
        assert sorted(bench.ran) == sorted(set(bench.ran))
        return
    before = list(bench.ran)

    if bench.status == "suspended":
        with pytest.raises(WorkflowChanged, match="nothing was run"):
            bench.go_on(process_id)
    else:
        bench.go_on(process_id)
        row = bench.lab.row(process_id)
        assert (row.status, row.last_step) == (ProcessStatus.FAILED, "Resume")
        assert "was changed since this process ran" in (row.failed_reason or "")
        assert any(line.startswith(("+", "-")) for line in bench.lab.last(process_id).details)
    assert bench.ran == before

    assert bench.continue_at(process_id, "z") == "z"
    assert bench.lab.row(process_id).status is ProcessStatus.COMPLETED
    assert bench.ran == [*before, "z"]
    assert bench.lab.state(process_id) == {CALLBACK_TOKEN_KEY: "token"} | (
        {"callback_result": {"speed": 1}} if bench.status == "awaiting_callback" else {}
    )


def test_a_workflow_that_is_gone_stops_its_processes_until_it_is_back(bench: Bench) -> None:
    process_id = bench.begin()
    bench.lab.registry.take_out("flow")
    before = list(bench.ran)

    if bench.status in ("failed", "suspended"):
        with pytest.raises(Refused, match="is not loaded here"):
            bench.go_on(process_id)
    else:
        bench.go_on(process_id)
    assert bench.ran == before

    bench.lab.registry.put(flow(bench.steps("abHyz")))
    if bench.status in ("failed", "suspended"):
        bench.go_on(process_id)
    bench.lab.run()
    assert bench.lab.row(process_id).status is ProcessStatus.COMPLETED
    assert [name for name in bench.ran if name != HERE] == ["a", "b", "y", "z"]


@pytest.fixture
def changed(lab: Lab) -> tuple[Bench, UUID]:
    """A failed process whose workflow was edited before the step it failed in."""
    bench = Bench(lab, "failed")
    process_id = bench.begin()
    lab.registry.put(flow(bench.steps("anbHyzHy")))
    bench.go_on(process_id)
    return bench, process_id


@pytest.mark.parametrize(
    ("wanted", "error", "said"),
    [
        ("q", NotFound, r"no step 'q'; there are: #1 a, #2 n, #3 b, #4 Here"),
        ("#10", NotFound, "no step '#10'"),
        (HERE, Ambiguous, "several steps 'Here': #4, #7"),
    ],
)
def test_a_choice_that_names_no_step_or_several_is_refused_with_what_there_is(
    changed: tuple[Bench, UUID], wanted: str, error: type[Exception], said: str
) -> None:
    bench, process_id = changed
    before = bench.lab.detail(process_id)

    with pytest.raises(error, match=said):
        bench.continue_at(process_id, wanted)
    assert bench.lab.detail(process_id) == before


def test_a_step_is_chosen_by_its_number_where_its_name_is_not_enough(changed: tuple[Bench, UUID]) -> None:
    bench, process_id = changed

    assert bench.continue_at(process_id, "#7") == HERE
    assert bench.ran == ["a", "b", HERE, HERE, "y"]
    assert bench.lab.row(process_id).status is ProcessStatus.COMPLETED


def test_a_process_that_fits_its_workflow_is_not_continued_elsewhere(lab: Lab) -> None:
    bench = Bench(lab, "failed")
    process_id = bench.begin()

    with pytest.raises(Refused, match="fits its workflow"):
        bench.continue_at(process_id, "z")


def test_a_second_edit_after_a_choice_is_seen_as_well(changed: tuple[Bench, UUID]) -> None:
    bench, process_id = changed
    bench.fail_once_more()
    bench.continue_at(process_id, "#4")
    assert bench.lab.row(process_id).last_step == HERE

    bench.lab.registry.put(flow(bench.steps("abHyz")))
    bench.go_on(process_id)
    row = bench.lab.row(process_id)
    assert (row.status, row.last_step) == (ProcessStatus.FAILED, "Resume")
    assert "it did 'n' as step 2, where the workflow now has 'b'" in (row.failed_reason or "")
