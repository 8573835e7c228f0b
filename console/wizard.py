"""Where in a form of several pages is the operator, and what has she answered?

A form is a generator that is run again from its first page with the answers so far, so that a page may depend on the
ones before. The wizard keeps what was given on every page seen, later ones too: going back loses nothing, and what
still fits is there again when she comes forward. It knows no widgets; whatever the form's own code raises goes to the
caller, and leaves the wizard where it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.deck import Deck
    from engine.forms import FieldError, FormSession, PageErrors, PageView

__all__ = ["Done", "Given", "Shown", "Wizard"]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given on one page."""

    answer: Mapping[str, Any]
    """To be sent: values in their own types."""
    typed: Mapping[str, Any]
    """To be kept and shown again: text as it was typed, no secrets."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show."""

    page: PageView
    typed: Mapping[str, Any]
    """What was given on it before, if anything."""
    errors: Sequence[FieldError] = ()
    restored: bool = False
    """Whether that comes from a draft."""


@dataclass(frozen=True, slots=True)
class Done:
    """Every page is answered; these are the answers to send."""

    answers: Sequence[Mapping[str, Any]]


class Wizard:
    """One form being filled in."""

    def __init__(
        self,
        deck: Deck,
        open_session: Callable[[], Awaitable[FormSession]],
        first: Mapping[str, Any] | None = None,
    ) -> None:
        self._deck = deck
        self._open_session = open_session
        self._first = first
        """What is known of the first page already: of which subscription it is, say."""
        self._given: list[Given] = []
        """By page; pages after the present one are kept as they were left."""
        self.session: FormSession | None = None
        self.page: PageView | None = None
        """The page on screen; None while there is none."""

    @property
    def index(self) -> int:
        """Number of the page on screen, from 0."""
        return self.page.index if self.page is not None else 0

    @property
    def typed(self) -> list[Mapping[str, Any]]:
        """What to keep as a draft, by page."""
        return [given.typed for given in self._given]

    async def begin(self) -> Shown | Done:
        """Open the form: on the page where a draft was left, else on the first that is not answered."""
        session = self.session = await self._open_session()
        draft = await self._deck.draft(session.subject)
        if self._first is not None and not (draft and _fits(draft[0], self._first)):
            self._given = [Given(self._first, self._first)]
            return await self._walk(1)
        if draft:
            self._given = [Given(page, page) for page in draft]
            shown: Shown | Done | None = None
            with contextlib.suppress(Exception):  # the form has changed since: its first page is there at least
                shown = await self._walk(len(draft) - 1)
            if shown is None:  # outside of the `with`, so that what fails now is not told as a consequence
                shown = await self._walk(0)
            if isinstance(shown, Shown):
                return Shown(shown.page, shown.typed, shown.errors, restored=True)
        return await self._walk(0)

    async def again(self) -> Shown | Done:
        """Build the form anew, from its process as it is now, up to the present page; what was given is kept."""
        if self.session is None:
            return await self.begin()
        self.session = await self._open_session()
        return await self._walk(self.index)

    async def forward(self, given: Given) -> Shown | Done:
        """Send the present page on: to the next page, to this or an earlier one with its errors, or to the end."""
        self.keep(given)
        return await self._walk(self.index + 1)

    async def back(self, given: Given) -> Shown | Done:
        """Show the page before, keeping this one as it is."""
        self.keep(given)
        return await self._walk(max(0, self.index - 1))

    def keep(self, given: Given) -> None:
        """Remember what the page on screen holds."""
        if self.page is not None:
            self._given[self.index : self.index + 1] = [given]

    async def check(self, answer: Mapping[str, Any]) -> Sequence[FieldError]:
        """Validate the page on screen alone, with its real class."""
        if self.session is None or self.page is None:
            return ()
        return await self._deck.check(self.session, self.page, answer)

    async def _walk(self, pages: int) -> Shown | Done:
        """Run the form with the answers of the first `pages` pages, and say what comes next."""
        from engine.forms import FormDone

        assert self.session is not None
        answers = [given.answer for given in self._given[:pages]]
        found = await self._deck.walk(self.session, answers)
        return Done(answers) if isinstance(found, FormDone) else self._show(found)

    def _show(self, found: PageView | PageErrors) -> Shown:
        from engine.forms import PageErrors

        errors: Sequence[FieldError] = ()
        if isinstance(found, PageErrors):
            page, errors = found.page, found.errors
        else:
            page = found
        self.page = page
        typed = self._given[page.index].typed if page.index < len(self._given) else {}
        return Shown(page, typed, errors)


def _fits(draft: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    """Say whether a draft is of the same thing as what is known already."""
    return all(str(draft.get(name)) == str(value) for name, value in first.items())
