"""How is one process shown, on a screen of its own or beside the list?

Lines on where it stands; left its steps, or the subscriptions it touched, or the commands it was given; right what lies
behind the line under the cursor. While the cursor is where the process is, it goes on with it; not while what lies
behind is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from console.behind import Behind, command_text, touched_text
from console.folding import Folds
from console.process_head import process_head
from console.process_sections import command_lines, section_line, touched_lines
from console.shell import Shell
from console.timeline import Entry, entries, here
from widgets.steps import StepTimeline

if TYPE_CHECKING:
    from engine.domain.touched import Touched
    from engine.records import ProcessDetail
    from engine.store.audit import AuditEntry
    from widgets.searching import SearchedView

__all__ = ["ProcessPane", "Section"]

Section = Literal["steps", "subscriptions", "commands"]


class ProcessPane(Vertical):
    """One process, whole."""

    class Followed(Message):
        """The operator opened a subscription of the process."""

        def __init__(self, subscription_id: UUID) -> None:
            super().__init__()
            self.subscription_id = subscription_id

    class Turned(Message):
        """Another line is under the cursor, or another section is shown."""

    def __init__(self, shell: Shell, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shell = shell
        self.detail: ProcessDetail | None = None
        self.section: Section = "steps"
        self.touched: Sequence[Touched] = ()
        self.commands: Sequence[AuditEntry] = ()
        self._steps: Folds[Entry] = Folds()
        self._cursors: dict[Section, str | None] = {}
        self.head = Static("", classes="head", markup=False)
        self.sections = Static("", classes="sections", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.right = Behind(shell)

    def compose(self) -> ComposeResult:
        """Lines on the process; a list left, what lies behind it right."""
        yield self.head
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield self.sections
                yield self.timeline
            yield self.right

    async def read(self, process_id: UUID) -> None:
        """Read the process again. What was read stays when it is gone; raises what the deck raises."""
        deck = self.shell.deck
        detail = await deck.detail(process_id)
        touched, commands = await deck.touched(process_id), await deck.commands(process_id)
        if self.detail is not None and self.detail.row.process_id != process_id:
            self._forget()
        self.detail, self.touched, self.commands = detail, touched, commands
        self.tick()
        self._show_behind()

    def _forget(self) -> None:
        """Be about another process."""
        self._steps.clear()
        self._cursors.clear()
        self.right.turn()
        self.timeline.show([])

    def tick(self) -> None:
        """Show the lines by the clock of now. What lies behind one has no clock: a large state is left alone."""
        if self.detail is None:
            return
        is_read = self.right.has_focus_within
        follows = not self._steps.shown or (self.timeline.cursor_key == self._here() and not is_read)
        self._steps.show(entries(self.detail, self.shell))
        self.head.update(process_head(self.detail, self.shell, self.size.width))
        self._lay_lines(self._here() if follows and self.section == "steps" else None)

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        self.tick()

    def reader(self) -> SearchedView:
        """Return the view at the right that is shown now."""
        return self.right.reader()

    def behind(self) -> str | None:
        """Return what lies behind the line under the cursor as a text, whole; None where nothing does."""
        if self.section == "subscriptions":
            return touched_text(self._touched_here())
        if self.section == "commands":
            return command_text(self._command_here(), self.shell.now())
        return self.right.step_text()

    def turn_to(self, section: Section) -> None:
        """Show another section, or the steps again when it is shown already."""
        self._cursors[self.section] = self.timeline.cursor_key
        self.section = "steps" if section == self.section else section
        self._show_lines(self._cursors.get(self.section))
        if self.section not in self._cursors:
            self.timeline.go_to(last=False)
        self.timeline.focus()

    def next_view(self) -> None:
        """Show the next view of the step under the cursor."""
        if self.entry() is not None and self.section == "steps":
            moved = not self.timeline.has_focus
            self.right.next_view()
            if moved:
                self.reader().focus()

    def next_pane(self) -> None:
        """Move between the lines and what lies behind one."""
        (self.reader() if self.timeline.has_focus else self.timeline).focus()

    def toggle_hidden(self) -> bool:
        """Show the keys that a state holds for forms and the engine, or hide them; return whether they show now."""
        self.right.shows_hidden = not self.right.shows_hidden
        self._show_behind()
        return self.right.shows_hidden

    def go_to_failed(self, direction: int) -> bool:
        """Go to the next failed attempt, or to the one before; return whether there is one."""
        entry = self.entry()
        shown = self._steps.shown
        at = shown.index(entry) if entry is not None else 0
        beyond = shown[at + 1 :] if direction > 0 else shown[:at][::-1]
        found = next((other for other in beyond if other.failed), None)
        if found is not None and self.section == "steps":
            self.timeline.select(found.line.key)
            return True
        return False

    def entry(self) -> Entry | None:
        """Return the step under the cursor."""
        return self._steps.at(self.timeline.cursor_key)

    def subscription(self) -> UUID | None:
        """Return the subscription under the cursor, else the first that was touched."""
        found = self._touched_here() or next(iter(self.touched), None)
        return found.row.subscription_id if found is not None else None

    def on_step_timeline_highlighted(self, message: StepTimeline.Highlighted) -> None:
        """Show what lies behind the line under the cursor; of a step its own first view."""
        self.right.turn()
        self._show_behind()
        self.post_message(self.Turned())

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Fold or unfold a group, follow a subscription, or read what the step did; of a traceback all of it."""
        entry = self.entry() if self.section == "steps" else None
        if entry is not None and entry.below:
            self._show_lines(self._steps.toggle(entry))
        elif (touched := self._touched_here()) is not None:
            self.post_message(self.Followed(touched.row.subscription_id))
        else:
            if entry is not None:
                self.right.show_whole()
            self.next_pane()

    def on_step_timeline_folding(self, message: StepTimeline.Folding) -> None:
        """Fold or unfold: the line under the cursor, the one above it, or all."""
        if self.section == "steps":
            self._show_lines(self._steps.obey(message, self.timeline.cursor_key))

    def _here(self) -> str:
        """Return the key of the line where the process is, as far as it is not folded away."""
        return here(self._steps.shown).line.key

    def _show_lines(self, cursor: str | None) -> None:
        self._lay_lines(cursor)
        self._show_behind()

    def _lay_lines(self, cursor: str | None) -> None:
        now = self.shell.now()
        lines = {
            "steps": lambda: [entry.line for entry in self._steps.shown],
            "subscriptions": lambda: touched_lines(self.touched),
            "commands": lambda: command_lines(self.commands, now),
        }[self.section]()
        self.timeline.show(lines, cursor=cursor)
        self.sections.update(section_line(self.section, len(self.touched), len(self.commands)))

    def _show_behind(self) -> None:
        """Show what lies behind the line under the cursor."""
        if self.section == "subscriptions":
            self.right.show_touched(self._touched_here())
        elif self.section == "commands":
            self.right.show_command(self._command_here(), self.timeline.cursor_key)
        else:
            self.right.show_step(self.entry())

    def _command_here(self) -> AuditEntry | None:
        keys = [line.key for line in command_lines(self.commands, self.shell.now())]
        key = self.timeline.cursor_key
        return self.commands[keys.index(key)] if key in keys else None

    def _touched_here(self) -> Touched | None:
        key = self.timeline.cursor_key if self.section == "subscriptions" else None
        return next((each for each in self.touched if f"subscription:{each.row.subscription_id}" == key), None)
