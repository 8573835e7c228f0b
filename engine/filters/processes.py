"""What may a filter say of processes and tasks?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import aliased

from engine.filters.fields import (
    Asked,
    Condition,
    EachRow,
    Field,
    Takes,
    age,
    beginning,
    choice,
    exactly,
    is_true,
    matching,
    moment,
    number,
)
from engine.filters.held import NOTHING_HELD, is_address
from engine.filters.language import Language
from engine.filters.look import FEW
from engine.filters.scarce import of_few_kinds, seldom_there
from engine.outcome import ProcessStatus
from engine.store.halves import IS_ACTIVE
from engine.store.product_tables import ProductTable
from engine.store.queries import id_begins
from engine.store.subscription_tables import ProcessSubscriptionTable, SubscriptionTable
from engine.store.tables import ProcessTable, WorkflowTable

__all__ = ["PROCESSES"]

_ALSO = {"by": "created_by", "task": "is_task"}
"""Names of before."""


def _of_workflow(field: Field) -> Field:
    """By a subquery, so that every select of processes can be filtered without a join of its own."""

    def within(inner: Condition) -> Condition:
        def match(asked: Asked) -> ColumnElement[bool]:
            found = select(WorkflowTable.workflow_id).where(inner(asked))
            none = asked.look is not None and not asked.look.how_many((asked.term, inner), found)
            return false() if none else ProcessTable.workflow_id.in_(found)

        return match

    return field.within(within)


def _subscribed(condition: Condition) -> Condition:
    """By the subscriptions that a process works on."""
    link, sold = ProcessSubscriptionTable, SubscriptionTable

    def match(asked: Asked) -> ColumnElement[bool]:
        fits = condition(asked)
        found = select(sold.subscription_id).where(fits)
        theirs = select(link.process_id).where(link.subscription_id.in_(found))
        count = asked.look.how_many((asked.term, condition), theirs) if asked.look else 1
        if count < FEW or not (asked.look and asked.look.in_order):
            return ProcessTable.process_id.in_(theirs) if count else false()
        of_it = select(link.process_id).join(sold, sold.subscription_id == link.subscription_id).where(fits)
        return of_it.where(link.process_id == ProcessTable.process_id).correlate(ProcessTable).exists()

    return match


def _of_product(column: Any) -> Field:
    products = select(ProductTable.product_id)

    def sold(match: Condition) -> Condition:
        return _subscribed(lambda asked: SubscriptionTable.product_id.in_(products.where(match(asked))))

    return matching(column, names=True).within(sold)


def _or_completed(a_status: Condition) -> Condition:
    """What is completed is nearly everything: of that, each row is asked."""
    return lambda asked: EachRow(a_status(asked)) if asked.text.lower() == ProcessStatus.COMPLETED else a_status(asked)


def _retried(due: Condition) -> Condition:
    """By a subquery, so that the few that are retried are found by their index whatever the list is sorted by."""
    return lambda asked: ProcessTable.process_id.in_(select(_RETRIED.process_id).where(due(asked)))


_RETRIED = aliased(ProcessTable)


def _either(*fields: Field) -> Condition:
    return lambda asked: or_(false(), *(field(asked) for field in fields))


def _words(asked: Asked) -> ColumnElement[bool]:
    """A word: in the texts of a process, the beginning of its id, or an address that its subscriptions hold."""
    found = [_FIELDS[name](asked) for name in ("workflow", "step", "note", "reason", "created_by", "assignee")]
    found.append(id_begins(ProcessTable.process_id.expression, asked.text, a_word=True))
    if is_address(asked.text):
        found.append(_subscribed(NOTHING_HELD.anywhere)(asked))
    return or_(*found)


_FIELDS: dict[str, Field] = {
    "status": choice(ProcessTable.last_status.expression, "status", tuple(map(str, ProcessStatus))).within(
        _or_completed
    ),
    "workflow": _of_workflow(matching(WorkflowTable.name.expression, names=True)),
    "step": of_few_kinds(ProcessTable.last_step),
    "assignee": of_few_kinds(ProcessTable.assignee, exactly(ProcessTable.assignee.expression, among=IS_ACTIVE)),
    "target": _of_workflow(exactly(WorkflowTable.target.expression)),
    "created_by": of_few_kinds(ProcessTable.created_by),
    "note": seldom_there(ProcessTable.note),
    "reason": seldom_there(ProcessTable.failed_reason),
    "id": beginning(ProcessTable.process_id.expression),
    "subscription": Field(
        _subscribed(
            _either(
                beginning(SubscriptionTable.subscription_id.expression),
                matching(SubscriptionTable.description.expression),
            )
        ),
        Takes("text of its description, or the beginning of its id"),
    ),
    "product": _of_product(ProductTable.name.expression),
    "customer": matching(SubscriptionTable.customer_id.expression, names=True).within(_subscribed),
    "tag": _of_product(ProductTable.tag.expression),
    "is_task": is_true(ProcessTable.is_task.expression),
    "age": age(ProcessTable.last_modified_at.expression),
    "started": moment(ProcessTable.started_at.expression),
    "modified": moment(ProcessTable.last_modified_at.expression),
    "attempts": number(ProcessTable.attempt.expression),
    "retry": moment(_RETRIED.retry_at.expression, ahead=True).within(_retried),
}

PROCESSES = Language(_FIELDS, _words, _ALSO)
"""The language of processes."""
