"""What does a router run for what is sold? The lines of its configuration, from plain values.

A router's configuration has named parts, `interface et-0/0/3` or `l2vpn 1004`: each belongs to one subscription, and is
loaded, compared and erased as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface

__all__ = [
    "SYSTEM",
    "PortMode",
    "interface_lines",
    "interface_part",
    "link_lines",
    "link_part",
    "service_lines",
    "service_part",
    "system_lines",
]

SYSTEM = "system"
"""The part that says which router it is."""

OUT_OF_THE_WAY = 16_777_214
"""The metric of a link that carries traffic only where no other does."""


class PortMode(StrEnum):
    """What may run over a port."""

    TAGGED = "tagged"
    UNTAGGED = "untagged"
    BACKBONE = "backbone"


MODE_LINES = {
    PortMode.TAGGED: "flexible-vlan-tagging",
    PortMode.UNTAGGED: "encapsulation ethernet-ccc",
    PortMode.BACKBONE: "mtu 9192",
}


def interface_part(port: str) -> str:
    """Return the part that belongs to a port."""
    return f"interface {port}"


def link_part(port: str) -> str:
    """Return the part that belongs to the core link on a port."""
    return f"core link {port}"


def service_part(service: int | None) -> str:
    """Return the part that belongs to a layer-2 service."""
    return f"l2vpn {service}"


def system_lines(name: str, loopback: IPv4Address | str, description: str | None) -> list[str]:
    """Return name, loopback and description of a router."""
    lines = [f"set system host-name {name}", f"set interfaces lo0 unit 0 family inet address {loopback}/32"]
    return [*lines, f'set system location "{description}"'] if description else lines


def interface_lines(
    port: str, purpose: str | None, mode: PortMode, *, auto_negotiation: bool = False, lldp: bool = False
) -> list[str]:
    """Return how a port is set."""
    lines = [f'set interfaces {port} description "{purpose or ""}"', f"set interfaces {port} {MODE_LINES[mode]}"]
    if auto_negotiation:
        lines.append(f"set interfaces {port} gigether-options auto-negotiation")
    if lldp:
        lines.append(f"set protocols lldp interface {port}")
    return lines


def link_lines(port: str, address: IPv4Interface, kilometres: int | None, *, under_maintenance: bool) -> list[str]:
    """Return one end of a core link; the longer the fibre, the less is it preferred."""
    metric = OUT_OF_THE_WAY if under_maintenance else max(1, kilometres or 0)
    return [
        f"set interfaces {port} unit 0 family inet address {address}",
        f"set protocols isis interface {port}.0 point-to-point",
        f"set protocols isis interface {port}.0 level 2 metric {metric}",
    ]


def service_lines(
    service: int | None,
    points: Iterable[tuple[str, int | None]],
    neighbours: Sequence[str],
    speed: int | None,
    *,
    policed: bool = False,
    circuit: str | None = None,
) -> list[str]:
    """Return a layer-2 service on one router: its ports with their VLANs there, the loopbacks of the other routers."""
    lines = []
    for port, vlan in points:
        lines.append(f"set interfaces {port} unit {vlan} vlan-id {vlan}")
        lines.append(f"set routing-instances l2vpn-{service} interface {port}.{vlan}")
    lines += [f"set routing-instances l2vpn-{service} neighbor {loopback}" for loopback in sorted(neighbours)]
    if policed:
        lines.append(f"set firewall policer l2vpn-{service} bandwidth-limit {speed}m")
    if circuit:
        lines.append(f'set routing-instances l2vpn-{service} description "{circuit}"')
    return lines
