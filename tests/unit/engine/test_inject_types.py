"""Does a parameter get its type back, where the state turned the value into plain data (INJ-9, W-23)?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Interface
from pathlib import Path
from typing import Annotated, Any, Literal, Optional
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from engine.inject import inject_args
from engine.outcome import State
from engine.values import to_plain

__all__ = ["Annotated", "IPv6Interface", "Literal", "Optional"]  # named by annotations in the tables below

NODE_ID = UUID("6f3e3f8e-0f1a-4d3c-9d6b-3f6c1f5a9b11")


class Colour(Enum):
    RED = "red"


class Speed(IntEnum):
    FAST = 100


class Port(BaseModel):
    name: str
    vlan: int = 1
    node_id: UUID = NODE_ID


class Aliased(BaseModel):
    port_name: str = Field(alias="portName")


@dataclass
class Site:
    city: str
    opened: date


def received(function: Callable[..., State], **state: Any) -> Any:
    """Return what `function` got for its parameter `value`."""
    return inject_args(function)(state)["got"]


RESTORED = [
    pytest.param("UUID", NODE_ID, id="uuid"),
    pytest.param("list[UUID]", [NODE_ID], id="list-of-uuids"),
    pytest.param("Optional[UUID]", NODE_ID, id="optional-uuid"),
    pytest.param("UUID | None", None, id="optional-uuid-that-is-none"),
    pytest.param("dict[str, UUID]", {"a": NODE_ID}, id="dict-of-uuids"),
    pytest.param("Annotated[UUID, 'of the node']", NODE_ID, id="annotated"),
    pytest.param("Decimal", Decimal("1.10"), id="decimal"),
    pytest.param("datetime", datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), id="aware-datetime"),
    pytest.param("datetime", datetime(2019, 5, 18, 15, 17, 0, 123450), id="naive-datetime"),  # noqa: DTZ001
    pytest.param("date", date(2030, 1, 2), id="date"),
    pytest.param("time", time(3, 4, 5, 6), id="time"),
    pytest.param("timedelta", timedelta(days=-1, microseconds=3), id="timedelta"),
    pytest.param("Colour", Colour.RED, id="enum"),
    pytest.param("Speed", Speed.FAST, id="int-enum"),
    pytest.param("list[Colour]", [Colour.RED], id="list-of-enums"),
    pytest.param("Port", Port(name="ge-0/0/1", vlan=7), id="pydantic-model"),
    pytest.param("Port | None", Port(name="ge-0/0/1"), id="optional-model"),
    pytest.param("dict[str, list[Port]]", {"a": [Port(name="x")]}, id="models-deep-down"),
    pytest.param("Aliased", Aliased(portName="x"), id="model-with-an-alias"),
    pytest.param("Site", Site("Utrecht", date(1998, 1, 1)), id="dataclass"),
    pytest.param("IPv4Address", IPv4Address("192.0.2.1"), id="address"),
    pytest.param("IPv4Network", IPv4Network("192.0.2.0/24"), id="network"),
    pytest.param("IPv6Interface", IPv6Interface("2001:db8::1/64"), id="interface"),
    pytest.param("Path", Path("/var/lib/x"), id="path"),
    pytest.param("set[int]", {1, 2}, id="set"),
    pytest.param("frozenset[str]", frozenset({"a"}), id="frozenset"),
    pytest.param("tuple[int, str]", (1, "a"), id="tuple"),
]


@pytest.mark.parametrize(("annotation", "value"), RESTORED)
def test_w20_a_value_comes_back_as_its_type(annotation: str, value: Any) -> None:
    def take(value: Any) -> State:
        return {"got": value}

    take.__annotations__["value"] = annotation

    restored = received(take, value=to_plain(value))

    assert restored == value
    assert type(restored) is type(value)


@pytest.mark.parametrize(("annotation", "value"), RESTORED)
def test_a_value_that_is_of_its_type_already_is_handed_on(annotation: str, value: Any) -> None:
    def take(value: Any) -> State:
        return {"got": value}

    take.__annotations__["value"] = annotation

    assert received(take, value=value) == value


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        pytest.param("int", "5", id="a-str-for-an-int"),
        pytest.param("str", 5, id="an-int-for-a-str"),
        pytest.param("dict[str, int]", {"a": "1"}, id="a-dict-of-something-else"),
        pytest.param("list[str]", [1, 2], id="a-list-of-something-else"),
        pytest.param("Literal['red', 'blue']", "green", id="a-literal"),
        pytest.param("bool | None", "yes", id="optional-bool"),
        pytest.param("Any", {"x": 1}, id="anything"),
    ],
)
def test_a_json_type_is_never_converted(annotation: str, value: Any) -> None:
    def take(value: Any) -> State:
        return {"got": value}

    take.__annotations__["value"] = annotation

    got = received(take, value=value)

    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("annotation", "value", "told"),
    [
        pytest.param("UUID", "nonsense", "Could not convert value 'nonsense' to UUID", id="uuid"),
        pytest.param("UUID", 5, "Could not convert value '5' to UUID", id="no-string"),
        pytest.param("list[UUID]", ["nonsense"], r"to list\[uuid.UUID\]", id="list"),
        pytest.param("UUID | None", "nonsense", r"to uuid.UUID \| None", id="an-optional-is-not-none-when-invalid"),
        pytest.param("Port", {"vlan": 3}, "to Port", id="model"),
        pytest.param("Colour", "green", "to Colour", id="enum"),
    ],
)
def test_w23_a_value_of_the_wrong_type_names_the_parameter(annotation: str, value: Any, told: str) -> None:
    def take(wrong: Any) -> None: ...

    take.__annotations__["wrong"] = annotation

    with pytest.raises(ValueError, match=told) as refusal:
        inject_args(take)({"wrong": value})

    assert f"for parameter 'wrong' of {__name__}.{take.__qualname__}" in str(refusal.value)
