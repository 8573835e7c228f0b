"""What would be changed by the answers of a form, on all its pages, and when is that said before the operator asks?

Where a form modifies or ends a subscription, on every page that may be the last, unless its author says it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from widgets.forms import FormPageView

if TYPE_CHECKING:
    from console.wizard import Wizard
    from engine.forms import FormSession, PageView
    from widgets.forms import AnswerChange

__all__ = ["tell_changes"]

HEADINGS: Mapping[str, str] = {"MODIFY": "What changes", "TERMINATE": "What ends"}
"""By target, where there is a subscription before the form."""

SUBSCRIPTION = "subscription_id"

ITSELF = {SUBSCRIPTION, "version"}
"""What the page asks that only says which subscription it is."""


def tell_changes(wizard: Wizard, view: FormPageView, wanted: bool | None) -> None:
    """Say on a page what changes, or not; `wanted` is the operator's word, None where she gave none."""
    page, session, panel = wizard.page, wizard.session, view.changes
    if page is None or session is None:
        return
    heading = HEADINGS.get(session.target)
    by_itself = heading is not None and page.has_next is not True and not panel.told_already
    if not (by_itself if wanted is None else wanted):
        panel.display = False
        return
    changes = [change for before, typed in wizard.before for change in _of_page(before, typed)] + panel.own()
    panel.show(heading or HEADINGS["MODIFY"], changes, _subject(wizard, session) if heading is not None else None)
    panel.display = bool(changes or wanted) or page.has_next is False


def _of_page(page: PageView, typed: Mapping[str, Any]) -> list[AnswerChange]:
    if page.index == 0 and set(page.schema.get("properties", {})) <= ITSELF:
        return []
    return FormPageView(page.schema, typed).changes.own()


def _subject(wizard: Wizard, session: FormSession) -> str | None:
    """Return the id of the subscription: from the answer to the first page, or of the process that asks."""
    chosen = wizard.typed[0].get(SUBSCRIPTION) if wizard.index > 0 else None
    known = chosen or session.state.get(SUBSCRIPTION)
    return str(known) if known else None
