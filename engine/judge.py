"""What is to be committed of one attempt at a step: its log row, and where the process then stands?

Runs the step, with no connection held, and judges what came of it. What is judged here is written by `engine.runner`.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from engine.attempt import in_attempt, key_of
from engine.callbacks import CALLBACK_TIMEOUT_KEY
from engine.clock import Clock
from engine.dsl import Assignee, OnInterrupt
from engine.failure import FailureRecord, describe, task_status
from engine.outcome import (
    AwaitingCallback,
    Failed,
    Process,
    ProcessStatus,
    Skipped,
    State,
    StepStatus,
    Success,
    Waiting,
)
from engine.plan import Planned, after
from engine.registry import Registry
from engine.retry import Retry
from engine.store.database import Store
from engine.store.log import REFUSED, Change, Done, LogRow, Path, Snapshot
from engine.store.scope import Effects, EffectsRefused, scope_of
from engine.store.standing import Fence, Standing

__all__ = ["Ended", "Judge", "Run", "log_row"]


@dataclass(slots=True)
class Run:
    """A claimed process on its way: everything the next commit needs, without a look at the store."""

    fence: Fence
    actor: str
    is_task: bool
    attempt: int
    started_at: datetime
    snapshot: Snapshot
    steps: list[Planned]
    done: list[Done]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one attempt at a step ended, ready to be committed."""

    step: str
    path: Path
    status: StepStatus
    change: Change
    failure: FailureRecord | None
    standing: Standing
    effects: Effects | None = None
    """What else of the step is to be committed with it."""


