"""What is the same on every screen of the console?

Header on top, the screen's own body, and one line at the bottom that holds the footer, or a question, or the filter.
A screen reads the deck when the app tells it to (`refresh_data`), once a second it may move its clocks (`tick`), and it
answers which actions apply now.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from console.actions import Action, Scope
from console.footer import Footer
from console.header import Header, is_too_small
from console.layout import TellingCompositor
from console.messages import Arrived, ReadAgain
from console.prompt import Question
from console.shell import Shell
from console.text_question import TextQuestion
from engine.plain import clean
from widgets.text import plain

if TYPE_CHECKING:
    from console.copies import Copy
    from console.menu import Choice
    from console.places import Place
    from engine.records import ProcessRow

__all__ = ["DeckScreen", "Severity"]

Severity = Literal["information", "warning", "error"]


class DeckScreen(Screen[None]):
    """A screen over the deck."""

    SCOPES: ClassVar[tuple[Scope, ...]] = ("global",)
    """Whose actions the screen offers."""
    WITHOUT: ClassVar[Collection[str]] = ()
    """Actions of those scopes that it does not."""
    FOOTER: ClassVar[Sequence[str]] = ()
    """Ids of the actions worth a place in the footer, the most useful first."""

    KEPT: ClassVar[Collection[str]] = ()
    """Those of them that stay where there is not room for all."""

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__()
        self._compositor = TellingCompositor()
        self.shell = shell
        self.view = view
        self.header = Header(shell, view)
        self.footer = Footer()
        self.question = Question()
        self.text_question = TextQuestion()
        self.notice = Static("", id="notice", markup=False)
        """Words in place of what there is not; a body has it where it wants them."""
        self._leaves = False
        self._asking = asyncio.Lock()
        self._was_read = False
        self._once_read: list[Callable[[], object]] = []

    def compose(self) -> ComposeResult:
        """Header, body, bottom line."""
        yield self.header
        with Vertical(id="body"):
            yield from self.body()
        with Vertical(id="bottom"):
            yield self.footer
            yield self.question
            yield self.text_question
            yield from self.bottom()

    def body(self) -> Iterable[Widget]:
        """Return what lies between header and bottom line."""
        return ()

    def bottom(self) -> Iterable[Widget]:
        """Return what else may take the bottom line."""
        return ()

    def on_mount(self) -> None:
        """Show the shell before anything is asked."""
        self.show_shell()

    def on_resize(self) -> None:
        """Say so where there is no room for the screen."""
        self.set_class(is_too_small(self.app.size), "-too-small")

    def on_screen_resume(self) -> None:
        """Ask for fresh data when this screen comes to the front."""
        if self._leaves:
            self.dismiss(None)
            return
        self.show_shell()
        if (place := self.place()) is not None:
            self.post_message(Arrived(place))
        self.post_message(ReadAgain())

    async def leave(self) -> None:
        """Go back to the screen behind; at once, or when the operator comes back to this one from another view."""
        if self.is_active:
            self.dismiss(None)
        else:
            self._leaves = True

    def crumbs(self) -> Sequence[str]:
        """Return the way to this screen."""
        return (self.view,)

    def current_row(self) -> ProcessRow | None:
        """Return the process that an action of scope `process` is about."""
        return None

    async def refresh_data(self) -> None:
        """Read what this screen shows again; raises what the deck raises."""

    def when_read(self, do: Callable[[], object]) -> None:
        """Do this about what the screen shows: now, or once that was read, for a key that came before."""
        if self._was_read:
            do()
        else:
            self._once_read.append(do)

    def has_read(self) -> None:
        """Do what waited for the first reading."""
        self._was_read = True
        while self._once_read:
            self.call_after_refresh(self._once_read.pop(0))

    async def again(self) -> None:
        """Do what the operator means by refreshing: read everything again."""
        self.post_message(ReadAgain())

    def copies(self) -> Sequence[Copy]:
        """Return what can be copied here."""
        return ()

    def long_text(self) -> str | None:
        """Return what is worth reading in a pager; None where there is nothing."""
        return None

    def place(self) -> Place | None:
        """Return where this is; None where it is no place to come back to."""
        return None

    async def keep(self) -> None:
        """Keep what would be lost if the console ended now."""

    def tick(self) -> None:
        """Move ages and countdowns on by the clock; called once a second while the console is live."""
        self.header.refresh()

    def redraw_times(self) -> None:
        """Draw anew what shows a time: they are shown in another zone now."""

    def show_shell(self) -> None:
        """Show what the shell says now: header, and the keys that apply."""
        self.header.show(self.crumbs())
        self.footer.show(self._reachable(self.applying()), self.KEPT)

    def say_instead(self, said: str, *of: Widget, keys: Widget) -> None:
        """Show these words in place of some widgets; without any, the widgets, and `keys` takes the keys that nothing
        else has. Not while the operator is at another window: what had them then has them again after that."""
        self.notice.update(plain(said, newlines=True))
        self.notice.display = bool(said)
        for widget in of:
            widget.display = not said
        if not said and self.focused is None and self.app.app_focus:
            keys.focus()

    def applying(self) -> list[Action]:
        """Return the actions for the footer that apply now, help last."""
        actions = [self.shell.actions[id] for id in (*self.FOOTER, "help.open")]
        return [action for action in actions if self.why_not(action) is None]

    def why_not(self, action: Action) -> str | None:
        """Say why an action does not apply here now; None when it does."""
        return self.shell.why_not(action, self.current_row())

    def _reachable(self, actions: Iterable[Action]) -> Iterable[Action]:
        """Yield the actions with the keys that the focused widget does not take for text."""
        focused = self.focused
        for action in actions:
            keys = tuple(
                key
                for key in action.keys
                if focused is None or not focused.check_consume_key(key, key if len(key) == 1 else None)
            )
            if keys:
                yield replace(action, keys=keys)

    def on_descendant_focus(self) -> None:
        """Show the keys that work where the focus is now."""
        self.footer.show(self._reachable(self.applying()), self.KEPT)

    def offered(self) -> list[Action]:
        """Return every action of this screen, for the help."""
        return [
            action
            for action in self.shell.actions.values()
            if action.scope in self.SCOPES and action.id not in self.WITHOUT
        ]

    async def do(self, action: Action, argument: str = "") -> None:
        """Run an action as its key would: the focused widget's own, the screen's, or the app's."""
        owners = [owner for owner in (self.focused, self, self.app) if owner is not None]
        owner = next((owner for owner in owners if hasattr(owner, f"action_{action.method}")), self.app)
        await self.app.run_action(("", action.method, (argument,) if argument else ()), owner)

    async def on_footer_clicked(self, message: Footer.Clicked) -> None:
        """Run the action that was clicked."""
        await self.do(message.action)

    def refused(self, action_id: str, row: ProcessRow | None = None) -> bool:
        """Say why an action does not apply now, and return True; False when it does apply."""
        action = self.shell.actions[action_id]
        reason = self.why_not(action) if row is None else self.shell.why_not(action, row)
        if reason is None:
            return False
        self.say(f"{action.label}: {reason}", "warning")
        return True

    def say(self, text: str, severity: Severity = "information") -> None:
        """Show a line that goes away by itself."""
        self.notify(clean(text), severity=severity, markup=False, timeout=8 if severity == "error" else 5)

    async def choose(self, title: str, choices: Sequence[Choice]) -> Choice | None:
        """Let one of a few things be chosen by its letter, on the bottom line; None where none was."""
        from console.menu import Menu

        async with self._bottom_line():
            came_from = self.focused
            menu = Menu(title, choices)
            await self.query_one("#bottom").mount(menu)
            try:
                return await menu.answer
            finally:
                if menu.has_focus and came_from is not None and came_from.is_attached:
                    self.set_focus(came_from, scroll_visible=False)
                await menu.remove()

    async def ask(self, text: str, wanted: str = "") -> bool:
        """Ask for yes or no on the bottom line, no being the default; with `wanted` for that word."""
        async with self._bottom_line():
            return await self.question.ask(text, wanted)

    async def ask_text(self, text: str, value: str = "") -> str | None:
        """Ask for a line of text on the bottom line, `value` to begin with; None when there is no answer."""
        async with self._bottom_line():
            return await self.text_question.ask(text, value)

    @asynccontextmanager
    async def _bottom_line(self) -> AsyncIterator[None]:
        """Take the footer's line; what else wants to ask waits until that is answered."""
        async with self._asking:
            self.footer.display = False
            try:
                yield
            finally:
                self.footer.display = True
