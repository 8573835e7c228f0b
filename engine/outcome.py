"""How did a step end, and what does that make of its process?

A step takes a state and returns a `Process`: one of eight outcomes, each holding a state. `Success` and `Skipped` let
the run go on; the other six end it until somebody (an operator, the clock, a callback) moves the process again.
Names and meanings are orchestrator-core's (contract sections 3 and 5).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar

State = dict[str, Any]

__all__ = [
    "Abort",
    "AwaitingCallback",
    "Complete",
    "Failed",
    "Process",
    "ProcessStatus",
    "Skipped",
    "State",
    "StepStatus",
    "Success",
    "Suspend",
    "Waiting",
]


class ProcessStatus(StrEnum):
    """Where a process stands (contract section 5)."""

    CREATED = "created"  # started, not yet taken up by an engine
    RUNNING = "running"  # an engine owns it and runs its steps; written by a claim only
    SUSPENDED = "suspended"  # at an input step, until its form is answered
    WAITING = "waiting"  # at a failed retrystep, until its next retry
    AWAITING_CALLBACK = "awaiting_callback"
    ABORTED = "aborted"
    FAILED = "failed"
    API_UNAVAILABLE = "api_unavailable"
    INCONSISTENT_DATA = "inconsistent_data"
    COMPLETED = "completed"
    RESUMED = "resumed"  # submitted or retried, not yet taken up by an engine


QUEUED = frozenset({ProcessStatus.CREATED, ProcessStatus.RESUMED})
"""What an engine may claim: these two statuses are the queue."""

MOVING = QUEUED | {ProcessStatus.RUNNING}
"""What an engine runs, or will as soon as it can."""

ENDED = frozenset({ProcessStatus.ABORTED, ProcessStatus.COMPLETED})
"""What nothing moves any more."""

FAILURES = frozenset({ProcessStatus.FAILED, ProcessStatus.API_UNAVAILABLE, ProcessStatus.INCONSISTENT_DATA})
"""What stands still until an operator retries or aborts it."""


class StepStatus(StrEnum):
    """How one attempt at a step ended."""

    SUCCESS = "success"
    SKIPPED = "skipped"
    SUSPEND = "suspend"
    WAITING = "waiting"
    AWAITING_CALLBACK = "awaiting_callback"
    FAILED = "failed"
    ABORT = "abort"
    COMPLETE = "complete"


class Process:
    """The outcome of a step, with the state it leaves; equal to another of the same class and an equal state.

    >>> Success({"a": 1}).map(lambda state: {**state, "b": 2})
    Success {'a': 1, 'b': 2}
    """

    status: ClassVar[StepStatus]
    overall_status: ClassVar[ProcessStatus]

    def __init__(self, state: Any) -> None:
        self._state = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Process) and type(self) is type(other) and self._state == other._state

    def __hash__(self) -> int:
        return hash((type(self), repr(self._state)))

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self._state!r}"

    def unwrap(self) -> Any:
        """Return the state this outcome holds."""
        return self._state

    def map(self, change: Callable[[Any], Any]) -> Process:
        """Return the same outcome over `change(state)`."""
        return type(self)(change(self._state))

    def _on(self, outcome: type[Process], change: Callable[[Any], Any]) -> Process:
        return self.map(change) if isinstance(self, outcome) else self

    def on_success(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of a Success; leave any other outcome alone. The same holds for the seven below."""
        return self._on(Success, change)

    def on_skipped(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of a Skipped."""
        return self._on(Skipped, change)

    def on_suspend(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of a Suspend."""
        return self._on(Suspend, change)

    def on_waiting(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of a Waiting."""
        return self._on(Waiting, change)

    def on_awaiting_callback(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of an AwaitingCallback."""
        return self._on(AwaitingCallback, change)

    def on_abort(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of an Abort."""
        return self._on(Abort, change)

    def on_failed(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of a Failed."""
        return self._on(Failed, change)

    def on_complete(self, change: Callable[[Any], Any]) -> Process:
        """Map the state of a Complete."""
        return self._on(Complete, change)

    def issuccess(self) -> bool:
        """Say whether this is a Success; likewise the seven below."""
        return isinstance(self, Success)

    def isskipped(self) -> bool:
        """Say whether this is a Skipped."""
        return isinstance(self, Skipped)

    def issuspend(self) -> bool:
        """Say whether this is a Suspend."""
        return isinstance(self, Suspend)

    def iswaiting(self) -> bool:
        """Say whether this is a Waiting."""
        return isinstance(self, Waiting)

    def isawaitingcallback(self) -> bool:
        """Say whether this is an AwaitingCallback."""
        return isinstance(self, AwaitingCallback)

    def isabort(self) -> bool:
        """Say whether this is an Abort."""
        return isinstance(self, Abort)

    def isfailed(self) -> bool:
        """Say whether this is a Failed."""
        return isinstance(self, Failed)

    def iscomplete(self) -> bool:
        """Say whether this is a Complete."""
        return isinstance(self, Complete)

    def execute_step(self, step: Callable[[Any], Process]) -> Process:
        """Run `step` on the state if the run goes on from here (Success, Skipped); else return this outcome."""
        return step(self._state) if isinstance(self, Success | Skipped) else self

    def abort(self) -> Process:
        """Return Abort over the same state, unless the process is Complete (contract OUT-6)."""
        return self if isinstance(self, Complete) else Abort(self._state)

    def resume(self, resume_suspend: Callable[[Any], Process]) -> Process:
        """Return what a run goes on from: Abort and Complete stay, Suspend and AwaitingCallback go through
        `resume_suspend`, the rest become Success (contract OUT-7)."""
        if isinstance(self, Abort | Complete):
            return self
        if isinstance(self, Suspend | AwaitingCallback):
            return resume_suspend(self._state)
        return Success(self._state)

    @staticmethod
    def from_status(status: str, state: Any) -> Process | None:
        """Return the outcome a logged `status` stands for, or None for one that is not known."""
        outcome = _BY_STATUS.get(status)
        return outcome(state) if outcome else None


class Success(Process):
    """The step did its work; the run goes on."""

    status = StepStatus.SUCCESS
    overall_status = ProcessStatus.RUNNING


class Skipped(Process):
    """A condition said not to run the step; the run goes on with the state untouched."""

    status = StepStatus.SKIPPED
    overall_status = ProcessStatus.RUNNING


class Suspend(Process):
    """An input step: the run rests until its form is answered."""

    status = StepStatus.SUSPEND
    overall_status = ProcessStatus.SUSPENDED


class Waiting(Process):
    """A retrystep failed: the run rests until its next retry."""

    status = StepStatus.WAITING
    overall_status = ProcessStatus.WAITING


class AwaitingCallback(Process):
    """The run rests until somebody outside calls back."""

    status = StepStatus.AWAITING_CALLBACK
    overall_status = ProcessStatus.AWAITING_CALLBACK


class Abort(Process):
    """The workflow ends here, undone or not."""

    status = StepStatus.ABORT
    overall_status = ProcessStatus.ABORTED


class Failed(Process):
    """The step failed: an operator must look."""

    status = StepStatus.FAILED
    overall_status = ProcessStatus.FAILED


class Complete(Process):
    """The workflow is done."""

    status = StepStatus.COMPLETE
    overall_status = ProcessStatus.COMPLETED


_BY_STATUS: dict[str, type[Process]] = {
    outcome.status: outcome
    for outcome in (Success, Skipped, Suspend, Waiting, AwaitingCallback, Abort, Failed, Complete)
}
