"""Who else has this form open? A line on a form, where there is anybody.

It asks in a worker, now and then; a store that does not answer is no matter here, since nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from textual.content import Content
from textual.widgets import Static

from console.shell import Shell
from console.times import age
from engine.plain import clean

if TYPE_CHECKING:
    from engine.presence import OpenForm

__all__ = ["Company"]

LOOK_AGAIN = 20.0
"""Seconds between two looks."""


class Company(Static):
    """The others who have the same form open."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("", id="form-company", markup=False)
        self.display = False
        self._shell = shell
        self._form_id = uuid4()
        self._subject = ""

    def watch_form(self, subject: str) -> None:
        """Have it known that this form is open here, and show who else has it open, until the screen is left."""
        if not self._subject and self._shell.live:
            self.set_interval(LOOK_AGAIN, self._look)
        self._subject = subject
        self._look()

    def _look(self) -> None:
        self.run_worker(self._ask(), group="company")

    async def _ask(self) -> None:
        with suppress(Exception):
            others = await self._shell.deck.watch_form(self._form_id, self._subject)
            if self.is_attached:
                self.display = bool(others)
                said = _said(others, self._shell.now())
                self.update(Content.styled(f" ! {clean(said)}", "$text-warning"))

    def on_unmount(self) -> None:
        """Have it known that the form is left; in a worker of the app, which the screen does not wait for."""
        if self._subject:
            self.app.run_worker(self._leave(), group="company")

    async def _leave(self) -> None:
        with suppress(Exception):
            await self._shell.deck.leave_form(self._form_id)


def _said(others: Sequence[OpenForm], now: datetime) -> str:
    told = [
        ("you" if other.is_mine else other.display_name, age(now - other.open_for, now), other.host) for other in others
    ]
    if len(told) == 1:
        ((name, length, host),) = told
        return f"{name} {'have' if name == 'you' else 'has'} had this form open for {length} ({host})"
    return f"open elsewhere, too: {', '.join(f'{name} ({length}, {host})' for name, length, host in told)}"
