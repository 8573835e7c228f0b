"""What a deck without an engine sells: two products, the blocks they are made of, and the workflows given."""

from __future__ import annotations

from collections.abc import Sequence

from engine.catalogue import Entry, Kind, Link
from engine.records import WorkflowInfo

__all__ = ["catalogue"]


def _link(relation: str, kind: Kind, name: str, note: str = "") -> Link:
    return Link(relation=relation, kind=kind, name=name, note=note)


def catalogue(workflows: Sequence[WorkflowInfo]) -> list[Entry]:
    """Return the entries of a small site, those of `workflows` last."""
    return [
        Entry(
            kind="product",
            name="Node 10G",
            description="A node with 10G ports",
            facts=_product("active", "Node", "NODE", "speed=10000", "NodeBlock", "2"),
            links=(_link("block", "product block", "NodeBlock"), _link("workflow", "workflow", "provision_node")),
        ),
        Entry(
            kind="product",
            name="Circuit",
            description="A circuit between two ports",
            facts=_product("end of life", "L2VPN", "L2", "", "CircuitBlock", "1,204"),
            links=(_link("block", "product block", "CircuitBlock"),),
        ),
        Entry(
            kind="product block",
            name="CircuitBlock",
            description="A circuit",
            facts={"status": "active", "tag": "L2", "resources": "bandwidth, label", "products": "Circuit"},
            links=(
                _link("holds", "resource type", "bandwidth"),
                _link("holds", "resource type", "label"),
                _link("depends on", "product block", "PortBlock", "2"),
                _link("part of", "product", "Circuit"),
            ),
        ),
        Entry(
            kind="product block",
            name="NodeBlock",
            description="A node",
            facts={"status": "active", "tag": "NODE", "resources": "node_name", "products": "Node 10G"},
            links=(
                _link("holds", "resource type", "node_name"),
                _link("depends on", "product block", "PortBlock", "0 to 96"),
                _link("part of", "product", "Node 10G"),
            ),
        ),
        Entry(
            kind="product block",
            name="PortBlock",
            description="A port of a node",
            facts={"status": "active", "tag": "PORT", "resources": "port_name", "products": ""},
            links=(
                _link("holds", "resource type", "port_name"),
                _link("used in", "product block", "CircuitBlock"),
                _link("used in", "product block", "NodeBlock"),
            ),
        ),
        *(_resource(name, holder) for name, holder in RESOURCES.items()),
        *(_workflow(info) for info in sorted(workflows, key=lambda info: info.name)),
    ]


RESOURCES = {"bandwidth": "CircuitBlock", "label": "CircuitBlock", "node_name": "NodeBlock", "port_name": "PortBlock"}


def _product(status: str, kind: str, tag: str, fixed: str, blocks: str, sold: str) -> dict[str, str]:
    return {"status": status, "type": kind, "tag": tag, "fixed": fixed, "blocks": blocks, "subscriptions": sold}


def _resource(name: str, holder: str) -> Entry:
    return Entry(
        kind="resource type",
        name=name,
        description="",
        facts={"blocks": holder},
        links=(_link("held by", "product block", holder),),
    )


def _workflow(info: WorkflowInfo) -> Entry:
    products = "Node 10G" if info.name == "provision_node" else ""
    return Entry(
        kind="workflow",
        name=info.name,
        description=info.description,
        facts={
            "target": "task" if info.is_task else info.target.lower(),
            "state": "may start" if info.why_not is None else "not now" if info.steps else "not loaded",
            "products": products,
            "steps": str(len(info.steps)),
        },
        links=(_link("of", "product", products),) if products else (),
        steps=info.steps,
        why_not=info.why_not,
    )
