"""How is a list of a few dozen rows, read whole, shown as any other list is?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["ShortRows"]

Row = TypeVar("Row")


class ShortRows(Generic[Row]):
    """The rows that `read` gives and `fits` leaves; counting them reads them again."""

    def __init__(
        self, read: Callable[[], Awaitable[Sequence[Row]]], key: Callable[[Row], str], fits: Callable[[Row], bool]
    ) -> None:
        self._read, self._key, self._fits = read, key, fits
        self._rows: Sequence[Row] = ()

    async def count(self) -> int:
        """Read the list; return how many rows there are."""
        self._rows = [row for row in await self._read() if self._fits(row)]
        return len(self._rows)

    async def rows(self, start: int, limit: int) -> Sequence[Row]:
        """Return rows of the list as it was counted."""
        return self._rows[start : start + limit]

    async def find(self, key: str) -> int | None:
        """Return the index of the row with this id; None when it was not in the list."""
        return next((index for index, row in enumerate(self._rows) if self._key(row) == key), None)
