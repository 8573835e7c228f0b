"""What happened to this process, step by step, and what is in its state?

The steps on the left, every attempt a line; on the right what the one under the cursor changed, the state after it, or
why it failed. While the cursor is where the process is, it goes on with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, get_args
from uuid import UUID

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from console.bindings import bindings
from console.process_head import process_head
from console.screens.process_keys import ProcessKeys
from console.shell import Shell
from console.timeline import Entry, View, entries, here
from console.wording import short_id
from widgets.state import StateView, TextView
from widgets.steps import StepTimeline

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.records import ProcessDetail, ProcessRow

__all__ = ["ProcessScreen"]

VIEWS: tuple[View, ...] = get_args(View)
TITLES = {"changes": "changed by", "state": "state after", "traceback": "traceback of"}


class ProcessScreen(ProcessKeys):
    """One process."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("process", "text")]
    SCOPES = ("global", "process", "text", "list")
    WITHOUT = frozenset({"list.leave", "list.mark", "list.unmark", "list.filter", "list.next_tab", "list.previous_tab"})
    FOOTER = (
        "process.retry",
        "process.input",
        "process.abort",
        "process.next_view",
        "process.next_pane",
        "process.leave",
        "process.yank",
    )

    def __init__(self, shell: Shell, view: str, process_id: UUID) -> None:
        super().__init__(shell, view)
        self._process_id = process_id
        self._detail: ProcessDetail | None = None
        self._entries: list[Entry] = []
        self._chosen_view: View | None = None
        self.head = Static("", id="head", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")
        self.text_view = TextView(id="text")

    def body(self) -> Iterable[Widget]:
        """Three lines on the process; steps left, what they did right."""
        pane = Vertical(self.title_line, self.state_view, self.text_view, id="pane")
        return (self.head, Horizontal(self.timeline, pane, id="panes"))

    def crumbs(self) -> Sequence[str]:
        """Return the view and this process."""
        return (self.view, short_id(self._process_id))

    def current_row(self) -> ProcessRow | None:
        """Return this process, as last read."""
        return self._detail.row if self._detail is not None else None

    def on_mount(self) -> None:
        """Start at the steps."""
        super().on_mount()
        self.timeline.focus()
        self._show_entry()

    async def refresh_data(self) -> None:
        """Read the process again. A process that is gone is said, and what was read stays."""
        self._detail = await self.shell.deck.detail(self._process_id)
        self._show()

    def tick(self) -> None:
        """Move ages, the countdown and the running step's time on."""
        super().tick()
        if self._detail is not None:
            self._show()

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        if self._detail is not None:
            self._show()

    def _show(self) -> None:
        assert self._detail is not None
        follows = not self._entries or self.timeline.cursor_key == here(self._entries).line.key
        self._entries = entries(self._detail, self.shell)
        self.head.update(process_head(self._detail, self.shell, self.size.width))
        at = here(self._entries).line.key
        self.timeline.show([entry.line for entry in self._entries], cursor=at if follows else None)
        self._show_entry()
        self.show_shell()

    def _entry(self) -> Entry | None:
        return next((entry for entry in self._entries if entry.line.key == self.timeline.cursor_key), None)

    def _view(self, entry: Entry) -> View:
        return self._chosen_view or entry.first_view

    def _show_entry(self) -> None:
        """Show what lies behind the step under the cursor."""
        entry = self._entry()
        view: View = self._view(entry) if entry is not None else "changes"
        self.state_view.display = view != "traceback"
        self.text_view.display = view == "traceback"
        if entry is None:
            return
        of = (entry.line.key, view)
        if view == "traceback":
            self.text_view.show((entry.run and entry.run.traceback) or "This attempt has no traceback.", of=of)
        else:
            self.state_view.show(entry.changes if view == "changes" else entry.state, of=of)
        self.title_line.update(Content.assemble((f" {TITLES[view]} ", "$accent bold"), entry.line.name))

    def on_step_timeline_highlighted(self, message: StepTimeline.Highlighted) -> None:
        """Show the step under the cursor, its own first view."""
        self._chosen_view = None
        self._show_entry()

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Read what the step did."""
        self.action_process_next_pane()

    async def action_process_leave(self) -> None:
        """Go back to the list."""
        await self.leave()

    def action_process_next_pane(self) -> None:
        """Move between the steps and what they did."""
        if not self.timeline.has_focus:
            self.timeline.focus()
        else:
            (self.text_view if self.text_view.display else self.state_view).focus()

    def action_process_next_view(self) -> None:
        """Show the next view of the step under the cursor."""
        entry = self._entry()
        if entry is not None:
            self._chosen_view = VIEWS[(VIEWS.index(self._view(entry)) + 1) % len(VIEWS)]
            moved = not self.timeline.has_focus
            self._show_entry()
            if moved:
                (self.text_view if self.text_view.display else self.state_view).focus()

    def action_process_next_failed(self) -> None:
        """Go to the next failed attempt."""
        self._go_to_failed(1)

    def action_process_previous_failed(self) -> None:
        """Go to the failed attempt before."""
        self._go_to_failed(-1)

    def _go_to_failed(self, direction: int) -> None:
        entry = self._entry()
        at = self._entries.index(entry) if entry is not None else 0
        beyond = self._entries[at + 1 :] if direction > 0 else self._entries[:at][::-1]
        found = next((other for other in beyond if other.failed), None)
        if found is not None:
            self.timeline.select(found.line.key)
        else:
            self.say(f"no failed attempt {'after' if direction > 0 else 'before'} this one", "warning")
