"""Where in a form of several pages is the operator, and what has she answered?

A form is a generator that is run again from its first page with the answers so far, so that a page may depend on the
ones before. The wizard keeps what was given on every page seen, later ones too: going back loses nothing, and what
still fits is there again when she comes forward. It knows no widgets; whatever the form's own code raises goes to the
caller, and leaves the wizard where it was.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.deck import Deck
    from engine.drafts import Draft
    from engine.forms import FieldError, FormSession, PageErrors, PageView

__all__ = ["VERSION", "Done", "Given", "Shown", "Wizard"]

VERSION = "version"
"""What the first page of a form on a subscription calls the version of it that the operator saw."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given on one page."""

    answer: Mapping[str, Any]
    """To be sent: values in their own types."""
    typed: Mapping[str, Any]
    """To be kept and shown again: text as it was typed, no secrets."""
    after: Sequence[Mapping[str, Any]] | None = None
    """The answers of the pages before, which it was given on; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show."""

    page: PageView
    typed: Mapping[str, Any]
    """What was given on it before, if anything."""
    errors: Sequence[FieldError] = ()
    restored: bool = False
    """Whether that comes from a draft."""
    returned: bool = False
    """Whether it was accepted before, and is not any more, while a later page was sent."""
    gone: Mapping[str, Any] = field(default_factory=dict)
    """What was given under names that the form does not have any more."""
    because: Sequence[tuple[PageView, str]] = ()
    """Answers on pages before that are others than when this one was filled in: page, and name of the field."""
    unfit: tuple[PageView, Sequence[str]] | None = None
    """A page behind this one that does not take any more what a draft has for it: names of the fields."""
    behind: Mapping[str, Any] = field(default_factory=dict)
    """What a draft has for pages that cannot be reached as long as one before does not fit."""


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
        read: Callable[[PageView, Mapping[str, Any]], Mapping[str, Any]],
        first: Mapping[str, Any] | None = None,
    ) -> None:
        """`read` says what is answered on a page by what was typed on it; `first`, what is known of the first page."""
        self._deck = deck
        self._read = read
        self._open_session = open_session
        self._first = first
        self.kept: Sequence[Mapping[str, Any]] = ()
        """Answers of before, by page, to begin with where there is no draft."""
        self._given: list[Given] = []
        """By page; pages after the present one are kept as they were left."""
        self._pages: dict[int, PageView] = {}
        """Every page seen so far by its number, as it was last; those after the present one may turn out otherwise."""
        self.from_draft = False
        """Whether what was typed before is there again."""
        self.session: FormSession | None = None
        self.page: PageView | None = None
        """The page on screen; None while there is none."""

    @property
    def index(self) -> int:
        """Number of the page on screen, from 0."""
        return self.page.index if self.page is not None else 0

    @property
    def trail(self) -> Sequence[PageView]:
        """The pages seen so far, in their order, also those after the present one."""
        return [self._pages[index] for index in sorted(self._pages)]

    @property
    def before(self) -> Iterable[tuple[PageView, Given]]:
        """The pages before the one on screen, each with what was given on it."""
        return [(page, self._given[page.index]) for page in self.trail if page.index < self.index]

    @property
    def seen_next(self) -> bool:
        """Whether the page after the present one was filled in before."""
        return self.index + 1 < len(self._given)

    @property
    def typed(self) -> list[Mapping[str, Any]]:
        """What to keep as a draft, by page."""
        return [given.typed for given in self._given]

    async def begin(self) -> Shown | Done:
        """Open the form: on the page where a draft was left, else on the first that is not answered."""
        session = self.session = await self._open_session()
        draft = await self._deck.draft(session.subject)
        if self._first is not None:
            first = await self._asked_first(self._first)
            if not (draft and _fits(draft.pages[0], first)):
                return await self._after(first)
            draft.pages[0].update(first)
        if draft:
            self.from_draft = True
            shown = await self._restored(draft)
            return replace(shown, restored=True) if isinstance(shown, Shown) else shown
        self._given = [Given(page, page) for page in self.kept]
        return await self._walk(0)

    async def _asked_first(self, first: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return of what is known beforehand as much as the first page asks for: a form need not ask for a version."""
        found = await self._walk(0)
        asked = found.page.schema.get("properties", {}) if isinstance(found, Shown) else {}
        self._pages, self.page = {}, None
        return {name: value for name, value in first.items() if name in asked}

    async def renewed(self, first: Mapping[str, Any]) -> Shown | Done:
        """Begin again with what is known of the first page now; all that was given on later pages is kept."""
        self._first = first
        self.session = await self._open_session()
        return await self._after(await self._asked_first(first))

    async def _after(self, first: Mapping[str, Any]) -> Shown | Done:
        """Show the page after the first, which is answered by this; the first, where nothing is known of it."""
        self._given[0:1] = [Given(first, first)] if first else []
        return await self._walk(1 if first else 0)

    async def _restored(self, draft: Draft) -> Shown | Done:
        """Fill in what was typed as far as the form takes it; show the page it was left on, or the one it stops at."""
        self._given = [Given(typed, typed) for typed in draft.pages]
        found = await self._walk(0)
        gone: Mapping[str, Any] = {}
        while isinstance(found, Shown) and not found.errors and found.page.index + 1 < len(draft.pages):
            at = found.page.index
            self.keep(Given(self._read(found.page, found.typed), found.typed))
            try:
                reached = await self._walk(at + 1)
            except Exception:  # the form has changed since, or fails in its own code: the page before it is there
                found = await self._walk(at)
                break
            if isinstance(reached, Done):  # it has fewer pages than it had
                gone = _values(draft.pages[at + 1 :])
                del self._given[at + 1 :]
                found = await self._walk(at)
                break
            found = reached
        return await self._left(found, draft.at, gone) if isinstance(found, Shown) else found

    async def _left(self, found: Shown, at: int, gone: Mapping[str, Any]) -> Shown | Done:
        """Show the page a draft was left on, where it is before the one `found`; say what does not fit behind it."""
        behind = _values(given.typed for given in self._given[found.page.index + 1 :])
        shown: Shown | Done = found
        unfit: tuple[PageView, Sequence[str]] | None = None
        if at < found.page.index:
            wrong = await self._wrong(found)
            unfit = (found.page, wrong) if wrong else None
            shown = await self._walk(at)
        if isinstance(shown, Shown):
            return replace(shown, gone={**shown.gone, **gone}, unfit=unfit, behind=behind)
        return shown

    async def _wrong(self, found: Shown) -> Sequence[str]:
        """Return which fields of a page do not take what was typed into them before."""
        errors = found.errors
        if not errors:
            with suppress(Exception):  # a validator that fails in its own code says so when the page is sent
                errors = await self.check(self._read(found.page, found.typed))
        names = dict.fromkeys(str(error.loc[0]) for error in errors if error.loc)
        return [name for name in names if name in found.typed]

    async def afresh(self) -> Shown | Done:
        """Forget what was given, and the draft of it, and begin anew."""
        if self.session is not None:
            await self._deck.drop_draft(self.session.subject)
        self._given, self._pages, self.page = [], {}, None
        return await self.begin()

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
            after = [earlier.answer for earlier in self._given[: self.index]]
            self._given[self.index : self.index + 1] = [replace(given, after=after)]

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
        return Done(answers) if isinstance(found, FormDone) else self._show(found, pages)

    def _show(self, found: PageView | PageErrors, sent: int) -> Shown:
        from engine.forms import PageErrors

        errors: Sequence[FieldError] = ()
        if isinstance(found, PageErrors):
            page, errors = found.page, found.errors
        else:
            page = found
        self.page = page
        self._pages[page.index] = page
        if page.index >= len(self._given):
            return Shown(page, {}, errors)
        kept = self._given[page.index]
        returned = bool(errors) and page.index + 1 < sent
        fields = page.schema.get("properties", {})
        return Shown(
            page,
            kept.typed,
            errors,
            returned=returned,
            gone={name: value for name, value in kept.typed.items() if name not in fields},
            because=self._changed_since(kept),
        )

    def _changed_since(self, kept: Given) -> list[tuple[PageView, str]]:
        """Return which answers before a page are others now than when it was filled in."""
        changed = []
        for page in self.trail:
            if page.index < min(len(kept.after or ()), len(self._given)):
                before, now = (kept.after or ())[page.index], self._given[page.index].answer
                names = [*now, *(name for name in before if name not in now)]
                changed += [(page, name) for name in names if before.get(name) != now.get(name)]
        return changed


def _values(pages: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {name: value for page in pages for name, value in page.items()}


def _fits(draft: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    """Say whether a draft is of the same thing as what is known already, in whichever version of it."""
    return all(str(draft.get(name)) == str(value) for name, value in first.items() if name != VERSION)
