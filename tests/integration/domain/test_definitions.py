"""Is a model what its author's class says, rule by rule of the contract's section 12?

The rules of creating, loading and saving that are not here have their tests in `test_models`, those of other products
and of differences in `test_other_products`, the extended model's in `test_by_hand`.
"""

from __future__ import annotations

from typing import Annotated, Any, cast
from uuid import UUID, uuid4

import pytest
from annotated_types import Len
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import delete, insert, select, update

from engine import db
from engine.domain.blocks import ProductBlockModel
from engine.domain.lifecycle import ProductLifecycle, SubscriptionLifecycle, lookup_specialized_type
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.relations import depends_on, in_use_by, relatives
from engine.domain.subscriptions import SubscriptionModel
from engine.store.database import Store
from engine.store.scope import scope_of
from engine.store.subscription_tables import (
    SubscriptionInstanceRelationTable,
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)
from tests.integration.domain.shop import (
    ACTIVE,
    INITIAL,
    PROVISIONING,
    CircuitBlockInactive,
    Colour,
    Node,
    NodeBlock,
    NodeBlockInactive,
    NodeInactive,
    NodeProvisioning,
    PortBlock,
    PortBlockInactive,
    Slot,
    id_of,
    new_circuit,
    new_node,
    store_scope,
)

OWNER = uuid4()
Relation, Value = SubscriptionInstanceRelationTable, SubscriptionInstanceValueTable


