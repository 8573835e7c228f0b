"""What do the tests of domain models sell? Nodes with ports, and circuits between ports of other subscriptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Len
from pydantic import Field, computed_field
from sqlalchemy import event, select

from engine.domain.blocks import ProductBlockModel
from engine.domain.lifecycle import SubscriptionLifecycle
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.subscriptions import SubscriptionModel
from engine.migrations import create
from engine.store.database import Store
from engine.store.product_tables import ProductTable
from engine.store.scope import Scope, scope_of

__all__ = [
    "ACTIVE",
    "INITIAL",
    "PROVISIONING",
    "TERMINATED",
    "Circuit",
    "CircuitBlock",
    "CircuitInactive",
    "Colour",
    "Node",
    "NodeBlock",
    "NodeBlockInactive",
    "NodeInactive",
    "NodeProvisioning",
    "PortBlock",
    "PortBlockInactive",
    "Slot",
    "counted",
    "id_of",
    "new_circuit",
    "new_node",
    "open_shop",
    "store_scope",
]

INITIAL, PROVISIONING = SubscriptionLifecycle.INITIAL, SubscriptionLifecycle.PROVISIONING
ACTIVE, TERMINATED = SubscriptionLifecycle.ACTIVE, SubscriptionLifecycle.TERMINATED


class Colour(Enum):
    RED = "red"
    BLUE = 2


class Slot(IntEnum):
    LEFT = 1
    RIGHT = 2


class PortBlockInactive(ProductBlockModel, product_block_name="Port"):
    port_name: str | None = None
    vlans: list[int] = Field(default_factory=list)
    colour: Colour | None = None


class PortBlock(PortBlockInactive, lifecycle=[PROVISIONING, ACTIVE]):
    port_name: str


class NodeBlockInactive(ProductBlockModel, product_block_name="Node"):
    node_name: str | None = None
    loopback: IPv4Address | IPv6Address | None = None
    slot: Slot | None = None
    installed: datetime | None = None
    spare: bool | None = None
    facts: dict[str, Any] | None = None
    ports: list[PortBlockInactive]
    uplinks: list[PortBlockInactive] = Field(default_factory=list)
    console: PortBlockInactive | None = None


class NodeBlockProvisioning(NodeBlockInactive, lifecycle=[PROVISIONING]):
    node_name: str
    ports: list[PortBlock]  # type: ignore[assignment]
    uplinks: list[PortBlock] = Field(default_factory=list)  # type: ignore[assignment]
    console: PortBlock | None = None


class NodeBlock(NodeBlockProvisioning, lifecycle=[ACTIVE]):
    loopback: IPv4Address | IPv6Address

    @computed_field  # type: ignore[prop-decorator]
    @property
    def title(self) -> str:
        return f"{self.node_name} ({self.loopback})"


class NodeInactive(SubscriptionModel, is_base=True):
    speed: int
    node: NodeBlockInactive


class NodeProvisioning(NodeInactive, lifecycle=[PROVISIONING]):
    node: NodeBlockProvisioning


class Node(NodeProvisioning, lifecycle=[ACTIVE]):
    node: NodeBlock


class CircuitBlockInactive(ProductBlockModel, product_block_name="Circuit"):
    vlan: int | None = None
    ends: Annotated[list[PortBlockInactive], Len(0, 2)]


class CircuitBlock(CircuitBlockInactive, lifecycle=[ACTIVE]):
    vlan: int
    ends: Annotated[list[PortBlock], Len(2, 2)]  # type: ignore[assignment]


class CircuitInactive(SubscriptionModel, is_base=True):
    circuit: CircuitBlockInactive


class Circuit(CircuitInactive, lifecycle=[ACTIVE]):
    circuit: CircuitBlock


SHOP: dict[str, Any] = {
    "product_blocks": {
        "Port": {"tag": "PORT", "resources": dict.fromkeys(("port_name", "vlans", "colour"), "of a port")},
        "Node": {
            "tag": "NODE",
            "resources": dict.fromkeys(("node_name", "loopback", "slot", "installed", "spare", "facts"), "of a node"),
            "depends_on_block_relations": ["Port"],
        },
        "Circuit": {"tag": "CIRC", "resources": {"vlan": "on both ends"}, "depends_on_block_relations": ["Port"]},
    },
    "products": {
        "Node 10G": {
            "product_type": "Node",
            "description": "A node",
            "tag": "NODE",
            "product_blocks": ["Node"],
            "fixed_inputs": {"speed": 10},
        },
        "Circuit": {
            "product_type": "Circuit",
            "description": "A circuit",
            "tag": "CIRC",
            "product_blocks": ["Circuit"],
        },
    },
}


def open_shop(store: Store) -> None:
    """Put the products into a store, and their classes into the registry."""
    with store.writing() as connection:
        create(connection, SHOP)
    ProductBlockModel.registry.update(  # again: another site in this program may have blocks of these names
        {"Node": NodeBlockInactive, "Port": PortBlockInactive, "Circuit": CircuitBlockInactive}
    )
    SUBSCRIPTION_MODEL_REGISTRY.update({"Node 10G": NodeInactive, "Circuit": CircuitInactive})


@contextmanager
def store_scope(store: Store) -> Iterator[Scope]:
    """Work on the store as a step does, and commit at the end."""
    with scope_of(store) as scope:
        yield scope
        scope.commit()


def id_of(store: Store, product: str) -> UUID:
    """Return the id of a product."""
    with store.reading() as connection:
        return connection.scalars(select(ProductTable.product_id).where(ProductTable.name == product)).one()


def new_node(store: Store, name: str = "ams1", ports: int = 2, **more: Any) -> Node:
    """Return an active node, saved."""
    with store_scope(store):
        made = NodeInactive.from_product_id(id_of(store, "Node 10G"), "acme")
        made.node.node_name, made.node.loopback = name, IPv4Address("192.0.2.1")
        for field, value in more.items():
            setattr(made.node, field, value)
        made.node.ports = [
            PortBlockInactive.new(made.subscription_id, port_name=f"ge-{number}") for number in range(ports)
        ]
        node = Node.from_other_lifecycle(made, ACTIVE)
        node.description, node.insync = f"Node {name}", True
        node.save()
    return node


def new_circuit(store: Store, *ends: PortBlockInactive, vlan: int = 7) -> Circuit:
    """Return an active circuit between ports, saved."""
    with store_scope(store):
        made = CircuitInactive.from_product_id(id_of(store, "Circuit"), "acme")
        made.circuit.vlan, made.circuit.ends = vlan, list(ends)
        circuit = Circuit.from_other_lifecycle(made, ACTIVE)
        circuit.insync = True
        circuit.save()
    return circuit


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Yield a list that the statements sent within the block are added to."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store._engine, "before_cursor_execute", note)
