"""Is this text a network address, and does it lie inside another one?

Pure functions over text; the store calls `inside` from SQL where its database has no type for addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from socket import AF_INET, AF_INET6, inet_pton

__all__ = ["begins_with", "inside", "mac_of", "network_of"]

Network = IPv4Network | IPv6Network

_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")
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
    """Say whether a value is an address or a prefix that lies inside `network`, which is one.

    Called for every value of a large store: no object is made of one that is looked at once.
    """
    outer = _numbers(network)
    address, slash, length = value.partition("/")
    if outer is None or ("." in address) == (":" in address):
        return False
    family, bits = (AF_INET, 32) if "." in address else (AF_INET6, 128)
    try:
        number = int.from_bytes(inet_pton(family, address))
    except (OSError, ValueError):
        return False
    if slash:
        if not _LENGTH.fullmatch(length) or int(length) > bits:
            return False
        bits = int(length)
    return family == outer[0] and bits >= outer[1] and number >> outer[2] == outer[3]


@lru_cache(maxsize=64)
def _numbers(network: str) -> tuple[int, int, int, int] | None:
    """Return family, length, bits of the host, and the number above those; None for what is no network."""
    found = network_of(network)
    if found is None:
        return None
    host = found.max_prefixlen - found.prefixlen
    family = AF_INET if isinstance(found, IPv4Network) else AF_INET6
    return family, found.prefixlen, host, int(found.network_address) >> host


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
