"""What does the annotation of a model's field, or of a step's parameter, say?

The small questions (`is_list_type` and its kin) have orchestrator-core's names, since authors ask them too.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

__all__ = [
    "Shape",
    "get_origin_and_args",
    "is_list_type",
    "is_of_type",
    "is_optional_type",
    "is_union_type",
    "list_factory",
    "shape_of",
]


def get_origin_and_args(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return origin and arguments of a generic type; what `Annotated` adds to it is left out."""
    if get_origin(annotation) is Annotated:
        return get_origin_and_args(get_args(annotation)[0])
    return get_origin(annotation), get_args(annotation)


def is_union_type(annotation: Any, of: type | None = None) -> bool:
    """Say whether this is a union, `Optional` too; with `of`, one in which a member is of that type."""
    origin, args = get_origin_and_args(annotation)
    if origin not in (Union, types.UnionType):
        return False
    return of is None or any(is_of_type(member, of) for member in args if member is not type(None))


def is_optional_type(annotation: Any, of: type | None = None) -> bool:
    """Say whether None is allowed; with `of`, whether it is the only other choice."""
    origin, args = get_origin_and_args(annotation)
    if origin not in (Union, types.UnionType) or type(None) not in args:
        return False
    others = [member for member in args if member is not type(None)]
    return of is None or (len(others) == 1 and is_of_type(others[0], of))


def is_list_type(annotation: Any, of: type | None = None) -> bool:
    """Say whether this is a list, however it is constrained; with `of`, a list of that type."""
    origin, args = get_origin_and_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, list) and origin is None:
        return of is None
    if not (isinstance(origin, type) and issubclass(origin, list | Sequence)) or origin is tuple:
        return False
    return of is None or bool(args and (is_of_type(args[0], of) or is_union_type(args[0], of)))


def is_of_type(annotation: Any, of: Any) -> bool:
    """Say whether a value of `annotation` is one of `of`."""
    if annotation is of:
        return True
    origin, args = get_origin_and_args(annotation)
    if origin in (Union, types.UnionType):
        wanted, wanted_args = get_origin_and_args(of)
        return wanted in (Union, types.UnionType) and set(args) == set(wanted_args)
    if origin is Literal or isinstance(annotation, TypeVar):
        return False
    if get_origin(annotation) is Annotated:
        return is_of_type(get_args(annotation)[0], of)
    return isinstance(annotation, type) and isinstance(of, type) and origin is None and issubclass(annotation, of)


def list_factory(annotation: Any, *args: Any, **kwargs: Any) -> list[Any]:
    """Return as many new items as a list of this annotation must have at least; the arguments go to each."""
    shape = shape_of(annotation)
    return [shape.members[0](*args, **kwargs) for _ in range(shape.min_length)]


@dataclass(frozen=True, slots=True)
class Shape:
    """An annotation taken apart: `list[A | B]`, `A | None`, `Annotated[list[A], Len(1)]`, or `A`."""

    members: tuple[Any, ...]
    """The types of one item, without None."""
    is_list: bool
    is_optional: bool
    min_length: int
    item: Any
    """The annotation of one item."""

    def all_of(self, kind: type) -> bool:
        """Say whether every member is a class of this kind."""
        return bool(self.members) and all(
            isinstance(member, type) and issubclass(member, kind) for member in self.members
        )


def shape_of(annotation: Any, metadata: Sequence[Any] = ()) -> Shape:
    """Take an annotation apart; `metadata` is what pydantic took off its outermost `Annotated`."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return shape_of(inner, [*metadata, *more])
    origin, args = get_origin_and_args(annotation)
    if origin in (Union, types.UnionType):
        others = tuple(member for member in args if member is not type(None))
        if len(others) == 1 and len(others) < len(args):
            inside = shape_of(others[0], metadata)
            return Shape(inside.members, inside.is_list, True, inside.min_length, inside.item)
        return Shape(others, False, len(others) < len(args), 0, annotation)
    if is_list_type(annotation):
        item = args[0] if args else Any
        return Shape(shape_of(item).members, True, False, _min_length(metadata), item)
    return Shape((annotation,), False, False, 0, annotation)


def _min_length(metadata: Sequence[Any]) -> int:
    """Return the length that annotated-types' and pydantic's own constraints both call `min_length`."""
    return max((found for item in metadata if isinstance(found := getattr(item, "min_length", None), int)), default=0)