@pytest.fixture(autouse=True)
def _own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the names of blocks and products that a test gives away with the test."""
    monkeypatch.setattr(ProductBlockModel, "registry", dict(ProductBlockModel.registry))
    known = dict(SUBSCRIPTION_MODEL_REGISTRY)
    for name in known:
        monkeypatch.setitem(cast("dict[str, Any]", SUBSCRIPTION_MODEL_REGISTRY), name, known[name])


def loaded(store: Store, model: SubscriptionModel) -> Any:
    with scope_of(store):
        return SubscriptionModel.from_subscription(model.subscription_id)


def stored_values(store: Store, block: UUID) -> list[str]:
    query = select(Value.value).where(Value.subscription_instance_id == block).order_by(Value.value)
    with store.reading() as connection:
        return list(connection.scalars(query))


def test_dm1_a_class_with_a_name_is_concrete_one_with_phases_describes_it_there_one_with_neither_is_abstract() -> None:
    class AnyPlugBlock(ProductBlockModel):
        kind: str | None = None

    class PlugBlockInactive(AnyPlugBlock, product_block_name="Plug"): ...

    class PlugBlock(PlugBlockInactive, lifecycle=[ACTIVE]):
        kind: str

    assert ProductBlockModel.registry["Plug"] is PlugBlockInactive
    assert PlugBlock.new(OWNER, kind="LC").name == "Plug"
    assert lookup_specialized_type(PlugBlockInactive, ACTIVE) is PlugBlock
    assert lookup_specialized_type(PlugBlock, INITIAL) is PlugBlockInactive
    with pytest.raises(ValueError, match=r"instance of abstract class\. Use one of {'PlugBlockInactive'}"):
        AnyPlugBlock.new(OWNER)


def test_dm2_the_base_of_a_subscription_serves_the_phases_that_no_other_class_does() -> None:
    assert [lookup_specialized_type(Node, phase) for phase in (INITIAL, PROVISIONING, ACTIVE)] == [
        NodeInactive,
        NodeProvisioning,
        Node,
    ]


def test_dm3_a_class_whose_blocks_do_not_suit_its_phase_is_refused_where_it_is_written() -> None:
    with pytest.raises(AssertionError) as refusal:

        class Loose(NodeInactive, lifecycle=[SubscriptionLifecycle.MIGRATING, ACTIVE]):
            node: NodeBlockInactive

    assert str(refusal.value) == (
        "The lifecycle status of the type for the field: node, NodeBlockInactive (based on NodeBlockInactive) is not "
        "suitable for the lifecycle status (active) of this model"
    )
    assert lookup_specialized_type(NodeInactive, ACTIVE) is Node


def test_dm4_fields_that_hold_blocks_are_told_from_values_however_they_are_annotated() -> None:
    class HubBlock(ProductBlockModel, product_block_name="Hub"):
        one: PortBlockInactive
        maybe: PortBlockInactive | None = None
        some: Annotated[list[PortBlockInactive], Len(1, 4)]
        either: PortBlockInactive | CircuitBlockInactive | None = None
        rate: Annotated[int, Field(gt=0)] = 1
        names: list[str] = Field(default_factory=list)
        shown_as: str | None = Field(default=None, alias="shownAs")
        _kept: int = 0

    assert set(HubBlock._product_block_fields_) == {"one", "maybe", "some", "either"}
    assert set(HubBlock._non_product_block_fields_) == {"rate", "names", "shown_as"}
    assert set(Node._non_product_block_fields_) == {"speed"}


def test_dm4_an_alias_is_the_name_of_the_resource_type(store: Store) -> None:
    class TagBlock(ProductBlockModel, product_block_name="Port"):
        shown_as: str | None = Field(default=None, alias="port_name")

    block = new_node(store).node.ports[0]
    with scope_of(store):
        assert TagBlock.from_db(block.subscription_instance_id, INITIAL).shown_as == "ge-0"


def test_dm5_the_registry_names_the_fields_that_are_neither_blocks_nor_values() -> None:
    class Position(BaseModel):
        x: int

    class PlacedBlock(ProductBlockModel, product_block_name="Placed"):
        at: Position | None = None

    class Placed(SubscriptionModel, is_base=True):
        placed: PlacedBlock

    with pytest.raises(TypeError, match=r"Placed cannot be registered for 'Place': PlacedBlock\.at: a pydantic model"):
        SUBSCRIPTION_MODEL_REGISTRY["Place"] = Placed
    assert "Place" not in SUBSCRIPTION_MODEL_REGISTRY
    assert SUBSCRIPTION_MODEL_REGISTRY["Node 10G"] is NodeInactive


def test_dm6_the_phases_of_subscriptions_and_products_are_the_fields() -> None:
    assert [str(phase) for phase in SubscriptionLifecycle] == [
        "initial",
        "active",
        "migrating",
        "disabled",
        "terminated",
        "provisioning",
    ]
    assert [str(phase) for phase in ProductLifecycle] == ["active", "pre production", "phase out", "end of life"]


def test_dm7_an_assignment_is_validated_and_what_a_model_remembers_does_not_make_it_another(store: Store) -> None:
    node = new_node(store)
    with pytest.raises(ValidationError, match="vlans"):
        node.node.ports[0].vlans = ["nine"]  # type: ignore[list-item]
    assert node.node.ports[0].vlans == []
    again = loaded(store, node)
    copy = again.model_copy(deep=True)
    copy._record = None
    assert copy == again
    copy.node.node_name = "other"
    assert copy != again


class RackBlockInactive(ProductBlockModel, product_block_name="Rack"):
    slots: Annotated[list[PortBlockInactive], Len(2, 4)]
    spare: PortBlockInactive | None
    uplink: PortBlockInactive


class EitherBlockInactive(ProductBlockModel, product_block_name="Either"):
    end: PortBlockInactive | CircuitBlockInactive


def test_dm9_a_new_block_has_as_many_below_it_as_its_class_demands() -> None:
    rack = RackBlockInactive.new(OWNER)
    assert ([type(slot) for slot in rack.slots], rack.spare) == ([PortBlockInactive] * 2, None)
    assert {block.owner_subscription_id for block in (*rack.slots, rack.uplink)} == {OWNER}


def test_dm9_nobody_guesses_which_block_of_a_union_is_meant() -> None:
    with pytest.raises(ValueError, match=r"must always be `Optional` when calling `\.new\(\)\.` Field 'end'"):
        EitherBlockInactive.new(OWNER)
    given = PortBlockInactive.new(OWNER)
    assert EitherBlockInactive.new(OWNER, end=given).end is given


def test_dm10_a_block_is_called_as_its_product_block_whatever_is_said() -> None:
    with pytest.warns(UserWarning, match="'name' is ignored"):
        made = PortBlockInactive.new(OWNER, name="Other", port_name="ge-1")
    assert (made.name, made.port_name) == ("Port", "ge-1")


def test_dm17_a_required_block_that_the_store_has_not_is_named(store: Store) -> None:
    node = new_node(store)
    with store.writing() as connection:
        block = node.node.subscription_instance_id
        connection.execute(delete(Relation).where(Relation.in_use_by_id == block))
        connection.execute(delete(Value).where(Value.subscription_instance_id == block))
        connection.execute(
            delete(SubscriptionInstanceTable).where(SubscriptionInstanceTable.subscription_instance_id == block)
        )
    with pytest.raises(ValueError, match=r"Required subscription instance is missing in database: Node\.node"):
        loaded(store, node)


def test_dm17_a_required_value_that_the_store_has_not_is_named(store: Store) -> None:
    node = new_node(store)
    with store.writing() as connection:
        connection.execute(delete(Value).where(Value.value == "ams1"))
    with pytest.raises(ValueError, match=r"Required subscription value is missing in database: NodeBlock\.node_name"):
        loaded(store, node)


def test_dm17_a_value_that_does_not_fit_is_named_and_not_shown(store: Store) -> None:
    node = new_node(store)
    with store.writing() as connection:
        connection.execute(update(Value).where(Value.value == "192.0.2.1").values(value="hunter2"))
    with pytest.raises(ValueError, match=r"Invalid subscription instance data NodeBlock\.loopback") as refusal:
        loaded(store, node)
    assert "hunter2" not in str(refusal.value)


def test_dm22_a_relation_says_who_holds_whom_in_which_field_and_at_which_place(store: Store) -> None:
    node = new_node(store, ports=3)
    node.node.console = PortBlock.new(node.subscription_id, port_name="con")
    node.node.ports = [node.node.ports[2], node.node.ports[0], node.node.ports[1]]
    with store_scope(store):
        node.save()
    query = (
        select(Relation.depends_on_id, Relation.domain_model_attr, Relation.order_id)
        .where(Relation.in_use_by_id == node.node.subscription_instance_id)
        .order_by(Relation.domain_model_attr, Relation.order_id)
    )
    with store.reading() as connection:
        related = [tuple(row) for row in connection.execute(query)]
    held = [("console", 0, node.node.console), *(("ports", at, port) for at, port in enumerate(node.node.ports))]
    assert related == [(block.subscription_instance_id, field, place) for field, place, block in held]


def test_dm24_a_list_comes_back_in_its_order_and_an_enum_as_itself(store: Store) -> None:
    node = new_node(store, slot=Slot.RIGHT)
    with store_scope(store):
        node.node.ports[0].vlans, node.node.ports[0].colour = [10, 9, 2, 100], Colour.BLUE
        node.save()
    port = node.node.ports[0]
    assert stored_values(store, port.subscription_instance_id) == ["10", "100", "2", "2", "9", "ge-0"]
    again = loaded(store, node).node
    assert (again.ports[0].vlans, again.ports[0].colour, again.slot) == ([10, 9, 2, 100], Colour.BLUE, Slot.RIGHT)


def test_dm25_a_block_knows_its_owner_its_neighbours_and_its_row(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, node.node.ports[0], other.node.ports[0])
    with store_scope(store):
        port = Node.from_subscription(node.subscription_id).node.ports[0]
        port.label = "Port one"
        users = {row.subscription_instance_id for row in port.in_use_by}
        assert users == {node.node.subscription_instance_id, circuit.circuit.subscription_instance_id}
        assert {row.subscription_instance_id for row in node.node.depends_on} == {
            held.subscription_instance_id for held in node.node.ports
        }
        assert (port.name, port.owner_subscription_id) == ("Port", node.subscription_id)
        assert (port.subscription.subscription_id, port.subscription.insync) == (node.subscription_id, True)
        assert port.db_model.subscription_instance_id == port.subscription_instance_id
        assert node.db_model.description == "Node ams1"


def test_dm26_a_computed_field_is_in_the_dump_and_not_in_the_store(store: Store) -> None:
    node = loaded(store, new_node(store))
    assert isinstance(node.node, NodeBlock)
    assert node.model_dump()["node"]["title"] == "ams1 (192.0.2.1)"
    assert "ams1 (192.0.2.1)" not in stored_values(store, node.node.subscription_instance_id)


def test_dm27_every_change_raises_the_version_and_what_changes_nothing_does_not(store: Store) -> None:
    node = new_node(store)
    with store_scope(store):
        mine = Node.from_subscription(node.subscription_id)
        mine.save()
        assert mine.version == 1
        mine.note = "painted"
        mine.save()
    db.use(store)
    with db.database_scope():
        db.session.get_one(SubscriptionTable, node.subscription_id).note = "painted again"
        db.session.commit()
    assert loaded(store, node).version == 3


def test_dm30_relations_between_subscriptions_are_found_both_ways_and_further(store: Store) -> None:
    nodes = [new_node(store, f"ams{number}") for number in range(3)]
    circuits = [new_circuit(store, nodes[at].node.ports[0], nodes[at + 1].node.ports[1]) for at in range(2)]
    first, last = nodes[0].subscription_id, nodes[2].subscription_id
    with store.writing() as connection:
        assert [near.subscription_id for near in in_use_by(connection, first)] == [circuits[0].subscription_id]
        below = {near.subscription_id for near in depends_on(connection, circuits[0].subscription_id)}
        assert below == {first, nodes[1].subscription_id}
        connection.execute(  # the first circuit's block also stands on the second one's
            insert(Relation).values(
                in_use_by_id=circuits[0].circuit.subscription_instance_id,
                depends_on_id=circuits[1].circuit.subscription_instance_id,
                domain_model_attr="below",
                order_id=0,
            )
        )
        far = relatives(connection, last, up=True)
        assert [(near.subscription_id, near.depth) for near in far] == [
            (circuits[1].subscription_id, 1),
            (circuits[0].subscription_id, 2),
        ]
        assert [near.beside for near in far] == [last, circuits[1].subscription_id]
        assert [near.depth for near in relatives(connection, last, up=True, depth=1)] == [1]
        assert relatives(connection, last, up=True, product_types=["Node"]) == []


def test_dm30_subscriptions_that_use_each_other_are_each_named_once(store: Store) -> None:
    node = new_node(store)
    circuit = new_circuit(store, node.node.ports[0], node.node.ports[1])
    with store.writing() as connection:
        connection.execute(
            insert(Relation).values(
                in_use_by_id=node.node.subscription_instance_id,
                depends_on_id=circuit.circuit.subscription_instance_id,
                domain_model_attr="below",
                order_id=0,
            )
        )
        assert [near.depth for near in relatives(connection, node.subscription_id, up=True)] == [1]
    assert id_of(store, "Circuit") == circuit.product.product_id
