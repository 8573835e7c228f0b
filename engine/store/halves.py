"""Which processes go on or wait, and which have ended?

What has ended never changes any more, and is nearly everything; what is active changes with every step, and is little.
So the indexes for lists hold the ended alone, and a step's commit writes none of them; one index holds the active. A
query that is to use either says so in the words of these conditions.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, and_, literal_column, not_

from engine.outcome import ENDED, ProcessStatus
from engine.store.tables import ProcessTable

__all__ = ["HALVES", "HAS_ENDED", "IS_ACTIVE", "has_status"]

IS_ACTIVE: ColumnElement[bool] = literal_column("processes.last_status", String).bool_op("NOT IN")(
    literal_column("('completed', 'aborted')")
)
"""What has not ended, in the words of its index."""

HAS_ENDED = not_(IS_ACTIVE)

HALVES = (IS_ACTIVE, HAS_ENDED)


def has_status(*statuses: ProcessStatus) -> ColumnElement[bool]:
    """Return the condition for these statuses, naming the half that they lie in if it is one."""
    wanted = frozenset(statuses)
    if wanted in (ENDED, frozenset(ProcessStatus) - ENDED):
        return HAS_ENDED if wanted == ENDED else IS_ACTIVE
    halves = [HAS_ENDED] if wanted <= ENDED else [] if wanted & ENDED else [IS_ACTIVE]
    return and_(*halves, ProcessTable.last_status.in_(sorted(wanted)))
