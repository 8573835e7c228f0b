"""What does the inventory know of the network, and what does it give out?

Routers, their ports, and numbers out of pools. It answers at once and never fails for reasons of the network; whoever
asks for the same thing again gets what it has, so that a step may be run again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

from workflows.network.errors import InterfaceTaken, LabError, NameTaken, NumberTaken
from workflows.network.inventory_rows import (
    Device,
    Interface,
    add_ports,
    device_of,
    find,
    number_in,
    port_name,
    port_to,
)
from workflows.network.lab_file import LabFile
from workflows.network.new_lab import RACK_POSITIONS
from workflows.network.topology import Role

__all__ = ["Inventory", "Place"]

Place = tuple[str, str]
"""A router, and a port of it."""


class Inventory:
    """The inventory of the lab network in `file`."""

    def __init__(self, file: LabFile) -> None:
        self._file = file

    # Routers

    def devices(self, *states: str) -> list[Device]:
        """Return the routers by name: those in one of `states`, or all."""
        with self._file.reading() as connection:
            found = [device_of(row) for row in connection.execute("SELECT * FROM device ORDER BY name")]
        return [device for device in found if not states or device.state in states]

    def device(self, name: str) -> Device:
        """Return one router. Raises UnknownDevice."""
        with self._file.reading() as connection:
            return find(connection, name)

    def knows(self, name: str) -> bool:
        """Say whether the name is taken."""
        return any(device.name == name for device in self.devices())

    def free_rack_positions(self, site: str) -> list[str]:
        """Return the places at a site where no router is, as `R01-U04` (rack, lowest unit)."""
        taken = {device.rack for device in self.devices() if device.site == site}
        return [position for position in RACK_POSITIONS if position not in taken]

    def reserve(self, name: str, *, site: str, role: Role, ports: int, description: str, holder: str) -> Device:
        """Enter a new router; the same holder may ask again and gets what it has.

        Raises:
            NameTaken: somebody else has the name.
        """
        with self._file.writing() as connection:
            with suppress(sqlite3.IntegrityError):
                connection.execute(
                    "INSERT INTO device (name, site, role, state, ports, description, holder)"
                    " VALUES (?, ?, ?, 'reserved', ?, ?, ?)",
                    (name, site, role, ports, description, holder),
                )
                add_ports(connection, name, ports)
            found = find(connection, name)
            if found.holder != holder:
                raise NameTaken(name, found.holder)
            return found

    def update(self, name: str, *, state: str, rack: str | None, description: str, ports: int) -> None:
        """Write down what a router is now; one that gets more ports has the new ones free, none are taken away.

        Raises:
            UnknownDevice. LabError: another router stands in its place.
        """
        self._set_state(name, state, rack)
        with self._file.writing() as connection:
            add_ports(connection, name, ports)
            connection.execute(
                "UPDATE device SET description = ?, ports = max(ports, ?) WHERE name = ?", (description, ports, name)
            )

    def remove(self, name: str) -> None:
        """Forget a router, its ports and what it ran; what led to it leads nowhere."""
        with self._file.writing() as connection:
            connection.execute("UPDATE port SET peer = NULL WHERE peer = ?", (name,))
            connection.execute("DELETE FROM config WHERE device = ?", (name,))
            connection.execute("DELETE FROM port WHERE device = ?", (name,))
            connection.execute("DELETE FROM device WHERE name = ?", (name,))

    def install(self, name: str, rack: str) -> None:
        """Note that a router was put in its place. Raises LabError where another stands there."""
        self._set_state(name, "installed", rack)

    def put_in_service(self, name: str) -> None:
        """Have a router carry traffic. Raises UnknownDevice."""
        self._set_state(name, "in service")

    def drain(self, name: str) -> None:
        """Have a router carry no traffic. Raises UnknownDevice."""
        self._set_state(name, "drained")

    def _set_state(self, name: str, state: str, rack: str | None = None) -> None:
        with self._file.writing() as connection:
            find(connection, name)
            try:
                connection.execute(
                    "UPDATE device SET state = ?, rack = coalesce(?, rack) WHERE name = ?", (state, rack, name)
                )
            except sqlite3.IntegrityError:
                raise LabError(f"{name}: another router stands at {rack} already") from None

    # Ports

    def interfaces(self, name: str) -> list[Interface]:
        """Return the ports of a router in their order."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT * FROM port WHERE device = ? ORDER BY number", (name,))
            return [Interface(name=port_name(row["number"]), peer=row["peer"], holder=row["holder"]) for row in rows]

    def interface(self, place: Place) -> Interface:
        """Return one port of a router. Raises LabError."""
        found = next((each for each in self.interfaces(place[0]) if each.name == place[1]), None)
        if found is None:
            raise LabError(f"{place[0]} {place[1]}: there is no such interface in the inventory")
        return found

    def take(self, place: Place, holder: str) -> None:
        """Give a free port to somebody.

        Raises:
            InterfaceTaken: it is not free. LabError: there is none.
        """
        device, name = place
        with self._file.writing() as connection:
            taken = connection.execute(
                "UPDATE port SET holder = ?1 WHERE device = ?2 AND number = ?3"
                " AND (holder = ?1 OR (holder IS NULL AND peer IS NULL))",
                (holder, device, number_in(name)),
            )
        if taken.rowcount != 1:
            found = self.interface(place)
            raise InterfaceTaken(device, name, found.holder or found.peer or "somebody")

    def give_back(self, place: Place) -> None:
        """Have a port belong to nobody."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE port SET holder = NULL WHERE device = ? AND number = ?", (place[0], number_in(place[1]))
            )

    def patch(self, name: str, peer: str) -> tuple[str, str]:
        """Connect two routers and return the ports used, `et-0/0/3`; where they are connected already, those.

        Raises:
            LabError: one of them has no free port.
        """
        with self._file.writing() as connection:
            ends = port_to(connection, name, peer), port_to(connection, peer, name)
            for (device, other), number in zip(((name, peer), (peer, name)), ends, strict=True):
                connection.execute("UPDATE port SET peer = ? WHERE device = ? AND number = ?", (other, device, number))
        return port_name(ends[0]), port_name(ends[1])

    def connect(self, ends: Sequence[Place]) -> None:
        """Have two ports lead to each other's routers, both or none.

        Raises:
            InterfaceTaken: one leads to another router. LabError: there is none.
        """
        with self._file.writing() as connection:
            for (device, name), (peer, _) in zip(ends, reversed(ends), strict=True):
                led = connection.execute(
                    "UPDATE port SET peer = ?1 WHERE device = ?2 AND number = ?3 AND (peer IS NULL OR peer = ?1)",
                    (peer, device, number_in(name)),
                )
                if led.rowcount != 1:
                    raise InterfaceTaken(device, name, self.interface((device, name)).peer or "somebody")

    def disconnect(self, ends: Sequence[Place]) -> None:
        """Have ports lead nowhere; whom they were given to keeps them."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE port SET peer = NULL WHERE device = ? AND number = ?",
                [(device, number_in(name)) for device, name in ends],
            )

    # Numbers out of pools

    def claim(self, pool: str, holder: str, *, first: int = 0, wanted: int | None = None) -> int:
        """Give a number of a pool to somebody: the one that is wanted, or the first free one from `first` on.

        Raises:
            NumberTaken: somebody else has the one that is wanted.
        """
        with self._file.writing() as connection:
            rows = connection.execute("SELECT number, holder FROM claim WHERE pool = ?", (pool,))
            taken = {row["number"]: row["holder"] for row in rows}
            for number, who in taken.items():
                if who == holder:
                    return int(number)
            chosen = wanted if wanted is not None else next(number for number in count(first) if number not in taken)
            if chosen in taken:
                raise NumberTaken(pool, chosen, taken[chosen])
            connection.execute("INSERT INTO claim VALUES (?, ?, ?)", (pool, chosen, holder))
            return chosen

    def holder_of(self, pool: str, number: int) -> str | None:
        """Return who has a number of a pool; None: nobody."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT holder FROM claim WHERE pool = ? AND number = ?", (pool, number)
            ).fetchone()
            return row["holder"] if row else None

    def release(self, pool: str, number: int) -> None:
        """Take a number back into its pool."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM claim WHERE pool = ? AND number = ?", (pool, number))
