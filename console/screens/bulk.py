"""Which of the marked processes will it be done to, how did it go with each, and where did each come to rest?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar
from uuid import UUID

from textual import work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from console.bindings import LIST_ALONE, bindings
from console.bulk import Bulk, Item
from console.messages import OpenProcess, VerbRequested
from console.screens.deck_screen import DeckScreen
from console.shell import Shell
from engine.plain import clean, shorten
from widgets.steps import StepTimeline

__all__ = ["BulkScreen"]

KEYS = ("process.leave",)


class BulkScreen(DeckScreen):
    """A verb for many processes: what will be done, what was done, what came of it."""

    BINDINGS: ClassVar[list[BindingType]] = [binding for binding in bindings("text") if binding.id in KEYS]
    SCOPES = ("global", "list")
    WITHOUT = LIST_ALONE
    FOOTER = ("list.open", "process.leave")

    def __init__(
        self,
        shell: Shell,
        view: str,
        action_id: str,
        ids: Sequence[UUID],
        text: str = "",
        acted: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(shell, view)
        self._action_id, self._ids, self._text, self._acted = action_id, tuple(ids), text, acted
        self._verb = shell.actions[action_id].verb or ""
        self._bulk: Bulk | None = None
        self.head = Static("", id="bulk-head", markup=False)
        self.timeline = StepTimeline(id="bulk")

    def body(self) -> Iterable[Widget]:
        """A line that sums up, and a line for each process."""
        return (self.head, self.timeline)

    def crumbs(self) -> Sequence[str]:
        """Return the view and what is done."""
        return (self.view, f"{self._verb} {len(self._ids):,}")

    def on_mount(self) -> None:
        """Start at the lines."""
        self.timeline.focus()

    async def refresh_data(self) -> None:
        """Read the processes; the first time, ask."""
        rows = await self.shell.deck.rows(self._ids)
        if self._bulk is not None:
            self._bulk.see(rows)
            self._show()
            return
        found = {row.process_id: row for row in rows}
        items = []
        for key in self._ids:
            row = found.get(key)
            why_not = self.shell.deck.why_not(self._verb, row) if row is not None else "it is gone"
            items.append(Item(key, row, why_not))
        self._bulk = Bulk(self._verb, items)
        self._show()
        self._ask(self._bulk)

    @work
    async def _ask(self, bulk: Bulk) -> None:
        """Ask once for all the verb applies to; the engine judges each by itself."""
        ids = [process_id for process_id, _ in bulk.targets]
        if not ids:
            bulk.asked, bulk.dropped = False, True
        else:
            bulk.dropped = not await self.ask(bulk.question(), self.shell.to_type(self._action_id, ids))
            bulk.asked = False
            if not bulk.dropped:
                self._acted()
                self.post_message(VerbRequested(self._verb, bulk.targets, self._text, self._report))
        self._show()
        if bulk.dropped and ids:
            await self.leave()

    def _report(self, process_id: UUID, refusal: str | None) -> None:
        """Keep how it went with one, whether or not this screen is still there; the next reading shows it, or the
        next tick: of thousands, each would be too often."""
        if self._bulk is not None:
            self._bulk.note(process_id, refusal)

    def tick(self) -> None:
        """Show how far it is."""
        super().tick()
        if self._bulk is not None:
            self._show()

    def _show(self) -> None:
        assert self._bulk is not None
        told = f"{self._bulk.summary()}  {self._text}".rstrip()
        self.head.update(Content.styled(shorten(f" {clean(told)}", self.size.width), "bold"))
        self.timeline.show(self._bulk.lines())
        self.show_shell()

    def on_resize(self) -> None:
        """Cut the head to the new width."""
        if self._bulk is not None:
            self._show()

    def on_step_timeline_opened(self, message: StepTimeline.Opened) -> None:
        """Show the process under the cursor."""
        self.post_message(OpenProcess(UUID(message.key)))

    async def action_process_leave(self) -> None:
        """Go back; what is under way goes on."""
        await self.leave()
