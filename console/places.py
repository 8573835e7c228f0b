"""Where is the operator, said so that the way back there can be kept?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

__all__ = ["Place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A list as it is narrowed and sorted, or one process or subscription."""

    mode: str
    """Whose screen shows it."""
    tab: str = ""
    filter: str = ""
    sort: str = ""
    kind: str = ""
    """`process` or `subscription`; empty: a list."""
    id: str = ""
    """Of that one, whole."""
    title: str = ""
    """What that one was called when it was kept."""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Place:
        """Return the place that was written as these fields. Raises KeyError, TypeError, ValueError."""
        place = cls(**{name: str(said[name]) for name in cls.__slots__})
        if place.kind:
            UUID(place.id)
        return place

    @property
    def words(self) -> str:
        """What it is, in one line."""
        if self.kind:
            return f"{self.kind} {self.id[:8]} {self.title}"
        view = "" if self.mode in self.tab else self.mode
        narrowed, sorted_by = f"/{self.filter}" if self.filter else "", f"by {self.sort}" if self.sort else ""
        return " ".join(part for part in (view, self.tab, narrowed, sorted_by) if part)
