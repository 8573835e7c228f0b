"""What may be asked of a field, and as which condition does the store hear it?

A `Field` turns what one term asks into a condition with bound parameters, or refuses it with the place of the term. It
also says what it takes, for whom types a filter.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, and_, func, literal, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from engine.errors import BadQuery
from engine.filters.look import Look
from engine.filters.moments import DURATIONS, MOMENTS, WORDS, Stretch, duration, stretch
from engine.filters.syntax import Term
from engine.store.queries import id_begins
from engine.store.tables import UtcTimestamp

__all__ = [
    "Asked",
    "Condition",
    "EachRow",
    "Field",
    "Takes",
    "Texts",
    "age",
    "beginning",
    "choice",
    "exactly",
    "holding",
    "is_true",
    "matching",
    "moment",
    "number",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a term asks, and when."""

    term: Term
    now: datetime
    look: Look | None = None
    """Into the store that is asked; without one, the condition is right and perhaps slow."""

    @property
    def text(self) -> str:
        """The value."""
        return self.term.value

    def wrong(self, problem: str) -> BadQuery:
        """Return the refusal of this term."""
        return BadQuery(problem, at=self.term.at)

    def plain(self) -> str:
        """Return the value of a field that has no order; a comparison is refused."""
        if self.term.operator != ":":
            raise self.wrong(f"'{self.term.field}' has no order; write {self.term.field}:{self.text}")
        return self.text


Texts = ColumnElement[str] | ColumnElement[str | None]
"""A column of texts."""

Condition = Callable[[Asked], ColumnElement[bool]]
"""What a term comes to in the store."""


@dataclass(frozen=True, slots=True, eq=False)
class Takes:
    """What may stand behind a field."""

    words: str
    """In words, with examples where it has a shape of its own."""
    values: tuple[str, ...] = ()
    """All there are, or those that have names."""
    names: Texts | None = None
    """The column that holds them, where those of a store are few, or indexed."""
    among: ColumnElement[bool] | None = None
    """Which of its rows hold them, where not all are looked at."""
    sign: str = ":"
    """What is written first behind the field's name."""
    ranges: bool = False
    """It may be from one value to another."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field."""

    condition: Condition
    takes: Takes

    def __call__(self, asked: Asked) -> ColumnElement[bool]:
        """Return the condition of a term. Raises BadQuery."""
        return self.condition(asked)

    def within(self, condition: Callable[[Condition], Condition]) -> Field:
        """Return the field where its condition is a part of another, which a subquery holds say."""
        return replace(self, condition=condition(self.condition))


def matching(column: Texts, *, names: bool = False) -> Field:
    """Match text from any place; `""` matches what is empty. `names`: the store's texts are few, or indexed.

    What is not there is empty text, so that `!` finds it too (NULL would fit neither).
    """

    def match(asked: Asked) -> ColumnElement[bool]:
        text = asked.plain()
        return column.is_not(None) & holding(column, text) if text else func.coalesce(column, "") == ""

    return Field(match, Takes('text, from any place; "" for none', names=column if names else None))


def holding(column: ColumnElement[Any], text: str, *, before: str = "%") -> ColumnElement[bool]:
    """Match what holds a text, small and capital letters alike; with nothing `before` it, what begins with it."""
    for sign in "/%_":
        text = text.replace(sign, f"/{sign}")
    return _Like(column, f"{before}{text}%")


class EachRow(FunctionElement[bool]):
    """A condition of which SQLite asks each row, in the order they are read in.

    It would else gather what fits by an index, to sort it; which is quick only where that is little. Postgres knows how
    much it is.
    """

    type = Boolean()
    inherit_cache = True
    name = "each_row"


@compiles(EachRow)
def _each_row(element: EachRow, compiler: Any, **options: Any) -> str:
    sign = "+" if compiler.dialect.name == "sqlite" else ""
    return f"{sign}({compiler.process(element.clauses, **options)})"


class _Like(FunctionElement[bool]):
    """LIKE without regard to case, as each store does it fastest."""

    type = Boolean()
    inherit_cache = True
    name = "like"


@compiles(_Like)
def _like(element: _Like, compiler: Any, **options: Any) -> str:
    column, pattern = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} {'ILIKE' if compiler.dialect.name == 'postgresql' else 'LIKE'} {pattern} ESCAPE '/')"


def choice(column: ColumnElement[str], name: str, values: Collection[str]) -> Field:
    """Match one of the values there are."""

    def match(asked: Asked) -> ColumnElement[bool]:
        if (value := asked.plain().lower()) not in values:
            raise asked.wrong(f"There is no {name} '{asked.text}'; there are: {', '.join(values)}")
        return column == value

    return Field(match, Takes("one of them", tuple(values)))


