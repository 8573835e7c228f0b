"""What a deck without an engine has sold: two nodes, a circuit between their ports, and what is left of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from engine.domain.choosing import Choosable
from engine.domain.queries import SubscriptionDetail, SubscriptionRow
from engine.domain.relations import Relative
from engine.domain.usable import UsableWorkflow
from engine.store.subscriptions import InstanceRecord, ProductRecord, SubscriptionRecord

__all__ = ["USABLE", "choosables", "key_of", "subscriptions"]

NAMESPACE = UUID("6f6e3c1a-0000-4000-8000-000000000001")
NOW = datetime(2026, 3, 12, 14, 2, 11, tzinfo=UTC)

USABLE = [
    UsableWorkflow("modify_node", "Change the description of a node", "MODIFY"),
    UsableWorkflow(
        "terminate_node",
        "Take a node out of service",
        "TERMINATE",
        "subscription.no_modify_subscription_in_use_by_others",
        {"unterminated_in_use_by": [uuid5(NAMESPACE, "Circuit ams1 - dub1")]},
        (
            Relative(
                uuid5(NAMESPACE, "Circuit ams1 - dub1"), "Circuit ams1 - dub1", "active", True, "Circuit", "CIRCUIT", 1
            ),
        ),
    ),
    UsableWorkflow("validate_node", "Compare a node with the network", "VALIDATE"),
]


def key_of(name: str) -> UUID:
    """Return the id of a subscription or a block by its name here."""
    return uuid5(NAMESPACE, name)


def subscriptions() -> list[SubscriptionDetail]:
    """Return six subscriptions: active, provisioning, out of sync and terminated ones."""
    nodes = [_node("ams1", 4, note="spare power supply is on site"), _node("dub1", 30)]
    circuit = _circuit("Circuit ams1 - dub1", nodes)
    relatives = tuple(_relative(node) for node in nodes)
    circuit = replace(circuit, depends_on=relatives)
    used = [replace(node, in_use_by=(_relative(circuit),)) for node in nodes]
    return [
        *used,
        circuit,
        _node("waw1", 55, insync=False, note="validation found another loopback"),
        _node("mil2", 2, status="provisioning"),
        _node("old9", 9_000, status="terminated"),
    ]


def choosables(kind: str, sold: list[SubscriptionDetail]) -> list[Choosable]:
    """Return what of these a form may ask for."""
    if kind == "subscription":
        return [
            Choosable(
                key=str(one.row.subscription_id),
                label=one.row.description,
                facts={
                    "Product": one.row.product,
                    "Status": one.row.status,
                    "Customer": one.row.customer_id,
                    "In sync": "in sync" if one.row.insync else "out of sync",
                },
            )
            for one in sold
        ]
    if kind == "product":
        return [Choosable(key=str(key_of(name)), label=name) for name in sorted({one.row.product for one in sold})]
    return [Choosable(key=name, label=name) for name in sorted({one.row.customer_id for one in sold})]


def _row(name: str, product: str, minutes: int, status: str, insync: bool, note: str | None) -> SubscriptionRow:
    return SubscriptionRow(
        subscription_id=key_of(name),
        description=name,
        status=status,
        insync=insync,
        customer_id="SURF",
        product=product,
        product_type=product.split()[0],
        tag=product.split()[0].upper(),
        note=note,
        version=7,
        start_date=NOW - timedelta(days=90) if status != "provisioning" else None,
        end_date=NOW - timedelta(minutes=minutes) if status == "terminated" else None,
        modified_at=NOW - timedelta(minutes=minutes),
    )


def _node(
    name: str, minutes: int, *, status: str = "active", insync: bool = True, note: str | None = None
) -> SubscriptionDetail:
    row = _row(f"Node {name}", "Node 10G", minutes, status, insync, note)
    ports = [
        InstanceRecord(
            instance_id=key_of(f"{name} port {number}"),
            owner_id=row.subscription_id,
            block="Port",
            values={"port_name": (f"et-0/0/{number}",), "vlans": ("30", "2", "100")},
        )
        for number in range(3)
    ]
    node = InstanceRecord(
        instance_id=key_of(f"{name} node"),
        owner_id=row.subscription_id,
        block="Node",
        values={"node_name": (name,), "loopback": ("198.18.0.7",), "role": ("core",)},
        children={"ports": tuple(port.instance_id for port in ports)},
    )
    return _detail(row, {"node": (node.instance_id,)}, [node, *ports], {"speed": "10"})


def _circuit(name: str, nodes: list[SubscriptionDetail]) -> SubscriptionDetail:
    row = _row(name, "Circuit", 12, "active", True, None)
    ends = [
        node.record.instances[node.record.instances[node.record.roots["node"][0]].children["ports"][0]]
        for node in nodes
    ]
    circuit = InstanceRecord(
        instance_id=key_of(f"{name} circuit"),
        owner_id=row.subscription_id,
        block="Circuit",
        label="primary",
        values={"vlan": ("30",), "protected": ("True",)},
        children={"ends": tuple(end.instance_id for end in ends)},
    )
    found = _detail(row, {"circuit": (circuit.instance_id,)}, [circuit, *ends], {})
    return replace(found, owners={node.row.subscription_id: node.row.description for node in nodes})


def _detail(
    row: SubscriptionRow, roots: dict[str, tuple[UUID, ...]], instances: list[InstanceRecord], fixed: dict[str, str]
) -> SubscriptionDetail:
    product = ProductRecord(
        product_id=key_of(row.product),
        name=row.product,
        description=row.product,
        product_type=row.product_type,
        tag=row.tag,
        status="active",
        created_at=NOW,
    )
    record = SubscriptionRecord(
        subscription_id=row.subscription_id,
        product=product,
        customer_id=row.customer_id,
        status=row.status,
        insync=row.insync,
        description=row.description,
        fixed_inputs=fixed,
        roots=roots,
        instances={found.instance_id: found for found in instances},
    )
    return SubscriptionDetail(
        row=row, record=record, in_use_by=(), depends_on=(), owners={}, processes=(), customer_descriptions={}
    )


def _relative(detail: SubscriptionDetail) -> Relative:
    row = detail.row
    return Relative(row.subscription_id, row.description, row.status, row.insync, row.product, row.product_type, 1)
