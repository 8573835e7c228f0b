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
from console.bindings import LIST_ALONE, bindings
from console.folding import Folds
from console.screens.reading import ReadingKeys
from console.shell import Shell
from engine.plain import clean
from widgets.searching import SearchedView
from widgets.state import StateView
from widgets.steps import StepLine, StepTimeline
from widgets.text import plain

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["NOT_HERE", "Part", "PartsScreen"]

HERE = frozenset({"process.leave", "process.next_pane", "text.search"})
NOT_HERE = LIST_ALONE | {action.id for action in ACTIONS if action.scope == "text"} - HERE
"""What a screen of parts has no use for, of the scopes it shares with processes and lists."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line, what it shows on the right, and what enter asks for."""

    line: StepLine
    title: str
    shown: object
    """JSON data."""
    goal: Message | None = None
    above: tuple[str, ...] = ()
    """Keys of the lines under which it can be folded away, outermost first."""
    below: tuple[str, ...] = ()
    """Keys of what can be folded away under it."""
    folded: bool = False
    """Whether that is so at first."""


class PartsScreen(ReadingKeys):
    """A head over parts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text", without=NOT_HERE)]
    SCOPES: ClassVar[tuple[Scope, ...]] = ("global", "text", "reader", "list")
    WITHOUT = NOT_HERE
    FOOTER: ClassVar[Sequence[str]] = ("list.open", "process.next_pane", "process.leave")

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self.parts: Folds[Part] = Folds()
        self.head = Static("", id="head", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")
        self.panes = Horizontal(self.timeline, Vertical(self.title_line, *self.readers(), id="pane"), id="panes")

    def body(self) -> Iterable[Widget]:
        """The head; the parts left, one of them right; or why there are none."""
        return (self.notice, self.head, self.panes)

    @abstractmethod
    def head_words(self) -> Content:
        """Return the three lines above the parts."""

    def readers(self) -> Sequence[SearchedView]:
        """Return what there may be at the right."""
        return (self.state_view,)

    def reader(self) -> SearchedView:
        """Return what there is of the part under the cursor."""
        return self.state_view

    def on_mount(self) -> None:
        """Start at the parts."""
        self.timeline.focus()

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        if self.parts.shown:
            self.head.update(self.head_words())

    def show_shell(self) -> None:
        """Show header and footer; in place of the parts, until they were read, why they cannot be."""
        super().show_shell()
        said = "" if self.parts.shown or self.shell.is_reading else self.shell.why_nothing_yet()
        self.say_instead(said, self.head, self.panes, keys=self.timeline)

    def show_parts(self, parts: Sequence[Part], cursor: str | None = None) -> None:
        """Show these parts; the cursor stays on its own, or goes to `cursor`."""
        self.parts.show(parts)
        self.show_lines(cursor)

    def show_lines(self, cursor: str | None = None) -> None:
        """Show the parts as they are folded now."""
        self.head.update(self.head_words())
        self.timeline.show([part.line for part in self.parts.shown], cursor=cursor)
        self.show_part()
        self.show_shell()

    def part(self) -> Part | None:
        """Return the part under the cursor."""
        return self.parts.at(self.timeline.cursor_key)

    def show_part(self) -> None:
        """Show what there is of the part under the cursor."""
        part = self.part()
        if part is not None:
            self.state_view.show(part.shown, of=part.line.key)
            self.show_title(part.title, part.line.name.strip(" ▸▾"))

    def show_title(self, what: str, of: str) -> None:
        """Say what stands at the right."""
        self.title_line.update(Content.assemble((f" {clean(what)} ", "$accent bold"), plain(of)))

    def applying(self) -> list[Action]:
        """Leave out enter where it leads nowhere."""
        part = self.part()
        leads = part is not None and (part.goal is not None or bool(part.below))
        return [action for action in super().applying() if leads or action.id != "list.open"]

    def on_step_timeline_highlighted(self, message: StepTimeline.Highlighted) -> None:
        """Show the part under the cursor."""
        self.show_part()
        self.show_shell()

    def on_step_timeline_folding(self, message: StepTimeline.Folding) -> None:
        """Fold or unfold what the operator asks for."""
        self.show_lines(self.parts.obey(message, self.timeline.cursor_key))

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Ask for what the part under the cursor leads to; what leads nowhere is folded, or read."""
        part = self.part()
        if part is not None and part.goal is not None:
            self.post_message(part.goal)
        elif part is not None and part.below:
            self.show_lines(self.parts.toggle(part))
        else:
            self.action_process_next_pane()

    async def action_process_leave(self) -> None:
        """End the search; without one, go back."""
        if not self.end_search():
            await self.leave()

    def action_process_next_pane(self) -> None:
        """Move between the parts and what there is of one."""
        (self.reader() if self.timeline.has_focus else self.timeline).focus()