def exactly(column: ColumnElement[str], *, among: ColumnElement[bool] | None = None) -> Field:
    """Match a name as a whole: as it is given, or in capitals, in which most are written. Offered are those `among`
    some rows."""

    def match(asked: Asked) -> ColumnElement[bool]:
        return column.in_([asked.plain(), asked.text.upper()])

    return Field(match, Takes("one of them, whole", names=column, among=among))


def beginning(column: ColumnElement[UUID]) -> Field:
    """Match an id from its beginning, dashes or not."""

    return Field(lambda asked: id_begins(column, asked.plain()), Takes("the beginning of an id: 7f3a"))


def is_true(column: ColumnElement[bool]) -> Field:
    """Match yes or no."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

    def match(asked: Asked) -> ColumnElement[bool]:
        if (word := asked.plain().lower()) not in words:
            raise asked.wrong(f"{asked.term.field}: is true or false, not '{asked.text}'")
        return column.is_(words[word])

    return Field(match, Takes("yes or no", ("yes", "no")))


def number(column: ColumnElement[int]) -> Field:
    """Compare a whole number: `attempts>3`, `attempts:2..5`."""

    def read(asked: Asked, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise asked.wrong(f"'{text}' is no whole number; write {asked.term.field}>3 or {asked.term.field}:2..5")
        return int(text)

    return Field(
        lambda asked: and_(true(), *(_SIGNS[sign](column, value) for sign, value in _limits(asked, read))),
        Takes("a number, or from..to: 3, 2..5, 100..", sign=">", ranges=True),
    )


def moment(column: ColumnElement[datetime] | ColumnElement[datetime | None], *, ahead: bool = False) -> Field:
    """Compare a time: `started<yesterday`, `modified>=2026-11-01T08:00`, `started:today`.

    A length of time is counted back from now: `started<2h` is what started less than two hours ago. With `ahead` it is
    counted from now on: `retry<5m` is what is due within five minutes.
    """
    by_length = _away(column, ahead=ahead)

    def read(asked: Asked, text: str) -> Stretch:
        if (found := stretch(text, asked.now)) is None:
            raise asked.wrong(f"'{text}' is no time; write {MOMENTS}")
        return found

    def match(asked: Asked) -> ColumnElement[bool]:
        if any(duration(end) is not None for end in asked.text.split("..")):
            return by_length(asked)
        parts: list[ColumnElement[bool]] = []
        for sign, when in _limits(asked, read):
            first, end = _bound(when.first), _bound(when.end)
            compared = {">": column >= end, ">=": column >= first, "<": column < first, "<=": column < end}
            parts += [compared[sign]] if sign in compared else [column >= first, column < end]
        return _there(column, parts)

    return Field(match, Takes(MOMENTS, WORDS, sign="<" if ahead else ":", ranges=True))


def age(column: ColumnElement[datetime]) -> Field:
    """Compare how long ago a time is: `age>2h`, `age:15m..2h`."""
    return Field(_away(column, ahead=False), Takes(f"a length of time: {DURATIONS}", sign=">", ranges=True))


def _away(column: ColumnElement[datetime] | ColumnElement[datetime | None], *, ahead: bool) -> Condition:
    """Compare how far a time is away from now."""
    turned = {">": "<", ">=": "<=", "<": ">", "<=": ">="}

    def read(asked: Asked, text: str) -> timedelta:
        if (length := duration(text)) is None:
            raise asked.wrong(f"'{text}' is no length of time; write {DURATIONS}")
        return length

    def match(asked: Asked) -> ColumnElement[bool]:
        name, parts = asked.term.field, []
        for sign, length in _limits(asked, read):
            if sign == "=":
                raise asked.wrong(f"'{name}' is compared: write {name}>{asked.text} or {name}<{asked.text}")
            edge = _bound(asked.now + length if ahead else asked.now - length)
            parts.append(_SIGNS[sign if ahead else turned[sign]](column, edge))
        return _there(column, parts)

    return match


_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def _limits(asked: Asked, read: Callable[[Asked, str], T]) -> list[tuple[str, T]]:
    """Return what a value is compared with, each with its sign: of a range the least and the most."""
    first, dots, last = asked.text.partition("..")
    if asked.term.operator != ":" or not dots:
        return [("=" if asked.term.operator == ":" else asked.term.operator, read(asked, asked.text))]
    if not first and not last:
        raise asked.wrong(f"A range has two ends, or one: {asked.term.field}:2.. or {asked.term.field}:..5")
    least = [(">=", read(asked, first))] if first else []
    return least + ([("<=", read(asked, last))] if last else [])


def _bound(at: datetime) -> Any:
    return literal(at, UtcTimestamp)


def _there(column: ColumnElement[Any], parts: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the parts together; where there is no time none holds, and `!` finds that too (NULL would fit neither)."""
    return and_(column.is_not(None), *parts)
