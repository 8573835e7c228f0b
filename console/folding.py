"""What is folded away in a list of lines of which some stand for those below them?

What the operator folded or unfolded counts; for the rest the line itself says how it begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from widgets.steps import StepLine, StepTimeline

__all__ = ["Foldable", "Folds"]


class Foldable(Protocol):
    """A line that others may be folded under."""

    @property
    def line(self) -> StepLine:
        """How it looks."""

    @property
    def above(self) -> tuple[str, ...]:
        """Keys of the lines under which it can be folded away, outermost first."""

    @property
    def below(self) -> Sequence[Any]:
        """What can be folded away under it."""

    @property
    def folded(self) -> bool:
        """Whether that is so at first."""


F = TypeVar("F", bound=Foldable)


class Folds(Generic[F]):
    """Lines, and which of them are folded."""

    def __init__(self) -> None:
        self._all: Sequence[F] = ()
        self._said: dict[str, bool] = {}
        self.shown: list[F] = []
        """The lines that are to be seen, those that fold something with the sign of it."""

    def show(self, lines: Sequence[F]) -> None:
        """Take these lines; what was folded stays folded."""
        self._all = lines
        folded = {each.line.key for each in lines if self._is_folded(each)}
        self.shown = [
            _signed(each, "▸" if each.line.key in folded else "▾") if each.below else each
            for each in lines
            if folded.isdisjoint(each.above)
        ]

    def at(self, key: str | None) -> F | None:
        """Return the line of this key, where it is to be seen."""
        return next((each for each in self.shown if each.line.key == key), None)

    def toggle(self, each: F) -> str:
        """Fold a line, or unfold it; return the key of the line to be at."""
        return self._say({each.line.key: not self._is_folded(each)}, each.line.key, each)

    def unfold(self, key: str) -> None:
        """Show what is below a line."""
        self._say({key: False}, key, None)

    def obey(self, message: StepTimeline.Folding, cursor: str | None) -> str | None:
        """Do what the operator asks for at the line `cursor`; return the key of the line to be at, None for that."""
        each = self.at(cursor)
        if message.every:
            return self._say({it.line.key: message.fold for it in self._all if it.below}, cursor, each)
        if each is None:
            return None
        if each.below and not (message.fold and self._is_folded(each)):
            return self._say({each.line.key: message.fold}, each.line.key, each)
        if each.above and message.fold:
            return self._say({each.above[-1]: True}, each.above[-1], each)
        return None

    def clear(self) -> None:
        """Forget lines and folds: it is about something else now."""
        self._all, self._said, self.shown = (), {}, []

    def _is_folded(self, each: F) -> bool:
        return bool(each.below) and self._said.get(each.line.key, each.folded)

    def _say(self, said: Mapping[str, bool], wanted: str | None, each: F | None) -> str:
        """Fold and unfold, and return the key nearest to the wanted line that is still to be seen."""
        self._said |= said
        self.show(self._all)
        nearest = [wanted, *reversed(each.above)] if each is not None else [wanted]
        keys = {it.line.key for it in self.shown}
        return next((key for key in nearest if key in keys), wanted or "")


def _signed(each: F, sign: str) -> F:
    """Return it with the sign of a fold before its name."""
    name = each.line.name
    lead = name[: len(name) - len(name.lstrip())]
    line = replace(each.line, name=f"{lead}{sign} {name.lstrip()}")
    return replace(each, line=line)  # type: ignore[type-var]  # every line here is a dataclass
