"""A list in memory, as the grid reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

__all__ = ["FakeRows"]

Row = TypeVar("Row")


class FakeRows(Generic[Row]):
    """A list of rows: each answer is about the deck as it is then."""

    def __init__(self, read: Callable[[], list[Row]], key: Callable[[Row], UUID | str]) -> None:
        self._read, self._key = read, key

    async def count(self) -> int:
        return len(self._read())

    async def rows(self, start: int, limit: int) -> list[Row]:
        return self._read()[start : start + limit]

    async def find(self, key: str) -> int | None:
        return next((index for index, row in enumerate(self._read()) if str(self._key(row)) == key), None)
