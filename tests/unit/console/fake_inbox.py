"""How a deck without an engine lists what needs its operator: input steps, then failures, like ones as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.inbox import InboxLine
from engine.likeness import fingerprint
from engine.outcome import ProcessStatus
from engine.records import ProcessRow

__all__ = ["inbox_lines"]


def inbox_lines(rows: Sequence[ProcessRow], unfolded: Collection[str]) -> list[InboxLine]:
    """Return the lines of these processes, which come oldest first."""
    lines = [InboxLine(row=row) for row in rows if row.status is ProcessStatus.SUSPENDED]
    alike: dict[str, list[ProcessRow]] = {}
    for row in rows:
        if row.status is not ProcessStatus.SUSPENDED:
            likeness = f"{row.workflow}.{fingerprint(row.last_step, '', row.failed_reason or '')}"
            alike.setdefault(likeness, []).append(row)
    for likeness, members in alike.items():
        if len(members) == 1:
            lines.append(InboxLine(row=members[0]))
            continue
        shown = likeness in unfolded
        ids = tuple(row.process_id for row in members)
        lines.append(InboxLine(row=members[0], count=len(members), likeness=likeness, unfolded=shown, members=ids))
        lines += [InboxLine(row=row, likeness=likeness) for row in members] if shown else []
    return lines
