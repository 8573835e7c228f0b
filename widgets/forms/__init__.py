"""Forms from the JSON schema of a pydantic-forms page."""

from __future__ import annotations

from widgets.forms.changes import AnswerChange
from widgets.forms.field import LEFT_OUT, NOT_SET, ROOT, Field
from widgets.forms.outside import Asked, Found, Outside
from widgets.forms.page import FormPageView
from widgets.forms.registry import RULES
from widgets.forms.schema import FieldSpec, Option
from widgets.forms.subscription_card import SubscriptionCard

__all__ = [
    "LEFT_OUT",
    "NOT_SET",
    "ROOT",
    "RULES",
    "AnswerChange",
    "Asked",
    "Field",
    "FieldSpec",
    "FormPageView",
    "Found",
    "Option",
    "Outside",
    "SubscriptionCard",
]
