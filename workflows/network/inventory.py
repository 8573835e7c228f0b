"""How does the lab's file hold routers, ports and links, and what is in a new one?

The rows, and the few questions to them that are asked inside somebody's transaction.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from workflows.network.errors import LabError, UnknownDevice
from workflows.network.management_link import draw
from workflows.network.topology import Role, Topology

__all__ = ["RACK_POSITIONS", "Device", "add_ports", "device_of", "fill", "find", "port_to"]

PORTS = {Role.CORE: 48, Role.EDGE: 24}
RACK_POSITIONS = tuple(f"R{rack:02}-U{unit:02}" for rack in (1, 2, 3) for unit in (4, 12, 20, 28, 36))
DEGRADED_LINKS = 3
DEGRADED_FOR = 2
"""Measurements, until the light of such a link is good again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A router as the inventory has it."""

    number: int
    name: str
    site: str
    role: Role
    state: str
    """`reserved`, `installed`, `in service` or `drained`."""
    ports: int
    description: str
    holder: str
    """Who reserved it: the topology, or a process."""
    rack: str | None

    @property
    def loopback(self) -> str:
        """Its IPv4 address, of the range set aside for labs (RFC 2544)."""
        return f"198.18.{self.number // 256}.{self.number % 256}"


def find(connection: sqlite3.Connection, name: str) -> Device:
    """Return the router of that name. Raises UnknownDevice."""
    row = connection.execute("SELECT * FROM device WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise UnknownDevice(name)
    return device_of(row)


def device_of(row: Any) -> Device:
    """Return a row of the table `device` as a record."""
    return Device(
        number=row["number"],
        name=row["name"],
        site=row["site"],
        role=Role(row["role"]),
        state=row["state"],
        ports=row["ports"],
        description=row["description"],
        holder=row["holder"],
        rack=row["rack"],
    )


def port_to(connection: sqlite3.Connection, device: str, peer: str) -> int:
    """Return the number of the port that leads to `peer`, or of the first that leads nowhere.

    Raises:
        LabError: every port leads somewhere else.
    """
    row = connection.execute(
        "SELECT number FROM port WHERE device = ? AND (peer = ? OR peer IS NULL) ORDER BY peer IS NULL, number LIMIT 1",
        (device, peer),
    ).fetchone()
    if row is None:
        raise LabError(f"{device}: no free port for {peer}")
    return int(row["number"])


def add_ports(connection: sqlite3.Connection, device: str, ports: int) -> None:
    """Give a router so many ports that lead nowhere yet."""
    connection.executemany("INSERT INTO port (device, number) VALUES (?, ?)", [(device, n) for n in range(ports)])


def fill(connection: sqlite3.Connection, network: Topology, seed: int) -> None:
    """Build the lab as the topology says: a router in service at every site, every link patched."""
    connection.execute("INSERT INTO lab VALUES (?)", (seed,))
    for site in network.sites.values():
        connection.execute(
            "INSERT INTO device (name, site, role, state, ports, description, holder, rack)"
            " VALUES (?, ?, ?, 'in service', ?, ?, 'the topology', ?)",
            (site.router, site.code, site.role, PORTS[site.role], f"{site.city}, first router", RACK_POSITIONS[0]),
        )
        add_ports(connection, site.router, PORTS[site.role])
    worst = sorted(network.links, key=lambda name: draw(seed, name, "degraded"))[:DEGRADED_LINKS]
    for link in network.links.values():
        degraded_until = DEGRADED_FOR if link.name in worst else 0
        connection.execute("INSERT INTO link VALUES (?, 0, ?)", (link.name, degraded_until))
        for device, peer in (link.routers, link.routers[::-1]):
            connection.execute(
                "UPDATE port SET peer = ? WHERE device = ? AND number = ?",
                (peer, device, port_to(connection, device, peer)),
            )
