"""Which subscriptions hold a value in their blocks: a text, an address inside a prefix, a MAC address, a number?

Values of secrets are not looked at: a filter must not tell, guess by guess, what the screen masks.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from engine.addresses import begins_with, mac_of, network_of
from engine.filters.fields import Asked, Field, Takes, holding, matching, number
from engine.plain import SECRET_WORDS, is_secret
from engine.store.product_tables import FixedInputTable, ResourceTypeTable
from engine.store.subscription_tables import (
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)

__all__ = ["NOTHING_HELD", "Held", "is_address"]

_VALUE = SubscriptionInstanceValueTable.value.expression


@dataclass(frozen=True, slots=True)
class Held:
    """What blocks and products hold, and may be looked for."""

    names: frozenset[str] = frozenset()
    """Of resource types and fixed inputs, in small letters."""
    secrets: frozenset[str] = frozenset()
    """Names of secrets beyond the usual ones (`[redact] keys`)."""

    def anywhere(self, asked: Asked) -> ColumnElement[bool]:
        """Match what any block holds."""
        return self._in_blocks(_looked_for(asked), None)

    def named(self, name: str) -> Field | None:
        """Return the field for a resource type or fixed input; None where there is none, or it is a secret."""
        if name not in self.names or is_secret(name, self.secrets):
            return None

        def match(asked: Asked) -> ColumnElement[bool]:
            fixed = select(FixedInputTable.product_id).where(
                func.lower(FixedInputTable.name) == name, _whole(asked, FixedInputTable.value.expression)
            )
            return or_(self._in_blocks(_whole(asked, _VALUE), name), SubscriptionTable.product_id.in_(fixed))

        return Field(match, Takes("its value, whole: ge-0/0/* goes on, 100..199, 10.0.0.0/8 holds"))

    def _in_blocks(self, fits: ColumnElement[bool], name: str | None) -> ColumnElement[bool]:
        value, instance, kind = SubscriptionInstanceValueTable, SubscriptionInstanceTable, ResourceTypeTable
        kinds = select(kind.resource_type_id)
        if name is not None:
            held = value.resource_type_id.in_(kinds.where(func.lower(kind.resource_type) == name))
        else:
            held = value.resource_type_id.not_in(kinds.where(_says_secret(kind.resource_type.expression, self.secrets)))
        owners = select(instance.subscription_id).join(
            value, value.subscription_instance_id == instance.subscription_instance_id
        )
        return SubscriptionTable.subscription_id.in_(owners.where(held, fits))


NOTHING_HELD = Held()
"""For who asks for no value by its name."""


def is_address(text: str) -> bool:
    """Say whether a word is an address, a prefix or a MAC address: what is looked for in blocks too."""
    return network_of(text) is not None or mac_of(text) is not None


def _says_secret(column: ColumnElement[str], secrets: Collection[str]) -> ColumnElement[bool]:
    lowered = func.lower(column)
    usual = [lowered.contains(word, autoescape=True) for word in SECRET_WORDS]
    return or_(false(), *usual, lowered.in_([name.lower() for name in secrets]))


def _looked_for(asked: Asked) -> ColumnElement[bool]:
    """Match text from any place in a value; an address however it is written, and what lies inside a prefix."""
    return _same(asked.text, _VALUE) if is_address(asked.text) else matching(_VALUE)(asked)


def _whole(asked: Asked, column: ColumnElement[str]) -> ColumnElement[bool]:
    """Match a value as a whole, or what it begins with (`ge-0/0/*`); compare it where it is a whole number."""
    text = asked.text
    if asked.term.operator != ":" or (".." in text and text.replace("..", "").isdigit()):
        is_number = (func.length(column).between(1, 9)) & (func.ltrim(column, "0123456789") == "")
        return number(case((is_number, cast(column, Integer))))(asked)
    if is_address(text):
        return _same(text, column)
    if asked.term.starred:
        return holding(column, text, before="")
    return func.lower(column) == text.lower()


def _same(text: str, column: ColumnElement[str]) -> ColumnElement[bool]:
    """Match an address or what lies inside a prefix, or a MAC address, however they are written."""
    if (network := network_of(text)) is not None:
        return holding(column, begins_with(network), before="") & _Inside(column, str(network))
    digits = func.lower(column)
    for sign in ":-.":
        digits = func.replace(digits, sign, "")
    return func.length(column).between(12, 17) & (digits == mac_of(text))


_H = "[0-9a-f]{1,4}"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = f"({_OCTET}[.]){{3}}{_OCTET}(/(3[0-2]|[12]?[0-9]))?"
_IPV6 = "|".join(
    [
        f"({_H}:){{7}}{_H}",
        f"({_H}:){{1,7}}:",
        *(f"({_H}:){{1,{7 - after}}}(:{_H}){{1,{after}}}" for after in range(1, 7)),
        f":((:{_H}){{1,7}}|:)",
    ]
)
_ADDRESS = f"^({_IPV4}|({_IPV6})(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)$"
"""What Postgres takes for an address for certain: a cast of other text would end the query."""


class _Inside(FunctionElement[bool]):
    """Whether a text is an address inside a prefix, both given as text."""

    type = Boolean()
    inherit_cache = True
    name = "inside"


@compiles(_Inside, "sqlite")
def _on_sqlite(element: _Inside, compiler: Any, **options: Any) -> str:
    return f"nocdeck_inside({compiler.process(element.clauses, **options)})"


@compiles(_Inside, "postgresql")
def _on_postgres(element: _Inside, compiler: Any, **options: Any) -> str:
    from sqlalchemy.dialects import postgresql  # a console on SQLite goes without

    value, network = element.clauses
    is_address = func.lower(value).regexp_match(literal_column(f"'{_ADDRESS}'"))
    within = cast(value, postgresql.INET).op("<<=", return_type=Boolean())(cast(network, postgresql.INET))
    return compiler.process(case((is_address, within), else_=false()), **options)  # type: ignore[no-any-return]
