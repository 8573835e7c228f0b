"""Which form makes a schedule, or changes one? The engine's, as any other is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from console.messages import FormSent
from console.screens.form import FormScreen
from console.shell import Shell
from console.times import moment
from console.wizard import Done

if TYPE_CHECKING:
    from engine.forms import FormSession

__all__ = ["ScheduleFormScreen"]


class ScheduleFormScreen(FormScreen):
    """The form of a schedule."""

    def __init__(self, shell: Shell, view: str, schedule_id: UUID | None) -> None:
        super().__init__(shell, view)
        self._schedule_id = schedule_id

    def _send_label(self) -> str:
        return "Save schedule"

    async def open_session(self) -> FormSession:
        """Return the form."""
        return await self.shell.deck.schedule_form(self._schedule_id)

    async def send(self, done: Done) -> FormSent:
        """Save the schedule, if it still is as its form was built on; say when it runs first."""
        seen = self.wizard.session.version if self.wizard.session is not None else None
        line = await self.shell.deck.save_schedule(done.answers, self._schedule_id, seen)
        due = f", due {moment(line.coming[0], self.shell.now())}" if line.coming else ""
        return FormSent(None, started=False, said=f"saved '{line.row.name}': {line.when}{due}")
