"""What do models do with another product than the one they came from, and with a store that says something else?"""

from __future__ import annotations

from uuid import uuid4

import pytest
from pydantic import ValidationError

from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.subscriptions import SubscriptionModel
from engine.migrations import (
    DEFAULT_PRODUCT_WORKFLOWS,
    create,
    create_workflow,
    delete_fixed_input,
    delete_resource_type,
)
from engine.store.database import Store
from engine.store.scope import scope_of
from tests.integration.domain.shop import (
    ACTIVE,
    Circuit,
    Node,
    NodeBlock,
    NodeBlockInactive,
    NodeInactive,
    id_of,
    new_circuit,
    new_node,
    store_scope,
)


@pytest.fixture
def faster(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a product with other fixed inputs, of the same class."""
    monkeypatch.setitem(SUBSCRIPTION_MODEL_REGISTRY, "Node 100G", NodeInactive)
    with store.writing() as connection:
        create(
            connection,
            {"products": {"Node 100G": {"product_type": "Node", "tag": "NODE", "fixed_inputs": {"speed": 100}}}},
        )
    return "Node 100G"


def test_dm15_a_subscription_becomes_one_of_another_product_and_keeps_its_blocks(store: Store, faster: str) -> None:
    node = new_node(store)
    with store_scope(store):
        Node.from_other_product(Node.from_subscription(node.subscription_id), id_of(store, faster)).save()
    with scope_of(store):
        found = SubscriptionModel.from_subscription(node.subscription_id)
    assert isinstance(found, Node)
    assert (found.product.name, found.speed, found.version) == (faster, 100, 2)
    assert found.node == node.node


def test_dm15_a_new_root_block_stands_in_place_of_the_old_one_which_is_removed(store: Store, faster: str) -> None:
    node = new_node(store)
    with store_scope(store):
        old = Node.from_subscription(node.subscription_id)
        root = NodeBlockInactive.new(node.subscription_id, node_name="ams9", loopback="192.0.2.9")
        made = NodeBlock(**{name: getattr(root, name) for name in NodeBlockInactive.model_fields})
        Node.from_other_product(old, id_of(store, faster), ("node", made)).save()
    with scope_of(store):
        found = Node.from_subscription(node.subscription_id)
    assert found.node.node_name == "ams9"
    assert found.node.subscription_instance_id != node.node.subscription_instance_id


def test_dm15_what_the_other_class_demands_and_nobody_gives_is_named(store: Store) -> None:
    node = new_node(store)
    with store_scope(store):
        old = Node.from_subscription(node.subscription_id)
        with pytest.raises(ValidationError, match="circuit"):
            Circuit.from_other_product(old, id_of(store, "Circuit"))
        with pytest.raises(KeyError, match="Could not find a product"):
            Node.from_other_product(old, uuid4())


def test_dm28_a_store_that_says_the_same_as_the_class_has_no_difference(store: Store) -> None:
    with scope_of(store):
        assert NodeInactive.diff_product_in_database(id_of(store, "Node 10G")) == {}
        assert NodeBlockInactive.diff_product_block_in_database() == {}
        with pytest.raises(KeyError, match="Could not find a product"):
            NodeInactive.diff_product_in_database(uuid4())


def test_dm28_what_either_side_lacks_is_named(store: Store) -> None:
    with store.writing() as connection:
        delete_fixed_input(connection, "Node 10G", "speed")
        delete_resource_type(connection, "colour", "Port")
        create(
            connection,
            {
                "product_blocks": {"Node": {"resources": {"rack": "where"}}, "Fan": {}},
                "products": {
                    "Node 10G": {"product_type": "Node", "product_blocks": ["Fan"], "fixed_inputs": {"noise": "1"}}
                },
            },
        )
    with scope_of(store):
        blocks = NodeBlockInactive.diff_product_block_in_database()
        product = NodeInactive.diff_product_in_database(id_of(store, "Node 10G"))
    assert blocks == {
        "Node": {"missing_resource_types_in_model": {"rack"}},
        "Port": {"missing_resource_types_in_db": {"colour"}},
    }
    assert product == {
        "Node 10G": {
            "missing_product_blocks_in_model": {"Fan"},
            "missing_fixed_inputs_in_db": {"speed"},
            "missing_fixed_inputs_in_model": {"noise"},
            "missing_in_depends_on_blocks": blocks,
        }
    }


def test_sync9_a_workflow_that_a_site_calls_default_is_linked_to_every_product_that_comes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.domain.usable import subscription_workflows

    circuit = new_circuit(store, *new_node(store).node.ports)
    monkeypatch.setattr("engine.migrations.DEFAULT_PRODUCT_WORKFLOWS", [*DEFAULT_PRODUCT_WORKFLOWS, "modify_billing"])
    with store.writing() as connection:
        create_workflow(connection, {"name": "modify_billing", "target": "MODIFY"})
        create(connection, {"products": {"Empty": {"product_type": "Empty"}}})
    with store.reading() as connection:
        names = [found.name for found in subscription_workflows(connection, circuit.subscription_id)]
    assert circuit.status is ACTIVE
    assert names == ["modify_billing", "modify_note"]
