"""Do the workflows that create, change, end, check and mend a subscription do what their kind promises?"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine import FormGenerator, FormPage, State, StepList, begin, step
from engine.definition import Workflow
from engine.domain import usable
from engine.domain.lifecycle import SubscriptionLifecycle
from engine.domain.subscriptions import SubscriptionModel
from engine.domain.usable import subscription_workflows
from engine.dsl import Target
from engine.errors import FormRejected, StaleDataError
from engine.lifecycles import (
    create_workflow,
    ensure_provisioning_status,
    modify_workflow,
    reconcile_workflow,
    task,
    terminate_workflow,
    validate_workflow,
)
from engine.migrations import create_workflow as register
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.store.scope import EffectsRefused, scope_of
from engine.store.subscription_tables import ProcessSubscriptionTable
from tests.integration.domain.shop import (
    ACTIVE,
    PROVISIONING,
    TERMINATED,
    Node,
    NodeInactive,
    id_of,
    new_circuit,
    new_node,
    store_scope,
)
from tests.lab import Lab
from tests.racing import race


def ask_name() -> FormGenerator:
    class Name(FormPage):
        node_name: str

    answer = yield Name
    return dict(answer.model_dump())


def ask_node() -> FormGenerator:
    class NewNode(FormPage):
        customer_id: str = "acme"
        node_name: str

    answer = yield NewNode
    return dict(answer.model_dump())


@step("Construct")
def construct(node: NodeInactive, node_name: str) -> State:
    node.node.node_name, node.node.loopback = node_name, "192.0.2.7"  # type: ignore[assignment]
    return {"subscription": node, "subscription_id": node.subscription_id}


@step("Rename")
def rename(subscription: Node, node_name: str) -> State:
    subscription.node.node_name = node_name
    return {"subscription": subscription}


@create_workflow("Create a node", initial_input_form=ask_node)
def create_node() -> StepList:
    return begin >> construct


@modify_workflow("Rename a node", initial_input_form=ask_name)
def rename_node() -> StepList:
    return begin >> rename


@terminate_workflow("Terminate a node")
def terminate_node() -> StepList:
    return begin


@validate_workflow("Validate a node")
def validate_node() -> StepList:
    return begin >> step("Compare")(lambda: None)


@reconcile_workflow("Reconcile a node")
def reconcile_node() -> StepList:
    return begin >> step("Push")(lambda: None)


@task("Count")
def task_count() -> StepList:
    return begin >> step("Count")(lambda: {"count": 1})


RELATION = "Create Process Subscription relation"

NODE_WORKFLOWS = (create_node, rename_node, terminate_node, validate_node, reconcile_node)


@pytest.fixture(autouse=True)
def _registered(lab: Lab, store: Store) -> None:
    with store.writing() as connection:
        for workflow in NODE_WORKFLOWS:
            register(
                connection,
                {
                    "name": workflow.name,
                    "target": workflow.target,
                    "description": workflow.description,
                    "product_type": "Node",
                },
            )
    for workflow in (*NODE_WORKFLOWS, task_count):
        lab.registry.put(workflow)


def stored(store: Store, subscription_id: UUID | str) -> Any:
    with scope_of(store):
        return SubscriptionModel.from_subscription(subscription_id)


def ran(lab: Lab, workflow: Workflow, *answers: dict[str, Any]) -> UUID:
    process_id = lab.operations.start(workflow.name, answers)
    lab.run()
    return process_id


def on(node: SubscriptionModel, **more: Any) -> dict[str, Any]:
    return {"subscription_id": str(node.subscription_id), **more}


@pytest.mark.parametrize(
    ("workflow", "steps"),
    [
        (create_node, ["Start", "Construct", "Set subscription to 'active'", "Unlock subscription", "Done"]),
        (
            rename_node,
            [
                "Start",
                RELATION,
                "Lock subscription",
                "Rename",
                "Unlock subscription",
                "Done",
            ],
        ),
        (
            terminate_node,
            [
                "Start",
                RELATION,
                "Lock subscription",
                "Set subscription to 'terminated'",
                "Unlock subscription",
                "Done",
            ],
        ),
        (
            validate_node,
            [
                "Start",
                RELATION,
                "Lock subscription",
                "Compare",
                "Unlock subscription",
                "Done",
            ],
        ),
        (task_count, ["Start", "Count", "Done"]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_dsl23_to_dsl28_each_kind_has_its_steps_around_the_authors(workflow: Workflow, steps: list[str]) -> None:
    assert [found.name for found in workflow.steps] == steps


def test_form13_a_create_workflow_asks_for_the_product_first_and_leaves_an_active_subscription_in_sync(
    lab: Lab, store: Store
) -> None:
    form = lab.operations.start_form("create_node")
    page = form.walk([])
    assert [str(key) for key in page.schema["properties"]] == ["product"]  # type: ignore[union-attr]
    product = str(id_of(store, "Node 10G"))
    process_id = lab.operations.start("create_node", [{"product": product}, {"node_name": "ams9"}])
    lab.run()

    state = lab.state(process_id)
    assert (lab.row(process_id).status, state["product_name"]) == (ProcessStatus.COMPLETED, "Node 10G")
    found = stored(store, state["subscription_id"])
    assert (found.status, found.insync, found.node.node_name) == (ACTIVE, True, "ams9")
    assert found.start_date is not None
    assert related(store) == [(process_id, "CREATE")]


def related(store: Store) -> list[tuple[UUID, str]]:
    """Return which processes are related to subscriptions, as what."""
    table = ProcessSubscriptionTable
    with store.reading() as connection:
        return [(row[0], row[1]) for row in connection.execute(select(table.process_id, table.workflow_target))]


def test_form13_a_product_that_the_workflow_is_not_linked_to_is_refused(lab: Lab, store: Store) -> None:
    with pytest.raises(FormRejected, match="product"):
        lab.operations.start("create_node", [{"product": str(id_of(store, "Circuit"))}, {"node_name": "x"}])


def test_a_modify_workflow_locks_the_subscription_and_relates_the_process(lab: Lab, store: Store) -> None:
    node = new_node(store)
    seen: list[bool] = []
    look = step("Look")(lambda subscription_id: seen.append(stored(store, subscription_id).insync))

    @modify_workflow("Rename a node", initial_input_form=ask_name)
    def rename_node() -> StepList:
        return begin >> look >> rename

    lab.registry.put(rename_node)
    process_id = ran(lab, rename_node, on(node), {"node_name": "new"})

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert seen == [False]
    found = stored(store, node.subscription_id)
    assert (found.node.node_name, found.insync) == ("new", True)
    state = lab.state(process_id)
    assert state["__old_subscriptions__"][str(node.subscription_id)]["node"]["node_name"] == "ams1"
    assert state["customer_id"] == "acme"
    assert related(store) == [(process_id, "MODIFY")]


def test_form14_a_subscription_that_is_not_there_or_not_of_the_workflow_is_refused(lab: Lab, store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, node.node.ports[0], other.node.ports[0])
    for given, told in (
        ({"subscription_id": str(uuid4())}, "Subscription not found"),
        (on(circuit), "This workflow is not valid for this subscription"),
        ({"subscription_id": "nonsense"}, "valid UUID"),
    ):
        with pytest.raises(FormRejected, match=told):
            lab.operations.start("rename_node", [given, {"node_name": "x"}])


def test_form15_a_version_that_is_not_the_stored_one_is_stale(lab: Lab, store: Store) -> None:
    node = new_node(store)
    with pytest.raises(FormRejected, match=r"Stale data: given version \(7\) does not match the current version \(1\)"):
        lab.operations.start("rename_node", [on(node, version=7), {"node_name": "x"}])
    lab.operations.start("rename_node", [on(node, version=1), {"node_name": "x"}])


def test_what_starts_a_workflow_again_is_of_whatever_version_the_subscription_has_by_then(
    lab: Lab, store: Store
) -> None:
    node = new_node(store)
    again = lab.operations.answers(ran(lab, rename_node, on(node, version=1), {"node_name": "x"}))
    assert [page.answer for page in again.pages] == [on(node), {"node_name": "x"}]
    lab.operations.start("rename_node", [page.answer for page in again.pages])


def test_a_terminate_workflow_ends_the_subscription(lab: Lab, store: Store) -> None:
    node = new_node(store)
    ran(lab, terminate_node, on(node))

    found = stored(store, node.subscription_id)
    assert (found.status, found.insync) == (TERMINATED, True)
    assert found.end_date is not None


def test_sync1_a_subscription_that_is_out_of_sync_is_not_locked_again(lab: Lab, store: Store) -> None:
    node = new_node(store)
    process_id = lab.operations.start("rename_node", [on(node), {"node_name": "new"}])
    with store_scope(store):
        found = Node.from_subscription(node.subscription_id)
        found.insync = False
        found.save()
    lab.run()

    assert lab.row(process_id).failed_reason == "Subscription is already out of sync, cannot continue!"
    assert lab.row(process_id).last_step == "Lock subscription"


def test_w06_of_two_workflows_that_lock_one_subscription_at_once_one_does(
    lab: Lab, store: Store, another_store: Callable[[], Store]
) -> None:
    for _ in range(5):
        node = new_node(store)
        started = [lab.operations.start("rename_node", [on(node), {"node_name": f"n{number}"}]) for number in range(4)]
        engines = [lab.another_engine(another_store()) for _ in started]
        race([partial(engine.run_here, one) for engine, one in zip(engines, started, strict=True)])

        locked = [one for one in started if ("Lock subscription", "success") in lab.log(one)]
        refused = [lab.row(one).failed_reason for one in started if lab.row(one).status is ProcessStatus.FAILED]
        assert len(locked) + len(refused) == 4
        assert set(refused) <= {"Subscription is already out of sync, cannot continue!"}
        assert stored(store, node.subscription_id).insync


def test_sync2_a_subscription_that_is_not_valid_is_locked_all_the_same(lab: Lab, store: Store) -> None:
    node = new_node(store)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM subscription_instance_values")
    process_id = ran(lab, validate_node, on(node))

    assert ("Lock subscription", "success") in lab.log(process_id)
    assert lab.row(process_id).status is ProcessStatus.FAILED
    assert "Required subscription value is missing" in (lab.row(process_id).failed_reason or "")


def test_sync3_validate_and_reconcile_run_on_a_subscription_that_is_out_of_sync(lab: Lab, store: Store) -> None:
    for workflow in (validate_node, reconcile_node):
        node = new_node(store)
        with store_scope(store):
            node.insync = False
            node.save()
        process_id = ran(lab, workflow, on(node))
        assert lab.row(process_id).status is ProcessStatus.COMPLETED
        assert stored(store, node.subscription_id).insync


def test_dsl29_a_subscription_is_provisioning_while_such_steps_run(lab: Lab, store: Store) -> None:
    node = new_node(store)
    seen: list[SubscriptionLifecycle] = []
    look = step("Look")(lambda subscription_id: seen.append(stored(store, subscription_id).status))

    @modify_workflow("Rebuild")
    def rename_node() -> StepList:
        return ensure_provisioning_status(look)

    lab.registry.put(rename_node)
    process_id = ran(lab, rename_node, on(node))
    assert lab.row(process_id).status is ProcessStatus.COMPLETED, lab.row(process_id).failed_reason
    assert (seen, stored(store, node.subscription_id).status) == ([PROVISIONING], ACTIVE)


def reasons(store: Store, node: SubscriptionModel) -> dict[str, str | None]:
    with store.reading() as connection:
        return {found.name: found.reason for found in subscription_workflows(connection, node.subscription_id)}


def test_sync5_each_workflow_that_may_not_run_says_why(lab: Lab, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    assert set(reasons(store, node).values()) == {None}

    circuit = new_circuit(store, node.node.ports[0], other.node.ports[0])
    assert reasons(store, node)["terminate_node"] == "subscription.no_modify_subscription_in_use_by_others"
    assert reasons(store, node)["rename_node"] is None
    monkeypatch.setitem(usable.WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS, "rename_node", True)
    assert reasons(store, node)["rename_node"] == "subscription.no_modify_subscription_in_use_by_others"
    monkeypatch.delitem(usable.WF_BLOCKED_BY_IN_USE_BY_SUBSCRIPTIONS, "rename_node")

    with store_scope(store):
        circuit.insync = False
        circuit.save()
    assert reasons(store, node)["rename_node"] == "subscription.relations_not_in_sync"
    assert reasons(store, node)["validate_node"] is None
    assert reasons(store, node)["reconcile_node"] is None
    with store_scope(store):
        found = Node.from_subscription(node.subscription_id)
        found.insync = False
        found.save()
    assert reasons(store, node)["rename_node"] == "subscription.not_in_sync"


@pytest.mark.parametrize("locked", ["itself", "what uses it"])
def test_sync6_tasks_reconciliations_and_what_a_site_exempts_run_on_what_is_out_of_sync(
    lab: Lab, store: Store, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    node = new_node(store)
    circuit = new_circuit(store, *node.node.ports)
    with store_scope(store):
        found = SubscriptionModel.from_subscription((node if locked == "itself" else circuit).subscription_id)
        found.insync = False
        found.save()
    free = {name for name, reason in reasons(store, node).items() if reason is None}
    assert free == {"validate_node", "reconcile_node", "modify_note"}
    monkeypatch.setattr(usable, "WF_USABLE_WHILE_OUT_OF_SYNC", ["rename_node"])
    assert reasons(store, node)["rename_node"] is None
    assert reasons(store, node)["modify_note"] is not None


def test_sync8_what_uses_a_subscription_stands_against_its_end_until_that_is_terminated(
    lab: Lab, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = new_node(store)
    circuit = new_circuit(store, *node.node.ports)
    monkeypatch.setitem(usable.WF_BLOCKED_BY_PARENTS, "terminate_node", False)  # a site cannot switch this off
    assert reasons(store, node)["terminate_node"] == "subscription.no_modify_subscription_in_use_by_others"
    named = re.escape(f"other subscriptions use it: {circuit.description} ({str(circuit.subscription_id)[:8]})")
    with pytest.raises(FormRejected, match=named):
        lab.operations.start("terminate_node", [on(node)])
    with store_scope(store):
        SubscriptionModel.from_other_lifecycle(circuit, TERMINATED).save()
    assert reasons(store, node)["terminate_node"] is None


def test_sync7_the_phases_in_which_a_workflow_may_run_are_its_targets_or_the_sites(
    lab: Lab, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = new_node(store)
    ran(lab, terminate_node, on(node))
    assert set(reasons(store, node).values()) == {"subscription.no_modify_invalid_status"}
    with pytest.raises(
        FormRejected, match="This workflow cannot be started: it is terminated, this runs only while it is active"
    ):
        lab.operations.start("rename_node", [on(node), {"node_name": "x"}])

    monkeypatch.setitem(usable.WF_USABLE_MAP, "rename_node", [TERMINATED])
    assert reasons(store, node)["rename_node"] is None


def test_a_task_belongs_to_no_customer(lab: Lab) -> None:
    process_id = ran(lab, task_count, {})
    assert lab.row(process_id).is_task
    assert task_count.target is Target.SYSTEM


def test_of_two_who_edit_one_subscription_at_once_neither_loses_the_others_edit_silently(
    store: Store, another_store: Callable[[], Store]
) -> None:
    node = new_node(store)
    stores = [another_store() for _ in range(4)]

    def edit(number: int) -> None:
        with store_scope(stores[number]):
            mine = Node.from_subscription(node.subscription_id)
            mine.node.ports[number % 2].vlans = [*mine.node.ports[number % 2].vlans, number]
            mine.save()

    outcomes = race([partial(edit, number) for number in range(4)])
    done = [number for number, outcome in enumerate(outcomes) if outcome is None]
    kept = [vlan for port in stored(store, node.subscription_id).node.ports for vlan in port.vlans]
    assert sorted(kept) == done
    assert stored(store, node.subscription_id).version == 1 + len(done)
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(outcome, EffectsRefused) for outcome in refused)
    assert all(isinstance(outcome.__cause__, StaleDataError) for outcome in refused)
