"""What can a workflow ask of the lab network?

The `Lab`: its inventory (`workflows.network.inventory`), what goes over a router's management link (which may not
answer), and the light on its links. It stands in for what a site has in its place: an inventory service, SSH to
routers, a telemetry collector.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_data_path

from workflows.network import management_link
from workflows.network.errors import ConfigurationLocked, DeviceUnreachable, LabError
from workflows.network.inventory import Inventory, Place
from workflows.network.inventory_rows import Chassis, Device, Interface, find, port_name, port_to
from workflows.network.lab_file import LabFile
from workflows.network.light import Reading, read_light
from workflows.network.management_link import at_speed
from workflows.network.new_lab import fill
from workflows.network.topology import Link, Topology, topology

__all__ = ["LAB", "Chassis", "Device", "Interface", "Lab", "Place", "Reading", "at_speed", "lab"]

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


class Lab(Inventory):
    """A lab network, kept in the file at `path`; several objects, threads and programs may share one file."""

    def __init__(self, path: Path, *, network: Topology | None = None, seed: int = SEED) -> None:
        self.network = network or topology()
        super().__init__(LabFile(path, lambda connection: fill(connection, self.network, seed)))

    def begin_anew(self) -> None:
        """Forget whatever was done to the lab, with the seed it has."""
        with self._file.writing() as connection:
            (seed,) = connection.execute("SELECT seed FROM lab").fetchone()
            for table in ("lab", "session", "link", "config", "claim", "port", "device"):
                connection.execute(f"DELETE FROM {table}")
            fill(connection, self.network, seed)

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

    def erase(self, name: str, part: str) -> None:
        """Take `part` out of a router's configuration, where it is in it.

        Raises:
            UnknownDevice, DeviceUnreachable, ConfigurationLocked.
        """
        device = self._session(name)
        self._refuse_if_locked(device)
        with self._file.writing() as connection:
            connection.execute("DELETE FROM config WHERE device = ? AND part = ?", (name, part))

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

    def degrade(self, name: str, *, measurements: int) -> None:
        """Have the next `measurements` of a link find its light too low."""
        self.link(name)
        with self._file.writing() as connection:
            connection.execute("UPDATE link SET degraded_until = measured + ? WHERE name = ?", (measurements, name))

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
        return read_light(link, f"{link.b.router} {port_name(port)}", seed, row["measured"], degraded=degraded)


def _probe(device: Device, seed: int, session: int) -> None:
    is_staged = device.state == "reserved"
    rate = management_link.STAGED_RATE if is_staged else management_link.IN_SERVICE_RATE
    if management_link.is_lost(seed, device.name, session, rate):
        management_link.take_time(1.0)
        raise DeviceUnreachable(device.name, PROBES)
