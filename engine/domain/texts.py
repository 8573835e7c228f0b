"""As what text does a block's value lie in the store, and how does it become that value again?

A value is stored as text an author's query would look for: a string as it is, an Enum as its value, the rest as it is
written. It is checked there and then that the text can be read back as the same value (W-11): a type for which that is
not so is refused at the save, not found out at the next load.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.errors import UnfitValue
from engine.store.subscription_tables import VALUE_LENGTH
from engine.values import canonical, parse, to_plain

__all__ = ["read_text", "text_of"]


@lru_cache(maxsize=4_096)
def _hashable_adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return _hashable_adapter(annotation)
    except TypeError:  # an annotation with metadata that has no hash
        return TypeAdapter(annotation)


def text_of(value: Any, annotation: Any, field: str) -> str:
    """Return the text under which the store keeps a value that is not None.

    Raises:
        ValueError: the text is too long for the store, or cannot be read back; the message names `field`.
    """
    try:
        text = _written(value)
    except UnfitValue as error:
        raise ValueError(f"{field}: {error}") from None
    if len(text) > VALUE_LENGTH:
        raise ValueError(f"{field}: a value has at most {VALUE_LENGTH:,} characters; this has {len(text):,}")
    try:
        same = read_text(text, annotation) == value
    except ValidationError:
        same = False
    if not same:
        raise ValueError(f"{field}: a value of type {type(value).__name__} cannot be read back as {annotation}")
    return text


def _written(value: Any) -> str:
    if isinstance(value, Enum):
        return _written(value.value)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    plain = to_plain(value, "value")
    if isinstance(plain, str):
        return plain
    return canonical(plain) if isinstance(plain, dict | list) or isinstance(value, timedelta) else str(plain)


def read_text(text: str, annotation: Any) -> Any:
    """Return the value that the store keeps under this text.

    Raises:
        pydantic.ValidationError: it is none of this type.
    """
    adapter = _adapter(annotation)
    try:
        return adapter.validate_strings(text)
    except ValidationError as error:
        try:
            return adapter.validate_python(parse(text))
        except (ValueError, ValidationError):
            raise error from None
