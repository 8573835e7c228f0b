"""Do packages for orchestrator-core find, under its names, our objects and the small functions they expect?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from engine.compat import install
from engine.compat.names import NAMES
from engine.compat.words import (
    ApiException,
    as_t,
    error_state_to_dict,
    expand_ranges,
    extract,
    first_available_or_next,
    ireplace,
    join_cs,
    to_ranges,
)
from engine.failure import task_status
from engine.outcome import ProcessStatus


@pytest.fixture
def installed() -> Iterator[None]:
    """The names, for as long as the test takes."""
    before = set(sys.modules)
    assert install()
    yield
    for name in set(sys.modules) - before:
        if name.split(".")[0] == "orchestrator":
            del sys.modules[name]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("parent", ["orchestrator", "orchestrator.core"])
@pytest.mark.parametrize("below", NAMES)
def test_every_name_is_our_own_object(parent: str, below: str) -> None:
    module = import_module(f"{parent}.{below}")
    for home, names in NAMES[below].items():
        for name in names.split():
            assert getattr(module, name) is getattr(import_module(home), name)


@pytest.mark.parametrize(
    ("values", "start", "expected"), [([], 0, 0), ([0, 1, 3], 0, 2), ([5, 6], 5, 7), ([1, 2], 5, 5), ([0, 1], 0, 2)]
)
def test_the_first_number_that_is_free_is_found(values: list[int], start: int, expected: int) -> None:
    assert first_available_or_next(values, start) == expected


def test_ranges_are_taken_apart_and_put_together() -> None:
    assert expand_ranges([[10, 12], [2], [10]]) == [2, 10, 11]
    assert expand_ranges([[10, 12]], inclusive=True) == [10, 11, 12]
    assert list(to_ranges([7, 3, 1, 2, 2])) == [range(1, 4), range(7, 8)]
    with pytest.raises(ValueError, match=r"one number or two, not \[1, 2, 3\]"):
        expand_ranges([[1, 2, 3]])


def test_texts_are_joined_and_items_replaced_and_values_taken() -> None:
    assert join_cs("a", ["b", "c"], "") == "a,b,c"
    assert list(ireplace("abc", 1, "x")) == ["a", "x", "c"]
    assert list(extract(("a", "b"), {"b": 2, "a": 1})) == [1, 2]
    assert as_t(0) == 0
    with pytest.raises(ValueError, match="expected not to be"):
        as_t(None)


def test_an_exception_of_an_api_is_told_from_others() -> None:
    assert task_status(ApiException(503, "away")) is ProcessStatus.API_UNAVAILABLE
    assert task_status(ApiException(404, "not there")) is ProcessStatus.FAILED
    told = error_state_to_dict(ApiException(503, "away"))
    assert (told["class"], told["error"], told["details"]["status"]) == ("ApiException", "(503) Reason: away", 503)
