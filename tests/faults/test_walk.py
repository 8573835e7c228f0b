"""Whatever operators, engines, deaths and the clock do in whichever order: does what is promised hold after each step?

Hypothesis draws the orders. In CI always the same few; `make soak` draws many more, and prints how to draw a failing
one again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine import State, begin, conditional, done, init, retrystep, step, step_group
from engine.dsl import Step
from engine.errors import NocdeckError
from engine.outcome import ENDED, QUEUED, ProcessStatus
from engine.plan import titles
from engine.store.schema import open_store
from tests.clock import SettableClock
from tests.faults.selection import SOAK
from tests.integration.flows import ask_ports, die_again
from tests.lab import Lab, flow

FINISHED = ("success", "skipped", "complete")

STEPS = ("Reserve", "Push", "Verify")
"""The steps that an engine may die in, and that may fail."""


@cache
def migrated() -> Path:
    """Return a store with our schema, to be copied."""
    path = Path(tempfile.mkdtemp(prefix="nocdeck-walk-")) / "migrated.db"
    open_store(f"sqlite:///{path}").close()
    return path


class Walk(RuleBasedStateMachine):
    """A store, its operators and its engines, walked at random."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="nocdeck-walk-"))
        self.store = open_store(f"sqlite:///{shutil.copy(migrated(), self._folder / 'store.db')}")
        self.lab = Lab(self.store, SettableClock())
        self.processes: list[UUID] = []
        self.ran: Counter[tuple[str, str]] = Counter()
        self.commands: Counter[UUID] = Counter()
        self.failing: set[str] = set()
        self.paused = False

    def teardown(self) -> None:
        self.lab.close()
        self.store.close()
        shutil.rmtree(self._folder)

    @initialize()
    def load(self) -> None:
        group = step_group("Group", begin >> ask_ports >> self._noting("Push", retried=True))
        never = conditional(lambda _: False)(self._noting("Never"))
        steps = init >> self._noting("Reserve") >> never >> group >> self._noting("Verify") >> done
        self.workflow = flow(steps)
        self.lab.registry.put(self.workflow)

    def _noting(self, name: str, *, retried: bool = False) -> Step:
        def run(process_id: str) -> State:
            self.ran[process_id, name] += 1
            if name in self.failing:
                raise RuntimeError(f"{name} fails now")
            return {name: True}

        return retrystep(name)(run) if retried else step(name)(run)

    def _command(self, which: int, act: str, **options: object) -> None:
        process_id = self.processes[which % len(self.processes)]
        try:
            getattr(self.lab.operations, act)(process_id, **options)
        except NocdeckError:
            return
        self.commands[process_id] += 1

    @rule()
    def start(self) -> None:
        if len(self.processes) < 4:
            self.processes.append(self.lab.operations.start("flow"))
            self.commands[self.processes[-1]] += 1

    @rule(failing=st.sets(st.sampled_from(STEPS)))
    def run(self, failing: set[str]) -> None:
        self.failing = failing
        self.lab.run()

    @precondition(lambda self: self.processes and not self.paused)
    @rule(which=st.integers(0, 3), at=st.sampled_from(STEPS))
    def die(self, which: int, at: str) -> None:
        """Run a queued process on an engine that dies in a step, if the process comes to that step."""
        self.failing = set()
        process_id = self.processes[which % len(self.processes)]
        if self.lab.row(process_id).status in QUEUED:
            die_again(self.lab, process_id, at=at)

    @rule(seconds=st.integers(-3_600, 3_600))
    def let_time_pass(self, seconds: int) -> None:
        self.lab.clock.advance(seconds)

    @precondition(lambda self: self.processes)
    @rule(which=st.integers(0, 3), ports=st.integers(1, 48))
    def submit(self, which: int, ports: int) -> None:
        self._command(which, "submit", answers=[{"ports": ports}])

    @precondition(lambda self: self.processes)
    @rule(which=st.integers(0, 3), act=st.sampled_from(["retry", "abort"]))
    def move(self, which: int, act: str) -> None:
        self._command(which, act)

    @precondition(lambda self: self.processes)
    @rule(which=st.integers(0, 3))
    def note(self, which: int) -> None:
        self._command(which, "set_note", text="seen")

    @rule()
    def pause_or_resume(self) -> None:
        self.lab.operations.resume() if self.paused else self.lab.operations.pause()
        self.paused = not self.paused

    @invariant()
    def the_log_has_no_gap_and_is_a_beginning_of_the_workflow(self) -> None:
        wanted = list(titles(self.workflow))
        for process_id in self.processes:
            detail = self.lab.detail(process_id)
            assert detail.unreadable is None
            assert [run.seq for run in detail.steps] == list(range(1, len(detail.steps) + 1))
            finished = [
                " / ".join((*run.path, run.name))
                for run in detail.steps
                if run.status in ("success", "skipped", "complete")
            ]
            assert finished == wanted[: len(finished)]

    @invariant()
    def every_run_of_a_step_is_an_attempt_in_the_log_or_the_one_in_hand(self) -> None:
        for process_id in self.processes:
            detail = self.lab.detail(process_id)
            for name in STEPS:
                attempts = sum(run.name == name for run in detail.steps)
                in_hand = detail.row.status is ProcessStatus.RUNNING and detail.row.last_step == name
                assert self.ran[str(process_id), name] <= attempts + in_hand

    @invariant()
    def nothing_runs_that_nobody_owns_and_nothing_rests_that_somebody_does(self) -> None:
        for process_id in self.processes:
            is_running = self.lab.row(process_id).status is ProcessStatus.RUNNING
            assert is_running == (self.lab.owner_of(process_id) is not None)

    @invariant()
    def every_command_left_its_row(self) -> None:
        for process_id in self.processes:
            assert len(self.lab.audit(process_id)) == self.commands[process_id]

    @precondition(lambda self: self.processes)
    @rule()
    def in_the_end_every_process_can_be_brought_to_its_end(self) -> None:
        """Sweep, run, answer and retry whatever rests, until all have ended."""
        if self.paused:
            self.pause_or_resume()
        self.failing = set()
        for _ in range(12):
            self.lab.clock.advance(3_600)
            self.lab.run()
            for which, process_id in enumerate(self.processes):
                status = self.lab.row(process_id).status
                assert status is not ProcessStatus.RUNNING
                if status is ProcessStatus.SUSPENDED:
                    self.submit(which, 1)
                elif status not in ENDED and status is not ProcessStatus.WAITING:
                    self.move(which, "retry")
        assert {self.lab.row(process_id).status for process_id in self.processes} <= ENDED


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=SOAK or 40,
    stateful_step_count=50 if SOAK else 25,
    derandomize=not SOAK,
    database=None,
    deadline=None,
    print_blob=bool(SOAK),
    suppress_health_check=list(HealthCheck),
)
