"""Is what a process made of its subscriptions told, field by field, while it runs and ever after?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine import begin, done, inputstep, resync, step, unsync
from engine.domain.subscriptions import SubscriptionModel
from engine.domain.touched import FieldChange, Touched, masked_changes, touched_by
from engine.dsl import Assignee, Step, StepList, Target
from engine.forms import SubmitFormPage
from engine.outcome import ProcessStatus, State
from engine.store.database import Store
from engine.subscription_steps import store_process_subscription, unsync_unchecked
from tests.integration.domain.shop import Circuit, Node, NodeInactive, id_of, new_circuit, new_node, store_scope
from tests.lab import Lab, flow


@inputstep("Look", assignee=Assignee.NOC)
def look() -> type[SubmitFormPage]:
    return SubmitFormPage


def change(name: str, edit: Any) -> Step:
    """Return a step that edits the subscription of the process."""

    def run(subscription: Node) -> State:
        edit(subscription)
        return {"subscription": subscription}

    return step(name)(run)


def started(lab: Lab, node: SubscriptionModel, steps: StepList) -> UUID:
    """Run these steps on a subscription to their first stop."""
    given = {"subscription_id": node.subscription_id, "subscription": {"subscription_id": node.subscription_id}}
    process_id = lab.go(flow(begin >> step("Give")(lambda: given) >> steps >> done))
    assert lab.row(process_id).failed_reason is None
    return process_id


def touched(store: Store, process_id: UUID) -> list[Touched]:
    with store.reading() as connection:
        return touched_by(connection, process_id)


def rename(node: Node) -> None:
    node.node.node_name = "ams9"


def rename_port(node: Node) -> None:
    node.node.ports[0].port_name = "xe-7"


def move_ports(node: Node) -> None:
    node.node.ports[1].port_name = "xe-7"
    del node.node.ports[0]


def test_a_lock_and_a_change_are_told_while_the_process_still_runs(lab: Lab, store: Store) -> None:
    node = new_node(store)
    process_id = started(lab, node, begin >> unsync >> change("Rename", rename) >> look >> resync)

    [found] = touched(store, process_id)
    assert (found.row.subscription_id, found.how, found.until) == (node.subscription_id, "changed", "now")
    assert FieldChange("in sync", "yes", "no") in found.changes
    assert FieldChange("node.node_name", "ams1", "ams9") in found.changes

    lab.operations.submit(process_id, [{}])
    lab.run()
    [found] = touched(store, process_id)
    assert found.changes == (FieldChange("node.node_name", "ams1", "ams9"),)


def test_what_somebody_changed_while_it_was_being_locked_is_not_told_of_the_process_that_locked(
    lab: Lab, store: Store
) -> None:
    node = new_node(store)

    @step("Lock while it changes")
    def lock(state: State) -> State:
        locked = unsync_unchecked(state).unwrap()
        with store_scope(store):
            found = Node.from_subscription(node.subscription_id)
            found.node.node_name = "ams9"
            found.save()
        return dict(locked)

    process_id = started(lab, node, begin >> lock)
    [found] = touched(store, process_id)
    assert found.changes == (FieldChange("in sync", "yes", "no"),)


def test_blocks_are_compared_by_what_they_are_not_by_their_place(lab: Lab, store: Store) -> None:
    node = new_node(store, ports=3)
    process_id = started(lab, node, begin >> change("Move", move_ports))

    [found] = touched(store, process_id)
    assert [(change.before, change.after) for change in found.changes] == [("ge-1", "xe-7"), ("ge-0", None)]
    assert [change.path for change in found.changes] == ["node.ports[0].port_name", "node.ports[0].port_name"]


def test_what_a_later_process_did_is_not_told_of_an_earlier_one(lab: Lab, store: Store) -> None:
    node = new_node(store)
    first = started(lab, node, begin >> change("Rename", rename))
    second = started(lab, node, begin >> change("Move", move_ports))

    [found] = touched(store, first)
    assert (found.until, found.changes) == ("the next process", (FieldChange("node.node_name", "ams1", "ams9"),))
    assert "node.node_name" not in [change.path for change in touched(store, second)[0].changes]


def test_what_a_process_created_is_new_in_every_field(lab: Lab, store: Store) -> None:
    product = id_of(store, "Node 10G")

    @step("Create")
    def create() -> State:
        made = NodeInactive.from_product_id(product, "acme")
        made.node.node_name = "waw1"
        return {"subscription": made}

    process_id = lab.go(flow(begin >> create >> done))
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    [found] = touched(store, process_id)
    assert found.how == "created"
    assert FieldChange("node.node_name", None, "waw1") in found.changes
    assert FieldChange("speed", None, "10") in found.changes
    assert all(change.before is None for change in found.changes)


def test_a_subscription_that_a_process_only_looked_at_is_named_and_unchanged(lab: Lab, store: Store) -> None:
    node = new_node(store)
    process_id = started(lab, node, begin >> store_process_subscription(Target.VALIDATE))

    [found] = touched(store, process_id)
    assert (found.how, found.changes) == ("unchanged", ())


def test_blocks_of_others_are_named_not_taken_apart(lab: Lab, store: Store) -> None:
    nodes = [new_node(store, name) for name in ("ams1", "dub1", "waw1")]
    circuit = new_circuit(store, *(node.node.ports[0] for node in nodes[:2]))

    def rehome(subscription: Any) -> None:
        subscription.circuit.ends = [subscription.circuit.ends[0], nodes[2].node.ports[0]]

    @step("Rehome")
    def run(subscription_id: UUID) -> State:
        loaded = type(circuit).from_subscription(subscription_id)
        rehome(loaded)
        return {"subscription": loaded}

    process_id = started(lab, circuit, begin >> run)
    [found] = touched(store, process_id)
    owners = [str(node.subscription_id)[:8] for node in nodes]
    assert [(change.before, change.after) for change in found.changes] == [
        (None, f"Port ge-0 of {owners[2]}"),
        (f"Port ge-0 of {owners[1]}", None),
    ]


def test_what_another_subscription_calls_its_block_is_no_change_of_the_one_that_uses_it(lab: Lab, store: Store) -> None:
    node = new_node(store, ports=2)
    circuit = new_circuit(store, *node.node.ports)

    @step("Set VLAN")
    def set_vlan(subscription_id: UUID) -> State:
        loaded = Circuit.from_subscription(subscription_id)
        loaded.circuit.vlan = 8
        return {"subscription": loaded}

    process_id = started(lab, circuit, begin >> set_vlan)
    started(lab, node, begin >> change("Rename", rename_port))
    [found] = touched(store, process_id)
    assert found.changes == (FieldChange("circuit.vlan", "7", "8"),)


def test_that_a_secret_changed_is_told_not_to_what() -> None:
    class Row:
        pass

    found = Touched(
        row=Row(),  # type: ignore[arg-type]
        how="changed",
        changes=(FieldChange("node.password", "old", "new"), FieldChange("node.name", "a", "b")),
        until="now",
    )
    assert masked_changes(found, ()).changes == (
        FieldChange("node.password", "********", "********"),
        FieldChange("node.name", "a", "b"),
    )
