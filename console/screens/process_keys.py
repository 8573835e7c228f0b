"""What can be done to the process under the cursor, or to all marked ones, from any screen that shows processes?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from textual import work

from console.columns import process_columns
from console.copies import Copy, as_json, as_tabs
from console.messages import OpenAgain, OpenBulk, OpenForm, VerbRequested
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
        self._one_or_marked("process.retry")

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

    @work
    async def action_process_delete(self) -> None:
        """Ask, then delete the task under the cursor or all marked ones."""
        marked, row = self.marked(), self.current_row()
        if marked:
            self._ask_for_marked("process.delete", marked)
        elif not self.refused("process.delete", row) and row is not None:
            wanted = self.shell.to_type("process.delete", (row.process_id,))
            if await self.ask(f"delete {short_id(row.process_id)} {row.workflow}, log and all?", wanted):
                self.post_message(VerbRequested("delete", ((row.process_id, row.version),)))

    def action_process_take(self) -> None:
        """Take the process under the cursor in hand, or all marked ones."""
        self._one_or_marked("process.take")

    def action_process_release(self) -> None:
        """Give it out of hand."""
        self._one_or_marked("process.release")

    def action_process_note(self) -> None:
        """Ask for a note, with the one there is to begin with."""
        row = self.current_row()
        self._tell("process.note", "note", " ".join(((row and row.note) or "").split()), may_be_empty=True)

    def action_process_assign(self) -> None:
        """Ask for the team that is to act."""
        row = self.current_row()
        self._tell("process.assign", "assign to team", row.assignee if row is not None else "")

    def action_process_skip(self) -> None:
        """Ask why the step is not needed, and go on without it."""
        row = self.current_row()
        at = f" {row.last_step}" if row is not None and row.last_step and not self.marked() else ""
        self._tell("process.skip", f"skip{at}: why?")

    def action_process_continue(self) -> None:
        """Ask at which step of the edited workflow to go on."""
        self._tell("process.continue", "continue at step (name or #number)")

    @work
    async def _tell(self, action_id: str, question: str, value: str = "", *, may_be_empty: bool = False) -> None:
        """Ask for the text that a verb needs, then request it of the process under the cursor or of all marked ones."""
        marked, row, verb = self.marked(), self.current_row(), self.shell.actions[action_id].verb
        if verb is None or ((self.shell.read_only or not marked) and self.refused(action_id, row)):
            return
        many = f", {counted(len(marked), 'process', 'processes')}" if marked else ""
        text = await self.ask_text(f"{question}{many}", "" if marked else value)
        if text is None or not (text.strip() or may_be_empty):
            return
        if marked:
            self._ask_for_marked(action_id, marked, text.strip())
        elif row is not None:
            self.post_message(VerbRequested(verb, ((row.process_id, row.version),), text.strip()))

    def _one_or_marked(self, action_id: str) -> None:
        if self.marked():
            self._ask_for_marked(action_id, self.marked())
        else:
            self._request(action_id)

    def action_process_again(self) -> None:
        """Open the form of its workflow with the answers it was started with."""
        row = self.current_row()
        if not self.refused("process.again", row) and row is not None:
            self.post_message(OpenAgain(row.process_id, row.workflow))

    def copies(self) -> Sequence[Copy]:
        """Return what can be copied of the process, or of all marked ones."""
        row, marked = self.current_row(), self.marked()
        if row is None:
            return ()
        ids = "\n".join(map(str, marked or (row.process_id,)))
        return (
            Copy("i", counted(len(marked), "id") if marked else "id", lambda: ids),
            Copy("r", "row", lambda: as_tabs(process_columns(self.shell), row)),
            Copy("j", "JSON", lambda: as_json(row)),
            Copy("c", "command", lambda: f"nocdeck process show {row.process_id}"),
        )

    def long_text(self) -> str | None:
        """Return the process under the cursor as JSON."""
        row = self.current_row()
        return as_json(row) if row is not None else None

    def _request(self, action_id: str) -> None:
        row = self.current_row()
        verb = self.shell.actions[action_id].verb
        if not self.refused(action_id, row) and row is not None and verb is not None:
            self.post_message(VerbRequested(verb, ((row.process_id, row.version),)))

    def _ask_for_marked(self, action_id: str, marked: tuple[UUID, ...], text: str = "") -> None:
        """Ask once for all marked processes, which are these from here on; the marks go when it is done."""
        if self.shell.read_only:
            self.refused(action_id)
        else:
            self.post_message(OpenBulk(action_id, marked, text, self.unmark))

    def unmark(self) -> None:
        """Drop the marks."""
