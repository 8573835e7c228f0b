"""A list that a test can change under a grid."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from widgets.grid import Cell, Column, Grid

__all__ = ["Device", "Devices", "Endless", "Slow", "device_grid", "devices"]


@dataclass(frozen=True, slots=True)
class Device:
    """A row."""

    id: int
    name: str
    version: int = 0

    @property
    def key(self) -> str:
        """Its identity."""
        return str(self.id)


def devices(*ids: int) -> list[Device]:
    """Rows with these identities."""
    return [Device(id, f"router-{id}") for id in ids]


class Devices:
    """A source over a list in memory, which counts what it is asked."""

    def __init__(self, rows: Sequence[Device]) -> None:
        self.data = list(rows)
        self.asked: list[int] = []
        """Where each page that was read began."""
        self.gate: asyncio.Event | None = None
        """While it is there and not set, pages are not answered."""

    async def count(self) -> int:
        return len(self.data)

    async def rows(self, start: int, limit: int) -> Sequence[Device]:
        self.asked.append(start)
        found = self.data[start : start + limit]
        if self.gate is not None:
            await self.gate.wait()
        return found

    async def find(self, key: str) -> int | None:
        return next((index for index, row in enumerate(self.data) if row.key == key), None)

    def change(self, id: int, name: str) -> None:
        """Change a row where it is."""
        at = next(index for index, row in enumerate(self.data) if row.id == id)
        self.data[at] = replace(self.data[at], name=name, version=self.data[at].version + 1)

    def remove(self, *ids: int) -> None:
        """Take rows out."""
        self.data = [row for row in self.data if row.id not in ids]


class Endless(Devices):
    """A source of a million rows that exist only when asked for."""

    SIZE = 1_000_000

    def __init__(self) -> None:
        super().__init__(())

    async def count(self) -> int:
        return self.SIZE

    async def rows(self, start: int, limit: int) -> Sequence[Device]:
        self.asked.append(start)
        return devices(*range(start, min(start + limit, self.SIZE)))

    async def find(self, key: str) -> int | None:
        return int(key)


class Slow(Devices):
    """A source that knows of some of its rows until the test lets it count them."""

    def __init__(self, rows: Sequence[Device], known: int) -> None:
        super().__init__(rows)
        self.known = known
        self.may_count = asyncio.Event()
        self.given_up = 0

    async def count(self) -> int:
        return self.known

    async def counted(self) -> int | None:
        try:
            await self.may_count.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return len(self.data)


def device_grid(**options: str) -> Grid[Device]:
    """A grid of devices."""
    return Grid(
        [
            Column("ID", 8, lambda row: Cell(row.key, "dim")),
            Column("NAME", 20, lambda row: Cell(row.name)),
            Column("STATE", 10, lambda row: Cell("! failed", "bad")),
            Column("WIDE ONLY", 12, lambda row: Cell("extra"), min_total=100),
        ],
        row_key=lambda row: row.key,
        row_version=lambda row: row.version,
        **options,
    )
