"""Which rows of a short list, read whole, does a filter leave?

The filter language (`engine.filters.syntax`), for what needs no store: a few dozen rows are compared here. A field
holds a value when its words do; nothing here has an order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from engine.errors import BadQuery
from engine.filters.fields import Takes
from engine.filters.syntax import All, Any, Node, Not, Term, parsed

__all__ = ["Facts", "narrowed_by", "takes"]

Facts = Mapping[str, str]
"""What a row may be found by: the words of each field."""

SHORT = 30
"""Characters of words that are offered."""


def narrowed_by(text: str, fields: Collection[str]) -> Callable[[Facts], bool]:
    """Return what says of a row's facts whether it fits; `fields` are those a term may name.

    Raises:
        BadQuery: what is wrong, where, and what there is instead.
    """

    def why_no_field(name: str) -> str | None:
        return None if name in fields else f"There is no field '{name}'; there are: {', '.join(fields)}"

    try:
        return _fits(parsed(text, why_no_field))
    except BadQuery as error:
        error.text = text
        raise


def takes(fields: Collection[str], rows: Iterable[Facts]) -> dict[str, Takes]:
    """Return what each field takes, for whom types a filter: the short words that the rows have there."""
    every = list(rows)
    short = {name: {facts[name] for facts in every if 0 < len(facts[name]) <= SHORT} for name in fields}
    return {name: Takes("text, from any place", tuple(sorted(short[name]))) for name in fields}


def _fits(node: Node) -> Callable[[Facts], bool]:
    match node:
        case Term():
            return _holds(node)
        case Not(inner):
            excluded = _fits(inner)
            return lambda facts: not excluded(facts)
        case All(nodes):
            each = [_fits(inner) for inner in nodes]
            return lambda facts: all(fits(facts) for fits in each)
        case Any(nodes):
            some = [_fits(inner) for inner in nodes]
            return lambda facts: any(fits(facts) for fits in some)


def _holds(term: Term) -> Callable[[Facts], bool]:
    field, value = term.field, term.value.lower()
    if field is None:
        return lambda facts: any(value in words.lower() for words in facts.values())
    if term.operator != ":":
        raise BadQuery(f"'{field}' has no order; write {field}:{term.value}", at=term.at)
    return lambda facts: value in facts[field].lower() if value else not facts[field]
