"""As what does an operator see a field? In the words of the forms' documentation, from what is on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from widgets.forms import Field
from widgets.forms.accept_field import AcceptField
from widgets.forms.choice_fields import BooleanField, ChoiceField, ChoiceListField
from widgets.forms.compound_fields import GroupField, TupleField
from widgets.forms.cron_field import CronField
from widgets.forms.display_fields import (
    CalloutField,
    ConstField,
    DividerField,
    LabelField,
    MarkdownField,
    ReadOnlyField,
)
from widgets.forms.lookup_fields import CustomerField, ProductField, SubscriptionField
from widgets.forms.moment_fields import DateField, DurationField, MomentField, TimeField, TimestampField
from widgets.forms.number_field import NumberField
from widgets.forms.path_field import PathField
from widgets.forms.picker import Picker
from widgets.forms.radio import Check, Radio
from widgets.forms.row_fields import DictField, ListField
from widgets.forms.subscription_card import DisplaySubscriptionField
from widgets.forms.summary_field import SummaryField
from widgets.forms.switched_group import SwitchedGroupField
from widgets.forms.text_fields import JsonField, LongTextField, SecretField, TextField
from widgets.forms.union_field import UnionField
from widgets.forms.vlan_field import VlanField

__all__ = ["seen_as"]

WORDS: Mapping[type[Field], str] = {
    AcceptField: "checklist",
    CalloutField: "callout",
    ChoiceListField: "several of a list",
    ConstField: "fixed",
    CronField: "cron",
    CustomerField: "customers to find",
    DateField: "date",
    DisplaySubscriptionField: "subscription",
    DictField: "keys and values",
    DividerField: "line",
    DurationField: "span",
    GroupField: "group",
    JsonField: "JSON",
    LabelField: "words",
    ListField: "rows",
    LongTextField: "lines of text",
    MarkdownField: "markdown",
    MomentField: "moment",
    NumberField: "number",
    ProductField: "products to find",
    ReadOnlyField: "read-only",
    SecretField: "secret",
    SubscriptionField: "subscriptions to find",
    SummaryField: "table",
    PathField: "path",
    SwitchedGroupField: "group with a switch",
    TextField: "text",
    TimeField: "time",
    TimestampField: "moment",
    TupleField: "places",
    UnionField: "one of several types",
    VlanField: "VLANs",
}


def seen_as(field: Field) -> str:
    """Return the word for a field."""
    if isinstance(field, BooleanField):
        return "box" if field.query(Check) else "yes, no or neither"
    if isinstance(field, ChoiceField):
        return "picker" if field.query(Picker) else "options in sight" if field.query(Radio) else "nothing"
    return WORDS[type(field)]
