"""Do the steps that every site uses do what they say, once or again (contract section 18)?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine import begin, done, orig, resync, set_status, step, unsync, unsync_unchecked
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import StepList, Target
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.store.scope import scope_of
from engine.store.subscription_tables import ProcessSubscriptionTable
from engine.subscription_steps import (
    refresh_process_search_index,
    refresh_subscription_search_index,
    store_process_subscription,
)
from tests.integration.domain.shop import ACTIVE, PROVISIONING, Node, NodeProvisioning, new_node
from tests.lab import Lab, flow


def ran(lab: Lab, node: SubscriptionModel, steps: StepList) -> dict[str, Any]:
    """Run these steps on a subscription, and return the state they leave."""
    given = {"subscription_id": node.subscription_id, "subscription": {"subscription_id": node.subscription_id}}
    process_id = lab.go(flow(begin >> step("Give")(lambda: given) >> steps >> done))
    assert lab.row(process_id).status is ProcessStatus.COMPLETED, lab.row(process_id).failed_reason
    return dict(lab.state(process_id))


def stored(store: Store, node: SubscriptionModel) -> Any:
    with scope_of(store):
        return SubscriptionModel.from_subscription(node.subscription_id)


def test_section18_lock_and_unlock_keep_what_the_subscription_was(lab: Lab, store: Store) -> None:
    node = new_node(store)
    seen: list[bool] = []
    look = step("Look")(lambda subscription_id: seen.append(stored(store, node).insync))
    state = ran(lab, node, begin >> unsync >> look >> unsync_unchecked >> resync)
    kept = state["__old_subscriptions__"][str(node.subscription_id)]
    assert (kept["insync"], kept["node"]["node_name"]) == (True, "ams1")
    assert (seen, stored(store, node).insync) == ([False], True)


def test_section18_a_subscription_is_brought_into_a_phase_as_the_class_for_it(lab: Lab, store: Store) -> None:
    node = new_node(store)
    assert set_status(PROVISIONING).name == "Set subscription to 'provisioning'"
    state = ran(lab, node, begin >> set_status(PROVISIONING))
    assert type(stored(store, node)) is NodeProvisioning
    assert state["subscription"]["status"] == "provisioning"
    ran(lab, node, begin >> set_status(ACTIVE))
    assert type(stored(store, node)) is Node


def test_section18_process_and_subscription_are_related_once_however_often_it_is_said(lab: Lab, store: Store) -> None:
    node = new_node(store)
    relate = store_process_subscription(Target.MODIFY)
    assert relate.name == "Create Process Subscription relation"
    ran(lab, node, begin >> relate >> relate)
    relation = ProcessSubscriptionTable
    with store.reading() as connection:
        found = connection.execute(
            select(relation.workflow_target, func.count())
            .where(relation.subscription_id == node.subscription_id)
            .group_by(relation.workflow_target)
        ).all()
    assert [tuple(row) for row in found] == [("MODIFY", 1)]


def test_section18_an_index_that_there_is_none_of_fails_no_run(lab: Lab, store: Store) -> None:
    node = new_node(store)
    ran(lab, node, begin >> refresh_subscription_search_index >> refresh_process_search_index)
    assert stored(store, node) == node


def test_section18_the_function_of_a_step_is_had_back_for_a_test() -> None:
    def double(number: int) -> dict[str, int]:
        return {"number": 2 * number}

    def of_nobody(node: UUID) -> None: ...

    assert orig(step("Double")(double)) is double
    assert orig(step("Double")(double))(number=4) == {"number": 8}
    assert orig(of_nobody) is of_nobody
