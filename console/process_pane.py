"""How is one process shown, on a screen of its own or beside the list?

Lines on where it stands; left its steps, or the subscriptions it touched, or the commands it was given; right what lies
behind the line under the cursor. While the cursor is where the process is, it goes on with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, get_args
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from console.copies import json_text
from console.folding import Folds
from console.hidden_keys import without_hidden
from console.process_head import process_head
from console.process_sections import command_facts, command_lines, section_line, touched_lines
from console.shell import Shell
from console.timeline import Entry, View, entries, here
from console.tracebacks import last_frame
from widgets.difference import DifferenceView
from widgets.searching import SearchedView
from widgets.state import StateView, TextView
from widgets.steps import StepTimeline
from widgets.text import plain

if TYPE_CHECKING:
    from engine.domain.touched import Touched
    from engine.records import ProcessDetail
    from engine.store.audit import AuditEntry

__all__ = ["ProcessPane", "Section"]

Section = Literal["steps", "subscriptions", "commands"]

VIEWS: tuple[View, ...] = get_args(View)
TITLES = {"changes": "changed by", "state": "state after", "raw": "JSON after", "traceback": "traceback of"}


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
        self.shows_hidden = False
        self._steps: Folds[Entry] = Folds()
        self._chosen_view: View | None = None
        self._whole_traceback = False
        self._cursors: dict[Section, str | None] = {}
        self.head = Static("", classes="head", markup=False)
        self.sections = Static("", classes="sections", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")
        self.text_view = TextView(id="text")
        self.difference = DifferenceView(id="difference", empty="nothing was changed")

    def compose(self) -> ComposeResult:
        """Lines on the process; a list left, what lies behind it right."""
        yield self.head
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield self.sections
                yield self.timeline
            with Vertical(id="pane"):
                yield self.title_line
                yield from self._readers()

    def on_mount(self) -> None:
        """Show one reader at a time."""
        self._show_behind()

    async def read(self, process_id: UUID) -> None:
        """Read the process again. What was read stays when it is gone; raises what the deck raises."""
        if self.detail is not None and self.detail.row.process_id != process_id:
            self._forget()
        deck = self.shell.deck
        self.detail = await deck.detail(process_id)
        self.touched, self.commands = await deck.touched(process_id), await deck.commands(process_id)
        self.show()

    def _forget(self) -> None:
        """Be about another process."""
        self._steps.clear()
        self._cursors.clear()
        self._chosen_view, self._whole_traceback = None, False
        self.timeline.show([])

    def show(self) -> None:
        """Show what was read, by the clock of now."""
        if self.detail is None:
            return
        follows = not self._steps.shown or self.timeline.cursor_key == self._here()
        self._steps.show(entries(self.detail, self.shell))
        self.head.update(process_head(self.detail, self.shell, self.size.width))
        self._show_lines(self._here() if follows and self.section == "steps" else None)

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        self.show()

    def reader(self) -> SearchedView:
        """Return the view at the right that is shown now."""
        return next(view for view in self._readers() if view.display)

    def behind(self) -> str | None:
        """Return what lies behind the line under the cursor as a text, whole; None where nothing does."""
        if self.section == "subscriptions":
            touched = self._touched_here()
            return json_text([asdict(change) for change in touched.changes]) if touched is not None else None
        if self.section == "commands":
            command = self._command_here()
            return json_text(command_facts(command, self.shell.now())) if command is not None else None
        entry = self.entry()
        if entry is None:
            return None
        if (view := self._view(entry)) == "traceback":
            return (entry.run and entry.run.traceback) or None
        return json_text(entry.changes if view == "changes" else entry.state)

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
        entry = self.entry()
        if entry is not None and self.section == "steps":
            self._chosen_view = VIEWS[(VIEWS.index(self._view(entry)) + 1) % len(VIEWS)]
            moved = not self.timeline.has_focus
            self._show_behind()
            if moved:
                self.reader().focus()

    def next_pane(self) -> None:
        """Move between the lines and what lies behind one."""
        (self.reader() if self.timeline.has_focus else self.timeline).focus()

    def toggle_hidden(self) -> bool:
        """Show the keys that a state holds for forms and the engine, or hide them; return whether they show now."""
        self.shows_hidden = not self.shows_hidden
        self._show_behind()
        return self.shows_hidden

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
        self._chosen_view, self._whole_traceback = None, False
        self._show_behind()
        self.post_message(self.Turned())

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Fold or unfold a group, follow a subscription, or read what the step did."""
        entry = self.entry() if self.section == "steps" else None
        if entry is not None and entry.below:
            self._show_lines(self._steps.toggle(entry))
        elif (touched := self._touched_here()) is not None:
            self.post_message(self.Followed(touched.row.subscription_id))
        else:
            self.next_pane()

    def on_step_timeline_folding(self, message: StepTimeline.Folding) -> None:
        """Fold or unfold: the line under the cursor, the one above it, or all."""
        if self.section == "steps":
            self._show_lines(self._steps.obey(message, self.timeline.cursor_key))

    def on_text_view_opened(self, message: TextView.Opened) -> None:
        """Show the frames above the last one, or fold them."""
        self._whole_traceback = not self._whole_traceback
        self._show_behind()

    def _here(self) -> str:
        """Return the key of the line where the process is, as far as it is not folded away."""
        return here(self._steps.shown).line.key

    def _show_lines(self, cursor: str | None) -> None:
        now = self.shell.now()
        lines = {
            "steps": lambda: [entry.line for entry in self._steps.shown],
            "subscriptions": lambda: touched_lines(self.touched),
            "commands": lambda: command_lines(self.commands, now),
        }[self.section]()
        self.timeline.show(lines, cursor=cursor)
        self.sections.update(section_line(self.section, len(self.touched), len(self.commands)))
        self._show_behind()

    def _show_behind(self) -> None:
        """Show what lies behind the line under the cursor."""
        {"steps": self._show_step, "subscriptions": self._show_touched, "commands": self._show_command}[self.section]()

    def _show_step(self) -> None:
        entry = self.entry()
        view: View = self._view(entry) if entry is not None else "changes"
        self._display(self.text_view if view in ("traceback", "raw") else self.state_view)
        if entry is None:
            return
        of = (entry.line.key, view, self.shows_hidden, self._whole_traceback)
        if view == "traceback":
            self.text_view.show(self._traceback(entry), of=of)
        elif view == "raw":
            self.text_view.show(json.dumps(entry.state, indent=2, ensure_ascii=False, default=str), of=of)
        else:
            shown = entry.changes if view == "changes" else entry.state
            self.state_view.show(shown if self.shows_hidden else without_hidden(shown), of=of)
        name = entry.line.name.strip(" ▸▾")
        self._title(TITLES[view], f"{name}, {entry.line.detail}" if entry.line.key.startswith("tries:") else name)

    def _show_touched(self) -> None:
        self._display(self.difference)
        touched = self._touched_here()
        if touched is None:
            self.difference.show((), of=None)
            self._title("subscriptions", "none was touched")
            return
        changes = [(change.path, change.before, change.after) for change in touched.changes]
        self.difference.show(changes, of=touched.row.subscription_id)
        until = "now" if touched.until == "now" else "the next process"
        self._title("before and after", f"{touched.row.description}, until {until}")

    def _show_command(self) -> None:
        self._display(self.state_view)
        entry = self._command_here()
        if entry is None:
            self.state_view.show(None, of=None)
            self._title("commands", "")
            return
        self.state_view.show(command_facts(entry, self.shell.now()), of=self.timeline.cursor_key)
        self._title("command", entry.action)

    def _command_here(self) -> AuditEntry | None:
        keys = [line.key for line in command_lines(self.commands, self.shell.now())]
        key = self.timeline.cursor_key
        return self.commands[keys.index(key)] if key in keys else None

    def _touched_here(self) -> Touched | None:
        key = self.timeline.cursor_key if self.section == "subscriptions" else None
        return next((each for each in self.touched if f"subscription:{each.row.subscription_id}" == key), None)

    def _view(self, entry: Entry) -> View:
        return self._chosen_view or entry.first_view

    def _traceback(self, entry: Entry) -> str:
        whole = (entry.run and entry.run.traceback) or "This attempt has no traceback."
        return whole if self._whole_traceback else last_frame(whole, self.shell.key("list.open"))

    def _title(self, what: str, of: str) -> None:
        self.title_line.update(Content.assemble((f" {what} ", "$accent bold"), plain(of)))

    def _readers(self) -> Iterable[SearchedView]:
        return (self.state_view, self.text_view, self.difference)

    def _display(self, shown: SearchedView) -> None:
        for view in self._readers():
            view.display = view is shown
