"""Is a subscription that was saved and loaded again the same, and is nothing of it lost on the way?"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv6Address
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from engine.domain.blocks import ProductBlockModel
from engine.domain.context_cache import cache_subscription_models
from engine.domain.subscriptions import SubscriptionModel
from engine.errors import ProductNotInRegistryError, StaleDataError
from engine.store.database import Store
from engine.store.scope import EffectsRefused, scope_of
from tests.integration.domain.shop import (
    ACTIVE,
    INITIAL,
    PROVISIONING,
    TERMINATED,
    Circuit,
    CircuitInactive,
    Colour,
    Node,
    NodeBlock,
    NodeInactive,
    NodeProvisioning,
    PortBlock,
    PortBlockInactive,
    Slot,
    counted,
    id_of,
    new_circuit,
    new_node,
    store_scope,
)


def loaded(store: Store, model: SubscriptionModel) -> Any:
    with scope_of(store):
        return SubscriptionModel.from_subscription(model.subscription_id)


def refused(store: Store, model: SubscriptionModel) -> BaseException | None:
    """Save a model in a scope of its own, which is refused; return why."""
    with scope_of(store) as scope:
        model.save()
        with pytest.raises(EffectsRefused) as refusal:
            scope.commit()
    return refusal.value.__cause__


def test_dm8_a_new_subscription_has_its_fixed_inputs_and_the_blocks_its_class_demands(store: Store) -> None:
    with store_scope(store):
        made = NodeInactive.from_product_id(id_of(store, "Node 10G"), "acme")
        assert (made.status, made.insync, made.customer_id, made.speed) == (INITIAL, False, "acme", 10)
        assert made.description == "Initial subscription of A node"
        assert (made.node.ports, made.node.console) == ([], None)
        made.save()

    assert loaded(store, made) == made


def test_dm8_a_product_that_is_not_there_is_refused(store: Store) -> None:
    with scope_of(store), pytest.raises(KeyError, match="Could not find a product for the given product_id"):
        NodeInactive.from_product_id(uuid4(), "acme")


def test_a_subscription_with_every_kind_of_value_is_loaded_as_it_was_saved(store: Store) -> None:
    node = new_node(
        store,
        loopback=IPv6Address("2001:db8::1"),
        slot=Slot.RIGHT,
        installed=datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        spare=False,
        facts={"rack": 12, "feeds": ["a", "b"]},
    )

    found = loaded(store, node)
    assert found == node
    assert type(found) is Node
    assert type(found.node.ports[0]) is PortBlock
    assert found.node.title == "ams1 (2001:db8::1)"


def test_w10_the_values_and_blocks_of_a_list_keep_their_order(store: Store) -> None:
    node = new_node(store, ports=12)
    with store_scope(store):
        node.node.ports[0].vlans = [10, 9, 2, 100, 10]
        node.node.ports = node.node.ports[::-1]
        node.save()

    found = loaded(store, node)
    assert [port.port_name for port in found.node.ports] == [f"ge-{number}" for number in range(11, -1, -1)]
    assert found.node.ports[-1].vlans == [10, 9, 2, 100, 10]


@pytest.mark.parametrize("colour", Colour)
def test_w11_an_enum_of_any_value_is_loaded_again(store: Store, colour: Colour) -> None:
    node = new_node(store)
    with store_scope(store):
        node.node.ports[1].colour = colour
        node.save()

    assert loaded(store, node).node.ports[1].colour is colour


def test_w31_blocks_of_one_type_in_several_fields_come_back_in_theirs(store: Store) -> None:
    node = new_node(store)
    with store_scope(store):
        node.node.console = PortBlock.new(node.subscription_id, port_name="con0")
        node.node.uplinks = [PortBlock.new(node.subscription_id, port_name="up0")]
        node.save()

    found = loaded(store, node)
    assert found.node.console is not None
    assert found.node.console.port_name == "con0"
    assert [port.port_name for port in found.node.uplinks] == ["up0"]
    assert [port.port_name for port in found.node.ports] == ["ge-0", "ge-1"]


@pytest.mark.parametrize("field", ["description", "note"])
def test_w07_of_two_edits_of_one_subscription_the_second_is_refused_and_nothing_is_lost(
    store: Store, field: str
) -> None:
    node = new_node(store)
    mine, theirs = loaded(store, node), loaded(store, node)
    with store_scope(store):
        mine.note = "mine"
        mine.save()
    setattr(theirs, field, "theirs")
    reason = refused(store, theirs)

    assert isinstance(reason, StaleDataError)
    assert "given version (1) does not match the current version (2)" in str(reason)
    assert (loaded(store, node).note, loaded(store, node).version) == ("mine", 2)


def test_w07_a_change_of_a_block_is_a_change_of_its_subscription(store: Store) -> None:
    node = new_node(store)
    other = loaded(store, node)
    with store_scope(store):
        node.node.ports[0].vlans = [1]
        node.save()
    other.node.ports[1].vlans = [2]
    assert isinstance(refused(store, other), StaleDataError)
    assert [port.vlans for port in loaded(store, node).node.ports] == [[1], []]


def test_a_subscription_of_fifty_blocks_is_loaded_in_four_statements_and_saved_unchanged_in_none(store: Store) -> None:
    node = new_node(store, ports=49)
    with counted(store) as sent, scope_of(store):
        found = SubscriptionModel.from_subscription(node.subscription_id)
    assert len(sent) == 4
    assert isinstance(found, Node)

    with counted(store) as sent, store_scope(store):
        found.save()
    assert sent == []
    assert found.version == 1


def test_a_subscription_that_holds_blocks_of_others_is_loaded_in_four_statements_too(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, node.node.ports[0], other.node.ports[0])
    with counted(store) as sent, scope_of(store):
        SubscriptionModel.from_subscription(circuit.subscription_id)
    assert len(sent) == 4


def test_a_block_that_is_taken_out_is_removed_with_its_values(store: Store) -> None:
    node = new_node(store, ports=3)
    gone = node.node.ports[1].subscription_instance_id
    with store_scope(store):
        node.node.ports = [node.node.ports[0], node.node.ports[2]]
        node.save()

    assert [port.port_name for port in loaded(store, node).node.ports] == ["ge-0", "ge-2"]
    with scope_of(store), pytest.raises(ValueError, match=f"Subscription instance with id: {gone}, does not exist"):
        ProductBlockModel.from_db(gone)


def test_a_block_that_another_subscription_uses_cannot_be_taken_out(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, node.node.ports[0], other.node.ports[0])
    node.node.ports = node.node.ports[1:]
    assert f"is in use by {circuit.subscription_id}: keep it" in str(refused(store, node))
    assert len(loaded(store, node).node.ports) == 2


def test_dm21_a_block_of_another_subscription_is_linked_and_never_changed(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, other.node.ports[1], node.node.ports[0])
    with store_scope(store):
        mine = Circuit.from_subscription(circuit.subscription_id)
        assert [end.owner_subscription_id for end in mine.circuit.ends] == [other.subscription_id, node.subscription_id]
        mine.circuit.ends[0].port_name = "changed by a stranger"
        mine.circuit.vlan = 8
        mine.save()

    assert loaded(store, circuit).circuit.vlan == 8
    assert loaded(store, other).node.ports[1].port_name == "ge-1"
    with store_scope(store):
        other.node.ports[1].port_name = "ge-1/0/1"
        other.save()
    assert loaded(store, circuit).circuit.ends[0].port_name == "ge-1/0/1"


def test_dm21_a_foreign_block_directly_below_a_subscription_is_refused(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    node.node = other.node
    with scope_of(store), pytest.raises(ValueError, match="Attempting to save a Foreign `Subscription Instance`"):
        node.save()


def test_dm20_a_block_twice_in_one_is_refused(store: Store) -> None:
    node = new_node(store)
    node.node.uplinks = [node.node.ports[0]]
    with scope_of(store), pytest.raises(ValueError, match="Cannot link the same subscription instance multiple times"):
        node.save()


def test_dm11_a_subscription_is_loaded_as_the_class_of_its_phase_and_another_one_says_so(store: Store) -> None:
    node = new_node(store)
    with scope_of(store):
        assert type(SubscriptionModel.from_subscription(str(node.subscription_id))) is Node
        with pytest.raises(ValueError, match=r"NodeProvisioning'> is not valid for lifecycle active"):
            NodeProvisioning.from_subscription(node.subscription_id)
        with pytest.raises(ValueError, match="does not exist"):
            Node.from_subscription(uuid4())
        with pytest.raises(TypeError, match="subscription_id is of type int"):
            Node.from_subscription(7)  # type: ignore[arg-type]


def test_dm11_a_product_without_a_class_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY

    node = new_node(store)
    monkeypatch.delitem(SUBSCRIPTION_MODEL_REGISTRY, "Node 10G")
    with scope_of(store), pytest.raises(ProductNotInRegistryError, match="'Node 10G' is not found within"):
        SubscriptionModel.from_subscription(node.subscription_id)


def test_dm12_a_class_does_not_take_a_phase_that_it_does_not_serve(store: Store) -> None:
    node = new_node(store)
    with pytest.raises(ValueError, match="NodeInactive'> is not valid for status active"):
        NodeInactive(**dict(node))


def test_dm13_another_phase_sets_the_dates_and_demands_what_it_demands(store: Store) -> None:
    with scope_of(store) as scope:
        made = NodeInactive.from_product_id(id_of(store, "Node 10G"), "acme")
        with pytest.raises(ValidationError, match="node_name"):
            NodeProvisioning.from_other_lifecycle(made, PROVISIONING)
        scope.drop()
    node = new_node(store)
    assert node.start_date is not None
    assert node.end_date is None
    with store_scope(store):
        ended = NodeInactive.from_other_lifecycle(node, TERMINATED)
        ended.save()
    assert ended.end_date is not None
    assert (type(ended), loaded(store, node).status) == (NodeInactive, TERMINATED)


def test_dm14_a_subscription_in_use_is_not_terminated(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    new_circuit(store, node.node.ports[0], other.node.ports[0])
    with scope_of(store), pytest.raises(ValueError, match="Unsafe status change of Subscription with depending"):
        NodeInactive.from_other_lifecycle(node, TERMINATED)


def test_dm19_a_status_that_its_class_is_not_for_is_not_saved(store: Store) -> None:
    with scope_of(store):
        made = NodeInactive.from_product_id(id_of(store, "Node 10G"), "acme")
        made.status = ACTIVE
        with pytest.raises(ValueError, match=r"Lifecycle status active requires specialized type .*Node"):
            made.save()


def test_dm23_a_field_that_the_store_does_not_know_is_named(store: Store) -> None:
    class Odd(PortBlock):
        odd: str = "x"

    node = new_node(store)
    node.node.ports = [Odd.new(node.subscription_id, port_name="odd")]
    assert "Product block 'Port' has no resource type 'odd'" in str(refused(store, node))


def test_dm18_within_the_cache_the_same_id_is_the_same_instance(store: Store) -> None:
    node = new_node(store)
    with scope_of(store):
        with cache_subscription_models():
            one = SubscriptionModel.from_subscription(node.subscription_id)
            with cache_subscription_models():
                assert SubscriptionModel.from_subscription(node.subscription_id) is one
        assert SubscriptionModel.from_subscription(node.subscription_id) is not one


def test_dm16_a_block_is_loaded_by_itself_as_the_class_of_its_owners_phase(store: Store) -> None:
    node = new_node(store)
    with scope_of(store):
        found = ProductBlockModel.from_db(node.node.subscription_instance_id)
        assert found == node.node
        assert type(found) is NodeBlock
        port = PortBlockInactive.from_db(node.node.ports[0].subscription_instance_id)
        assert type(port) is PortBlock
        assert [row.subscription_instance_id for row in port.in_use_by] == [node.node.subscription_instance_id]
        assert port.subscription.description == "Node ams1"


def test_w36_what_is_too_long_for_the_store_is_an_error_that_names_the_field(store: Store) -> None:
    node = new_node(store)
    with scope_of(store):
        with pytest.raises(ValidationError, match="note"):
            node.note = "x" * 5_001
        node.node.ports[0].port_name = "x" * 10_001
        with pytest.raises(ValueError, match=r"Port\.port_name: a value has at most 10,000 characters"):
            node.save()


def test_a_value_that_could_not_be_read_back_is_refused_at_the_save(store: Store) -> None:
    node = new_node(store)
    node.node.facts = {"key": b"\xff"}
    with scope_of(store), pytest.raises(ValueError, match=r"Node\.facts: .*bytes"):
        node.save()


def test_what_is_about_to_be_saved_is_what_the_same_step_loads(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, node.node.ports[0], other.node.ports[0])
    with store_scope(store):
        mine = Node.from_subscription(node.subscription_id)
        mine.node.ports[0].port_name = "new name"
        mine.save()
        assert Node.from_subscription(node.subscription_id) == mine
        assert Circuit.from_subscription(circuit.subscription_id).circuit.ends[0].port_name == "new name"
        again = CircuitInactive.from_product_id(id_of(store, "Circuit"), "acme")
        again.circuit.ends = [mine.node.ports[0], other.node.ports[1]]
        again.save()
        ends = [end.subscription_instance_id for end in again.circuit.ends]
        found = CircuitInactive.from_subscription(again.subscription_id)
        assert [end.subscription_instance_id for end in found.circuit.ends] == ends
        assert found.circuit.ends[0].port_name == "new name"
    assert [end.subscription_instance_id for end in loaded(store, again).circuit.ends] == ends
