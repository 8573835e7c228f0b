"""What can be done to the process under the cursor, or to all marked ones, from any screen that shows processes?"""

from __future__ import annotations

from uuid import UUID

from textual import work

from console.messages import OpenForm, VerbRequested
from console.screens.deck_screen import DeckScreen
from console.wording import counted, short_id

__all__ = ["ProcessKeys"]


class ProcessKeys(DeckScreen):
    """A screen on which the actions of scope `process` work."""

    def marked(self) -> tuple[UUID, ...]:
        """Return the marked processes: an action acts on these and no others, whatever the list does meanwhile."""
        return ()

    def action_process_retry(self) -> None:
        """Retry the process under the cursor at once, or all marked ones after asking."""
        if self.marked():
            self._ask_for_marked("process.retry", self.marked())
        else:
            self._request("process.retry")

    @work
    async def action_process_abort(self) -> None:
        """Ask, then abort the process under the cursor or all marked ones."""
        marked, row = self.marked(), self.current_row()
        if marked:
            self._ask_for_marked("process.abort", marked)
        elif not self.refused("process.abort", row) and row is not None:
            at = f", at step {row.last_step}" if row.last_step else ""
            wanted = self.shell.to_type("process.abort", (row.process_id,))
            if await self.ask(f"abort {short_id(row.process_id)} {row.workflow}{at}?", wanted):
                self.post_message(VerbRequested("abort", ((row.process_id, row.version),)))

    def action_process_input(self) -> None:
        """Open the form the process waits for."""
        row = self.current_row()
        if not self.refused("process.input", row) and row is not None:
            self.post_message(OpenForm(row.process_id))

    def action_process_yank(self) -> None:
        """Copy the process id."""
        row = self.current_row()
        if not self.refused("process.yank", row) and row is not None:
            self.app.copy_to_clipboard(str(row.process_id))
            self.say(f"copied {row.process_id}")

    def _request(self, action_id: str) -> None:
        row = self.current_row()
        verb = self.shell.actions[action_id].verb
        if not self.refused(action_id, row) and row is not None and verb is not None:
            self.post_message(VerbRequested(verb, ((row.process_id, row.version),)))

    @work
    async def _ask_for_marked(self, action_id: str, marked: tuple[UUID, ...]) -> None:
        """Ask once for all marked processes; the engine judges each by itself."""
        action = self.shell.actions[action_id]
        if self.shell.read_only:
            self.refused(action_id)
        elif action.verb is not None and await self.ask(
            f"{action.verb} {counted(len(marked), 'process', 'processes')}?", self.shell.to_type(action_id, marked)
        ):
            self.post_message(VerbRequested(action.verb, tuple((process_id, None) for process_id in marked)))
