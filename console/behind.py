"""What lies behind a line of a process: what a step changed, left, or broke at; a subscription before and after; what
a command was?

One reader at a time, under a title that says what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from console.copies import json_text
from console.hidden_keys import without_hidden
from console.process_sections import command_facts
from console.shell import Shell
from console.timeline import Entry, View
from console.tracebacks import last_frame
from widgets.difference import DifferenceView
from widgets.searching import SearchedView
from widgets.state import StateView, TextView
from widgets.text import plain

if TYPE_CHECKING:
    from engine.domain.touched import Touched
    from engine.store.audit import AuditEntry

__all__ = ["Behind", "command_text", "touched_text"]

VIEWS: tuple[View, ...] = get_args(View)
TITLES = {"changes": "changed by", "state": "state after", "raw": "JSON after", "traceback": "traceback of"}


class Behind(Vertical):
    """The right side of a process."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(id="pane")
        self.shell = shell
        self.shows_hidden = False
        self._entry: Entry | None = None
        self._chosen_view: View | None = None
        self._whole_traceback = False
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")
        self.text_view = TextView(id="text")
        self.difference = DifferenceView(id="difference", empty="nothing was changed")
        self._display(self.state_view)

    def compose(self) -> ComposeResult:
        """What it is, then it."""
        yield self.title_line
        yield from self._readers()

    def reader(self) -> SearchedView:
        """Return the view that is shown now."""
        return next(view for view in self._readers() if view.display)

    def turn(self) -> None:
        """Be about another line: a step is shown by its own first view."""
        self._chosen_view, self._whole_traceback = None, False

    def next_view(self) -> None:
        """Show the next view of the step."""
        self._chosen_view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        self.show_step(self._entry)

    @property
    def view(self) -> View:
        """How a step is shown."""
        return self._chosen_view or (self._entry.first_view if self._entry is not None else "changes")

    def show_step(self, entry: Entry | None) -> None:
        """Show a step, as it is looked at now."""
        self._entry = entry
        view = self.view
        self._display(self.text_view if view in ("traceback", "raw") else self.state_view)
        if entry is None:
            return
        of = (entry.line.key, view, self.shows_hidden, self._whole_traceback)
        if view == "traceback":
            self.text_view.show(self._traceback(entry), of=of)
        elif view == "raw":
            self.text_view.show(json_text(entry.state), of=of)
        else:
            shown = entry.changes if view == "changes" else entry.state
            self.state_view.show(shown if self.shows_hidden else without_hidden(shown), of=of)
        name = entry.line.name.strip(" ▸▾")
        self._title(TITLES[view], f"{name}, {entry.line.detail}" if entry.line.key.startswith("tries:") else name)

    def show_whole(self) -> None:
        """Show all frames of a traceback, where one is shown, and the error at its end."""
        if self.view == "traceback":
            self._whole_traceback = True
            self.show_step(self._entry)
            self.call_after_refresh(self.text_view.go_to, last=True)

    def step_text(self) -> str | None:
        """Return what is shown of a step as a text, whole; None where there is nothing."""
        entry = self._entry
        if entry is None:
            return None
        if self.view == "traceback":
            return (entry.run and entry.run.traceback) or None
        return json_text(entry.changes if self.view == "changes" else entry.state)

    def show_touched(self, touched: Touched | None) -> None:
        """Show a subscription before and after; None: there is none."""
        self._display(self.difference)
        if touched is None:
            self.difference.show((), of=None)
            self._title("subscriptions", "none was touched")
            return
        changes = [(change.path, change.before, change.after) for change in touched.changes]
        self.difference.show(changes, of=touched.row.subscription_id)
        until = "now" if touched.until == "now" else "the next process"
        self._title("before and after", f"{touched.row.description}, until {until}")

    def show_command(self, command: AuditEntry | None, key: str | None) -> None:
        """Show a command, whose line has this key; None: there is none."""
        self._display(self.state_view)
        self.state_view.show(command_facts(command, self.shell.now()) if command is not None else None, of=key)
        self._title(*("command", command.action) if command is not None else ("commands", "none yet"))

    def on_text_view_opened(self, message: TextView.Opened) -> None:
        """Show the frames above the last one, or fold them."""
        self._whole_traceback = not self._whole_traceback
        self.show_step(self._entry)

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


def touched_text(touched: Touched | None) -> str | None:
    """Return what a process made of a subscription as JSON."""
    return json_text([asdict(change) for change in touched.changes]) if touched is not None else None


def command_text(command: AuditEntry | None, now: datetime) -> str | None:
    """Return what a command was as JSON."""
    return json_text(command_facts(command, now)) if command is not None else None
