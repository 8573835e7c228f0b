"""What is there in the fake inventory: customers, kinds of node, sites, nodes with their ports, VLANs in use?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.authored import FormGenerator

__all__ = ["EDGE_NODE", "FULL_NODE", "LONE_NODE", "Form", "Node", "Port", "Stock", "stock"]

Form = Callable[[dict[str, Any]], FormGenerator]

EDGE_NODE = UUID("0e000000-0000-4000-8000-00000000000a")
LONE_NODE = UUID("0e000000-0000-4000-8000-00000000000b")
FULL_NODE = UUID("0e000000-0000-4000-8000-00000000000c")

SITES = (
    "Aachen, Jülicher Straße",
    "Bonn, Auenhof",
    "Delft, Mekelweg",
    "Gent, Krijgslaan",
    "Liège, Guillemins",
    "Mons, Plaine",
    "Trier, Petrisberg",
)


@dataclass(slots=True)
class Port:
    """A place to plug something in."""

    key: str
    name: str
    speed: int
    """Mbit/s."""
    free: bool = True
    vlans: set[int] = field(default_factory=set)
    """In use by services."""


@dataclass(slots=True)
class Node:
    """A router."""

    name: str
    type: str
    role: str
    site: str
    status: str
    description: str | None
    ports: list[Port]


@dataclass(slots=True)
class Stock:
    """All of it; a test changes what it likes."""

    customers: dict[str, str]
    types: dict[str, str]
    roles: dict[str, str]
    sites: dict[str, str]
    nodes: dict[UUID, Node]

    def labels(self) -> dict[str, str]:
        """Return the nodes: id and name."""
        return {str(key): node.name for key, node in self.nodes.items()}

    def free_ports(self, node: str, speed: int) -> dict[str, str]:
        """Return the ports of a node that nothing is plugged into, of one speed: id and name."""
        ports = self.nodes[UUID(node)].ports
        return {port.key: f"{port.name} ({speed // 1000}G)" for port in ports if port.free and port.speed == speed}

    def sold_ports(self) -> dict[str, str]:
        """Return the ports that are sold: id, and node and name."""
        return {
            port.key: f"{node.name} {port.name}" for node in self.nodes.values() for port in node.ports if not port.free
        }

    def vlans(self, port: str) -> set[int]:
        """Return the VLANs in use on a port."""
        return next(own.vlans for node in self.nodes.values() for own in node.ports if own.key == port)


def stock() -> Stock:
    """Return a small network as it is on the first day."""
    return Stock(
        customers=_numbered("cust", "Rhine University", "Meuse Hospital", "Scheldt Port", "Ems Library", "Lippe Radio"),
        types=_numbered("31", "QX-4 core chassis", "QX-2 edge chassis", "LT-1 access box"),
        roles=_numbered("32", "Edge of the network", "Core of the network"),
        sites=_numbered("33", *SITES),
        nodes={
            EDGE_NODE: Node(
                "aac-e1", "312", "321", "331", "active", "First floor", _ports("a", 1_000, 10_000, 10_000, sold=3)
            ),
            LONE_NODE: Node("gen-e1", "313", "321", "334", "planned", None, _ports("b", 10_000, 100_000)),
            FULL_NODE: Node("tri-c1", "311", "322", "337", "active", None, _ports("c", 1_000, sold=2)),
        },
    )


def _numbered(prefix: str, *labels: str) -> dict[str, str]:
    return {f"{prefix}{number}": label for number, label in enumerate(labels, start=1)}


def _ports(node: str, *free: int, sold: int = 0) -> list[Port]:
    plugged = [Port(f"{node}{number}", f"xe-1/{number}", 10_000, False, {200 + number}) for number in range(sold)]
    return [*plugged, *(Port(f"{node}f{number}", f"xe-2/{number}", speed) for number, speed in enumerate(free))]
