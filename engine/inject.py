"""How does a state become the arguments of an author's function, and what it returned a state again?

Parameters are looked up in the state by name (contract section 11, rules INJ-1, 2, 7 to 11). Annotations are resolved
even when they are strings (W-21), keyword-only parameters work (W-22), and a value of the wrong type is an error that
names the parameter (W-23).
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
import typing
import warnings
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from engine.attempt import IDEMPOTENCY_KEY, idempotency_key
from engine.domain.parameters import ModelParameter, model_parameter, refuse_models, refuse_two_new, save_models, saving
from engine.outcome import State
from engine.plain import redact
from engine.values import revealed

__all__ = ["form_inject_args", "inject_args", "location"]

_RESTORED: tuple[type, ...] = (
    UUID,
    Decimal,
    datetime,
    date,
    time,
    timedelta,
    Path,
    PurePath,
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    Enum,
    BaseModel,
    SecretStr,
    set,
    frozenset,
    tuple,
)
"""Types that `engine.values.to_plain` turned into another one, and that a parameter therefore gets back.

A parameter of a JSON type (`int`, `str`, `dict`, …) gets what is in the state, unchanged (INJ-9).
"""


def location(function: Callable[..., Any]) -> str:
    """Return `<module>.<qualified name>` of a function, as errors name it."""
    return f"{function.__module__}.{function.__qualname__}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Parameter:
    """One parameter of an author's function, ready to be filled."""

    name: str
    default: Any
    keyword_only: bool
    annotation: Any
    adapter: TypeAdapter[Any] | None
    """Turns the plain value into the annotated type; None where the plain value is the value."""
    unwraps: type | None
    """A type with `.unwrap`, constructed from the value (INJ-9)."""
    model: ModelParameter | None
    """How it gets subscriptions from the store, if it asks for some."""

    def value(self, state: Mapping[str, Any], function: Callable[..., Any]) -> Any:
        if self.name == "state":
            return state
        if self.model is not None and (self.name in state or self.default is inspect.Parameter.empty):
            return self.model.value(state, location(function))
        if self.name not in state:
            if self.name == IDEMPOTENCY_KEY:
                return idempotency_key()
            if self.default is inspect.Parameter.empty:
                raise KeyError(f"Could not find key '{self.name}' in state. for function {location(function)}")
            return self.default
        found = state[self.name]
        if found == self.default and self.default is not inspect.Parameter.empty:
            return found
        if self.unwraps is not None:
            return found if isinstance(found, self.unwraps) else self.unwraps(found)
        return self._restored(found, function) if self.adapter is not None else found

    def _restored(self, found: Any, function: Callable[..., Any]) -> Any:
        assert self.adapter is not None
        try:
            plain = revealed(found)
            return self.adapter.validate_python(plain, by_alias=True, by_name=True)  # a state keeps models by name
        except ValidationError as error:
            wanted = self.annotation.__name__ if isinstance(self.annotation, type) else str(self.annotation)
            reason = error.errors(include_input=False, include_url=False)[0]["msg"]
            shown = redact({self.name: found})[self.name]
            raise ValueError(
                f"Could not convert value '{shown}' to {wanted} for parameter '{self.name}' of "
                f"{location(function)}: {reason}"
            ) from None


def _needs_restoring(annotation: Any) -> bool:
    """Say whether a value of this type, at any depth of the annotation, left the state's JSON as another type."""
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return False
    if origin in (typing.Union, types.UnionType, typing.Annotated, list, dict) or arguments:
        return any(_needs_restoring(argument) for argument in arguments) or _is_restored(origin)
    return _is_restored(annotation)


def _is_restored(annotation: Any) -> bool:
    if not isinstance(annotation, type):
        return False
    return issubclass(annotation, _RESTORED) or dataclasses.is_dataclass(annotation)


