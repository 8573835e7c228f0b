"""Which field shows which part of a schema?

The first rule that fits decides. What no rule knows is typed as JSON: a field of a form is never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from widgets.forms.accept_field import AcceptField
from widgets.forms.choice_fields import BooleanField, ChoiceField, ChoiceListField
from widgets.forms.compound_fields import GroupField, TupleField
from widgets.forms.cron_field import CronField, is_cron
from widgets.forms.display_fields import (
    CalloutField,
    ConstField,
    DisplayField,
    DividerField,
    LabelField,
    MarkdownField,
    ReadOnlyField,
)
from widgets.forms.field import Field
from widgets.forms.lookup_fields import CustomerField, ProductField, SubscriptionField, asks_for_subscription
from widgets.forms.moment_fields import DateField, DurationField, MomentField, TimeField, TimestampField
from widgets.forms.number_field import NumberField
from widgets.forms.path_field import PathField
from widgets.forms.row_fields import DictField, ListField
from widgets.forms.schema import FieldSpec
from widgets.forms.subscription_card import DisplaySubscriptionField
from widgets.forms.summary_field import SummaryField
from widgets.forms.switched_group import SwitchedGroupField, is_switched
from widgets.forms.text_fields import JsonField, LongTextField, SecretField, TextField
from widgets.forms.union_field import UnionField, variants_of
from widgets.forms.vlan_field import VlanField

__all__ = ["RULES", "Rule", "asked", "field_for", "shown"]

Rule = tuple[Callable[[FieldSpec], bool], type[Field]]


def _is_decimal(spec: FieldSpec) -> bool:
    """Say whether it is a number that may also travel as text, as pydantic's Decimal does."""
    variants = [variant.get("type") for variant in spec.schema.get("anyOf", ()) if variant.get("type") != "null"]
    return sorted(map(str, variants)) == ["number", "string"]


def _is_text(spec: FieldSpec) -> bool:
    """Say whether it is text in every variant, as an IPv4 or an IPv6 address is."""
    variants = variants_of(spec)
    return bool(variants) and all(own.get("type") == "string" and "enum" not in own for own in variants)


def _is_typed(spec: FieldSpec) -> bool:
    """Say whether the values of a mapping have a type of their own; one of anything is JSON."""
    return bool(spec.schema.get("additionalProperties")) and isinstance(spec.schema["additionalProperties"], Mapping)


RULES: Sequence[Rule] = (
    (lambda spec: spec.format == "divider", DividerField),
    (lambda spec: spec.format == "label", LabelField),
    (lambda spec: spec.format == "callout", CalloutField),
    (lambda spec: spec.format == "markdown", MarkdownField),
    (lambda spec: spec.format == "summary", SummaryField),
    (lambda spec: spec.format == "subscription", DisplaySubscriptionField),
    (lambda spec: spec.read_only, ReadOnlyField),
    (lambda spec: "const" in spec.schema, ConstField),
    (lambda spec: spec.type == "boolean", BooleanField),
    (lambda spec: spec.format == "accept", AcceptField),
    (lambda spec: spec.options is not None and spec.many, ChoiceListField),
    (lambda spec: spec.options is not None, ChoiceField),
    (lambda spec: spec.format == "timestamp" and spec.type == "number", TimestampField),
    (lambda spec: spec.type in ("integer", "number") or _is_decimal(spec), NumberField),
    (lambda spec: spec.type == "string" and spec.format == "long", LongTextField),
    (lambda spec: spec.type == "string" and spec.format == "password", SecretField),
    (lambda spec: spec.type == "string" and spec.format == "date", DateField),
    (lambda spec: spec.type == "string" and spec.format == "date-time", MomentField),
    (lambda spec: spec.type == "string" and spec.format == "duration", DurationField),
    (lambda spec: spec.type == "string" and spec.format in ("customerId", "organisationId"), CustomerField),
    (lambda spec: spec.type == "string" and spec.format == "productId", ProductField),
    (lambda spec: spec.type == "string" and spec.format == "vlan", VlanField),
    (asks_for_subscription, SubscriptionField),
    (lambda spec: spec.type == "string" and spec.format == "time", TimeField),
    (lambda spec: spec.type == "string" and spec.format in ("file", "binary"), PathField),
    (is_cron, CronField),
    (lambda spec: spec.type == "string" or _is_text(spec), TextField),
    (lambda spec: len(variants_of(spec)) > 1, UnionField),
    (lambda spec: bool(spec.schema.get("prefixItems")), TupleField),
    (lambda spec: spec.many and isinstance(spec.schema.get("items"), Mapping), ListField),
    (lambda spec: spec.type == "object" and is_switched(spec), SwitchedGroupField),
    (lambda spec: spec.type == "object" and "properties" in spec.schema, GroupField),
    (lambda spec: spec.type == "object" and _is_typed(spec), DictField),
    (lambda spec: True, JsonField),
)
"""Schema predicate and field, the special before the general."""


def shown(spec: FieldSpec) -> bool:
    """Say whether a field is drawn: not the hidden ones, the buttons' labels, or a display field without content."""
    if spec.format == "hidden" or (spec.name == "buttons" and isinstance(spec.default, Mapping)):
        return False
    return not (spec.read_only and spec.type == "object" and spec.default is None)


def asked(spec: FieldSpec) -> bool:
    """Say whether a field is sent, rather than only shown."""
    return shown(spec) and not issubclass(_field_of(spec), DisplayField | ReadOnlyField)


def field_for(spec: FieldSpec, value: Any, label_width: int) -> Field:
    """Return the field for a part of a schema, starting with `value`."""
    return _field_of(spec)(spec, value, label_width=label_width)


def _field_of(spec: FieldSpec) -> type[Field]:
    return next(field for fits, field in RULES if fits(spec))
