"""Who gave which command, when, and what did it change?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from console.actions import Action
from console.bindings import MARK_KEYS, bindings
from console.deck import Filtered, Rows, Tab
from console.facets import Facet, of_command
from console.messages import OpenProcess
from console.screens.list_screen import GRID_KEYS, ListScreen
from console.status import COLOURS
from console.times import moment, zone
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.grid import Cell, Column, Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.store.audit import AuditEntry

__all__ = ["AuditScreen"]


class AuditScreen(ListScreen["AuditEntry"]):
    """Every command, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", without=GRID_KEYS | MARK_KEYS)]
    SCOPES = ("global", "list", "filtered")
    WITHOUT = MARK_KEYS
    NOUN = ("command", "commands")
    TABS = (("audit", "Audit"),)
    FOOTER: ClassVar[Sequence[str]] = ("list.open", "list.filter", "list.leave", "list.next_tab")

    @property
    def filtered(self) -> Filtered:
        """Of what the rows are."""
        return "command"

    def facets(self) -> Sequence[Facet]:
        """Return the values of the row under the cursor that narrow the list."""
        row = self.grid.cursor_row
        return of_command(row) if row is not None else ()

    def make_grid(self) -> Grid[AuditEntry]:
        """Return the grid of commands: at 80 columns when, who, what, and on which process."""
        columns: list[Column[AuditEntry]] = [
            Column(
                lambda: f"WHEN {zone(self.shell.now())}",
                12,
                lambda entry: Cell(moment(entry.at, self.shell.now()), "dim"),
            ),
            Column("WHO", 8, lambda entry: Cell(entry.display_name, "")),
            Column("COMMAND", 14, lambda entry: Cell(entry.action, "")),
            Column("PROCESS", 8, lambda entry: Cell(short_id(entry.process_id) if entry.process_id else "", "dim")),
            Column("STEP", 14, lambda entry: Cell(entry.step or "", "dim"), wide=24),
            Column("CHANGE", 10, lambda entry: Cell(_change(entry), "dim"), grow=True),
            Column("HOST", 16, lambda entry: Cell(f"{entry.host} {entry.os_pid}", "dim"), min_total=120),
            Column("OS USER", 10, lambda entry: Cell(entry.os_user, "dim"), min_total=140),
        ]
        return Grid(columns, row_key=lambda entry: str(entry.audit_id), row_version=lambda entry: entry.audit_id)

    async def listing(self, tab: Tab, text: str) -> Rows[AuditEntry]:
        """Ask for the commands."""
        return await self.shell.deck.audit(text)

    def applying(self) -> list[Action]:
        """Leave out enter where the command was given to no process."""
        entry = self.grid.cursor_row
        leads = entry is not None and entry.process_id is not None
        return [action for action in super().applying() if leads or action.id != "list.open"]

    def open_row(self, row: AuditEntry) -> None:
        """Show the process that the command was given to."""
        if row.process_id is not None:
            self.post_message(OpenProcess(row.process_id))

    def row_words(self, row: AuditEntry) -> Content:
        """Say all of the command: who by every name, and what it changed."""
        role = f", role {row.db_role}" if row.db_role else ""
        who = f"{row.display_name} ({row.os_user}@{row.host}, pid {row.os_pid}{role})"
        text = clean(" ".join(f"{who}: {row.action} {_change(row)}".split()))
        return Content.styled(shorten(f" {text}", self.size.width), COLOURS["dim"])

    def empty(self) -> str:
        """Say so."""
        return "No command was given yet."


def _change(entry: AuditEntry) -> str:
    """Return what a command changed: from which status to which, or in its own words."""
    moved = "" if entry.before == entry.after else " > ".join(part for part in (entry.before, entry.after) if part)
    return f"{moved}: {entry.detail}" if entry.detail and moved else entry.detail or moved
