"""Which values may a state hold, and as what do they come out again?

A state is plain JSON data between steps. What a step returns is decided here, at its edge, before anything of it is
kept: a value is either turned into plain data without loss, or refused with the path of its key and its type. Nothing
is silently changed (contract ST-8, W-20). `canonical` is the one form in which two values are compared and stored.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from engine.errors import UnfitValue
from engine.plain import SECRET_KEY

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["MAX_DEPTH", "bare", "canonical", "parse", "plain_key", "revealed", "to_plain"]

MAX_DEPTH = 200
"""Levels of nesting a state may have: deeper data could be written but not read back (faults F27)."""

_AS_TEXT: tuple[type, ...] = (
    UUID,
    Decimal,
    PurePath,
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)


def to_plain(value: Any, path: str = "state") -> Any:
    """Return `value` as fresh JSON data: dict, list, str, int, float, bool, None.

    UUID, Decimal, IP addresses and paths become strings; dates and times ISO 8601 with microseconds, a timedelta an ISO
    duration; an Enum its value; sets (sorted) and tuples lists; dataclasses and pydantic models dicts; objects with
    `__json__()` or `to_dict()` their result. A SecretStr becomes a dict of `SECRET_KEY` alone, which is masked wherever
    it is shown: the store keeps the secret, since a later step needs it.

    Raises:
        UnfitValue: names the key path and the type of what a state cannot hold.
    """
    return _plain(value, path, 0, set())


def _plain(value: Any, path: str, depth: int, above: set[int]) -> Any:
    kind = type(value)
    if kind is str:
        return _text(value, path)
    if value is None or kind is bool:
        return value
    if kind is int:
        return _integer(value, path)
    if kind is float:
        if not math.isfinite(value):
            raise UnfitValue(f"{path}: {value} is not a number JSON can hold")
        return value
    if depth >= MAX_DEPTH:
        raise UnfitValue(f"{path}: nested deeper than {MAX_DEPTH} levels")
    if id(value) in above:
        raise UnfitValue(f"{path}: a {kind.__name__} that contains itself")
    above.add(id(value))
    try:
        return _compound(value, path, depth + 1, above)
    finally:
        above.discard(id(value))


def _compound(value: Any, path: str, depth: int, above: set[int]) -> Any:
    if isinstance(value, Mapping):
        return _object(value, path, depth, above)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{path}[{index}]", depth, above) for index, item in enumerate(value)]
    if isinstance(value, set | frozenset):
        items = [_plain(item, f"{path}{{}}", depth, above) for item in value]
        return sorted(items, key=canonical)
    if isinstance(value, Enum):
        return _plain(value.value, path, depth, above)
    from pydantic import BaseModel  # here, as reading a log takes no pydantic

    if isinstance(value, BaseModel):
        return _plain(value.model_dump(), path, depth, above)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return _plain(fields, path, depth, above)
    for way in ("__json__", "to_dict"):
        if not isinstance(value, type) and callable(convert := getattr(value, way, None)):
            return _plain(convert(), path, depth, above)
    return _scalar(value, path)


def _object(value: Mapping[Any, Any], path: str, depth: int, above: set[int]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for given, item in value.items():
        key = plain_key(given, path)
        if key in made:
            raise UnfitValue(f"{path}: the key '{key}' occurs twice, as values of two types")
        made[key] = _plain(item, f"{path}.{key}", depth, above)
    return made


@cache
def _duration() -> TypeAdapter[timedelta]:
    from pydantic import TypeAdapter

    return TypeAdapter(timedelta)


def _scalar(value: Any, path: str) -> Any:
    from pydantic import SecretStr

    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration().dump_python(value, mode="json")
    if isinstance(value, SecretStr):
        return {SECRET_KEY: _text(value.get_secret_value(), path)}
    if isinstance(value, _AS_TEXT):
        return str(value)
    if isinstance(value, str):  # subclasses of the plain types
        return _text(str(value), path)
    if isinstance(value, int):
        return _integer(int(value), path)
    if isinstance(value, float):
        return _plain(float(value), path, 0, set())
    raise UnfitValue(f"{path}: a value of type {type(value).__name__} cannot be kept in a state")


def _text(value: str, path: str) -> str:
    if "\x00" in value:
        raise UnfitValue(f"{path}: a str with a NUL character cannot be kept in a state")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UnfitValue(f"{path}: a str with a lone surrogate cannot be kept in a state") from None
    return value


def _integer(value: int, path: str) -> int:
    if not -(2**63) <= value < 2**63:
        raise UnfitValue(f"{path}: an int of {value.bit_length()} bits cannot be kept in a state (63 at most)")
    return value


def plain_key(key: Any, path: str = "state") -> str:
    """Return the key of a state, or of a dict in one, as a string.

    Raises:
        UnfitValue: it is neither a string that a state can hold, nor an Enum of one, nor a UUID.
    """
    if isinstance(key, Enum):
        key = key.value
    if isinstance(key, str | UUID):
        return _text(str(key), path)
    raise UnfitValue(f"{path}: a key of type {type(key).__name__}; the keys of a state are strings")


def revealed(value: Any) -> Any:
    """Return plain data with each of its secrets a SecretStr again, at any depth."""
    if isinstance(value, dict):
        if value.keys() == {SECRET_KEY} and isinstance(value[SECRET_KEY], str):
            from pydantic import SecretStr

            return SecretStr(value[SECRET_KEY])
        return {key: revealed(item) for key, item in value.items()}
    return [revealed(item) for item in value] if isinstance(value, list) else value


def bare(value: Any) -> Any:
    """Return plain data with each of its secrets as what it is, at any depth: answers that were kept, to be given."""
    if isinstance(value, dict):
        if value.keys() == {SECRET_KEY}:
            return value[SECRET_KEY]
        return {key: bare(item) for key, item in value.items()}
    return [bare(item) for item in value] if isinstance(value, list) else value


def canonical(value: Any) -> str:
    """Return plain data as JSON text with sorted keys: equal data gives equal text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


parse: Callable[[str], Any] = orjson.loads
"""The plain data of a JSON text; raises `orjson.JSONDecodeError` (a ValueError) where it is none."""
