"""What can be taken out of the console: into the clipboard, into the operator's pager?

A screen says what it has (`copies`, `long_text`); how it gets out is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import App

from console.screens.deck_screen import DeckScreen
from console.shell import Shell
from console.threads import in_thread
from console.wording import one_line

if TYPE_CHECKING:
    from console.menu import Choice

__all__ = ["Copying"]


class Copying(App[None], inherit_bindings=False):
    """The app's part in taking things out."""

    shell: Shell
    _told_of_tool = False
    """Whether the operator knows that the desktop's clipboard does not work."""

    @work(group="copy")
    async def action_copy_open(self) -> None:
        """Choose what to copy, and copy it."""
        screen = self.screen
        assert isinstance(screen, DeckScreen)
        copies = {copy.key: copy for copy in screen.copies()}
        if not copies:
            screen.say("there is nothing to copy here", "warning")
            return
        from console.menu import Choice

        chosen = await screen.choose("copy", [Choice(copy.key, copy.label) for copy in copies.values()])
        if chosen is not None:
            await self._copy(screen, chosen, copies[chosen.key].text())

    async def _copy(self, screen: DeckScreen, chosen: Choice, text: str) -> None:
        from console.clipboard import LONGEST, fitting, give_to_tool, tool

        part, whole = fitting(text)
        self.copy_to_clipboard(part)
        cut = "" if whole else f"; cut at {LONGEST:,} bytes, more a terminal does not take"
        screen.say(f"copied {chosen.label}{cut}", "information" if whole else "warning")
        command = tool()
        problem = await in_thread(give_to_tool, command, text) if command is not None else None
        if problem is not None and not self._told_of_tool:
            self._told_of_tool = True
            screen.say(f"the clipboard of this desktop was not reached: {problem}", "warning")

    async def action_pager_open(self) -> None:
        """Read what is on the screen with the pager. Raises NotPaged."""
        screen = self.screen
        assert isinstance(screen, DeckScreen)
        text = screen.long_text()
        if text is None:
            screen.say("there is nothing to read here", "warning")
        else:
            self.read_outside(screen, text)

    def read_outside(self, screen: DeckScreen, text: str) -> None:
        """Show a text in the pager, and say where that cannot be done."""
        from console.pager import NotPaged, page

        try:
            page(self, text)
        except NotPaged as error:
            screen.say(str(error), "error")

    async def action_handover_write(self, since: str = "8h") -> None:
        """Write the report of a shift into a file, and read it. Raises engine.errors.UsageError."""
        screen = self.screen
        assert isinstance(screen, DeckScreen)
        if not self.shell.opened:
            screen.say("the store is not open yet", "warning")
            return
        from console.handover import handover, keep_report

        try:
            text = handover(await self.shell.deck.shift(since), self.shell.environment.name)
        except Exception as error:
            if hasattr(error, "exit_code"):  # what was asked for is wrong: whoever asked says so
                raise
            screen.say(one_line(error), "error")
            return
        if self.shell.state_dir is not None:
            try:
                path = await in_thread(keep_report, self.shell.state_dir, text, self.shell.now())
                screen.say(f"written to {path}")
            except OSError as error:
                screen.say(f"the report is not kept: {error.strerror}", "error")
        self.read_outside(screen, text)

    def action_app_background(self) -> None:
        """Go to the background of the shell; `fg` comes back."""
        self.action_suspend_process()
