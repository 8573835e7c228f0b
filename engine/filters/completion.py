"""How may a filter go on at the cursor?

Pure: a text and the fields in, what may stand there out. What only the store knows, such as the names of its workflows,
is asked for by the column that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from engine.filters.fields import Takes
from engine.filters.syntax import begun
from engine.filters.writing import written

__all__ = ["Completion", "completion", "names_in"]

MOST = 50
"""Offers."""

A_WORD = "a word, looked for in every text"

MOST_NAMES = 1_000
"""Read of a column."""

_ENDS = " \t|)"


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand in place of what is being typed."""

    at: int = 0
    """Where that begins."""
    offers: tuple[str, ...] = ()
    """As they are to be written, likeliest first."""
    words: str = ""
    """What is expected there, where it is no name."""


def completion(text: str, at: int, fields: Mapping[str, Takes], names: Callable[[Takes], Iterable[str]]) -> Completion:
    """Return how a filter may go on at a place; nothing inside of a word. `names` reads those of the store."""
    part = begun(text[:at], lambda name: None if name in fields else name)
    if part is None or text[at : at + 1] not in ("", *_ENDS):
        return Completion()
    typed = text[part.at : at]
    if part.field is None:
        offers = tuple(f"{name}{takes.sign}" for name, takes in fields.items() if name.startswith(typed.lower()))
        return Completion(part.at, offers[:MOST], A_WORD)
    takes = fields[part.field]
    if takes.ranges:
        typed = typed.rpartition("..")[2]
    known = takes.values or (names(takes) if takes.names is not None else ())
    offers = tuple(map(written, _like(typed.removeprefix('"'), known)))
    return Completion(at - len(typed), offers[:MOST], takes.words)


def names_in(connection: Connection, takes: Takes) -> Sequence[str]:
    """Return the names that a store has for a field, each once, the first of them: one look into an index for each."""
    column = takes.names
    if column is None:
        return ()
    least = select(func.min(column).label("name"))
    if takes.among is not None:
        least = least.where(takes.among)
    first = least.cte(recursive=True)
    each = first.union_all(
        select(least.where(column > first.c.name).scalar_subquery()).where(first.c.name.is_not(None))
    )
    found = select(each.c.name).where(each.c.name.is_not(None)).limit(MOST_NAMES)
    return [name for (name,) in connection.execute(found) if name]


def _like(typed: str, known: Iterable[str]) -> list[str]:
    """Return the texts that go on from what is typed, then those that hold it."""
    start = typed.lower()
    holding = [name for name in known if start in name.lower() and name.lower() != start]
    return sorted(holding, key=lambda name: not name.lower().startswith(start))
