"""A bad morning: many processes that failed for one reason."""

from __future__ import annotations

from engine.outcome import ProcessStatus
from tests.unit.console.fake_deck import FakeDeck, process

__all__ = ["MANY", "failing"]

MANY = 40


def failing(count: int = MANY) -> FakeDeck:
    """A deck on which one input step waits, and so many validations failed for one reason, another one for its own."""
    rows = [
        process(
            f"down{number}",
            ProcessStatus.FAILED,
            workflow="validate_node",
            step="Compare",
            minutes=100 - number,
            failed_reason=f"Timeout: 10.0.0.{number} did not answer in {number} s",
        )
        for number in range(count)
    ]
    ask = process("ask", ProcessStatus.SUSPENDED, step="Confirm rack", minutes=3, assignee="NOC")
    other = process("other", ProcessStatus.FAILED, workflow="validate_node", step="Compare", failed_reason="no disk")
    return FakeDeck([*rows, ask, other])
