"""How is a form filled in, page by page, without ever losing what was typed?

The engine's own page classes validate while the operator types; a verdict on older answers than those on the screen is
dropped. The form's code runs off the interface's thread, and where it fails itself, its traceback stands in place of
the page, with a key to try again. What was typed is kept as a draft while typing and on leaving.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from textual.containers import Vertical
from textual.widget import Widget

from console.bindings import bindings
from console.form_changes import subject_of, values_of
from console.form_head import FormHead, notice
from console.form_view import frames, read, told, view_of
from console.messages import FormSent, OpenSubscription
from console.pauses import Pauses
from console.screens.form_drafts import FormDrafts
from console.screens.form_keys import Move
from console.shell import Shell
from console.surroundings import outside_of
from console.wizard import Done, Given, Shown, Wizard
from console.wording import one_line
from widgets.forms import ROOT, FormPageView, SubscriptionCard
from widgets.state import TextView

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.forms import FieldError, FormSession

__all__ = ["FormScreen"]

CHECK_PAUSE = 0.3
"""Seconds without a key before the page is validated."""

EMPTY_PAGE = {"type": "object", "properties": {}}


class FormScreen(FormDrafts):
    """A form being filled in."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form")]
    SCOPES = ("global", "form")
    FOOTER = ("form.submit", "form.next_error", "form.editor", "form.previous", "form.next", "form.leave", "form.again")
    KEPT = ("form.leave",)
    SEND: ClassVar[str] = "Resume"
    """What the button of the last page does to the workflow or task, unless the form says otherwise."""
    STARTS: ClassVar[bool] = False
    """Whether sending it starts a process."""

    def __init__(self, shell: Shell, view: str, first: Mapping[str, Any] | None = None) -> None:
        super().__init__(shell, view)
        self.wizard = Wizard(shell.deck, self.open_session, read, first)
        self._head = FormHead()
        self._place = Vertical(id="form-place")
        self._judged = False
        """Whether this page was sent: from then on all errors are shown, not only those of fields that were touched."""
        self._held: frozenset[str] = frozenset()
        """What was filled in on this page before: held against it like what is touched now."""
        self._edits = 0
        """Grows with every change and every move: a verdict on an older page or answer is dropped."""
        self._moving = False
        self._subject = ""
        """The subscription that was read for it."""
        self._sending = False
        """Whether the engine has the answers, and has not said yet what becomes of them."""
        self._pauses = Pauses(self, live=shell.live)

    @abstractmethod
    async def open_session(self) -> FormSession:
        """Return the form, from the present state of the store."""

    @abstractmethod
    async def send(self, done: Done) -> FormSent:
        """Give the answers to the engine; return what to tell of it."""

    def body(self) -> Iterable[Widget]:
        """The title, and the page below it."""
        return (self._head, self._place)

    def on_mount(self) -> None:
        """Open the form."""
        self._head.show("", "opening the form…")
        self._move(self.wizard.begin)

    def crumbs(self) -> Sequence[str]:
        """Return the way here, to the page."""
        session = self.wizard.session
        name = (session.step or session.title) if session is not None else "form"
        return (self.view, name, f"page {self.wizard.index + 1}")

    async def leave(self) -> None:
        """Keep a draft and leave; a draft that cannot be kept is said, and the form stays."""
        if self._sending:
            self.say("it is being sent; wait for what becomes of it", "warning")
            return
        await self.keep()
        if not self._unsaved:
            if self._typed:
                self.say("draft kept: it is here again when you open the form")
            await super().leave()

    def on_form_page_view_changed(self, message: FormPageView.Changed) -> None:
        """Validate after a pause in the typing, and keep a draft after a longer one."""
        self._edits += 1
        self._pauses.after("check", CHECK_PAUSE, self._check)
        self._typed = True
        self._keep_soon()

    def on_subscription_card_opened(self, message: SubscriptionCard.Opened) -> None:
        """Show the subscription that the page is about; the form waits behind it."""
        try:
            self.app.post_message(OpenSubscription(UUID(message.key)))
        except ValueError:  # the schema's format says what it is, and the author's default may be anything
            self.say(f"{message.key} is not the id of a subscription", "warning")

    def on_form_page_view_submitted(self, message: FormPageView.Submitted) -> None:
        """Send the page on, or the whole form."""
        self._judged = True
        given, done = Given(message.answers, message.page.raw()), self._done
        self._move((lambda: self._hand_over(done)) if done is not None else (lambda: self._forward(given)))

    async def _forward(self, given: Given) -> Shown | Done | None:
        found = await self.wizard.forward(given)
        return await self._hand_over(found) if isinstance(found, Done) else found

    async def _hand_over(self, done: Done) -> Shown | Done | None:
        """Give the answers to the engine and leave; where it refuses, the page stays as it is."""
        session = self.wizard.session
        title = session.title if session is not None and session.target == "TERMINATE" and self.STARTS else None
        if title is not None and not await self.ask(f"start {title}? What it ends stays ended"):
            return None
        self._sending = True
        try:
            sent = await self.send(done)
            self._sent = True
            self._pauses.stop()
            await self._drop_draft()
        finally:
            self._sending = False
        self.app.post_message(sent)
        await super().leave()
        return None

    async def _check(self) -> None:
        """Validate the page as it is now; before it is sent, only what the operator touched is held against her."""
        page, edits = self._page, self._edits
        if page is None or self._done is not None:
            return
        self._tell_changes()
        try:
            errors = await self.wizard.check(page.answers())
        except Exception:  # a validator that fails in its own code says so when the page is sent
            return
        if edits == self._edits and page is self._page:
            self._show_errors(page, self._seen(errors, page), focus=False)

    # What is said of a page

    def standing(self, shown: Shown) -> str:
        """Return in a few words where what stands on a page comes from."""
        return "your draft is here again" if shown.restored else ""

    def remark(self, shown: Shown) -> str:
        """Return what else should be known of a page."""
        return ""

    # What the form answers

    def _move(self, move: Move) -> None:
        """Run the form's code for one move; a second key press while it runs is not a second move."""
        if not self._moving:
            self._moving = True
            self._edits += 1
            self.run_worker(self._make(move), group="move")

    async def _make(self, move: Move) -> None:
        try:
            found = await move()
        except Exception as error:
            await self._show_failure(error)
        else:
            if isinstance(found, Done):
                await self._show_done(found)
            elif found is not None:
                await self._show_page(found)
        finally:
            self._moving = False
        if self.is_attached:
            self.show_shell()

    async def _show_page(self, shown: Shown) -> None:
        """Show a page; what was filled in on it before is held against it at once, where it does not fit any more."""
        page = shown.page
        if self._shows is not None and self._shows.index != page.index:
            self._elsewhere()
        if self._page is None or self._shows != page or not shown.errors:
            self._judged = bool(shown.errors) and not shown.restored
            self._held = frozenset(shown.typed)
            await self._put(view_of(page, shown.typed, self._send_label(), outside_of(self.shell, page.index)))
        self._shows, self._done = page, None
        view, errors = self._page, shown.errors
        if view is not None and not errors and shown.typed:
            with suppress(Exception):  # a validator that fails in its own code says so when the page is sent
                errors = self._seen(await self.wizard.check(view.answers()), view)
        session = self.wizard.session
        self._head.show(
            page.title or (session.title if session else ""),
            "   ".join(part for part in (self.standing(shown), f"page {page.index + 1}") if part),
            self.wizard,
            " · ".join(part for part in (notice(shown, len(errors)), self.remark(shown)) if part),
        )
        if view is not None and errors:
            self._show_errors(view, errors, focus=True)
        await self._look_up()
        self._tell_changes()

    async def _look_up(self) -> None:
        """Read what the subscription that the form changes has now, once."""
        subject = subject_of(self.wizard)
        if subject is not None and subject != self._subject:
            self._subject = subject
            with suppress(Exception):  # that it cannot be read is said by the form, if it needs it
                self._now = values_of(await self.shell.deck.subscription(UUID(subject)))
            if self._page is not None:
                self._page.changes.earlier = None

    def _show_errors(self, view: FormPageView, errors: Sequence[FieldError], *, focus: bool) -> None:
        """Show what is wrong; pydantic looks at a page as a whole only when no field of it is."""
        first_round = bool(errors) and not any(error.loc in ((), (ROOT,)) for error in errors)
        second = first_round and self._judged and self._shows is not None and self._shows.second_round
        after = "more is looked at when these are right" if second else ""
        view.show_errors(told(errors, self.shell.key("form.again")), focus=focus, after=after)
        self.show_shell()

    def _seen(self, errors: Sequence[FieldError], view: FormPageView) -> Sequence[FieldError]:
        """Return the errors to show: all once the page was sent, before that those of what was filled in."""
        filled_in = view.touched | self._held
        return errors if self._judged else [error for error in errors if error.loc and error.loc[0] in filled_in]

    async def _show_done(self, done: Done) -> None:
        """Show a form that asks for nothing: one key sends it."""
        self._done = done
        await self._put(FormPageView(EMPTY_PAGE, button=self._send_label()))
        self._head.show(self.wizard.session.title if self.wizard.session else "", "no input needed")

    async def _show_failure(self, error: Exception) -> None:
        """Show what the engine refused above the answers; a failure of the form's own code in place of the page."""
        refused = hasattr(error, "exit_code")
        if refused and self._page is not None:
            copies = f"; {self.shell.key('form.yank')} copies these answers" if _is_late(error) else ""
            self._page.show_errors([((), f"{one_line(error)}{copies}")], focus=False)
            return
        self._remember()
        text = one_line(error) if refused else f"{one_line(error)}\n\n{frames(error)}"
        await self._put(TextView(text))
        kept = "what you typed is kept" if self.wizard.typed else ""
        self._head.show("No form" if refused else "The form failed in its own code", kept)

    async def _put(self, widget: FormPageView | TextView) -> None:
        """Show this in place of what is there."""
        self._page = widget if isinstance(widget, FormPageView) else None
        with self.app.batch_update():
            await self._place.remove_children()
            await self._place.mount(widget)
        if isinstance(widget, FormPageView):
            widget.focus_first()
        else:
            widget.focus()

    def _send_label(self) -> str:
        session = self.wizard.session
        return f"{self.SEND} {'task' if session is not None and session.is_task else 'workflow'}"


def _is_late(error: Exception) -> bool:
    """Say whether somebody else was first: what was typed is of use to nobody but who typed it."""
    from engine.errors import Overtaken

    return isinstance(error, Overtaken)
