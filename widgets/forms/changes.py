"""What does the operator change by what she answers? Said above the button that sends it.

Before is what the form was opened with, or where that is nothing, what is known of what it is about; a change is what
would be sent otherwise than the form was opened with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from engine.plain import clean, shorten
from widgets.forms.field import NOT_SET, Field
from widgets.forms.registry import field_for
from widgets.forms.subscription_card import DisplaySubscriptionField, SubscriptionCard
from widgets.forms.summary_field import SummaryField, SummaryTable

__all__ = ["AnswerChange", "ChangesPanel"]

AnswerChange = tuple[str, str, str]
"""What the field is called, what it was opened with, what is answered."""

HEADERS = ("Before", "After")
NOTHING = "nothing so far: every answer is what the form was opened with"
NONE = "–"
"""What a field without a value is called, by all of them."""
HIDDEN = "another one"
"""What a changed value is called that looks as it did: a secret within it is not shown."""
LONGEST = 300
"""Cells of a value."""


class ChangesPanel(Vertical):
    """What changes, under a heading; the subscription that it is about, where that is to be named."""

    def __init__(self, fields: Sequence[Field]) -> None:
        """`fields`: those of the page."""
        super().__init__(id="form-changes")
        self.display = False
        self.earlier: Sequence[AnswerChange] | None = None
        """What changes on the pages before; None while nobody has looked."""
        self._fields = fields
        self._opened: dict[str, Field] = {}
        self._heading = Static("", markup=False)
        self._table = SummaryTable(HEADERS, ())
        self._nothing = Static(f"  {NOTHING}", classes="form-nothing", markup=False)
        self._card: SubscriptionCard | None = None

    def compose(self) -> ComposeResult:
        """Heading and table."""
        yield self._heading
        yield self._table
        yield self._nothing

    @property
    def told_already(self) -> bool:
        """Whether a table of the author's says on this page what changes."""
        return any(isinstance(field, SummaryField) for field in self._fields)

    def own(self, known: Mapping[str, str], secrets: Collection[str] = ()) -> list[AnswerChange]:
        """Return what the page's fields hold otherwise than they were opened with.

        `known`: by name, the values that what the form is about has now, as text; `secrets`: names of fields that were
        answered, and the answer is not kept.
        """
        found = []
        for field in self._fields:
            if not field.asks or not (_may_differ(field) or field.spec.name in secrets):
                continue
            opened = self._opened_as(field)
            if field.answer() != opened.answer() or field.spec.name in secrets:
                found.append(_change(field, opened, known.get(field.spec.name, NONE)))
        return [(label, before, after) for label, before, after in found if after != before]  # it has it already

    def _opened_as(self, field: Field) -> Field:
        """Return a field as the form was opened with it."""
        name = field.spec.name
        if name not in self._opened:
            self._opened[name] = field_for(field.spec, NOT_SET, 20)
        return self._opened[name]

    def show(self, heading: str, changes: Sequence[AnswerChange], about: str | None) -> None:
        """Say what changes, here and on the pages before; again when an answer has changed.

        `about` is the id of the subscription that is changed, or ends: named unless the page shows one itself.
        """
        if (
            about is not None
            and self._card is None
            and not any(isinstance(it, DisplaySubscriptionField) for it in self._fields)
        ):
            self._card = SubscriptionCard(about)
            self.mount(self._card, after=self._heading)
        self._heading.update(Content.styled(clean(heading), "bold"))
        self._table.show(changes)
        self._table.display = bool(changes)
        self._nothing.display = not changes and any(field.asks for field in self._fields)


def _may_differ(field: Field) -> bool:
    """Say whether it is worth a look: another field is as the form was opened."""
    return field.touched or field.start != field.starts_with(NOT_SET)


def _change(field: Field, opened: Field, known: str) -> AnswerChange:
    before, after = (clean(shorten(one.brief(), LONGEST)) for one in (opened, field))
    label, now = clean(field.spec.label), clean(shorten(known, LONGEST))
    return label, now if before == NONE else before, after if after != before else HIDDEN
