"""What does a form show last, before something is done? What it will be, or what is about to end."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from pydantic_forms.types import SummaryData
from pydantic_forms.validators import DisplaySubscription, callout, migration_summary

from engine import FormGenerator, SubmitFormPage

__all__ = ["ask_to_terminate", "summarised"]


def summarised(title: str, new: Mapping[str, object], old: Mapping[str, object] | None = None) -> FormGenerator:
    """Show values by their labels, beside what they were where `old` says it; for `yield from` at a form's end."""
    data: SummaryData = {"labels": list(new), "columns": [[_shown(value) for value in new.values()]]}
    if old is not None:
        data["headers"] = ["Before", "After"]
        data["columns"].insert(0, [_shown(old[label]) for label in new])

    class SummaryPage(SubmitFormPage, title=title):
        summary: migration_summary(data)  # type: ignore[valid-type]

    yield SummaryPage
    return {}


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None or value == "" else str(value)


def ask_to_terminate(subscription_id: str) -> FormGenerator:
    """Show once more what ends; there is nothing to type."""
    ending = UUID(subscription_id)

    class TerminatePage(SubmitFormPage, title="Terminate"):
        warning: callout(  # type: ignore[valid-type]
            header="This ends the subscription",
            message="What it has on routers is erased, and what it holds in the inventory becomes free.",
            message_type="warning",
        )
        subscription: DisplaySubscription = ending

    yield TerminatePage
    return {}
