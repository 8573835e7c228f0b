"""What does a filter mean in the store?

A `Language` is what a filter may say of one kind of thing; `condition` turns a text in it into SQL. Values are always
bound parameters, and `%` and `_` mean themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from engine.errors import BadQuery
from engine.filters.fields import Asked, Condition, Field, Takes
from engine.filters.look import Look
from engine.filters.syntax import All, Any, Node, Not, Term, parsed

__all__ = ["Language", "condition"]


@dataclass(frozen=True, slots=True)
class Language:
    """What a filter may say of one kind of thing."""

    fields: Mapping[str, Field]
    """The fields a term may name, each with the condition its value makes."""
    words: Condition
    """Where a word without a field is looked for."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Other names of fields."""
    named: Callable[[str], Field | None] = lambda name: None
    """A field beyond those, such as a resource type of this store; None where there is none of this name."""
    beyond: str = ""
    """What such names are, for the refusal of another."""
    names: Collection[str] = ()
    """Those names."""

    def field(self, name: str) -> Field | None:
        """Return the field of this name, None where there is none."""
        return self.fields.get(self.also.get(name, name)) or self.named(name)

    def takes(self) -> dict[str, Takes]:
        """Return what each field takes, those beyond the usual ones last."""
        found = {name: self.field(name) for name in (*self.fields, *sorted(self.names))}
        return {name: field.takes for name, field in found.items() if field is not None}

    def why_no_field(self, name: str) -> str | None:
        """Say why there is no such field, and what there is; None where there is one."""
        if self.field(name) is not None:
            return None
        return f"There is no field '{name}'; there are: {', '.join(self.fields)}{self.beyond}"


def condition(text: str, language: Language, now: datetime, look: Look | None = None) -> ColumnElement[bool]:
    """Return the condition that a filter stands for at this moment, chosen by a look into the store if there is one.

    Raises:
        BadQuery: what is wrong, where, and what there is instead.
    """
    try:
        return _condition(parsed(text, language.why_no_field), language, now, look)
    except BadQuery as error:
        error.text = text
        raise


def _condition(node: Node, language: Language, now: datetime, look: Look | None) -> ColumnElement[bool]:
    match node:
        case Term():
            found = language.words if node.field is None else language.field(node.field)
            assert found is not None, "the parser asked whether there is such a field"
            return found(Asked(node, now, look))
        case Not(inner):
            return not_(or_(false(), _condition(inner, language, now, look)))
        case All(nodes):
            return and_(true(), *(_condition(each, language, now, look) for each in nodes))
        case Any(nodes):
            return or_(false(), *(_condition(each, language, now, look) for each in nodes))
