"""How does the lab's file hold routers and their ports?

The rows, and the few questions to them that are asked inside somebody's transaction.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.network.errors import LabError, UnknownDevice
from workflows.network.topology import Role

__all__ = ["Chassis", "Device", "Interface", "add_ports", "device_of", "find", "number_in", "port_name", "port_to"]


class Chassis(StrEnum):
    """What a router is built into."""

    SMALL = "c24"
    LARGE = "c48"
    DOUBLE = "c96"

    @property
    def ports(self) -> int:
        """How many it has."""
        return int(self.value[1:])

    @property
    def label(self) -> str:
        """How an operator is shown it."""
        return f"{self.ports} ports"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Interface:
    """A port of a router as the inventory has it."""

    name: str
    peer: str | None
    """The router it leads to."""
    holder: str | None
    """Whom it was given to."""

    @property
    def is_free(self) -> bool:
        """Whether it leads nowhere and belongs to nobody."""
        return self.peer is None and self.holder is None


def port_name(number: int) -> str:
    """Return how a router calls its port of that number."""
    return f"et-0/0/{number}"


def number_in(interface: str) -> int:
    """Return the number of the port that a router calls so."""
    return int(interface.rpartition("/")[2])


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
    """Return the number of the port that leads to `peer`, or of the first that is free.

    Raises:
        LabError: none is.
    """
    row = connection.execute(
        "SELECT number FROM port WHERE device = ? AND (peer = ? OR (peer IS NULL AND holder IS NULL))"
        " ORDER BY peer IS NULL, number LIMIT 1",
        (device, peer),
    ).fetchone()
    if row is None:
        raise LabError(f"{device}: no free port for {peer}")
    return int(row["number"])


def add_ports(connection: sqlite3.Connection, device: str, ports: int) -> None:
    """Have a router have so many ports; new ones lead nowhere yet."""
    connection.executemany(
        "INSERT INTO port (device, number) VALUES (?, ?) ON CONFLICT DO NOTHING", [(device, n) for n in range(ports)]
    )
