"""What must routers run for a subscription, and where do they run something else?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import SubscriptionModel
from workflows.network.lab import Place
from workflows.network.products import (
    CoreLinkBlockInactive,
    CoreLinkInactive,
    L2vpnBlockInactive,
    L2vpnInactive,
    NodeBlockInactive,
    NodeInactive,
    PortBlockInactive,
    PortInactive,
)
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

__all__ = ["Configuration", "Difference", "differences", "intended", "place_of"]

Configuration = dict[str, dict[str, list[str]]]
"""By router, and by part of its configuration: the lines."""

Difference = dict[str, Any]
"""`router`, `part`, and the lines that are `missing` or `unexpected`."""


def intended(subscription: SubscriptionModel) -> Configuration:
    """Return what routers are to run for a subscription of any product.

    Raises:
        TypeError: it is of no product of the network.
    """
    match subscription:
        case NodeInactive():
            return _of_node(subscription.node)
        case PortInactive():
            return _of_port(subscription.port)
        case CoreLinkInactive():
            return _of_core_link(subscription.core_link)
        case L2vpnInactive():
            return _of_l2vpn(subscription.l2vpn)
    raise TypeError(f"{type(subscription).__name__} says nothing of routers")


def place_of(port: PortBlockInactive | None) -> Place:
    """Return router and port of a port.

    Raises:
        ValueError: the subscription does not say yet.
    """
    if port is None or port.node is None:
        raise ValueError("a port without a node has no place in the network")
    return str(port.node.node_name), str(port.port_name)


def _of_node(node: NodeBlockInactive) -> Configuration:
    name = str(node.node_name)
    return {name: {SYSTEM: system_lines(name, str(node.loopback), node.node_description)}}


def _of_port(port: PortBlockInactive) -> Configuration:
    router, name = place_of(port)
    lines = interface_lines(name, port.purpose, port.port_mode, auto_negotiation=port.auto_negotiation, lldp=port.lldp)
    return {router: {interface_part(name): lines}}


def _of_core_link(link: CoreLinkBlockInactive) -> Configuration:
    found: Configuration = {}
    for end, address in zip(link.ends, link.addresses, strict=True):
        router, name = place_of(end)
        lines = link_lines(name, address, link.kilometres, under_maintenance=link.under_maintenance)
        found.setdefault(router, {})[link_part(name)] = lines
    return found


def _of_l2vpn(service: L2vpnBlockInactive) -> Configuration:
    points: dict[str, list[tuple[str, int | None]]] = {}
    loopbacks: dict[str, str] = {}
    for sap in service.saps:
        router, name = place_of(sap.port)
        points.setdefault(router, []).append((name, sap.vlan))
        assert sap.port is not None and sap.port.node is not None  # noqa: PT018
        loopbacks[router] = str(sap.port.node.loopback)
    partner = service.partner
    return {
        router: {
            service_part(service.service_number): service_lines(
                service.service_number,
                here,
                [loopback for other, loopback in loopbacks.items() if other != router],
                service.service_speed,
                policed=service.speed_policer,
                circuit=partner.circuit_id if partner is not None and partner.announced else None,
            )
        }
        for router, here in points.items()
    }


def differences(wanted: Configuration, running: Mapping[str, Mapping[str, str]]) -> list[Difference]:
    """Return where routers run something else than is wanted of them; `running` has the text of each part."""
    found = []
    for router, parts in wanted.items():
        for part, lines in parts.items():
            there = running.get(router, {}).get(part, "").splitlines()
            missing = [line for line in lines if line not in there]
            unexpected = [line for line in there if line not in lines]
            if missing or unexpected:
                found.append({"router": router, "part": part, "missing": missing, "unexpected": unexpected})
    return found
