"""Which steps on subscriptions does every site need? Lock and unlock one, set its status, relate it to its process.

They touch only the store, so they may simply run again should their engine die (contract section 18).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from engine.authored import StepFunc, guarded
from engine.domain.lifecycle import SubscriptionLifecycle
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import Step, Target, make_step_function
from engine.outcome import Failed, State
from engine.store.effects import LOCKED, Lock, Relate
from engine.store.scope import current_scope
from engine.store.subscription_tables import SubscriptionTable

__all__ = [
    "refresh_process_search_index",
    "refresh_subscription_search_index",
    "resync",
    "set_status",
    "store_process_subscription",
    "unsync",
    "unsync_unchecked",
]


def _of_the_store(name: str, function: StepFunc) -> Step:
    """Return a step that may run again, since it touches the store alone."""
    return make_step_function(guarded(function, Failed), name, on_interrupt="again")


def _lock(subscription_id: UUID, old_subscriptions: dict[str, Any] | None, *, checked: bool) -> State:
    scope, key = current_scope(), str(subscription_id)
    insync = scope.read(
        lambda connection: connection.scalar(
            select(SubscriptionTable.insync).where(SubscriptionTable.subscription_id == subscription_id)
        )
    )
    if insync is None:
        raise ValueError(f"Subscription with id: {subscription_id}, does not exist")
    if checked and not insync:
        raise ValueError(LOCKED)
    scope.keep_image(subscription_id, as_found=True)
    scope.add(Lock(subscription_id, checked, scope.clock()))
    old = dict(old_subscriptions or {})
    try:
        found = SubscriptionModel.from_subscription(subscription_id).model_dump()
    except (ValueError, ValidationError):  # one that is not valid can be locked, and mended, all the same (SYNC-2)
        return {"subscription": {"subscription_id": key}, "__old_subscriptions__": old}
    old.setdefault(key, found)
    locked = {**found, "insync": False, "version": found["version"] + 1}
    return {"subscription": locked, "__old_subscriptions__": old}


def _unsync(subscription_id: UUID, __old_subscriptions__: dict[str, Any] | None = None) -> State:
    return _lock(subscription_id, __old_subscriptions__, checked=True)


def _unsync_unchecked(subscription_id: UUID, __old_subscriptions__: dict[str, Any] | None = None) -> State:
    return _lock(subscription_id, __old_subscriptions__, checked=False)


def _resync(subscription: SubscriptionModel) -> State:
    subscription.insync = True
    return {"subscription": subscription}


unsync = _of_the_store("Lock subscription", _unsync)
"""Keeps what the subscription was in `__old_subscriptions__`, and fails where it is out of sync already (SYNC-1)."""

unsync_unchecked = _of_the_store("Lock subscription", _unsync_unchecked)
"""As `unsync`, for workflows that may run on a subscription that is out of sync (SYNC-3)."""

resync = _of_the_store("Unlock subscription", _resync)
"""Puts the subscription back in sync."""


def store_process_subscription(workflow_target: Target | None = None) -> Step:
    """Return a step that relates the process to its subscription, as `workflow_target`; None: as its workflow's."""

    def relate(state: State) -> None:
        scope = current_scope()
        process_id, subscription_id = (UUID(str(state[name])) for name in ("process_id", "subscription_id"))
        target = str(workflow_target or state["workflow_target"])
        scope.add(Relate(process_id, subscription_id, target, scope.clock()))

    return _of_the_store("Create Process Subscription relation", relate)


def set_status(status: SubscriptionLifecycle) -> Step:
    """Return a step that brings the subscription into a phase, as the class for it."""

    def change(subscription: SubscriptionModel) -> State:
        return {"subscription": SubscriptionModel.from_other_lifecycle(subscription, SubscriptionLifecycle(status))}

    return _of_the_store(f"Set subscription to '{status}'", change)


def _nothing() -> None:
    """Search here reads the store itself: there is no index beside it that could be out of date."""


refresh_subscription_search_index = _of_the_store("Refresh subscription search index", _nothing)
refresh_process_search_index = _of_the_store("Refresh process search index", _nothing)
