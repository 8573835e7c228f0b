"""What would be changed by the answers of a form, on all its pages, and when is that said before the operator asks?

Where a form modifies or ends a subscription, on every page that may be the last, unless its author says it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from widgets.forms import FormPageView

if TYPE_CHECKING:
    from console.wizard import Given, Wizard
    from engine.domain.queries import SubscriptionDetail
    from engine.forms import PageView
    from widgets.forms import AnswerChange

__all__ = ["subject_of", "tell_changes", "values_of"]

HEADINGS: Mapping[str, str] = {"MODIFY": "What changes", "TERMINATE": "What ends"}
"""By target, where there is a subscription before the form."""

SUBSCRIPTION = "subscription_id"

WORDS = {"True": "yes", "False": "no"}
"""How a form shows what the store has as text."""

ITSELF = {SUBSCRIPTION, "version"}
"""What the page asks that only says which subscription it is."""


def tell_changes(wizard: Wizard, view: FormPageView, wanted: bool | None, known: Mapping[str, str]) -> None:
    """Say on a page what changes, or not; `wanted` is the operator's word, None where she gave none.

    `known` are the subscription's `values_of`.
    """
    page, session, panel = wizard.page, wizard.session, view.changes
    if page is None or session is None:
        return
    heading = HEADINGS.get(session.target)
    by_itself = heading is not None and page.has_next is not True and not panel.told_already
    if not (by_itself if wanted is None else wanted):
        panel.display = False
        return
    if panel.earlier is None:
        panel.earlier = [change for before, given in wizard.before for change in _of_page(before, given, known)]
    changes = [*panel.earlier, *panel.own(known)]
    panel.show(heading or HEADINGS["MODIFY"], changes, subject_of(wizard))
    panel.display = bool(changes or wanted) or page.has_next is False


def _of_page(page: PageView, given: Given, known: Mapping[str, str]) -> list[AnswerChange]:
    if page.index == 0 and set(page.schema.get("properties", {})) <= ITSELF:
        return []
    secrets = [name for name in given.answer if name not in given.typed]
    return FormPageView(page.schema, given.typed).changes.own(known, secrets)


def subject_of(wizard: Wizard) -> str | None:
    """Return the id of the subscription that a form changes or ends: by its first page, or of the process that asks."""
    session = wizard.session
    if session is None or session.target not in HEADINGS:
        return None
    chosen = wizard.typed[0].get(SUBSCRIPTION) if wizard.index > 0 else None
    known = chosen or session.state.get(SUBSCRIPTION)
    return str(known) if known else None


def values_of(detail: SubscriptionDetail) -> dict[str, str]:
    """Return what a subscription's own blocks hold, by names that only one of them has."""
    found: dict[str, list[str]] = {}
    for block in detail.record.instances.values():
        if block.owner_id == detail.row.subscription_id:
            for name, texts in block.values.items():
                found.setdefault(name, []).append(", ".join(WORDS.get(text, text) for text in texts))
    return {name: texts[0] for name, texts in found.items() if len(texts) == 1}
