"""What does a subscription consist of, what may be done to it, and who would notice?

Its parts on the left, the fields of the one under the cursor on the right. Enter follows a block into the subscription
that owns it, a relation to the other end, and a process to its screen; on a workflow that may run it opens its form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from console.actions import Action
from console.bindings import bindings
from console.copies import Copy, json_text
from console.messages import OpenProcess, OpenStart, OpenSubscription
from console.screens.reading import ReadingKeys
from console.shell import Shell
from console.status import COLOURS, subscription_look
from console.subscription_lines import Part, parts
from console.times import age
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.searching import SearchedView
from widgets.state import StateView
from widgets.steps import StepTimeline

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.domain.queries import SubscriptionDetail

__all__ = ["SubscriptionScreen"]


class SubscriptionScreen(ReadingKeys):
    """One subscription."""

    NOT_HERE = frozenset(
        {
            "process.next_view",
            "process.next_failed",
            "process.previous_failed",
            "process.changes",
            "process.commands",
            "process.follow",
            "process.hidden",
        }
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text", without=NOT_HERE)]
    SCOPES = ("global", "text", "reader", "list")
    WITHOUT = NOT_HERE | {
        "list.leave",
        "list.mark",
        "list.unmark",
        "list.filter",
        "list.next_tab",
        "list.previous_tab",
    }
    FOOTER = ("list.open", "process.next_pane", "process.leave", "workflow.start")

    def __init__(self, shell: Shell, view: str, subscription_id: UUID) -> None:
        super().__init__(shell, view)
        self._subscription_id = subscription_id
        self._detail: SubscriptionDetail | None = None
        self._parts: list[Part] = []
        self.head = Static("", id="head", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")

    def body(self) -> Iterable[Widget]:
        """Three lines on the subscription; its parts left, the fields of one right."""
        pane = Vertical(self.title_line, self.state_view, id="pane")
        return (self.head, Horizontal(self.timeline, pane, id="panes"))

    def crumbs(self) -> Sequence[str]:
        """Return the view and this subscription."""
        return (self.view, short_id(self._subscription_id))

    def on_mount(self) -> None:
        """Start at the parts."""
        super().on_mount()
        self.timeline.focus()

    async def refresh_data(self) -> None:
        """Read the subscription again, and what may be done to it."""
        self._detail = await self.shell.deck.subscription(self._subscription_id)
        self._parts = parts(self._detail, await self.shell.deck.usable(self._subscription_id), self.shell)
        self._show()

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        if self._detail is not None:
            self._show()

    def _show(self) -> None:
        assert self._detail is not None
        self.head.update(_head(self._detail, self.shell, self.size.width))
        self.timeline.show([part.line for part in self._parts])
        self._show_part()
        self.show_shell()

    def _part(self) -> Part | None:
        return next((part for part in self._parts if part.line.key == self.timeline.cursor_key), None)

    def _show_part(self) -> None:
        """Show the fields of the part under the cursor."""
        part = self._part()
        if part is not None:
            self.state_view.show(part.shown, of=part.line.key)
            self.title_line.update(Content.assemble((f" {clean(part.title)} ", "$accent bold"), part.line.name.strip()))

    def applying(self) -> list[Action]:
        """Leave out enter where it leads nowhere."""
        part = self._part()
        leads = part is not None and part.goal is not None
        return [action for action in super().applying() if leads or action.id != "list.open"]

    def on_step_timeline_highlighted(self, message: StepTimeline.Highlighted) -> None:
        """Show the part under the cursor."""
        self._show_part()
        self.show_shell()

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Follow the part under the cursor to where it leads."""
        part = self._part()
        if part is None or part.goal is None:
            self.action_process_next_pane()
        elif part.goal.kind == "process":
            self.post_message(OpenProcess(part.goal.key))
        elif part.goal.kind == "start":
            if not self.refused("workflow.start"):
                self.post_message(OpenStart(part.goal.workflow, part.goal.key))
        else:
            self.post_message(OpenSubscription(part.goal.key))

    def reader(self) -> SearchedView:
        """Return what is read at the right."""
        return self.state_view

    def copies(self) -> Sequence[Copy]:
        """Return what can be copied of the subscription, and of the part under the cursor."""
        return (
            Copy("i", "id", lambda: str(self._subscription_id)),
            Copy("v", "what the pane shows", lambda: self.long_text() or ""),
            Copy("c", "command", lambda: f"nocdeck subscription show {self._subscription_id}"),
        )

    def long_text(self) -> str | None:
        """Return what the pane shows, as JSON."""
        part = self._part()
        return json_text(part.shown) if part is not None else None

    async def action_process_leave(self) -> None:
        """End the search; without one, go back."""
        if not self.end_search():
            await self.leave()

    def action_process_next_pane(self) -> None:
        """Move between the parts and the fields."""
        (self.state_view if self.timeline.has_focus else self.timeline).focus()


def _head(detail: SubscriptionDetail, shell: Shell, width: int) -> Content:
    """Return the lines above the parts: where it stands, which it is, and what is to be known of it."""
    row = detail.row
    look = subscription_look(row.status)
    sync = ("   in sync", COLOURS["dim"]) if row.insync else ("   ! out of sync", COLOURS["wait"])
    first = Content.assemble(
        (f" {look.text}", COLOURS[look.style]),
        (f"   {clean(row.description)}", "bold"),
        sync,
        (f"   {age(row.modified_at, shell.now())}", COLOURS["dim"]),
    )
    origin = f" {row.subscription_id}   {clean(row.product)}   for {clean(row.customer_id)}"
    note = f" {clean(' '.join((row.note or '').split()))}"
    lines = [Content.styled(shorten(text, width), COLOURS["dim"]) for text in (origin, note)]
    return Content("\n").join([first.truncate(width, ellipsis=True), *lines])
