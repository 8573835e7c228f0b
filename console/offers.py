"""What does the line below a line of text say: what may follow, or what is wrong?"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from engine.plain import clean, shorten

__all__ = ["offered", "pointed"]

INDENT = "  "
"""The offers begin below the text."""


def offered(offers: Sequence[str], chosen: int, width: int) -> Content:
    """Return the offers in one line of `width` cells, the chosen one marked and in sight."""
    texts = [clean(offer) for offer in offers]
    room = width - cell_len(INDENT) - 1
    first = chosen if sum(cell_len(text) + 2 for text in texts[: chosen + 1]) > room else 0
    parts: list[tuple[str, str]] = []
    for index in range(first, len(texts)):
        text = shorten(texts[index], room) if index == first else texts[index]
        room -= cell_len(text) + 2
        if room < -2:
            parts.append(("…", "$foreground-muted"))
            break
        parts.append((f"{text}  ", "$accent bold" if index == chosen else "$foreground-muted"))
    return Content.assemble((INDENT, ""), *parts).truncate(max(0, width))


def pointed(problem: str, column: int, width: int) -> str:
    """Return a line of `width` cells that points up at a column and says what is wrong beside the sign."""
    text = clean(problem)
    column = min(column, max(0, width - 1))
    if cell_len(text) > width - column - 2 and column > width // 2:
        text = shorten(text, max(0, column - 2))
        return f"{text} ^".rjust(column + 1)
    return shorten(f"{' ' * column}^ {text}", width)
