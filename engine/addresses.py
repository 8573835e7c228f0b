"""Is this text a network address, and does it lie inside another one?

Pure functions over text; the store calls `inside` from SQL where its database has no type for addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network

__all__ = ["Network", "begins_with", "inside", "mac_of", "network_of"]

Network = IPv4Network | IPv6Network

_MAC = re.compile(r"[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}")


@lru_cache(maxsize=64)
def network_of(text: str) -> Network | None:
    """Return the addresses that an IPv4 or IPv6 address or prefix stands for; None for any other text.

    Bits of the host are allowed: `10.0.0.7/24` is the network it lies in.
    """
    if "." not in text and ":" not in text:
        return None
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def inside(value: str, network: str) -> bool:
    """Say whether a value is an address or a prefix that lies inside `network`, which is one."""
    outer = network_of(network)
    if outer is None or ("." in value) == (":" in value) or "%" in value:
        return False
    try:
        held = ip_interface(value)
    except ValueError:
        return False
    return held.version == outer.version and held.network.prefixlen >= outer.prefixlen and held.ip in outer


def begins_with(network: Network) -> str:
    """Return the text that every address inside `network` begins with, in whichever case; often nothing."""
    if isinstance(network, IPv4Network):
        whole = network.prefixlen // 8
        octets = str(network.network_address).split(".")[:whole]
        return ".".join(octets) + ("." if 0 < whole < 4 else "")
    first = int(network.network_address) >> 112
    only_one_way = network.prefixlen >= 16 and first >= 0x1000  # no leading zero that may be written or not
    return f"{first:x}:" if only_one_way else ""


def mac_of(text: str) -> str | None:
    """Return the twelve digits of a MAC address, however it is written; None for any other text."""
    lowered = text.lower()
    return re.sub(r"[^0-9a-f]", "", lowered) if _MAC.fullmatch(lowered) else None