class Judge:
    """Runs steps and says what is to be committed of them.

    Once `stopping` is set, a process is let go after the step in hand; `chance` gives 0 to 1 for the jitter of retries;
    `retry` and `on_interrupt` count for steps that do not say themselves.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        clock: Clock,
        retry: Retry,
        stopping: threading.Event,
        chance: Callable[[], float] = random.random,
        on_interrupt: OnInterrupt = "ask",
    ) -> None:
        self._store, self._registry, self._clock, self._retry = store, registry, clock, retry
        self._stopping, self._chance = stopping, chance
        self._on_interrupt = on_interrupt

    def ended(self, run: Run, planned: Planned) -> Ended:
        """Run a step, with no connection held, and say what is to be committed of it."""
        step = planned.step
        change = _unchanged(run)
        effects: Effects | None = None
        occurrence = sum(done.place == planned.place for done in run.done)
        try:
            with (
                in_attempt(key_of(run.fence.process_id, planned.path, step.name, occurrence)),
                scope_of(self._store, self._clock, step.name, registry=self._registry) as scope,
            ):
                scope.process = run.fence.process_id, str(run.snapshot.state.get("workflow_target", ""))
                outcome = _checked(step(dict(run.snapshot.state)), step.name)
                if isinstance(outcome, Failed | Waiting):
                    scope.drop()
                else:
                    change = run.snapshot.change_to(outcome.unwrap())
                    effects = scope.taken() or None
        except BaseException as error:  # of a step made by hand, or of a value that a state cannot hold
            outcome = Failed(error)
        return self._logged(run, planned, outcome, change, effects)

    def unwritten(self, run: Run, planned: Planned, error: EffectsRefused) -> Ended:
        """Say what is to be committed of a step that was done, and whose effects the store, or a rule, refused."""
        cause = error.__cause__ or error
        outcome: Process = getattr(planned.step, "on_error", Failed)(cause)
        return self._logged(run, planned, outcome, _unchanged(run), None)

    def _logged(self, run: Run, planned: Planned, outcome: Process, change: Change, effects: Effects | None) -> Ended:
        step = planned.step
        if isinstance(outcome, Waiting) and (step.retry or self._retry).is_over(run.attempt):
            outcome = Failed(outcome.unwrap())
        standing = self._standing(run, planned, outcome)
        if not isinstance(outcome, Failed | Waiting):
            return Ended(step.name, planned.path, outcome.status, change, None, standing, effects)
        failure = describe(_as_error(outcome.unwrap()))
        standing = replace(standing, reason=failure.error, fingerprint=failure.fingerprint(step.name))
        return Ended(step.name, planned.path, outcome.status, _unchanged(run), failure, standing)

    def _standing(self, run: Run, planned: Planned, outcome: Process) -> Standing:
        """Return where the process stands after this outcome."""
        step = planned.step
        if isinstance(outcome, Success | Skipped):
            left = after(run.steps, skipped=isinstance(outcome, Skipped))
            if not left:
                return self.completed(step.name)
            intent = self.intent(left[0], 1)
            if not self._stopping.is_set():
                return intent
            return replace(intent, status=ProcessStatus.RESUMED, started_at=None, owned=False)
        resting = Standing(
            status=outcome.overall_status,
            step=step.name,
            path=planned.path,
            assignee=step.assignee,
            attempt=run.attempt,
        )
        if isinstance(outcome, Waiting):
            delay = (step.retry or self._retry).delay(run.attempt, self._chance)
            return replace(resting, retry_at=self._clock() + timedelta(seconds=delay))
        if isinstance(outcome, AwaitingCallback):
            return replace(resting, retry_at=self._deadline(outcome.unwrap()))
        if run.is_task and isinstance(outcome, Failed):
            status = task_status(_as_error(outcome.unwrap()))
            inconsistent = status == ProcessStatus.INCONSISTENT_DATA
            return replace(resting, status=status, assignee=Assignee.NOC if inconsistent else step.assignee)
        return resting

    def _deadline(self, state: State) -> datetime | None:
        """Return when a callback that is awaited counts as not coming any more, None for never."""
        seconds = state.get(CALLBACK_TIMEOUT_KEY)
        try:
            return self._clock() + timedelta(seconds=seconds) if isinstance(seconds, int | float) else None
        except OverflowError:  # beyond what a calendar holds
            return None

    def intent(self, planned: Planned, attempt: int) -> Standing:
        """Return where a process stands that begins an attempt at a step now."""
        step = planned.step
        return Standing(
            status=ProcessStatus.RUNNING,
            step=step.name,
            path=planned.path,
            assignee=step.assignee,
            attempt=attempt,
            started_at=self._clock(),
            on_interrupt=step.on_interrupt or self._on_interrupt,
            owned=True,
        )

    @staticmethod
    def completed(step: str | None) -> Standing:
        """Return where a process stands whose list of steps ended, with `done` or without."""
        return Standing(status=ProcessStatus.COMPLETED, step=step, assignee=Assignee.SYSTEM)

    @staticmethod
    def refused(run: Run, error: Exception) -> Ended:
        """Return how a process that cannot be continued fails, before anything of it runs."""
        failure = replace(describe(error), traceback="")
        standing = Standing(
            status=ProcessStatus.FAILED,
            step=REFUSED,
            assignee=Assignee.SYSTEM,
            reason=failure.error,
            fingerprint=failure.fingerprint(REFUSED),
        )
        return Ended(REFUSED, (), StepStatus.FAILED, _unchanged(run), failure, standing)


def _unchanged(run: Run) -> Change:
    return Change("{}", "[]", False, run.snapshot)


def log_row(run: Run, ended: Ended, now: datetime) -> LogRow:
    """Return the log row of an attempt that ended `now`."""
    return LogRow(
        seq=run.fence.seq + 1,
        name=ended.step,
        status=ended.status,
        attempt=run.attempt,
        created_by=run.actor,
        started_at=run.started_at,
        completed_at=now,
        is_full=ended.change.is_full,
        changed=ended.change.changed,
        removed=ended.change.removed,
        error=ended.failure.as_json() if ended.failure else None,
        traceback=ended.failure.traceback if ended.failure else None,
        path=ended.path,
    )


def _checked(outcome: Any, name: str) -> Process:
    """Return what a step returned, if that is an outcome that holds a state: one made by hand may return anything."""
    if not isinstance(outcome, Process):
        raise TypeError(f"step '{name}' must return an outcome such as Success, not {type(outcome).__name__}")
    if not isinstance(outcome, Failed | Waiting) and not isinstance(outcome.unwrap(), dict):
        raise TypeError(f"step '{name}' must give a state, a dict, not {type(outcome.unwrap()).__name__}")
    return outcome


def _as_error(value: Any) -> BaseException:
    """A step made by hand may fail with anything; the decorators fail with their exception."""
    return value if isinstance(value, BaseException) else RuntimeError(str(value))
