"""Who is told of a new size?

Textual tells those whose place is another than at the layout before. Where a place is asked for between two layouts, it
works all places out anew and takes them for told: a widget that was mounted meanwhile never hears of its size.
"""

from __future__ import annotations

from textual._compositor import Compositor, CompositorMap, ReflowResult
from textual.geometry import Size
from textual.widget import Widget

__all__ = ["TellingCompositor"]


class TellingCompositor(Compositor):
    """Compares a layout with the one that the widgets were told of."""

    def __init__(self) -> None:
        super().__init__()
        self._told: CompositorMap = {}

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out; return who is hidden, shown and resized since widgets were told last."""
        self._full_map = self._told
        result = super().reflow(parent, size)
        self._told = self._full_map
        return result
