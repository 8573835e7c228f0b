"""By which of its values can a row narrow its list?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.catalogue import Entry
    from engine.domain.queries import SubscriptionRow
    from engine.records import ProcessRow
    from engine.schedule_lines import ScheduleLine
    from engine.store.audit import AuditEntry

__all__ = ["Facet", "of_command", "of_entry", "of_process", "of_schedule", "of_subscription"]


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a row, and the field of a filter that finds it."""

    key: str
    """The letter it is chosen by."""
    field: str
    value: str


def of_process(row: ProcessRow) -> Sequence[Facet]:
    """Return those of a process."""
    return (
        Facet("s", "status", row.status),
        Facet("w", "workflow", row.workflow),
        Facet("p", "step", row.last_step or ""),
        Facet("a", "assignee", row.assignee),
        Facet("t", "target", row.target),
        Facet("b", "created_by", row.created_by),
    )


def of_subscription(row: SubscriptionRow) -> Sequence[Facet]:
    """Return those of a subscription."""
    return (
        Facet("s", "status", row.status),
        Facet("p", "product", row.product),
        Facet("y", "type", row.product_type),
        Facet("t", "tag", row.tag),
        Facet("c", "customer", row.customer_id),
        Facet("i", "insync", "yes" if row.insync else "no"),
    )


def of_command(entry: AuditEntry) -> Sequence[Facet]:
    """Return those of a command of the audit."""
    process = str(entry.process_id) if entry.process_id is not None else ""
    return (
        Facet("a", "action", entry.action),
        Facet("w", "who", entry.display_name),
        Facet("u", "user", entry.os_user),
        Facet("h", "host", entry.host),
        *((Facet("p", "process", process),) if process else ()),
        Facet("s", "step", entry.step or ""),
    )


def of_schedule(line: ScheduleLine) -> Sequence[Facet]:
    """Return those of a schedule."""
    from engine.schedule_lines import facts_of

    facts = facts_of(line)
    return tuple(Facet(key, field, facts[field]) for key, field in (("s", "state"), ("w", "workflow"), ("b", "by")))


def of_entry(entry: Entry) -> Sequence[Facet]:
    """Return those of an entry of the catalogue: what tells it from others in a word."""
    telling = {"s": "status", "y": "type", "t": "tag", "g": "target", "a": "state"}
    return tuple(Facet(key, field, entry.facts[field]) for key, field in telling.items() if field in entry.facts)
