"""Which addresses does a core link get? A prefix of two, from a pool of the range set aside for labs (RFC 2544)."""

from __future__ import annotations

from ipaddress import IPv4Interface, IPv4Network

__all__ = ["LINK_POOL", "link_addresses", "number_of"]

LINK_POOL = IPv4Network("198.19.0.0/20")
LENGTH = 31
"""Of a link's prefix (RFC 3021): an address for each end, none to spare."""


def link_addresses(number: int) -> tuple[IPv4Interface, IPv4Interface]:
    """Return the addresses of both ends in prefix number `number` of the pool, from 0.

    Raises:
        ValueError: the pool is used up.
    """
    if number >= 2 ** (LENGTH - LINK_POOL.prefixlen):
        raise ValueError(f"{LINK_POOL}: every prefix for a link is taken")
    first = LINK_POOL.network_address + 2 * number
    return IPv4Interface(f"{first}/{LENGTH}"), IPv4Interface(f"{first + 1}/{LENGTH}")


def number_of(prefix: IPv4Network) -> int:
    """Return which prefix of the pool this is.

    Raises:
        ValueError: it is none of them.
    """
    if prefix.prefixlen != LENGTH or not prefix.subnet_of(LINK_POOL):
        raise ValueError(f"a link has a /{LENGTH} of {LINK_POOL}, such as {link_addresses(40)[0].network}")
    return (int(prefix.network_address) - int(LINK_POOL.network_address)) // 2
