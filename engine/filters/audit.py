"""What may a filter say of the audit?"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from engine.filters.fields import Asked, Condition, Field, beginning, matching, moment
from engine.filters.language import Language
from engine.store.tables import AuditTable

__all__ = ["AUDIT"]


def _of_a_process(its: Condition) -> Condition:
    """What is of no process has no id: that is said, so that `!` finds it too (NULL would fit neither)."""
    return lambda asked: AuditTable.process_id.is_not(None) & its(asked)


_FIELDS: dict[str, Field] = {
    "action": matching(AuditTable.action.expression),
    "who": matching(AuditTable.display_name.expression),
    "user": matching(AuditTable.os_user.expression),
    "host": matching(AuditTable.host.expression),
    "at": moment(AuditTable.at.expression),
    "step": matching(AuditTable.step.expression),
    "detail": matching(AuditTable.detail.expression),
    "process": beginning(cast("ColumnElement[UUID]", AuditTable.process_id.expression)).within(_of_a_process),
}


def _words(asked: Asked) -> ColumnElement[bool]:
    return or_(*(_FIELDS[name](asked) for name in ("action", "who", "step", "detail")))


AUDIT = Language(_FIELDS, _words)
"""The language of the audit."""
