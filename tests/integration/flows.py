"""The steps that more than one test of the engine is about."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from engine.authored import FormGenerator
from engine.dsl import Assignee, OnInterrupt, Step, StepList, inputstep, retrystep, step
from engine.forms import SubmitFormPage
from engine.outcome import State
from engine.retry import Retry
from tests.lab import Lab, flow

__all__ = ["ask_ports", "die_again", "die_in", "failing_times", "plain_step"]


@inputstep("Ask ports", assignee=Assignee.NOC)
def ask_ports() -> FormGenerator:
    """Ask one number, 1 to 48."""

    class Ports(SubmitFormPage):
        ports: int

    answer = yield Ports
    return dict(answer.model_dump())


def failing_times(name: str, times: int, retry: Retry | None = None) -> Step | StepList:
    """Return a retrystep that fails so many times before it succeeds."""
    failed: list[int] = []

    @retrystep(name, retry=retry)
    def ping() -> State:
        if len(failed) < times:
            failed.append(len(failed))
            raise ConnectionError(f"no answer, {len(failed)} times")
        return {"alive": True}

    return ping


@step("Push")
def plain_step() -> State:
    """Change something outside that nobody can ask whether it was changed."""
    return {"pushed": True}


class Died(BaseException):
    """An engine is gone: nothing of it reaches the store any more."""


def die_in(lab: Lab, steps: StepList, *, at: str = "Push") -> UUID:
    """Start these steps on an engine that dies in the step `at`, before its commit; return the process."""
    process_id = lab.start(flow(steps))
    die_again(lab, process_id, at=at)
    return process_id


def die_again(lab: Lab, process_id: UUID, *, at: str, on_interrupt: OnInterrupt = "ask") -> None:
    """Run a queued process on a new engine that dies in the step `at`."""
    engine = lab.another_engine(on_interrupt=on_interrupt)
    commit = engine._runner._commit_surely

    def commit_until_then(run: Any, ended: Any) -> bool:
        if ended.step == at:
            raise Died
        return commit(run, ended)

    engine._runner._commit_surely = commit_until_then  # type: ignore[method-assign]
    with contextlib.suppress(Died):
        engine.run_here(process_id)
    lab.kill(engine)
