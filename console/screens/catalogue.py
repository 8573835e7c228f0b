"""What do we sell, what is it made of, and which workflows work on it?

Four lists, one tab each; enter opens an entry, and from there whatever it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.content import Content

from console.bindings import MARK_KEYS, bindings
from console.catalogue_keys import CatalogueKeys
from console.deck import Filtered, Rows, Tab
from console.facets import Facet, of_entry
from console.messages import OpenEntry
from console.panes import Pane
from console.screens.list_screen import GRID_KEYS, ListScreen
from console.shell import Shell
from console.status import COLOURS
from engine.plain import clean, shorten
from widgets.grid import Cell, Column, Grid

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.catalogue import Entry

__all__ = ["CatalogueScreen"]


def _fact(title: str, width: int, name: str, style: str = "dim", min_total: int = 0) -> Column[Entry]:
    return Column(title, width, lambda entry: Cell(entry.facts.get(name, ""), style), min_total=min_total)


def _state(entry: Entry) -> Cell:
    if entry.why_not is None:
        return Cell("+ may start", "ok")
    return Cell("- not now", "wait") if entry.steps else Cell("! not loaded", "bad")


NAME: Column[Entry] = Column("NAME", 24, lambda entry: Cell(entry.name, ""), wide=34)
WORDS: Column[Entry] = Column("DESCRIPTION", 16, lambda entry: Cell(entry.description, "dim"), grow=True)

COLUMNS: dict[str, list[Column[Entry]]] = {
    "products": [
        _fact("STATUS", 12, "status", ""),
        NAME,
        _fact("TYPE", 10, "type"),
        _fact("SOLD", 7, "subscriptions"),
        WORDS,
        _fact("TAG", 8, "tag", min_total=104),
        _fact("FIXED INPUTS", 22, "fixed", min_total=120),
        _fact("BLOCKS", 20, "blocks", min_total=150),
    ],
    "blocks": [
        _fact("STATUS", 10, "status", ""),
        NAME,
        WORDS,
        _fact("TAG", 8, "tag", min_total=104),
        _fact("IN PRODUCTS", 20, "products"),
    ],
    "resources": [NAME, WORDS, _fact("HELD BY", 28, "blocks")],
    "workflows": [
        Column("STATE", 12, _state),
        Column("NAME", 28, lambda entry: Cell(entry.name, ""), wide=34),
        _fact("TARGET", 9, "target"),
        _fact("STEPS", 5, "steps"),
        WORDS,
        _fact("PRODUCTS", 28, "products", min_total=120),
    ],
}
"""By mode: at 80 columns the name, and what tells one from another."""


class CatalogueScreen(CatalogueKeys, ListScreen["Entry"]):
    """One list of the catalogue."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "catalogue", without=GRID_KEYS | MARK_KEYS)]
    SCOPES = ("global", "list", "filtered", "catalogue")
    WITHOUT = MARK_KEYS
    NOUN = ("entry", "entries")
    FOOTER: ClassVar[Sequence[str]] = (
        "list.open",
        "catalogue.start",
        "catalogue.form",
        "list.filter",
        "list.leave",
        "list.next_tab",
    )

    def __init__(self, shell: Shell, pane: Pane) -> None:
        self.TABS = ((pane.tab, pane.title),)  # type: ignore[misc]  # one class, a list for each tab
        self.NOUN = NOUNS[pane.mode]  # type: ignore[misc]
        self._mode = pane.mode
        super().__init__(shell, pane.mode)

    @property
    def filtered(self) -> Filtered:
        """Of what the rows are."""
        return cast("Filtered", self.NOUN[0])

    def facets(self) -> Sequence[Facet]:
        """Return the values of the row under the cursor that narrow the list."""
        row = self.grid.cursor_row
        return of_entry(row) if row is not None else ()

    def make_grid(self) -> Grid[Entry]:
        """Return the grid of this kind."""
        return Grid(COLUMNS[self._mode], row_key=lambda entry: entry.name, row_version=_version)

    async def listing(self, tab: Tab, text: str) -> Rows[Entry]:
        """Ask for the entries of this kind."""
        return await self.shell.deck.catalogue(tab, text)

    def entry(self) -> Entry | None:
        """Return the entry under the cursor."""
        return self.grid.cursor_row

    def open_row(self, row: Entry) -> None:
        """Show all of an entry."""
        self.post_message(OpenEntry(row.kind, row.name))

    def row_words(self, row: Entry) -> Content:
        """Say why a workflow cannot be started; of anything else, what it is."""
        if row.why_not is not None:
            return Content.styled(shorten(f" ! {clean(row.why_not)}", self.size.width), COLOURS["wait"])
        text = clean(" ".join(row.description.split()))
        return Content.styled(shorten(f" {text}", self.size.width), COLOURS["dim"])

    def empty(self) -> str:
        """Say how it comes to hold something."""
        return "Nothing here.\n\nA migration of the site adds products: nocdeck db migrate-domain-models."


NOUNS = {
    "products": ("product", "products"),
    "blocks": ("product block", "product blocks"),
    "resources": ("resource type", "resource types"),
    "workflows": ("workflow", "workflows"),
}


def _version(entry: Entry) -> tuple[object, ...]:
    return (entry.name, entry.description, *entry.facts.values(), entry.why_not)
