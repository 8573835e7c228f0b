"""What can go wrong in the lab network, in the words of those who run real ones?

LabError
├── TopologyError          the facts the lab is built from do not hold together
├── LabFileUnusable        the lab's file cannot be read, or another version of this program made it
├── UnknownDevice          not in the inventory
├── NameTaken              in the inventory already
├── InterfaceTaken         a port of a router leads somewhere, or belongs to somebody, already
├── NumberTaken            somebody else has this number of a pool
├── VlanTaken              another service has this VLAN on a port
├── DeviceUnreachable      no answer on the management link; the next try may have one
├── ConfigurationLocked    somebody else edits the router's configuration
├── VerificationFailed     a router is not as it was ordered to be
├── LinkDegraded           a link's light is below its threshold
├── SiteCutOff             a drain would leave a site without a path
└── DrillFailed            nothing: a drill was asked to fail
"""

from __future__ import annotations

__all__ = [
    "ConfigurationLocked",
    "DeviceUnreachable",
    "DrillFailed",
    "InterfaceTaken",
    "LabError",
    "LabFileUnusable",
    "LinkDegraded",
    "NameTaken",
    "NumberTaken",
    "SiteCutOff",
    "TopologyError",
    "UnknownDevice",
    "VerificationFailed",
    "VlanTaken",
]


class LabError(Exception):
    """Something is wrong in the lab network."""


class TopologyError(LabError):
    """The topology file cannot be used."""


class LabFileUnusable(LabError):
    """The lab's file cannot be read, or another version of this program made it."""


class UnknownDevice(LabError):
    """There is no such router in the inventory."""

    def __init__(self, device: str) -> None:
        super().__init__(f"{device}: not in the inventory")


class NameTaken(LabError):
    """A router of that name is in the inventory already."""

    def __init__(self, device: str, holder: str) -> None:
        super().__init__(f"{device}: in the inventory already, reserved by {holder}; choose another name")


class InterfaceTaken(LabError):
    """A port of a router leads somewhere, or belongs to somebody, already."""

    def __init__(self, device: str, interface: str, holder: str) -> None:
        super().__init__(f"{device} {interface}: taken by {holder}; choose another interface")


class NumberTaken(LabError):
    """Somebody else has this number of a pool."""

    def __init__(self, pool: str, number: int, holder: str) -> None:
        super().__init__(f"{pool} {number}: taken by {holder}; leave it open, and the next free one is taken")


class VlanTaken(LabError):
    """Another service has this VLAN on a port."""

    def __init__(self, vlan: int, port: str) -> None:
        super().__init__(f"VLAN {vlan} is in use already on {port}; abort, and order it with another VLAN")


class DeviceUnreachable(LabError):
    """A router did not answer on its management link."""

    def __init__(self, device: str, probes: int) -> None:
        super().__init__(f"{device}: no answer on the management link (ssh 22/tcp, {probes} of {probes} lost)")


class ConfigurationLocked(LabError):
    """A router refuses a commit because somebody else edits its configuration."""

    def __init__(self, device: str, by: str) -> None:
        super().__init__(f"{device}: commit refused, configuration database locked by {by} (exclusive)")


class VerificationFailed(LabError):
    """A router is not as it was ordered to be."""


class LinkDegraded(LabError):
    """A link receives less light than it needs."""

    def __init__(self, link: str, port: str, power: float, threshold: float) -> None:
        super().__init__(
            f"{link}: receive power {power:.1f} dBm at {port} is below {threshold:.1f} dBm; check fibre and optics"
        )


class SiteCutOff(LabError):
    """Taking a router out would leave sites without any path."""

    def __init__(self, device: str, sites: list[str]) -> None:
        super().__init__(f"{device}: draining it cuts off {', '.join(sites)}; wait for the other path to return")


class DrillFailed(LabError):
    """A drill fails because it was asked to."""

    def __init__(self, codename: str) -> None:
        super().__init__(f"{codename}: the spare line card is lost, as the drill asked for")
