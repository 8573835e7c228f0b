"""How does an author's test run a workflow with no store and no engine? Step by step, each outcome handed to the test.

    def note(process: ProcessStat, step: Step, outcome: Process) -> Process:
        rows.append((step.name, outcome))
        return outcome

    end = runwf(ProcessStat(uuid4(), workflow, Success({"name": "ams1"}), workflow.steps), note)

Steps and conditions run, retries and recovery do not: those are the engine's (names as orchestrator-core's `runwf`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engine.definition import Workflow
from engine.dsl import Step, StepList, make_step_function
from engine.outcome import Abort, Process, Skipped, Success
from engine.store.standing import USER_ABORTED

__all__ = ["ProcessStat", "StepLogFunc", "abort_wf", "runwf"]


@dataclass(frozen=True, slots=True)
class ProcessStat:
    """A process as a rehearsal knows it."""

    process_id: UUID
    workflow: Workflow | None
    state: Process
    """What it goes on from."""
    log: StepList
    """The steps that are left."""
    current_user: str = ""
    user_model: Any = None

    def update(self, **facts: Any) -> ProcessStat:
        """Return it with other facts."""
        return replace(self, **facts)


StepLogFunc = Callable[[ProcessStat, Step, Process], Process]
"""Is told of every outcome, and returns the one to go on from."""


def runwf(pstat: ProcessStat, logstep: StepLogFunc) -> Process:
    """Run the steps that are left, until one ends the run; return its outcome."""
    outcome = pstat.state
    for step in pstat.log:
        if not isinstance(outcome, Success | Skipped):
            break
        outcome = logstep(pstat, step, outcome.execute_step(step))
    return outcome


def abort_wf(pstat: ProcessStat, logstep: StepLogFunc) -> Process:
    """Log that an operator aborts the process, and return that outcome; one that is complete stays so."""
    return logstep(pstat, make_step_function(Abort, USER_ABORTED), pstat.state.abort())