def _resolved(function: Callable[..., Any], name: str, annotation: Any) -> Any:
    """Return the annotation itself where it is a string or holds forward references.

    It means what it means where the innermost function was written, whatever decorators lie around that.
    """
    if annotation is inspect.Parameter.empty:
        return Any
    function = inspect.unwrap(function)
    closure = inspect.getclosurevars(function).nonlocals if isinstance(function, types.FunctionType) else {}
    probe = types.SimpleNamespace(__annotations__={name: annotation})
    try:
        hints = typing.get_type_hints(
            probe, globalns=getattr(function, "__globals__", {}), localns=dict(closure), include_extras=True
        )
    except (NameError, AttributeError, SyntaxError, TypeError) as error:
        raise TypeError(
            f"The annotation '{annotation}' of parameter '{name}' of {location(function)} cannot be resolved: {error}"
        ) from None
    return hints[name]


def _parameters(function: Callable[..., Any]) -> tuple[_Parameter, ...]:
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD):
            warnings.warn(f"*args and **kwargs are not supported as step params ({location(function)})", stacklevel=2)
            continue
        annotation = Any if name == "state" else _resolved(function, name, parameter.annotation)
        unwraps = annotation if isinstance(annotation, type) and hasattr(annotation, "unwrap") else None
        model = model_parameter(name, annotation)
        restored = unwraps is None and model is None and _needs_restoring(annotation)
        found.append(
            _Parameter(
                name=name,
                default=parameter.default,
                keyword_only=parameter.kind is inspect.Parameter.KEYWORD_ONLY,
                annotation=annotation,
                adapter=TypeAdapter(annotation) if restored else None,
                unwraps=unwraps,
                model=model,
            )
        )
    return tuple(found)


class _Filler:
    """Fills the signature of one function; the signature is read once, at the first call.

    Not at decoration: an annotation may name what its module defines further down.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    @functools.cached_property
    def _signature(self) -> tuple[_Parameter, ...]:
        return _parameters(self._function)

    @functools.cached_property
    def _models(self) -> tuple[ModelParameter, ...]:
        return tuple(parameter.model for parameter in self._signature if parameter.model is not None)

    def call(self, state: Mapping[str, Any]) -> Any:
        if self._models:
            refuse_two_new(self._models, state, location(self._function))
        values = [(parameter, parameter.value(state, self._function)) for parameter in self._signature]
        positional = [value for parameter, value in values if not parameter.keyword_only]
        named = {parameter.name: value for parameter, value in values if parameter.keyword_only}
        return self._function(*positional, **named)


def _unwrapped(value: Any) -> Any:
    """Return `value` with every object that has a callable `.unwrap()` replaced by its result (ST-7)."""
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    if not isinstance(value, type) and callable(unwrap := getattr(value, "unwrap", None)):
        return unwrap()
    return value


def inject_args(function: Callable[..., Any]) -> Callable[[State], State]:
    """Return a function of the state that calls `function` with its parameters filled from the state.

    What it returns, a dict or None, is merged over the state, shallowly (ST-2, OUT-9), and every subscription in it is
    saved with the step (INJ-12).

    Raises, when called:
        KeyError: a parameter without default whose key is not in the state (INJ-8).
        ValueError: a value that cannot become the annotated type (INJ-9).
        TypeError: an annotation that cannot be resolved, or a result that is neither dict nor None.
    """
    filler = _Filler(function)

    @functools.wraps(function)
    def with_state(state: State) -> State:
        refuse_models(state)
        result = filler.call(state)
        if result is None:
            return state
        if not isinstance(result, dict):
            raise TypeError(f"{location(function)} must return a dict or None, not {type(result).__name__}")
        save_models(result)
        return {**state, **_unwrapped(result)}

    return with_state


def form_inject_args(function: Callable[..., Any]) -> Callable[[State], Any]:
    """Return a function of the state that calls a form (a generator function, or one that returns a page class) with
    its parameters filled from the state; subscriptions in a generator's result are saved (FORM-16, INJ-13)."""
    filler = _Filler(function)
    form = saving(filler.call) if inspect.isgeneratorfunction(function) else filler.call

    @functools.wraps(function)
    def with_state(state: State) -> Any:
        return form(state)

    return with_state
