"""What happened to this process, step by step, what did it change, and who told it to?

The screen of one process: `console.process_pane` with the keys around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.widget import Widget

from console.bindings import LIST_ALONE, bindings
from console.copies import Copy, as_json
from console.messages import OpenSubscription
from console.places import Place
from console.process_pane import ProcessPane
from console.screens.process_keys import ProcessKeys
from console.screens.reading import ReadingKeys
from console.shell import Shell
from console.wording import short_id

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.records import ProcessRow
    from widgets.searching import SearchedView

__all__ = ["ProcessScreen"]


class ProcessScreen(ProcessKeys, ReadingKeys):
    """One process."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("process", "text")]
    SCOPES = ("global", "process", "text", "reader", "list")
    WITHOUT = LIST_ALONE
    FOOTER = (
        "process.retry",
        "process.input",
        "process.abort",
        "process.next_view",
        "process.changes",
        "process.next_pane",
        "process.leave",
        "process.note",
        "copy.open",
    )

    def __init__(self, shell: Shell, view: str, process_id: UUID) -> None:
        super().__init__(shell, view)
        self._process_id = process_id
        self.pane = ProcessPane(shell)

    def body(self) -> Iterable[Widget]:
        """The process, or why there is none."""
        return (self.notice, self.pane)

    def crumbs(self) -> Sequence[str]:
        """Return the view and this process."""
        return (self.view, short_id(self._process_id))

    def place(self) -> Place:
        """Return this process."""
        row = self.current_row()
        title = row.workflow if row is not None else ""
        return Place(mode=self.view, kind="process", id=str(self._process_id), title=title)

    def current_row(self) -> ProcessRow | None:
        """Return this process, as last read."""
        return self.pane.detail.row if self.pane.detail is not None else None

    def reader(self) -> SearchedView:
        """Return what is read at the right."""
        return self.pane.reader()

    def on_mount(self) -> None:
        """Start at the steps."""
        self.pane.timeline.focus()

    def show_shell(self) -> None:
        """Show header and footer; in place of the process, until it was read, why it cannot be."""
        super().show_shell()
        said = "" if self.pane.detail is not None or self.shell.is_reading else self.shell.why_nothing_yet()
        self.say_instead(said, self.pane, keys=self.pane.timeline)

    async def refresh_data(self) -> None:
        """Read the process again. A process that is gone is said, and what was read stays."""
        await self.pane.read(self._process_id)
        self.show_shell()
        self.has_read()

    def tick(self) -> None:
        """Move ages, the countdown and the running step's time on."""
        super().tick()
        self.pane.tick()

    def on_process_pane_turned(self, message: ProcessPane.Turned) -> None:
        """Show the keys that apply to what is shown now."""
        self.show_shell()

    def on_process_pane_followed(self, message: ProcessPane.Followed) -> None:
        """Show a subscription of the process."""
        self.post_message(OpenSubscription(message.subscription_id))

    def long_text(self) -> str | None:
        """Return what is shown behind the line under the cursor."""
        return self.pane.behind()

    def copies(self) -> Sequence[Copy]:
        """Return what can be copied of the process: its JSON is whole here."""
        detail = self.pane.detail
        whole = Copy("j", "JSON", lambda: as_json(detail) if detail is not None else "")
        pane = Copy("v", "what the pane shows", lambda: self.long_text() or "")
        return (*(whole if copy.key == "j" else copy for copy in super().copies()), pane)

    async def action_process_leave(self) -> None:
        """End the search; without one, go back to the list."""
        if not self.end_search():
            await self.leave()

    def action_process_next_pane(self) -> None:
        """Move between the lines and what lies behind one."""
        self.pane.next_pane()

    def action_process_next_view(self) -> None:
        """Show the next view of the step under the cursor."""
        self.when_read(self.pane.next_view)

    def action_process_changes(self) -> None:
        """Show what the process made of its subscriptions, or its steps again."""
        self.pane.turn_to("subscriptions")

    def action_process_commands(self) -> None:
        """Show the commands it was given, or its steps again."""
        self.pane.turn_to("commands")

    def action_process_follow(self) -> None:
        """Open the subscription under the cursor, or the first one that the process touched."""
        found = self.pane.subscription()
        if found is not None:
            self.post_message(OpenSubscription(found))
        else:
            self.say("the process touched no subscription", "warning")

    def action_process_hidden(self) -> None:
        """Show the keys that a state holds for forms and the engine, or hide them."""
        shown = self.pane.toggle_hidden()
        self.say("keys of forms and of the engine are shown" if shown else "keys of forms and of the engine are hidden")

    def action_process_next_failed(self) -> None:
        """Go to the next failed attempt."""
        if not self.pane.go_to_failed(1):
            self.say("no failed attempt after this one", "warning")

    def action_process_previous_failed(self) -> None:
        """Go to the failed attempt before."""
        if not self.pane.go_to_failed(-1):
            self.say("no failed attempt before this one", "warning")
