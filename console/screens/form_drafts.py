"""How is what was typed into a form, and the page it was left on, kept as a draft, and forgotten when it is sent?"""

from __future__ import annotations

import asyncio

from console.screens.form_keys import FormKeys
from console.shell import Shell
from console.wording import one_line

__all__ = ["FormDrafts"]

DRAFT_PAUSE = 1.0
"""Seconds without a key before the draft is kept."""


class FormDrafts(FormKeys):
    """A form whose draft is kept while it is filled in."""

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self._sent = False
        """Whether the engine took the answers: what is typed after that is of no form any more."""
        self._keeping = asyncio.Lock()
        """Held while a draft is kept: who leaves waits for it, and hears if it fails."""

    async def keep(self) -> None:
        """Keep what was typed since the last time as a draft."""
        async with self._keeping:
            session = self.wizard.session
            if session is None or not self._unsaved or self._sent:
                return
            self._remember()
            self._unsaved = False
            try:
                await self.shell.deck.keep_draft(session.subject, self.wizard.typed, self.wizard.index)
            except Exception as error:
                self._unsaved = True
                self.say(f"the draft could not be kept: {one_line(error)}", "error")

    def _keep_soon(self) -> None:
        """Keep the draft after a pause in the typing."""
        self._unsaved = True
        self._pauses.after("draft", DRAFT_PAUSE, self.keep)

    def _elsewhere(self) -> None:
        """Have the draft, where there is one, say that the operator is on another page now."""
        if self._typed or self.wizard.from_draft:
            self._keep_soon()

    async def _drop_draft(self) -> None:
        """Forget the draft of what was sent; that it stays is told, and is no reason to stay with it."""
        session = self.wizard.session
        if session is None:
            return
        try:
            async with self._keeping:  # a draft that is being kept comes before
                await self.shell.deck.drop_draft(session.subject)
        except Exception as error:
            self.say(f"the draft could not be forgotten: {one_line(error)}", "warning")
