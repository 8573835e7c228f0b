"""What does a subscription consist of, what may be done to it, and who would notice?

Its parts on the left, the fields of the one under the cursor on the right. Enter follows a block into the subscription
that owns it, a relation to the other end, and a process to its screen; on a workflow that may run it opens its form, on
another it goes to what is in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual.content import Content

from console.actions import Action
from console.as_json import subscription_as_json
from console.bindings import bindings
from console.copies import Copy, json_text
from console.messages import OpenStart
from console.places import Place
from console.screens.parts import NOT_HERE, PartsScreen
from console.screens.subscription_verbs import SubscriptionVerbs
from console.shell import Shell
from console.status import COLOURS, subscription_look
from console.subscription_lines import DEPENDS, IMPACT, PROCESSES, RELATIONS, WORKFLOWS, going_on, parts
from console.times import age
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.searching import SearchedView
from widgets.state import TextView
from widgets.steps import StepTimeline

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.domain.queries import SubscriptionDetail

__all__ = ["SubscriptionScreen"]


class SubscriptionScreen(SubscriptionVerbs, PartsScreen):
    """One subscription."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("text", "subscription", without=NOT_HERE)]
    SCOPES = ("global", "text", "subscription", "reader", "list")
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
        self.json_view = TextView(id="json")
        super().__init__(shell, view)
        self._subscription_id = subscription_id
        self._as_json = False

    def crumbs(self) -> Sequence[str]:
        """Return the view and this subscription."""
        return (self.view, short_id(self._subscription_id))

    def place(self) -> Place:
        """Return this subscription."""
        title = self._detail.row.description if self._detail is not None else ""
        return Place(mode=self.view, kind="subscription", id=str(self._subscription_id), title=title)

    def readers(self) -> Sequence[SearchedView]:
        """Return the fields of a part, and the whole as JSON."""
        return (*super().readers(), self.json_view)

    def reader(self) -> SearchedView:
        """Return what is read at the right."""
        return self.json_view if self._as_json else self.state_view

    def on_mount(self) -> None:
        """Start with the fields."""
        self.json_view.display = False

    async def refresh_data(self) -> None:
        """Read the subscription again, what may be done to it, and who would notice if it went."""
        deck, key = self.shell.deck, self._subscription_id
        detail, usable, impact = await deck.subscription(key), await deck.usable(key), await deck.impact(key)
        self._detail = detail
        self.show_parts(parts(detail, usable, impact, self.shell))
        self.has_read()

    def head_words(self) -> Content:
        """Say where it stands, which it is, and what is to be known of it."""
        return _head(self._detail, self.shell, self.size.width) if self._detail is not None else Content("")

    def show_part(self) -> None:
        """Show the fields of the part under the cursor, or everything as JSON."""
        self.state_view.display, self.json_view.display = not self._as_json, self._as_json
        if self._as_json and self._detail is not None:
            self.json_view.show(self._whole(self._detail), of=self._subscription_id)
            self.show_title("JSON of", self._detail.row.description)
        else:
            super().show_part()

    def _whole(self, detail: SubscriptionDetail) -> str:
        return json_text(subscription_as_json(detail))

    def applying(self) -> list[Action]:
        """Leave out setting in sync what is in sync."""
        may_be = self._detail is not None and not self._detail.row.insync
        return [action for action in super().applying() if may_be or action.id != "subscription.sync"]

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Say where no workflow may be started now."""
        part = self.part()
        if part is not None and isinstance(part.goal, OpenStart) and self.refused("workflow.start"):
            message.prevent_default()

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
            return self._whole(self._detail)
        part = self.part()
        return json_text(part.shown) if part is not None else None

    def action_subscription_json(self) -> None:
        """Show everything as JSON, or the parts again."""
        self._as_json = not self._as_json
        moved = not self.timeline.has_focus
        self.show_part()
        if moved:
            self.reader().focus()

    def action_subscription_workflows(self) -> None:
        """Go to the workflows."""
        self.when_read(partial(self._go_to, "no workflow is linked to its product", WORKFLOWS))

    def action_subscription_relations(self) -> None:
        """Go to what uses it, what it uses, and what breaks if it goes."""
        self.when_read(partial(self._go_to, "nothing uses it, and it uses nothing", RELATIONS, DEPENDS, IMPACT))

    def _go_to(self, otherwise: str, *heads: str) -> None:
        """Go to the first of these lines that is there; from one of them to the next."""
        there = [key for key in heads if self.parts.at(key) is not None]
        if not there:
            self.say(otherwise, "warning")
            return
        at = self.timeline.cursor_key
        key = there[(there.index(at) + 1) % len(there)] if at in there else there[0]
        self.parts.unfold(key)
        self.show_lines(key)
        self.timeline.focus()

    def go_to_open_process(self) -> None:
        """Put the cursor on the first process that has not ended, so that enter opens it."""
        assert self._detail is not None
        open_ones = going_on([it for it in self._detail.processes if not it.is_task])
        if open_ones:
            self.parts.unfold(PROCESSES)
            self.show_lines(f"process:{open_ones[0].process_id}")
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
