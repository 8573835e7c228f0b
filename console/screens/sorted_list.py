"""In which order is a list of the store shown, and how is all of it taken out?

The orders are those that the store has an index for, whatever the length of the list; the engine names them.
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import work

from console.bindings import bindings
from console.deck import Kind
from console.messages import ReadAgain
from console.screens.list_screen import ListScreen
from console.threads import in_thread
from console.wording import counted, one_line

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["SortedListScreen"]

Row = TypeVar("Row")

PAGE = 1_000
"""Rows read and written at once."""


class SortedListScreen(ListScreen[Row], Generic[Row]):
    """A list that the operator can put in another order."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("listed")]
    KIND: ClassVar[Kind]
    """Of what it is a list."""

    @abstractmethod
    def record(self, row: Row) -> dict[str, Any]:
        """Return a row as plain JSON data."""

    async def refresh_data(self) -> None:
        """Read the list; the order that was remembered may be none there is any more."""
        if self.sort and self.sort.partition(":")[0] not in self.shell.deck.orders(self.KIND):
            self.sort = ""
        await super().refresh_data()

    def action_list_sort(self) -> None:
        """Go to the next of the orders, each the way up that is usual for it."""
        if not self._is_open():
            return
        orders = self.shell.deck.orders(self.KIND)
        names = list(orders)
        by = names[(names.index(self._sorting()[0]) + 1) % len(names)]
        self._sort(by, ascending=orders[by])

    def action_list_reverse(self) -> None:
        """Turn the order around."""
        if self._is_open():
            by, ascending = self._sorting()
            self._sort(by, ascending=not ascending)

    def _is_open(self) -> bool:
        if not self.shell.opened:
            self.say("the store is not open yet", "warning")
        return self.shell.opened

    def _sorting(self) -> tuple[str, bool]:
        """Return by what the list is sorted, and whether upwards; the first order where none was chosen."""
        orders = self.shell.deck.orders(self.KIND)
        by, _, way = self.sort.partition(":")
        return (by, way == "asc") if by in orders else next(iter(orders.items()))

    def _sort(self, by: str, *, ascending: bool) -> None:
        usual = next(iter(self.shell.deck.orders(self.KIND).items()))
        self.sort = "" if (by, ascending) == usual else f"{by}:{'asc' if ascending else 'desc'}"
        self._remember()
        self.show_shell()
        self.post_message(ReadAgain())

    @work(group="export")
    async def action_list_export(self, name: str = "") -> None:
        """Write all that the filter finds into a file; as what its name says, or else is asked."""
        if not self._is_open():
            return
        try:
            where = await self._where(name)
            if where is not None:
                self.say(f"{counted(await self._export(*where), *self.NOUN)} written to {where[0]}")
        except Exception as error:  # the file's, the filter's or the store's
            self.say(f"nothing is exported: {getattr(error, 'strerror', None) or one_line(error)}", "error")

    async def _where(self, name: str) -> tuple[Path, str] | None:
        """Return into which file, and as what; None where the operator wants none."""
        from console.exporting import SUFFIXES
        from console.menu import Choice

        path = await in_thread(Path(name).expanduser) if name else None
        form = SUFFIXES.get(path.suffix.lower()) if path is not None else None
        if form is None:
            chosen = await self.choose("export as", [Choice("c", "CSV"), Choice("j", "JSON lines")])
            if chosen is None:
                return None
            form = "csv" if chosen.key == "c" else "jsonl"
        if path is not None:
            is_wanted = not await in_thread(path.exists) or await self.ask(f"{path} is there already: write over it?")
            return (path, form) if is_wanted else None
        if self.shell.state_dir is None:
            self.say("there is no folder to write to; name a file: :export FILE", "warning")
            return None
        at = self.shell.now().astimezone()
        return self.shell.state_dir / "exports" / f"{self.view}-{at:%Y-%m-%d-%H%M%S}.{form}", form

    async def _export(self, path: Path, form: str) -> int:
        """Read page by page, so that neither the interface nor its memory feels how many rows there are."""
        from console.exporting import Export

        rows = await self.listing(self.TABS[self.tab_index][0], self.filter_text)
        export = await in_thread(Export, path, form)
        try:
            while page := await rows.rows(export.count, PAGE):
                await in_thread(export.add, [self.record(row) for row in page])
            await in_thread(export.finish)
        except BaseException:
            export.drop()
            raise
        return export.count
