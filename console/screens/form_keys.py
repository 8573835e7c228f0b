"""What can the operator do with a form, beside filling it in?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from textual import work

from console.actions import Action
from console.form_changes import tell_changes
from console.form_view import as_json
from console.pauses import Pauses
from console.screens.deck_screen import DeckScreen
from console.wizard import Done, Given, Shown, Wizard
from widgets.forms import FormPageView

if TYPE_CHECKING:
    from engine.forms import PageView

__all__ = ["FormKeys", "Move"]

Move = Callable[[], Awaitable[Shown | Done | None]]
"""One move through the form: to a page, to its end, or away from it."""


class FormKeys(DeckScreen):
    """A screen on which the actions of scope `form` work."""

    wizard: Wizard
    _page: FormPageView | None = None
    _shows: PageView | None = None
    """The page that `_page` was built from."""
    _done: Done | None = None
    """The answers of a form without pages, waiting for the operator's word."""
    _typed = False
    """Whether anything was typed since the form was opened."""
    _unsaved = False
    """Whether anything was typed since the draft was kept."""
    _tells_changes: bool | None = None
    """Whether the operator wants to see what changes; None while she said nothing."""
    _now: Mapping[str, str] = {}
    """What the subscription that the form changes has now, by names."""
    _pauses: Pauses

    @abstractmethod
    def _move(self, move: Move) -> None:
        """Run the form's code for one move."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave a key that does nothing here to the field it would go to, as a move by words."""
        if action == "form_previous":
            return self.wizard.index > 0
        if action == "form_editor":
            return self._page is not None and self._page.long_text is not None
        return self._goes_on() if action == "form_next" else super().check_action(action, parameters)

    def applying(self) -> list[Action]:
        """Leave out the keys that do nothing now."""
        without = set() if self.wizard.index > 0 else {"form.previous"}
        without |= set() if self._goes_on() else {"form.next"}
        without |= {"form.submit", "form.yank", "form.changes"} if self._page is None else {"form.again"}
        without |= set() if self._anything else {"form.discard"}
        without |= set() if self._page is not None and self._page.error_count else {"form.next_error"}
        without |= set() if self._page is not None and self._page.long_text is not None else {"form.editor"}
        return [action for action in super().applying() if action.id not in without]

    @property
    def _anything(self) -> bool:
        """Whether there is anything that was typed, now or before."""
        return self._typed or bool(self.wizard.typed)

    def _goes_on(self) -> bool:
        """Whether it is known that there is a page after this one."""
        return self.wizard.page is not None and (self.wizard.seen_next or self.wizard.page.has_next is True)

    async def again(self) -> None:
        """Build the form again, the answers kept."""
        self._remember()
        self._move(self.wizard.again)

    async def action_form_again(self) -> None:
        """Build the form again."""
        await self.again()

    def action_form_submit(self) -> None:
        """Send the page."""
        if self._page is not None:
            self._page.submit()

    def action_form_previous(self) -> None:
        """Go back a page."""
        if self._page is not None and self.wizard.index > 0:
            self._page.when_settled(self._go_back)

    def action_form_next(self) -> None:
        """Go on a page, never to the end: what was filled in there before is there again."""
        if self._page is not None and self._goes_on():
            self._page.submit()

    def action_form_editor(self) -> None:
        """Open the long text under the cursor in the operator's editor."""
        if self._page is not None and (field := self._page.long_text) is not None:
            self._page.when_settled(field.open_editor)

    def action_form_next_error(self) -> None:
        """Go to the next message."""
        if self._page is not None:
            self._page.action_next_error()

    def action_form_changes(self) -> None:
        """Show what changes, or hide it."""
        if (page := self._page) is not None and self._done is None:
            self._tells_changes = not page.changes.display
            page.when_settled(self._tell_changes)
            page.call_after_refresh(page.changes.scroll_visible, animate=False)

    def _tell_changes(self) -> None:
        """Say what changes by the answers as they are now."""
        if self._page is not None and self._done is None:
            tell_changes(self.wizard, self._page, self._tells_changes, self._now)

    def on_form_page_view_back(self, message: FormPageView.Back) -> None:
        """Go back a page, as the key does."""
        self._go_back()

    def _go_back(self) -> None:
        if self._page is not None:
            given = Given(self._page.answers(), self._page.raw())
            self._move(lambda: self.wizard.back(given))

    @work
    async def action_form_leave(self) -> None:
        """Keep a draft and leave; in a worker, since the keys that follow do not wait for the store."""
        await self.leave()

    def action_form_yank(self) -> None:
        """Copy the page's answers."""
        page = self._shows
        if self._page is not None and page is not None and self._done is None:
            self.app.copy_to_clipboard(as_json(page, self._page.answers()))
            self.say("copied this page's answers as JSON, without secrets")

    @work
    async def action_form_discard(self) -> None:
        """Ask, then forget what was typed."""
        if not self._anything:
            self.say("there is nothing of yours in this form", "warning")
        elif await self.ask("forget what you typed into this form?"):
            self._pauses.stop()
            self._typed = self._unsaved = False
            self._move(self.wizard.afresh)

    def _remember(self) -> None:
        """Have the wizard know what the page on screen holds."""
        if self._page is not None and self._done is None:
            self.wizard.keep(Given(self._page.answers(), self._page.raw()))
