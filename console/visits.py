"""Which screens did the operator come by, and where among them is she?"""

from __future__ import annotations

from console.places import Place

__all__ = ["Visits", "is_same"]

KEPT = 50
"""Places remembered."""


class Visits:
    """The way so far, as a browser keeps it: going back leaves what is ahead, going elsewhere drops it."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1
        self._going = False
        """What is come by now lies on the way to the place at hand."""

    def arrived(self, place: Place) -> None:
        """Take up that a place is on the screen."""
        if self._at >= 0 and is_same(place, self._places[self._at]):
            self._places[self._at], self._going = place, False
        elif not self._going:
            self._places = [*self._places[: self._at + 1], place][-KEPT:]
            self._at = len(self._places) - 1

    def step(self, by: int) -> Place | None:
        """Return the place so many steps ahead (or back), to which the operator is taken now; None beyond the ends."""
        if not 0 <= self._at + by < len(self._places):
            return None
        self._at, self._going = self._at + by, True
        return self._places[self._at]


def is_same(one: Place, other: Place) -> bool:
    """Say whether two places are the same process or subscription, or lists of the same screen."""
    return (one.kind, one.id) == (other.kind, other.id) and (bool(one.kind) or one.mode == other.mode)
