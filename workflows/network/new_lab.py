"""What is in a new lab? A router in service at every site, every link patched, and all that is sold on them running."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from workflows.network.addresses import link_addresses
from workflows.network.inventory_rows import Chassis, add_ports, device_of, number_in
from workflows.network.management_link import draw
from workflows.network.plan import Plan, PlannedService
from workflows.network.router_config import (
    SYSTEM,
    interface_lines,
    interface_part,
    link_lines,
    link_part,
    service_lines,
    service_part,
    system_lines,
)
from workflows.network.topology import Role, Topology

__all__ = ["LINK_PREFIXES", "RACK_POSITIONS", "SERVICE_NUMBERS", "fill"]

LINK_PREFIXES, SERVICE_NUMBERS = "link prefix", "service number"
"""What the inventory gives out by number."""

CHASSIS = {Role.CORE: Chassis.LARGE, Role.EDGE: Chassis.SMALL}
RACK_POSITIONS = tuple(f"R{rack:02}-U{unit:02}" for rack in (1, 2, 3) for unit in (4, 12, 20, 28, 36))
DEGRADED_LINKS = 3
DEGRADED_FOR = 2
"""Measurements, until the light of such a link is good again."""

Part = tuple[str, str, list[str]]
"""A router, a part of its configuration, and the lines."""


def fill(connection: sqlite3.Connection, network: Topology, seed: int) -> None:
    """Build the lab as the topology says, and as the plan sells it."""
    connection.execute("INSERT INTO lab VALUES (?)", (seed,))
    for site in network.sites.values():
        ports = CHASSIS[site.role].ports
        connection.execute(
            "INSERT INTO device (name, site, role, state, ports, description, holder, rack)"
            " VALUES (?, ?, ?, 'in service', ?, ?, 'the topology', ?)",
            (site.router, site.code, site.role, ports, f"{site.city}, first router", RACK_POSITIONS[0]),
        )
        add_ports(connection, site.router, ports)
    worst = sorted(network.links, key=lambda name: draw(seed, name, "degraded"))[:DEGRADED_LINKS]
    for name in network.links:
        connection.execute("INSERT INTO link VALUES (?, 0, ?)", (name, DEGRADED_FOR if name in worst else 0))
    _sell(connection, Plan(network))


def _sell(connection: sqlite3.Connection, plan: Plan) -> None:
    connection.executemany(
        "UPDATE port SET holder = ? WHERE device = ? AND number = ?",
        [(port.customer, port.node, number_in(port.name)) for port in plan.ports],
    )
    connection.executemany(
        "UPDATE port SET peer = ? WHERE device = ? AND number = ?",
        [
            (other.node, end.node, number_in(end.name))
            for link in plan.links
            for end, other in (link.ends, link.ends[::-1])
        ],
    )
    connection.executemany(
        "INSERT INTO claim VALUES (?1, ?2, 'the topology ' || ?2)",
        [
            *((LINK_PREFIXES, link.number) for link in plan.links),
            *((SERVICE_NUMBERS, service.number) for service in plan.services),
        ],
    )
    connection.executemany(
        "INSERT INTO config VALUES (?, ?, 1, ?)",
        [(device, part, "\n".join(lines)) for device, part, lines in _running(connection, plan)],
    )


def _running(connection: sqlite3.Connection, plan: Plan) -> Iterator[Part]:
    devices = [device_of(row) for row in connection.execute("SELECT * FROM device")]
    for device in devices:
        yield device.name, SYSTEM, system_lines(device.name, device.loopback, device.description)
    for port in plan.ports:
        yield port.node, interface_part(port.name), interface_lines(port.name, port.purpose, port.mode)
    for link in plan.links:
        for end, address in zip(link.ends, link_addresses(link.number), strict=True):
            lines = link_lines(end.name, address, link.kilometres, under_maintenance=False)
            yield end.node, link_part(end.name), lines
    loopbacks = {device.name: device.loopback for device in devices}
    for service in plan.services:
        yield from _ends_of(service, loopbacks)


def _ends_of(service: PlannedService, loopbacks: Mapping[str, str]) -> Iterator[Part]:
    nodes = {end.node for end in service.ends}
    for node in sorted(nodes):
        points = [(end.name, service.vlan) for end in service.ends if end.node == node]
        neighbours = [loopbacks[other] for other in nodes - {node}]
        yield node, service_part(service.number), service_lines(service.number, points, neighbours, service.speed)
