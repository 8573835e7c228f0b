"""What becomes of many processes that one key was meant for?

A frozen list of ids. Before: which the verb applies to, and why not to the others. After: what was refused, and where
each of those that went on came to rest, since a retry that fails again is no success.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from console.status import Look, process_look
from console.step_lines import step_line
from console.verbs import DOING, DONE
from console.wording import counted, short_id

if TYPE_CHECKING:
    from engine.records import ProcessRow
    from widgets.steps import StepLine

__all__ = ["Bulk", "Item"]

WILL = Look("+", "will", "ok")
WILL_NOT = Look("-", "will not", "dim")
GONE = Look("-", "gone", "dim")
UNDER_WAY = Look(">", "under way", "busy")
REFUSED = Look("!", "refused", "bad")

MOVES = frozenset({"retry", "skip", "continue"})
"""After these a process runs on, and comes to rest somewhere."""

MOVING = frozenset({"created", "running", "resumed"})
AGAIN = {"failed": "failed again", "api_unavailable": "failed again", "inconsistent_data": "failed again"}
WORDS = {"waiting": "waiting again", "suspended": "waiting for input", "awaiting_callback": "awaiting a callback"}


@dataclass(frozen=True, slots=True)
class Item:
    """One of the processes."""

    process_id: UUID
    row: ProcessRow | None
    """As last read; None when it is gone."""
    why_not: str | None
    """Why the verb did not apply to it when it was asked about."""
    done: bool = False
    """Whether the engine took the command."""
    refusal: str | None = None
    """Why it did not."""


class Bulk:
    """A verb for many processes, on its way."""

    def __init__(self, verb: str, items: Sequence[Item]) -> None:
        self.verb = verb
        self._items = {item.process_id: item for item in items}
        self.targets = tuple(
            (it.process_id, it.row.version) for it in items if it.row is not None and it.why_not is None
        )
        """Those it applies to, each in the version that was seen when it was asked."""
        self.asked = True
        """Whether the operator has not answered yet."""
        self.dropped = False
        """Whether she said no."""

    def note(self, process_id: UUID, refusal: str | None) -> None:
        """Keep how it went with one."""
        self._items[process_id] = replace(self._items[process_id], done=refusal is None, refusal=refusal)

    def see(self, rows: Sequence[ProcessRow]) -> None:
        """Keep what the store says of them now."""
        found = {row.process_id: row for row in rows}
        for key, item in self._items.items():
            self._items[key] = replace(item, row=found.get(key))

    def question(self) -> str:
        """Return what is asked: `retry 5 of 7 processes?`."""
        will, all = len(self.targets), len(self._items)
        which = f"{will:,} of {all:,}" if will < all else f"{all:,}"
        return f"{self.verb} {which} {'process' if all == 1 else 'processes'}?"

    def summary(self) -> str:
        """Return where it stands, in a line."""
        will = len(self.targets)
        if self.asked or self.dropped:
            without = len(self._items) - will
            left = f", {without:,} will not" if without else ""
            return f"{self.verb}: {will:,} will{left}" + ("; nothing was done" if self.dropped else "")
        done = [item for item in self._items.values() if item.done]
        refused = sum(item.refusal is not None for item in self._items.values())
        said = f"{DONE[self.verb]} {counted(len(done), 'process', 'processes')}"
        if refused:
            said += f", refused {refused:,}"
        if self.verb not in MOVES or not done:
            return said
        words = Counter(_came_to(item) for item in done)
        return f"{said}: " + ", ".join(f"{count:,} {word}" for word, count in words.most_common())

    def lines(self) -> list[StepLine]:
        """Return a line for each, those the verb does not apply to last."""
        items = sorted(self._items.values(), key=lambda item: item.why_not is not None)
        return [self._line(item) for item in items]

    def _line(self, item: Item) -> StepLine:
        look, said = self._standing(item)
        row = item.row
        name = short_id(item.process_id) + (f"  {row.workflow}  {row.last_step or ''}".rstrip() if row else "")
        return step_line(str(item.process_id), look, name, said)

    def _standing(self, item: Item) -> tuple[Look, str]:
        if item.why_not is not None:
            return WILL_NOT, item.why_not
        if item.refusal is not None:
            return REFUSED, item.refusal
        if self.asked or self.dropped:
            return (WILL, "") if item.row is not None else (GONE, "")
        if item.row is None:
            return GONE, ""
        if not item.done:
            return Look(">", DOING[self.verb], "busy"), ""
        if self.verb not in MOVES:
            return Look("✓", DONE[self.verb].split()[0], "ok"), ""
        look = UNDER_WAY if item.row.status in MOVING else process_look(item.row.status)
        return look, (item.row.failed_reason or "") if look.style in ("bad", "wait") else ""


def _came_to(item: Item) -> str:
    if item.row is None:
        return "gone"
    status = str(item.row.status)
    return "under way" if status in MOVING else AGAIN.get(status) or WORDS.get(status) or status
