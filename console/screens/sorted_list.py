"""In which order is a list of the store shown?

The orders are those that the store has an index for, whatever the length of the list; the engine names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from console.bindings import bindings
from console.deck import Kind
from console.messages import ReadAgain
from console.screens.list_screen import ListScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["SortedListScreen"]

Row = TypeVar("Row")


class SortedListScreen(ListScreen[Row], Generic[Row]):
    """A list that the operator can put in another order."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("listed")]
    KIND: ClassVar[Kind]
    """Of what it is a list."""

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
