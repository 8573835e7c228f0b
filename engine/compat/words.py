"""What small functions do packages for orchestrator-core expect at hand, that nothing of ours needs?

Each does what its namesake there does, and is for such packages alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TypeVar

from engine.failure import describe

__all__ = [
    "ApiException",
    "as_t",
    "error_state_to_dict",
    "expand_ranges",
    "extract",
    "first_available_or_next",
    "ireplace",
    "join_cs",
    "nowtz",
    "to_ranges",
]

T = TypeVar("T")


class ApiException(Exception):
    """What generated API clients raise; a task that does with status 502, 503 or 504 ends `api_unavailable`."""

    def __init__(self, status: int | None = None, reason: str | None = None, http_resp: Any = None) -> None:
        super().__init__(f"({status}) Reason: {reason}")
        self.status, self.reason = status, reason
        self.body, self.headers = getattr(http_resp, "data", None), getattr(http_resp, "headers", None)


def error_state_to_dict(error: BaseException) -> dict[str, Any]:
    """Return an exception as a step that fails with it is recorded: its class, message, details and traceback."""
    known = asdict(describe(error))
    return {"class": known.pop("error_class"), **known}


def nowtz() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def extract(keys: Iterable[str], state: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the values of these keys. Raises KeyError: one is not there."""
    return (state[key] for key in keys)


def as_t(value: T | None) -> T:
    """Return a value that the caller knows is not None.

    Raises:
        ValueError: it is None.
    """
    if value is None:
        raise ValueError("A value is None that was expected not to be")
    return value


def join_cs(*parts: Iterable[str] | str) -> str:
    """Return the parts, each a string or several, with commas between.

    >>> join_cs("a", ["b", "c"], "")
    'a,b,c'
    """
    listed = ([part] if isinstance(part, str) else part for part in parts)
    return ",".join(text for texts in listed for text in texts if text)


def ireplace(iterable: Iterable[T], index: int, value: T) -> Iterator[T]:
    """Yield the items, that at `index` replaced.

    >>> list(ireplace("abc", 1, "x"))
    ['a', 'x', 'c']
    """
    return (value if at == index else item for at, item in enumerate(iterable))


def first_available_or_next(values: Iterable[int], start: int = 0) -> int:
    """Return the smallest number from `start` on that is not among the values.

    >>> first_available_or_next([0, 1, 3]), first_available_or_next([], 5)
    (2, 5)
    """
    taken = set(values)
    return next(number for number in range(start, start + len(taken) + 1) if number not in taken)


def expand_ranges(ranges: Sequence[Sequence[int]], inclusive: bool = False) -> list[int]:
    """Return the numbers of ranges, each one number or a first and an end, in order and once.

    >>> expand_ranges([[10, 12], [2]]), expand_ranges([[10, 12], [2]], inclusive=True)
    ([2, 10, 11], [2, 10, 11, 12])

    Raises:
        ValueError: a range has no numbers, or more than two.
    """
    found: set[int] = set()
    for given in ranges:
        if len(given) not in (1, 2):
            raise ValueError(f"A range is one number or two, not {given!r}")
        first, end = given[0], given[-1]
        found |= {first} if len(given) == 1 else set(range(first, end + inclusive))
    return sorted(found)


def to_ranges(numbers: Iterable[int]) -> Iterator[range]:
    """Yield the numbers as ranges, as few as there can be.

    >>> list(to_ranges([1, 2, 3, 7]))
    [range(1, 4), range(7, 8)]
    """
    ordered = sorted(set(numbers))
    for _, group in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield range(run[0], run[-1] + 1)
