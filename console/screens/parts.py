"""How is a thing of many parts read: its parts on the left, what there is of the one under the cursor on the right?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from console.actions import ACTIONS, Action, Scope
from console.bindings import bindings
from console.screens.reading import ReadingKeys
from console.shell import Shell
from engine.plain import clean
from widgets.searching import SearchedView
from widgets.state import StateView
from widgets.steps import StepLine, StepTimeline

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["NOT_HERE", "Part", "PartsScreen"]

HERE = frozenset({"process.leave", "process.next_pane", "text.search"})
LIST = frozenset(f"list.{name}" for name in ("leave", "mark", "unmark", "filter", "next_tab", "previous_tab"))
NOT_HERE = LIST | {action.id for action in ACTIONS if action.scope == "text"} - HERE
"""What a screen of parts has no use for, of the scopes it shares with processes and lists."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line, what it shows on the right, and what enter asks for."""

    line: StepLine
    title: str
    shown: object
    """JSON data."""
    goal: Message | None = None


class PartsScreen(ReadingKeys):
    """A head over parts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text", without=NOT_HERE)]
    SCOPES: ClassVar[tuple[Scope, ...]] = ("global", "text", "reader", "list")
    WITHOUT = NOT_HERE
    FOOTER: ClassVar[Sequence[str]] = ("list.open", "process.next_pane", "process.leave")

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self._parts: Sequence[Part] = ()
        self.head = Static("", id="head", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")
        pane = Vertical(self.title_line, self.state_view, id="pane")
        self.panes = Horizontal(self.timeline, pane, id="panes")

    def body(self) -> Iterable[Widget]:
        """The head; the parts left, one of them right."""
        return (self.head, self.panes)

    @abstractmethod
    def head_words(self) -> Content:
        """Return the three lines above the parts."""

    def reader(self) -> SearchedView:
        """Return what there is of the part under the cursor."""
        return self.state_view

    def on_mount(self) -> None:
        """Start at the parts."""
        super().on_mount()
        self.timeline.focus()

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        if self._parts:
            self.head.update(self.head_words())

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these parts; the cursor stays on its own."""
        self._parts = parts
        self.head.update(self.head_words())
        self.timeline.show([part.line for part in parts])
        self._show_part()
        self.show_shell()

    def part(self) -> Part | None:
        """Return the part under the cursor."""
        return next((part for part in self._parts if part.line.key == self.timeline.cursor_key), None)

    def _show_part(self) -> None:
        part = self.part()
        if part is not None:
            self.state_view.show(part.shown, of=part.line.key)
            name = Content(clean(part.line.name.strip()))
            self.title_line.update(Content.assemble((f" {clean(part.title)} ", "$accent bold"), name))

    def applying(self) -> list[Action]:
        """Leave out enter where it leads nowhere."""
        part = self.part()
        leads = part is not None and part.goal is not None
        return [action for action in super().applying() if leads or action.id != "list.open"]

    def on_step_timeline_highlighted(self, message: StepTimeline.Highlighted) -> None:
        """Show the part under the cursor."""
        self._show_part()
        self.show_shell()

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Ask for what the part under the cursor leads to."""
        part = self.part()
        if part is not None and part.goal is not None:
            self.post_message(part.goal)
        else:
            self.action_process_next_pane()

    async def action_process_leave(self) -> None:
        """End the search; without one, go back."""
        if not self.end_search():
            await self.leave()

    def action_process_next_pane(self) -> None:
        """Move between the parts and what there is of one."""
        (self.state_view if self.timeline.has_focus else self.timeline).focus()
