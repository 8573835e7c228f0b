"""What does the engine make of an author's function: of one that is async, one that takes too long?"""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar
from typing import Any

import pytest

from engine.authored import StepTimeout, completed, within
from engine.dsl import retrystep, step
from engine.outcome import Failed, Process, State, Success, Waiting

TENTH = 0.1
"""Seconds: a limit that a function which waits for ever is sure to pass."""

LONG = 30.0


def test_an_async_step_runs_to_its_end() -> None:
    @step("Ask")
    async def ask() -> State:
        await asyncio.sleep(0)
        return {"asked": True}

    assert ask({}) == Success({"asked": True})


@pytest.mark.parametrize(("kind", "outcome"), [(step, Failed), (retrystep, Waiting)])
def test_a_step_that_takes_longer_than_it_may_fails_and_says_that_it_may_still_be_at_work(
    kind: Any, outcome: type[Process]
) -> None:
    released = threading.Event()

    def hang() -> None:
        released.wait(LONG)

    ended: Process = kind("Hang", timeout=TENTH)(hang)({})
    released.set()

    assert isinstance(ended, outcome)
    assert isinstance(ended.unwrap(), StepTimeout)
    assert str(ended.unwrap()) == "not done within 0.1 s; it may still be at work"


def test_an_async_step_that_takes_longer_than_it_may_fails() -> None:
    @step("Hang", timeout=TENTH)
    async def hang() -> None:
        await asyncio.Event().wait()

    assert isinstance(hang({}).unwrap(), StepTimeout)


def test_within_its_limit_a_step_gives_what_it_gives_and_raises_what_it_raises() -> None:
    @step("Count", timeout=LONG)
    def count(number: int) -> State:
        if number < 0:
            raise ValueError("negative")
        return {"number": number + 1}

    assert count({"number": 1}) == Success({"number": 2})
    failed = count({"number": -1})
    assert isinstance(failed, Failed)
    assert str(failed.unwrap()) == "negative"


def test_what_runs_within_a_limit_sees_the_context_of_its_caller() -> None:
    operator: ContextVar[str] = ContextVar("operator")
    operator.set("anna")

    assert within(LONG, operator.get) == "anna"


def test_what_is_not_async_is_what_it_returns() -> None:
    assert completed(lambda: 5) == 5
