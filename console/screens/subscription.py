"""What does a subscription consist of, what may be done to it, and who would notice?

Its parts on the left, the fields of the one under the cursor on the right. Enter follows a block into the subscription
that owns it, a relation to the other end, and a process to its screen; on a workflow that may run it opens its form, on
another it goes to what is in the way.
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
from console.as_json import subscription_as_json
from console.bindings import bindings
from console.copies import Copy, json_text
from console.folding import Folds
from console.messages import OpenProcess, OpenStart, OpenSubscription
from console.places import Place
from console.screens.subscription_verbs import SubscriptionVerbs
from console.shell import Shell
from console.status import COLOURS, subscription_look
from console.subscription_lines import DEPENDS, IMPACT, PROCESSES, RELATIONS, WORKFLOWS, Part, parts
from console.times import age
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.searching import SearchedView
from widgets.state import StateView, TextView
from widgets.steps import StepTimeline
from widgets.text import plain

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.domain.queries import SubscriptionDetail

__all__ = ["SubscriptionScreen"]


class SubscriptionScreen(SubscriptionVerbs):
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
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text", "subscription", without=NOT_HERE)]
    SCOPES = ("global", "text", "subscription", "reader", "list")
    WITHOUT = NOT_HERE | {
        "list.leave",
        "list.mark",
        "list.unmark",
        "list.next_tab",
        "list.previous_tab",
    }
    FOOTER = (
        "list.open",
        "process.next_pane",
        "process.leave",
        "subscription.workflows",
        "subscription.relations",
        "subscription.json",
        "subscription.sync",
        "workflow.start",
    )

    def __init__(self, shell: Shell, view: str, subscription_id: UUID) -> None:
        super().__init__(shell, view)
        self._subscription_id = subscription_id
        self._parts: Folds[Part] = Folds()
        self._as_json = False
        self.head = Static("", id="head", markup=False)
        self.timeline = StepTimeline(id="steps")
        self.title_line = Static("", id="pane-title", markup=False)
        self.state_view = StateView(id="state")
        self.json_view = TextView(id="json")

    def body(self) -> Iterable[Widget]:
        """Three lines on the subscription; its parts left, the fields of one right."""
        pane = Vertical(self.title_line, self.state_view, self.json_view, id="pane")
        return (self.head, Horizontal(self.timeline, pane, id="panes"))

    def crumbs(self) -> Sequence[str]:
        """Return the view and this subscription."""
        return (self.view, short_id(self._subscription_id))

    def place(self) -> Place:
        """Return this subscription."""
        title = self._detail.row.description if self._detail is not None else ""
        return Place(mode=self.view, kind="subscription", id=str(self._subscription_id), title=title)

    def reader(self) -> SearchedView:
        """Return what is read at the right."""
        return self.json_view if self._as_json else self.state_view

    def on_mount(self) -> None:
        """Start at the parts."""
        super().on_mount()
        self.json_view.display = False
        self.timeline.focus()

    async def refresh_data(self) -> None:
        """Read the subscription again, what may be done to it, and who would notice if it went."""
        deck, key = self.shell.deck, self._subscription_id
        self._detail = await deck.subscription(key)
        self._parts.show(parts(self._detail, await deck.usable(key), await deck.impact(key), self.shell))
        self._show()

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        if self._detail is not None:
            self._show()

    def _show(self, cursor: str | None = None) -> None:
        assert self._detail is not None
        self.head.update(_head(self._detail, self.shell, self.size.width))
        self.timeline.show([part.line for part in self._parts.shown], cursor=cursor)
        self._show_part()
        self.show_shell()

    def _part(self) -> Part | None:
        return self._parts.at(self.timeline.cursor_key)

    def _show_part(self) -> None:
        """Show the fields of the part under the cursor, or everything as JSON."""
        self.state_view.display, self.json_view.display = not self._as_json, self._as_json
        part = self._part()
        if self._as_json and self._detail is not None:
            text = json_text(subscription_as_json(self._detail))
            self.json_view.show(text, of=self._subscription_id)
            self._title("JSON of", self._detail.row.description)
        elif part is not None:
            self.state_view.show(part.shown, of=part.line.key)
            self._title(part.title, part.line.name.strip(" ▸▾"))

    def _title(self, what: str, of: str) -> None:
        self.title_line.update(Content.assemble((f" {clean(what)} ", "$accent bold"), plain(of)))

    def applying(self) -> list[Action]:
        """Leave out enter where it leads nowhere, and setting in sync what is in sync."""
        part = self._part()
        leads = part is not None and (part.goal is not None or bool(part.below))
        without = set() if leads else {"list.open"}
        if self._detail is None or self._detail.row.insync:
            without.add("subscription.sync")
        return [action for action in super().applying() if action.id not in without]

    def on_step_timeline_highlighted(self, message: StepTimeline.Highlighted) -> None:
        """Show the part under the cursor."""
        self._show_part()
        self.show_shell()

    def on_step_timeline_folding(self, message: StepTimeline.Folding) -> None:
        """Fold or unfold what the operator asks for."""
        self._show(self._parts.obey(message, self.timeline.cursor_key))

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Follow the part under the cursor to where it leads; what leads nowhere is folded, or read."""
        part = self._part()
        if part is not None and part.goal is None and part.below:
            self._show(self._parts.toggle(part))
        elif part is None or part.goal is None:
            self.action_process_next_pane()
        elif part.goal.kind == "process":
            self.post_message(OpenProcess(part.goal.key))
        elif part.goal.kind == "start":
            if not self.refused("workflow.start"):
                seen = self._detail.row.version if self._detail is not None else None
                self.post_message(OpenStart(part.goal.workflow, part.goal.key, seen))
        else:
            self.post_message(OpenSubscription(part.goal.key))

    def copies(self) -> Sequence[Copy]:
        """Return what can be copied of the subscription, and of the part under the cursor."""
        return (
            Copy("i", "id", lambda: str(self._subscription_id)),
            Copy("v", "what the pane shows", lambda: self.long_text() or ""),
            Copy("c", "command", lambda: f"nocdeck subscription show {self._subscription_id}"),
        )

    def long_text(self) -> str | None:
        """Return what the pane shows, as JSON."""
        if self._as_json and self._detail is not None:
            return json_text(subscription_as_json(self._detail))
        part = self._part()
        return json_text(part.shown) if part is not None else None

    async def action_process_leave(self) -> None:
        """End the search; without one, go back."""
        if not self.end_search():
            await self.leave()

    def action_process_next_pane(self) -> None:
        """Move between the parts and the fields."""
        (self.reader() if self.timeline.has_focus else self.timeline).focus()

    def action_subscription_json(self) -> None:
        """Show everything as JSON, or the parts again."""
        self._as_json = not self._as_json
        moved = not self.timeline.has_focus
        self._show_part()
        if moved:
            self.reader().focus()

    def action_subscription_workflows(self) -> None:
        """Go to the workflows."""
        self._go_to("no workflow is linked to its product", WORKFLOWS)

    def action_subscription_relations(self) -> None:
        """Go to what uses it, what it uses, and what breaks if it goes."""
        self._go_to("nothing uses it, and it uses nothing", RELATIONS, DEPENDS, IMPACT)

    def _go_to(self, otherwise: str, *heads: str) -> None:
        """Go to the first of these lines that is there; from one of them to the next."""
        there = [key for key in heads if self._parts.at(key) is not None]
        if not there:
            self.say(otherwise, "warning")
            return
        at = self.timeline.cursor_key
        key = there[(there.index(at) + 1) % len(there)] if at in there else there[0]
        self._parts.unfold(key)
        self._show(key)
        self.timeline.focus()

    def go_to_open_process(self) -> None:
        """Put the cursor on the first process that has not ended, so that enter opens it."""
        assert self._detail is not None
        workflows = [it for it in self._detail.processes if not it.is_task]
        open_ones = [it for it in workflows if it.status not in ("completed", "aborted")]
        if open_ones:
            self._parts.unfold(PROCESSES)
            self._show(f"process:{open_ones[0].process_id}")
            self.timeline.focus()


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
