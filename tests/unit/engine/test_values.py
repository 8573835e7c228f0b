"""Is every value that a step returns either kept without loss or refused with the path of its key (faults G2)?"""

from __future__ import annotations

import math
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from ipaddress import ip_address, ip_network
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from engine.errors import UnfitValue
from engine.values import MAX_DEPTH, canonical, parse, to_plain

NODE_ID = UUID("6f3e3f8e-0f1a-4d3c-9d6b-3f6c1f5a9b11")


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


class Word(StrEnum):
    YES = "yes"


class Port(BaseModel):
    name: str
    colour: Colour = Colour.RED


class Hidden(BaseModel):
    password: SecretStr


@dataclass
class Site:
    city: str
    ports: tuple[Port, ...]


class Json:
    def __json__(self) -> Any:
        return {"id": NODE_ID}


class ToDict:
    def to_dict(self) -> dict[str, Any]:
        return {"when": date(2030, 1, 2)}


class Text(str):
    __slots__ = ()


class Number(int):
    pass


class Fraction(float):
    pass


Pair = namedtuple("Pair", "one two")

KEPT: list[tuple[Any, Any]] = [
    (None, None),
    (True, True),
    (0, 0),
    (-(2**63), -(2**63)),
    (2**63 - 1, 2**63 - 1),
    (-0.0, -0.0),
    (1.5e300, 1.5e300),
    ("", ""),
    ("tab\tnewline\nescape\x1b[2Jbidi\u202e", "tab\tnewline\nescape\x1b[2Jbidi\u202e"),
    ([], []),
    ((1, (2,)), [1, [2]]),
    ({"a": {"b": [1]}}, {"a": {"b": [1]}}),
    ({3, 1, 2}, [1, 2, 3]),
    (frozenset({"b", "a"}), ["a", "b"]),
    ({1, "a", None}, ["a", 1, None]),
    (NODE_ID, str(NODE_ID)),
    (Decimal("1.10"), "1.10"),
    (datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), "2030-01-02T03:04:05.678901+00:00"),
    (datetime(2030, 1, 2, 3, tzinfo=timezone(timedelta(hours=2))), "2030-01-02T03:00:00+02:00"),
    (datetime(2019, 5, 18, 15, 17, 0, 123450), "2019-05-18T15:17:00.123450"),  # noqa: DTZ001
    (date(2030, 1, 2), "2030-01-02"),
    (time(3, 4, 5, 6), "03:04:05.000006"),
    (timedelta(days=1, seconds=2), "P1DT2S"),
    (ip_address("192.0.2.1"), "192.0.2.1"),
    (ip_network("2001:db8::/32"), "2001:db8::/32"),
    (PurePosixPath("/etc/x"), "/etc/x"),
    (Colour.RED, "red"),
    (Level.HIGH, 3),
    (Word.YES, "yes"),
    (Port(name="ge-0/0/1"), {"name": "ge-0/0/1", "colour": "red"}),
    (Site("Delft", (Port(name="x"),)), {"city": "Delft", "ports": [{"name": "x", "colour": "red"}]}),
    (Json(), {"id": str(NODE_ID)}),
    (ToDict(), {"when": "2030-01-02"}),
    (Text("abc"), "abc"),
    (Number(5), 5),
    (Fraction(1.5), 1.5),
    (Pair(1, 2), [1, 2]),
    (Hidden(password=SecretStr("x")), {"password": {"__secret__": "x"}}),
    (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    ({NODE_ID: 1, Colour.RED: 2}, {str(NODE_ID): 1, "red": 2}),
]


def kind(case: object) -> str:
    return type(case).__name__


def plain_types(value: Any) -> bool:
    """Say whether this is JSON data of the very types of Python's own."""
    if type(value) is dict:
        return all(type(key) is str and plain_types(item) for key, item in value.items())
    if type(value) is list:
        return all(map(plain_types, value))
    return value is None or type(value) in (str, int, float, bool)


@pytest.mark.parametrize(("value", "plain"), KEPT, ids=kind)
def test_w20_a_value_becomes_plain_data_without_loss(value: Any, plain: Any) -> None:
    made = to_plain(value)

    assert made == plain
    assert plain_types(made)
    assert parse(canonical(made)) == plain


