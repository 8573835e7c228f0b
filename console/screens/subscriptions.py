"""What was sold to whom, and does the network agree?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from console.bindings import MARK_KEYS, bindings
from console.copies import Copy, as_tabs, json_text
from console.deck import Filtered, Rows, Tab
from console.facets import Facet, of_subscription
from console.messages import OpenSubscription
from console.screens.list_screen import GRID_KEYS
from console.screens.sorted_list import SortedListScreen
from console.status import COLOURS, subscription_look
from console.times import age, moment, zone
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.grid import Cell, Column, Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.domain.queries import SubscriptionRow

__all__ = ["SubscriptionsScreen"]


class SubscriptionsScreen(SortedListScreen["SubscriptionRow"]):
    """Every subscription, in three lists, the latest change first unless sorted otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", without=GRID_KEYS | MARK_KEYS)]
    SCOPES = ("global", "list", "filtered", "listed")
    KIND = "subscription"
    WITHOUT = MARK_KEYS
    NOUN = ("subscription", "subscriptions")
    TABS = (("active", "Active"), ("out of sync", "Out of sync"), ("all", "All"))
    FOOTER: ClassVar[Sequence[str]] = ("list.open", "list.filter", "list.leave", "workflow.start", "list.next_tab")

    @property
    def filtered(self) -> Filtered:
        """Of what the rows are."""
        return self.KIND

    def facets(self) -> Sequence[Facet]:
        """Return the values of the row under the cursor that narrow the list."""
        row = self.grid.cursor_row
        return of_subscription(row) if row is not None else ()

    def make_grid(self) -> Grid[SubscriptionRow]:
        """Return the grid of subscriptions: at 80 columns what it is and whether it can be trusted."""

        def status(row: SubscriptionRow) -> Cell:
            look = subscription_look(row.status)
            return Cell(look.text, look.style)

        def sync(row: SubscriptionRow) -> Cell:
            return Cell("in sync", "dim") if row.insync else Cell("! out", "wait")

        columns: list[Column[SubscriptionRow]] = [
            Column("STATUS", 14, status),
            Column("ID", 8, lambda row: Cell(short_id(row.subscription_id), "dim")),
            Column("SYNC", 7, sync),
            Column("PRODUCT", 13, lambda row: Cell(row.product, ""), wide=18),
            Column("DESCRIPTION", 20, lambda row: Cell(row.description, ""), grow=True),
            Column("AGE", 6, lambda row: Cell(age(row.modified_at, self.shell.now()), "dim")),
            Column("CUSTOMER", 12, lambda row: Cell(row.customer_id, "dim"), min_total=104),
            Column("TAG", 8, lambda row: Cell(row.tag, "dim"), min_total=120),
            Column(
                lambda: f"SINCE {zone(self.shell.now())}", 12, lambda row: Cell(self._since(row), "dim"), min_total=140
            ),
        ]
        return Grid(
            columns,
            row_key=lambda row: str(row.subscription_id),
            row_version=lambda row: (row.version, row.status, age(row.modified_at, self.shell.now())),
        )

    def _since(self, row: SubscriptionRow) -> str:
        return moment(row.start_date, self.shell.now()) if row.start_date else ""

    async def listing(self, tab: Tab, text: str) -> Rows[SubscriptionRow]:
        """Ask for subscriptions."""
        return await self.shell.deck.subscriptions(tab, text, self.sort)

    def record(self, row: SubscriptionRow) -> dict[str, Any]:
        """Return a subscription as the command line's JSON has it."""
        from console.as_json import subscription_row_as_json

        return subscription_row_as_json(row)

    def copies(self) -> Sequence[Copy]:
        """Return what can be copied of the subscription under the cursor."""
        row = self.grid.cursor_row
        if row is None:
            return ()
        return (
            Copy("i", "id", lambda: str(row.subscription_id)),
            Copy("r", "row", lambda: as_tabs(self.grid.columns, row)),
            Copy("j", "JSON", lambda: self.long_text() or ""),
            Copy("c", "command", lambda: f"nocdeck subscription show {row.subscription_id}"),
        )

    def long_text(self) -> str | None:
        """Return the subscription under the cursor as JSON."""
        row = self.grid.cursor_row
        return json_text(self.record(row)) if row is not None else None

    def open_row(self, row: SubscriptionRow) -> None:
        """Show the subscription."""
        self.post_message(OpenSubscription(row.subscription_id))

    def row_words(self, row: SubscriptionRow) -> Content:
        """Say what is worth knowing beyond the columns: the customer, and the note."""
        parts = [f"for {row.customer_id}", f"version {row.version}", row.note or ""]
        text = clean("   ".join(" ".join(part.split()) for part in parts if part))
        return Content.styled(shorten(f" {text}", self.size.width), COLOURS["dim"])

    def empty(self) -> str:
        """Name the ways on."""
        tab, new = self.shell.key("list.next_tab"), self.shell.key("workflow.start")
        return f"No subscription here.\n\n{tab} shows the next list, {new} starts a workflow that creates one."
