"""What may a filter say of processes and tasks?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, String, false, literal_column, not_, or_, select
from sqlalchemy.orm import aliased

from engine.filters.fields import Asked, Field, age, beginning, choice, exactly, is_true, matching, moment, number
from engine.filters.held import NOTHING_HELD, is_address
from engine.filters.language import Language
from engine.outcome import ProcessStatus
from engine.store.product_tables import ProductTable
from engine.store.subscription_tables import ProcessSubscriptionTable, SubscriptionTable
from engine.store.tables import ProcessTable, WorkflowTable

__all__ = ["PROCESSES"]

_SHORTEST_ID = 4
"""Digits from which on a word is looked for in ids."""

_ALSO = {"by": "created_by", "task": "is_task"}
"""Names of before."""


def _of_workflow(field: Field) -> Field:
    """By a subquery, so that every select of processes can be filtered without a join of its own."""
    return lambda asked: ProcessTable.workflow_id.in_(select(WorkflowTable.workflow_id).where(field(asked)))


def _of_subscription(field: Field) -> Field:
    """By the subscriptions that a process works on."""
    link, sold = ProcessSubscriptionTable, SubscriptionTable

    def match(asked: Asked) -> ColumnElement[bool]:
        found = select(sold.subscription_id).where(field(asked))
        return ProcessTable.process_id.in_(select(link.process_id).where(link.subscription_id.in_(found)))

    return match


def _of_product(column: Any) -> Field:
    match = matching(column)
    products = select(ProductTable.product_id)
    return _of_subscription(lambda asked: SubscriptionTable.product_id.in_(products.where(match(asked))))


def _status(asked: Asked) -> ColumnElement[bool]:
    """What is completed is nearly everything: said so that SQLite reads it in order (`HAS_ENDED`)."""
    return _COMPLETED if asked.text.lower() == ProcessStatus.COMPLETED else _A_STATUS(asked)


def _retry(asked: Asked) -> ColumnElement[bool]:
    """By a subquery, so that the few that are retried are found by their index whatever the list is sorted by."""
    other = aliased(ProcessTable)
    due = moment(other.retry_at.expression, ahead=True)
    return ProcessTable.process_id.in_(select(other.process_id).where(due(asked)))


_A_STATUS = choice(ProcessTable.last_status.expression, "status", tuple(map(str, ProcessStatus)))
_COMPLETED = not_(literal_column("processes.last_status", String).bool_op("<>")(literal_column("'completed'")))


def _either(*fields: Callable[[Asked], ColumnElement[bool]]) -> Field:
    return lambda asked: or_(false(), *(field(asked) for field in fields))


def _words(asked: Asked) -> ColumnElement[bool]:
    """A word: in the texts of a process, the beginning of its id, or an address that its subscriptions hold."""
    found = [_FIELDS[name](asked) for name in ("workflow", "step", "note", "reason", "created_by", "assignee")]
    if len(asked.text.replace("-", "")) >= _SHORTEST_ID:
        found.append(_FIELDS["id"](asked))
    if is_address(asked.text):
        found.append(_of_subscription(NOTHING_HELD.anywhere)(asked))
    return or_(*found)


_FIELDS: dict[str, Field] = {
    "status": _status,
    "workflow": _of_workflow(matching(WorkflowTable.name.expression)),
    "step": matching(ProcessTable.last_step.expression),
    "assignee": exactly(ProcessTable.assignee.expression),
    "target": _of_workflow(exactly(WorkflowTable.target.expression)),
    "created_by": matching(ProcessTable.created_by.expression),
    "note": matching(ProcessTable.note.expression),
    "reason": matching(ProcessTable.failed_reason.expression),
    "id": beginning(ProcessTable.process_id.expression),
    "subscription": _of_subscription(
        _either(
            beginning(SubscriptionTable.subscription_id.expression),
            matching(SubscriptionTable.description.expression),
        )
    ),
    "product": _of_product(ProductTable.name.expression),
    "customer": _of_subscription(matching(SubscriptionTable.customer_id.expression)),
    "tag": _of_product(ProductTable.tag.expression),
    "is_task": is_true(ProcessTable.is_task.expression),
    "age": age(ProcessTable.last_modified_at.expression),
    "started": moment(ProcessTable.started_at.expression),
    "modified": moment(ProcessTable.last_modified_at.expression),
    "attempts": number(ProcessTable.attempt.expression),
    "retry": _retry,
}

PROCESSES = Language(_FIELDS, _words, _ALSO)
"""The language of processes."""