def test_plain_data_is_a_copy() -> None:
    inner: list[int] = []
    made = to_plain({"a": inner, "b": inner})

    inner.append(1)

    assert made == {"a": [], "b": []}


def itself() -> dict[str, Any]:
    circle: dict[str, Any] = {}
    circle["again"] = [circle]
    return circle


def deep(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(lambda: math.nan, "state.k: nan is not a number JSON can hold", id="nan"),
        pytest.param(lambda: [1, -math.inf], "state.k[1]: -inf is not a number", id="infinity"),
        pytest.param(lambda: Fraction("nan"), "state.k: nan is not a number", id="nan-of-a-subclass"),
        pytest.param(itself, "state.k.again[0]: a dict that contains itself", id="circle"),
        pytest.param(lambda: b"abc", "state.k: a value of type bytes cannot be kept in a state", id="bytes"),
        pytest.param(lambda: {"x": ["\ud800"]}, "state.k.x[0]: a str with a lone surrogate", id="surrogate"),
        pytest.param(lambda: "a\x00b", "state.k: a str with a NUL character", id="nul"),
        pytest.param(lambda: 2**70, "state.k: an int of 71 bits", id="huge-int"),
        pytest.param(lambda: 2**63, "state.k: an int of 64 bits", id="int-of-one-bit-too-many"),
        pytest.param(lambda: 10**5000, "state.k: an int of 16610 bits", id="int-of-5000-digits"),
        pytest.param(lambda: deep(10_000), f"nested deeper than {MAX_DEPTH} levels", id="10000-deep"),
        pytest.param(lambda: {1: "a"}, "state.k: a key of type int; the keys of a state are strings", id="int-key"),
        pytest.param(lambda: {(1, 2): "a"}, "state.k: a key of type tuple", id="tuple-key"),
        pytest.param(lambda: {None: "a"}, "state.k: a key of type NoneType", id="none-key"),
        pytest.param(lambda: {"a\x00": 1}, "state.k: a str with a NUL", id="nul-in-a-key"),
        pytest.param(
            lambda: {NODE_ID: 1, str(NODE_ID): 2}, "state.k: the key '6f3e3f8e", id="two-keys-that-become-one"
        ),
        pytest.param(object, "state.k: a value of type object", id="object"),
        pytest.param(lambda: Port, "state.k: a value of type ModelMetaclass", id="a-class"),
        pytest.param(lambda: iter([1]), "state.k: a value of type list_iterator", id="iterator"),
        pytest.param(lambda: ValueError("x"), "state.k: a value of type ValueError", id="exception"),
        pytest.param(lambda: 1j, "state.k: a value of type complex", id="complex"),
        pytest.param(lambda: SecretStr("a\x00b"), "state.k: a str with a NUL character", id="nul-in-a-secret"),
        pytest.param(lambda: {3, b"x"}, "state.k{}: a value of type bytes", id="inside-a-set"),
    ],
)
def test_what_a_state_cannot_hold_is_refused_with_its_path(value: Callable[[], Any], told: str) -> None:
    with pytest.raises(UnfitValue) as refusal:
        to_plain({"k": value()})

    assert told in str(refusal.value)
    assert len(str(refusal.value)) < 2_000


def test_the_deepest_state_there_may_be_can_be_read_back() -> None:
    deepest = deep(MAX_DEPTH - 1)

    assert parse(canonical(to_plain(deepest))) == deepest


def test_a_value_that_occurs_twice_is_no_circle() -> None:
    shared = {"a": 1}

    assert to_plain([shared, shared, {"x": shared}]) == [{"a": 1}, {"a": 1}, {"x": {"a": 1}}]


json_data = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), inner)
    ),
    max_leaves=20,
)


@given(json_data)
def test_plain_data_goes_in_and_comes_out_as_it_is(value: Any) -> None:
    made = to_plain(value)

    assert made == value
    assert parse(canonical(made)) == value


@given(st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), json_data))
def test_equal_data_has_one_canonical_form(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))

    assert canonical(to_plain(backwards)) == canonical(to_plain(value))


@given(st.text() | st.floats() | st.integers() | st.binary() | st.lists(st.text()))
def test_any_value_is_kept_or_refused_and_nothing_else(value: Any) -> None:
    try:
        made = to_plain(value)
    except UnfitValue:
        return
    assert parse(canonical(made)) == value
