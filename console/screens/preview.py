"""What does a workflow ask before it starts? Its form, page by page, and nothing comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from console.actions import Action
from console.messages import FormSent
from console.screens.form import FormScreen
from console.shell import Shell
from console.wizard import Done

if TYPE_CHECKING:
    from engine.forms import FormSession

__all__ = ["PreviewScreen"]


class PreviewScreen(FormScreen):
    """The start form of a workflow, only to look at."""

    def __init__(self, shell: Shell, view: str, workflow: str) -> None:
        super().__init__(shell, view)
        self._workflow = workflow

    def crumbs(self) -> Sequence[str]:
        """Return the way here, and that it is no start."""
        return (self.view, self._workflow, f"only looked at, page {self.wizard.index + 1}")

    def applying(self) -> list[Action]:
        """Say of escape what it does here."""
        return [replace(each, label="leave") if each.id == "form.leave" else each for each in super().applying()]

    def _send_label(self) -> str:
        return "End of the form"

    async def open_session(self) -> FormSession:
        """Return the form."""
        return await self.shell.deck.preview(self._workflow)

    async def keep(self) -> None:
        """Keep nothing: a draft is of what shall be sent."""

    async def leave(self) -> None:
        """Go back, with nothing kept."""
        self._typed = self._unsaved = False
        await super().leave()

    async def send(self, done: Done) -> FormSent:
        """Start nothing, and say so."""
        return FormSent(None, started=False, said=f"that was the form of {self._workflow}; nothing was started")
