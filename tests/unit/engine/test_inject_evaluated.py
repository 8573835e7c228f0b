"""Do annotations that are evaluated, and strings among them, mean the same as those that all are strings?

This module does without `from __future__ import annotations`: that is what it is about.
"""

from dataclasses import dataclass
from typing import Optional
from uuid import UUID

import pytest

from engine.inject import inject_args
from engine.outcome import State

NODE_ID = UUID("6f3e3f8e-0f1a-4d3c-9d6b-3f6c1f5a9b11")


def evaluated(value: UUID) -> State:
    return {"got": value}


def quoted(value: "UUID") -> State:
    return {"got": value}


def partly_quoted(value: "UUID | None" = None) -> State:
    return {"got": value}


def quoted_inside(value: Optional["UUID"]) -> State:
    return {"got": value}


def keyword_only(*, value: "UUID") -> State:
    return {"got": value}


@pytest.mark.parametrize("function", [evaluated, quoted, partly_quoted, quoted_inside, keyword_only])
def test_w21_an_annotation_means_its_type_however_it_is_written(function):  # type: ignore[no-untyped-def]
    assert inject_args(function)({"value": str(NODE_ID)})["got"] == NODE_ID


def test_a_local_type_in_a_quoted_annotation_is_found_where_the_function_uses_it() -> None:
    @dataclass
    class Local:
        city: str

    def take(value: "list[Local]") -> State:
        return {"got": [isinstance(item, Local) for item in value]}

    assert inject_args(take)({"value": [{"city": "Delft"}]})["got"] == [True]


def test_a_parameter_without_annotation_gets_what_is_there() -> None:
    def take(value):  # type: ignore[no-untyped-def]
        return {"got": value}

    assert inject_args(take)({"value": str(NODE_ID)})["got"] == str(NODE_ID)


def test_only_the_annotation_that_is_asked_for_has_to_be_resolved() -> None:
    def take(value: UUID) -> "Nowhere":  # type: ignore[name-defined]  # noqa: F821
        return {"got": value}

    assert inject_args(take)({"value": str(NODE_ID)})["got"] == NODE_ID
