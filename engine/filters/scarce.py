"""How is a text found in a million processes of which few hold it?

Notes and reasons are there in few of them, and are looked through by themselves. Of steps, authors and assignees there
are few kinds: these are looked through first, each once, and where none fits no ended process is asked.
"""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, false, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from engine.filters.fields import Asked, Condition, Field, holding, matching
from engine.store.halves import HAS_ENDED
from engine.store.tables import ProcessTable

__all__ = ["of_few_kinds", "seldom_there"]

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def seldom_there(column: Column) -> Field:
    """Match a text that most processes do not have; there is an index of those that do."""
    other = aliased(ProcessTable)
    theirs: ColumnElement[str] = getattr(other, column.key)

    def within(empty: Condition) -> Condition:
        def match(asked: Asked) -> ColumnElement[bool]:
            if not (text := asked.plain()):
                return empty(asked)
            holders = select(other.process_id).where(theirs.is_not(None), holding(theirs, text))
            named = asked.look.named((asked.term, column.key), holders) if asked.look else None
            if named is None:
                return ProcessTable.process_id.in_(holders)
            return ProcessTable.process_id.in_(named) if named else false()

        return match

    return matching(column.expression).within(within)


def of_few_kinds(column: Column, whole: Field | None = None) -> Field:
    """Match a text of which there are few kinds; the ended processes have an index that begins with it.

    From any place, or as `whole` says.
    """
    kinds = _kinds(column)

    def within(each: Condition) -> Condition:
        def match(asked: Asked) -> ColumnElement[bool]:
            fits, look = each(asked), asked.look
            if look is None or look.part is not HAS_ENDED or not asked.text:
                return fits
            known = look.named((asked.term, column.key), select(kinds.c.kind).where(holding(kinds.c.kind, asked.text)))
            if not known:
                return fits if known is None else false()
            only_one = len(known) == 1 and whole is None
            return column.is_not(None) & (column == known[0]) if only_one else fits

        return match

    return (whole or matching(column.expression)).within(within)


def _kinds(column: Column) -> CTE:
    """Return the texts that ended processes have, each once: from one to the next along the index."""

    ended = select(column.expression).where(HAS_ENDED, column.is_not(None)).order_by(column).limit(1)
    kinds = select(ended.scalar_subquery().label("kind")).cte(f"kinds_of_{column.key}", recursive=True)
    further = ended.where(column > kinds.c.kind).correlate(kinds).scalar_subquery()
    return kinds.union_all(select(further).where(kinds.c.kind.is_not(None)))
