"""How are an operator's verbs carried out on one process or on many, and what is said of it?

Each process is judged by the engine alone; one refusal stops none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from console.wording import counted, one_line, short_id

if TYPE_CHECKING:
    from console.deck import Deck

__all__ = ["DOING", "DONE", "Report", "announce", "carry_out", "verdict"]

DOING = {
    "retry": "retrying",
    "abort": "aborting",
    "delete": "deleting",
    "note": "noting",
    "assign": "assigning",
    "take": "taking",
    "release": "releasing",
    "skip": "skipping",
    "continue": "continuing",
}
"""What a row shows, and a toast says, while a verb is under way."""

DONE = {
    "retry": "retried",
    "abort": "aborted",
    "delete": "deleted",
    "note": "noted",
    "assign": "assigned",
    "take": "took",
    "release": "released",
    "skip": "skipped a step of",
    "continue": "continued",
}

Report = Callable[[UUID, str | None], None]
"""Told of each process once the engine has answered: its id, and why it refused, None when it did not."""

Targets = Sequence[tuple[UUID, int | None]]
Refusals = dict[UUID, str]


async def carry_out(
    deck: Deck, verb: str, targets: Targets, text: str = "", report: Report = lambda process_id, refusal: None
) -> Refusals:
    """Do `verb` to each process, one after the other; return the reasons of those that were refused."""
    refusals: Refusals = {}
    for process_id, seen in targets:
        try:
            await deck.act(verb, process_id, seen, text)
        except Exception as error:
            refusals[process_id] = one_line(error)
        report(process_id, refusals.get(process_id))
    return refusals


def announce(verb: str, targets: Targets) -> str:
    """Say what is being done: `retrying 7f3a1c2e`, `retrying 12 processes`."""
    what = short_id(targets[0][0]) if len(targets) == 1 else counted(len(targets), "process", "processes")
    return f"{DOING[verb]} {what}"


def verdict(verb: str, targets: Targets, refusals: Refusals) -> str | None:
    """Say how it went where that is more than was announced: what was refused, and why."""
    if not refusals:
        return None
    first, reason = next(iter(refusals.items()))
    if len(targets) == 1:
        return f"{verb} {short_id(first)}: {reason}"
    done = len(targets) - len(refusals)
    return f"{DONE[verb]} {done:,}, refused {len(refusals):,}; {short_id(first)}: {reason}"
