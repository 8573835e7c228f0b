"""How does what has a look become a line of a timeline?"""

from __future__ import annotations

from console.status import Look
from widgets.steps import StepLine

__all__ = ["step_line"]


def step_line(key: str, look: Look, name: str, detail: str = "") -> StepLine:
    """Return the line of this identity."""
    return StepLine(key=key, glyph=look.glyph, word=look.word, style=look.style, name=name, detail=detail)
