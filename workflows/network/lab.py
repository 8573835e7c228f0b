"""What can a workflow ask of the lab network?

The `Lab`: its inventory, what goes over a router's management link (which may not answer), and the light on its links.
It stands in for what a site has in its place: an inventory service, SSH to routers, a telemetry collector.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

from workflows.network import management_link
from workflows.network.errors import (
    ConfigurationLocked,
    DeviceUnreachable,
    LabError,
    NameTaken,
)
from workflows.network.inventory import RACK_POSITIONS, Device, add_ports, device_of, fill, find, port_to
from workflows.network.lab_file import LabFile
from workflows.network.light import Reading, read_light
from workflows.network.management_link import at_speed
from workflows.network.topology import Link, Role, Topology, topology

__all__ = ["LAB", "Device", "Lab", "Reading", "at_speed", "lab"]

LAB = "NOCDECK_LAB"
"""Environment variable: the lab's file."""

SEED = 2217
"""Of a new lab; everything that is left to chance in it follows. With this one `bud-cr1` misses its first two sessions
and nearly every other router answers its first six, which the demo builds on."""

SAMPLE_SECONDS = 2.4
"""Of one reading by the collector: all links in turn take about a minute and a half."""

PROBES = 3
"""Of one session, before a router counts as unreachable."""


def lab() -> Lab:
    """Return the lab of this run, new where none is: the file `NOCDECK_LAB` names, or one in the user's data folder."""
    named = os.environ.get(LAB)
    return Lab(Path(named) if named else user_data_path("nocdeck") / "lab.db")


class Lab:
    """A lab network, kept in the file at `path`; several objects, threads and programs may share one file."""

    def __init__(self, path: Path, *, network: Topology | None = None, seed: int = SEED) -> None:
        self.network = network or topology()
        self._file = LabFile(path, lambda connection: fill(connection, self.network, seed))

    def begin_anew(self) -> None:
        """Forget whatever was done to the lab, with the seed it has."""
        with self._file.writing() as connection:
            (seed,) = connection.execute("SELECT seed FROM lab").fetchone()
            for table in ("lab", "session", "link", "config", "port", "device"):
                connection.execute(f"DELETE FROM {table}")
            fill(connection, self.network, seed)

    # The inventory: answers at once, never fails for reasons of the network.

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

    def patch(self, name: str, peer: str) -> tuple[str, str]:
        """Connect two routers and return the ports used, `et-0/0/3`; where they are connected already, those.

        Raises:
            LabError: one of them has no free port.
        """
        with self._file.writing() as connection:
            ends = port_to(connection, name, peer), port_to(connection, peer, name)
            for (device, other), number in zip(((name, peer), (peer, name)), ends, strict=True):
                connection.execute("UPDATE port SET peer = ? WHERE device = ? AND number = ?", (other, device, number))
        return f"et-0/0/{ends[0]}", f"et-0/0/{ends[1]}"

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

    # Over the management link: takes its time, and may fail.

    def push(self, name: str, part: str, lines: Sequence[str]) -> int:
        """Load `part` of a router's configuration and return its revision; what it has already is no new revision.

        Raises:
            UnknownDevice, DeviceUnreachable, ConfigurationLocked.
        """
        device = self._session(name)
        self._refuse_if_locked(device)
        text = "\n".join(lines)
        with self._file.writing() as connection:
            row = connection.execute(
                "INSERT INTO config (device, part, revision, text) VALUES (?1, ?2, 1, ?3)"
                " ON CONFLICT DO UPDATE SET revision = revision + (text IS NOT ?3), text = ?3 RETURNING revision",
                (name, part, text),
            ).fetchone()
            return int(row["revision"])

    def configuration(self, name: str) -> dict[str, str]:
        """Return what a router runs, the text of each part. Raises UnknownDevice, DeviceUnreachable."""
        self._session(name)
        with self._file.reading() as connection:
            rows = connection.execute("SELECT part, text FROM config WHERE device = ? ORDER BY part", (name,))
            return {row["part"]: row["text"] for row in rows}

    def lock_configuration(self, name: str, *, by: str, commits: int) -> None:
        """Have a router refuse the next `commits`, as one whose configuration somebody edits."""
        with self._file.writing() as connection:
            find(connection, name)
            connection.execute("UPDATE device SET locked_by = ?, locked_for = ? WHERE name = ?", (by, commits, name))

    def sessions(self, name: str) -> int:
        """Return how often a router's management link was used."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT calls FROM session WHERE device = ?", (name,)).fetchone()
            return int(row["calls"]) if row else 0

    def _session(self, name: str) -> Device:
        with self._file.writing() as connection:
            device = find(connection, name)
            (seed,) = connection.execute("SELECT seed FROM lab").fetchone()
            (session,) = connection.execute(
                "INSERT INTO session VALUES (?, 1) ON CONFLICT DO UPDATE SET calls = calls + 1 RETURNING calls",
                (name,),
            ).fetchone()
        management_link.take_time(0.3 + 0.7 * management_link.draw(seed, name, session, "latency"))
        _probe(device, seed, session)
        return device

    def _refuse_if_locked(self, device: Device) -> None:
        with self._file.writing() as connection:
            locked = connection.execute(
                "UPDATE device SET locked_for = locked_for - 1 WHERE name = ? AND locked_for > 0 RETURNING locked_by",
                (device.name,),
            ).fetchone()
        if locked:
            raise ConfigurationLocked(device.name, locked["locked_by"])

    # The light on the links.

    def link(self, name: str) -> Link:
        """Return a link by its name, `ams-fra`. Raises LabError."""
        try:
            return self.network.links[name]
        except KeyError:
            raise LabError(f"{name}: there is no such link") from None

    def degraded(self) -> list[str]:
        """Return the links whose light is too low at their next measurement."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT name FROM link WHERE measured < degraded_until ORDER BY name")
            return [row["name"] for row in rows]

    def measure(self, name: str) -> Reading:
        """Measure a link from the routers at both ends. Raises LabError, DeviceUnreachable."""
        for router in self.link(name).routers:
            self._session(router)
        return self.sample(name)

    def sample(self, name: str) -> Reading:
        """Return what the telemetry collector reads from a link now: slower, and never unreachable. Raises LabError."""
        link = self.link(name)
        management_link.take_time(SAMPLE_SECONDS)
        with self._file.writing() as connection:
            (seed,) = connection.execute("SELECT seed FROM lab").fetchone()
            row = connection.execute(
                "UPDATE link SET measured = measured + 1 WHERE name = ? RETURNING measured, degraded_until", (name,)
            ).fetchone()
            port = port_to(connection, link.b.router, link.a.router)
        degraded = row["measured"] <= row["degraded_until"]
        return read_light(link, f"{link.b.router} et-0/0/{port}", seed, row["measured"], degraded=degraded)


def _probe(device: Device, seed: int, session: int) -> None:
    is_staged = device.state == "reserved"
    rate = management_link.STAGED_RATE if is_staged else management_link.IN_SERVICE_RATE
    if management_link.is_lost(seed, device.name, session, rate):
        management_link.take_time(1.0)
        raise DeviceUnreachable(device.name, PROBES)
