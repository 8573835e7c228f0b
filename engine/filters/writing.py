"""How is a filter written, by a program rather than by hand?"""

from __future__ import annotations

import re

__all__ = ["narrower", "written"]

_PLAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_:/-]|\.(?!\.))*")
_DIVIDED = re.compile(r"\|\s|\s\||\|$")


def written(value: str) -> str:
    """Return a value as it is written in a filter: in quotes where it would be read as something else."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def narrower(text: str, field: str, value: str, *, without: bool = False) -> str:
    """Return a filter that also wants a value of a field; or, `without` it, everything else."""
    term = f"{'!' if without else ''}{field}:{written(value)}"
    if not text:
        return term
    if term in text.split():
        return text
    return f"({text}) {term}" if _DIVIDED.search(text) else f"{text} {term}"
