"""Is every exception that ends a step kept, bounded and writable, whatever it does (faults F11, G1)?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from engine.dsl import step
from engine.errors import InconsistentDataError, ProcessFailureError
from engine.failure import FailureRecord, describe, interrupted, task_status
from engine.outcome import ProcessStatus
from engine.values import parse
from tests.unit.engine.decorators import logged


class ApiException(Exception):
    """As every generated client has one of its own."""

    def __init__(self, status: int) -> None:
        super().__init__(f"({status})")
        self.status, self.body, self.headers = status, '{"detail": "down"}', {"Retry-After": "5"}


class ServiceException(ApiException):
    """A subclass, as generated clients have too."""


class MaxRetryError(Exception):
    """As urllib3 has one."""


class Mute(Exception):
    """An exception that cannot be looked at."""

    def __str__(self) -> str:
        raise SystemExit("no text for you")


class Sly(ProcessFailureError):
    """An exception whose details cannot be looked at."""

    @property
    def details(self) -> Any:
        raise KeyboardInterrupt

    @details.setter
    def details(self, value: Any) -> None: ...


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


def record_of(error: BaseException) -> FailureRecord:
    """Return what is kept of an exception that was really raised."""
    try:
        raise error
    except BaseException as raised:
        return describe(raised)


def deeper(levels: int) -> None:
    if levels:
        deeper(levels - 1)
    raise RuntimeError("at the bottom")


def test_class_message_and_traceback_are_kept() -> None:
    kept = record_of(ValueError("no light on ge-0/0/1"))

    assert (kept.error_class, kept.error, kept.details) == ("ValueError", "no light on ge-0/0/1", None)
    assert kept.traceback.startswith("Traceback (most recent call last):")
    assert kept.traceback.rstrip().endswith("ValueError: no light on ge-0/0/1")
    assert parse(kept.as_json()) == {"class": "ValueError", "error": "no light on ge-0/0/1"}


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(ValueError(), "ValueError", id="no-message"),
        pytest.param(KeyError("node_name"), "node_name", id="a-key-without-its-quotes"),
        pytest.param(KeyError(), "KeyError", id="no-key"),
        pytest.param(SystemExit(3), "3", id="system-exit"),
        pytest.param(KeyboardInterrupt(), "KeyboardInterrupt", id="keyboard-interrupt"),
        pytest.param(asyncio.CancelledError(), "CancelledError", id="cancelled"),
        pytest.param(Mute(), "(its message cannot be read: SystemExit)", id="a-str-that-raises"),
        pytest.param(ValueError("a\x00b"), "a␀b", id="nul"),
        pytest.param(ValueError("a\ud800b"), "a?b", id="lone-surrogate"),
        pytest.param(ExceptionGroup("two", [ValueError("1"), TypeError("2")]), "two (2 sub-exceptions)", id="group"),
    ],
)
def test_the_message_of_any_exception_is_kept(error: BaseException, message: str) -> None:
    assert record_of(error).error == message


@pytest.mark.parametrize(
    "error",
    [
        Mute(),
        ValueError("x" * 10_000_000),
        ValueError("\x00\ud800" * 1000),
        Sly("x"),
        ProcessFailureError("x", Unprintable()),
        ProcessFailureError("x", {"deep": [Unprintable()]}),
        ProcessFailureError("x", {"nan": float("nan")}),
        ApiException(500),
        ExceptionGroup("g", [Mute()]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_w14_whatever_is_raised_is_bounded_and_writable(error: BaseException) -> None:
    kept = record_of(error)

    assert len(kept.error) <= 10_000
    assert len(kept.traceback) <= 50_000
    for text in (kept.error, kept.traceback, kept.as_json()):
        assert "\x00" not in text
        text.encode()


def test_a_long_traceback_keeps_its_end() -> None:
    with pytest.raises(RecursionError) as raised:
        deeper(10**6)
    kept = describe(raised.value)

    assert len(kept.traceback) <= 50_000
    assert "RecursionError" in kept.traceback.splitlines()[-1]


def raise_inside(how: Callable[[], object]) -> FailureRecord:
    """Return what is kept of an exception that a step raised."""

    @step("Fail")
    def fail() -> None:
        how()

    return describe(fail({}).unwrap())


def test_a_traceback_begins_at_the_authors_first_line() -> None:
    kept = raise_inside(lambda: deeper(1))

    files = [line for line in kept.traceback.splitlines() if line.startswith("  File")]
    assert len(files) == 4  # the step, the lambda, deeper twice
    assert all("test_failure.py" in line for line in files)


def test_a_traceback_begins_at_the_authors_decorator_if_there_is_one() -> None:
    @step("Fail")
    @logged
    def fail() -> None:
        raise ValueError("x")

    first, *_ = [line for line in describe(fail({}).unwrap()).traceback.splitlines() if line.startswith("  File")]
    assert "decorators.py" in first


def test_the_traceback_of_an_error_of_ours_shows_where() -> None:
    @step("Fail")
    def fail(missing: int) -> None: ...

    kept = describe(fail({}).unwrap())

    assert kept.error.startswith("Could not find key 'missing' in state. for function ")
    assert "inject.py" in kept.traceback


def test_the_cause_of_a_failure_is_in_its_traceback() -> None:
    def translated() -> None:
        try:
            deeper(0)
        except RuntimeError as error:
            raise ValueError("in other words") from error

    kept = raise_inside(translated)

    assert "RuntimeError: at the bottom" in kept.traceback
    assert "The above exception was the direct cause" in kept.traceback


@pytest.mark.parametrize(
    ("error", "details"),
    [
        pytest.param(ProcessFailureError("x", {"port": 3}), {"port": 3}, id="plain"),
        pytest.param(InconsistentDataError("x", ["a", ("b",)]), ["a", ["b"]], id="made-plain"),
        pytest.param(ProcessFailureError("x"), None, id="none"),
        pytest.param(ProcessFailureError("x", b"raw\x00"), "b'raw\\x00'", id="unfit-as-its-repr"),
        pytest.param(
            ServiceException(503),
            {"status": 503, "body": '{"detail": "down"}', "headers": {"Retry-After": "5"}},
            id="api-exception-by-the-name-of-any-base",
        ),
        pytest.param(Sly("x"), "(its details cannot be read: KeyboardInterrupt)", id="cannot-be-read"),
    ],
)
def test_details_are_kept_as_plain_data(error: BaseException, details: Any) -> None:
    kept = record_of(error)

    assert kept.details == details
    assert parse(kept.as_json()).get("details") == details


def test_an_interrupted_step_says_who_died_and_what_to_do() -> None:
    kept = interrupted("The engine on noc1 (pid 4711)")

    assert kept.error.startswith("interrupted: may have run. The engine on noc1 (pid 4711) ended in this step")
    assert kept.error_class == "Interrupted"


class InconsistentData(InconsistentDataError):
    """A subclass of an author's own."""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AssertionError("x"), ProcessStatus.INCONSISTENT_DATA),
        (InconsistentDataError("x"), ProcessStatus.INCONSISTENT_DATA),
        (InconsistentData("x"), ProcessStatus.INCONSISTENT_DATA),
        (MaxRetryError("x"), ProcessStatus.API_UNAVAILABLE),
        (ApiException(502), ProcessStatus.API_UNAVAILABLE),
        (ServiceException(503), ProcessStatus.API_UNAVAILABLE),
        (ServiceException(504), ProcessStatus.API_UNAVAILABLE),
        (ApiException(404), ProcessStatus.FAILED),
        (ProcessFailureError("x"), ProcessStatus.FAILED),
        (SystemExit(), ProcessStatus.FAILED),
    ],
    ids=repr,
)
def test_w18_what_a_failing_task_becomes_by_the_class_of_its_exception(
    error: BaseException, status: ProcessStatus
) -> None:
    assert task_status(error) is status
