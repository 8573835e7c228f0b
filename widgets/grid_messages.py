"""What does a grid tell its screen? They are used as `Grid.Highlighted` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from widgets.grid import Grid

__all__ = ["Counted", "Highlighted", "MarksChanged", "Opened", "ReadFailed"]


class GridMessage(Message):
    """Something about a grid."""

    def __init__(self, grid: Grid[Any]) -> None:
        super().__init__()
        self.grid = grid

    @property
    def control(self) -> Grid[Any]:
        """The grid it comes from."""
        return self.grid


class Highlighted(GridMessage, namespace="grid"):
    """Another row is under the cursor, or the same one has changed; None when the list is empty."""

    def __init__(self, grid: Grid[Any], key: str | None, row: Any) -> None:
        super().__init__(grid)
        self.key, self.row = key, row


class Opened(GridMessage, namespace="grid"):
    """The operator opened the row under the cursor."""

    def __init__(self, grid: Grid[Any], key: str, row: Any) -> None:
        super().__init__(grid)
        self.key, self.row = key, row


class MarksChanged(GridMessage, namespace="grid"):
    """A row was marked or unmarked, or every mark was dropped; `Grid.marks` has the keys."""

    def __init__(self, grid: Grid[Any], row: Any = None) -> None:
        super().__init__(grid)
        self.row = row


class ReadFailed(GridMessage, namespace="grid"):
    """A page could not be read; its rows stay dots, and are asked for again when the operator moves."""

    def __init__(self, grid: Grid[Any], error: Exception) -> None:
        super().__init__(grid)
        self.error = error


class Counted(GridMessage, namespace="grid"):
    """The list was counted after its rows were shown; `Grid.row_count` says how many there are."""
