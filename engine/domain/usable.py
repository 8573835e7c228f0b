"""Which workflows may run on a subscription now, and why not the others?

Pure words over facts: the form of a workflow refuses by them, and a screen shows them (contract SYNC-5 to SYNC-8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.domain.lifecycle import SubscriptionLifecycle
from engine.domain.relations import Relative, depends_on, in_use_by
from engine.dsl import Target
from engine.store.product_tables import products_workflows
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import WorkflowTable

__all__ = [
    "WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS",
    "WF_BLOCKED_BY_PARENTS",
    "WF_USABLE_MAP",
    "WF_USABLE_WHILE_OUT_OF_SYNC",
    "UsableWorkflow",
    "is_usable_in",
    "runs_out_of_sync",
    "subscription_workflows",
]

_STATUS = SubscriptionLifecycle

WF_USABLE_MAP: dict[str, list[SubscriptionLifecycle]] = {}
"""For a site to fill: in which phases a workflow may run, where the default for its target does not fit."""

WF_USABLE_WHILE_OUT_OF_SYNC: list[str] = ["modify_note"]
"""Workflows that may run on a subscription that is out of sync."""

WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS: dict[str, bool] = {}
"""For a site to fill: whether unterminated subscriptions that use this one stand against a workflow."""

WF_BLOCKED_BY_PARENTS = WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS
"""Its older name."""

_USABLE: dict[str, list[SubscriptionLifecycle]] = {
    Target.CREATE: [],
    Target.MODIFY: [_STATUS.ACTIVE],
    Target.TERMINATE: [_STATUS.ACTIVE, _STATUS.PROVISIONING],
    Target.SYSTEM: [_STATUS.ACTIVE],
    Target.VALIDATE: [_STATUS.ACTIVE],
    Target.RECONCILE: [_STATUS.ACTIVE],
}

_WORDS = {
    "subscription.not_in_sync": "it is out of sync",
    "subscription.relations_not_in_sync": "subscriptions it depends on or that use it are out of sync: {blockers}",
    "subscription.no_modify_invalid_status": "it is {status}, this runs {usable_when}",
    "subscription.no_modify_subscription_in_use_by_others": "other subscriptions use it: {blockers}",
}

NAMED = 3
"""As many of those that stand against a workflow are named in its reason."""


@dataclass(frozen=True, slots=True)
class UsableWorkflow:
    """A workflow that is linked to the product of a subscription."""

    name: str
    description: str | None
    target: str
    reason: str | None = None
    """Why it may not run now, as a key of orchestrator-core's; None when it may."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What belongs to the reason: `usable_when`, `status`, `locked_relations`, `unterminated_in_use_by`."""
    blockers: tuple[Relative, ...] = ()
    """The subscriptions that stand against it, those of the facts."""

    @property
    def why_not(self) -> str | None:
        """The reason in a sentence; None when it may run."""
        if self.reason is None:
            return None
        named = [f"{near.description} ({str(near.subscription_id)[:8]})" for near in self.blockers]
        more = len(named) - NAMED
        blockers = ", ".join(named[:NAMED]) + (f" and {more} more" if more > 0 else "")
        phases = self.facts.get("usable_when")
        when = f"only while it is {' or '.join(phases)}" if phases else "on none that is there already"
        return _WORDS[self.reason].format(blockers=blockers, status=self.facts.get("status"), usable_when=when)


def is_usable_in(name: str, target: str) -> list[SubscriptionLifecycle]:
    """Return the phases of a subscription in which a workflow may run."""
    return WF_USABLE_MAP.get(name, _USABLE.get(target, []))


def runs_out_of_sync(name: str, target: str, is_task: bool) -> bool:
    """Say whether a workflow may run on a subscription that is out of sync."""
    return name in WF_USABLE_WHILE_OUT_OF_SYNC or is_task or target == Target.RECONCILE


def subscription_workflows(connection: Connection, subscription_id: UUID) -> list[UsableWorkflow]:
    """Return the workflows of a subscription's product that run on one, each with the reason why it may not.

    Raises:
        ValueError: there is no such subscription.
    """
    table, workflow, link = SubscriptionTable, WorkflowTable, products_workflows.c
    facts = connection.execute(
        select(table.status, table.insync, table.product_id).where(table.subscription_id == subscription_id)
    ).first()
    if facts is None:
        raise ValueError(f"Subscription with id: {subscription_id}, does not exist")
    rows = connection.execute(
        select(workflow.name, workflow.description, workflow.target, workflow.is_task)
        .join(products_workflows, link.workflow_id == workflow.workflow_id)
        .where(link.product_id == facts.product_id, workflow.deleted_at.is_(None), workflow.target != Target.CREATE)
        .order_by(workflow.target, workflow.name)
    ).all()
    users = in_use_by(connection, subscription_id)
    locked = [near for near in [*users, *depends_on(connection, subscription_id)] if not near.insync]
    return [
        UsableWorkflow(row.name, row.description, row.target, *_objection(row, facts, locked, users)) for row in rows
    ]


Objection = tuple[str | None, dict[str, Any], tuple[Relative, ...]]
"""Reason, facts and blockers of a `UsableWorkflow`."""


def _objection(row: Any, facts: Any, locked: list[Relative], users: list[Relative]) -> Objection:
    usable = is_usable_in(row.name, row.target)
    if facts.status not in usable:
        phases = [str(status) for status in usable]
        return "subscription.no_modify_invalid_status", {"usable_when": phases, "status": facts.status}, ()
    exempt = runs_out_of_sync(row.name, row.target, row.is_task)
    if not exempt and not facts.insync:
        return "subscription.not_in_sync", {}, ()
    if not exempt and locked:
        return "subscription.relations_not_in_sync", {"locked_relations": _ids(locked)}, tuple(locked)
    blocked = row.target == Target.TERMINATE or WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS.get(row.name, False)
    alive = [near for near in users if near.status != _STATUS.TERMINATED]
    if blocked and alive:
        reason = "subscription.no_modify_subscription_in_use_by_others"
        return reason, {"unterminated_in_use_by": _ids(alive)}, tuple(alive)
    return None, {}, ()


def _ids(relatives: list[Relative]) -> list[UUID]:
    return [near.subscription_id for near in relatives]
