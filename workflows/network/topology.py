"""Which sites and links does the lab network have, before anybody changes it?

The facts of `topology.toml`, read once and checked: every link has two known ends, and every site can be reached.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from workflows.network.errors import TopologyError

__all__ = ["Link", "Role", "Site", "Topology", "load", "router_name", "topology"]

FILE = Path(__file__).with_name("topology.toml")

EARTH_RADIUS = 6371.0
"""Kilometres."""


class Role(StrEnum):
    """What a router does in the network."""

    CORE = "core"
    EDGE = "edge"


ROUTER_KINDS = {Role.CORE: "cr", Role.EDGE: "pe"}
"""What stands before the number in a router's name: core router, provider edge."""


def router_name(site: str, role: Role, number: int = 1) -> str:
    """Return the name a router has by the naming plan, such as `ams-cr1`."""
    return f"{site}-{ROUTER_KINDS[role]}{number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A city with a point of presence."""

    code: str
    """Three letters, as in router names."""
    city: str
    country: str
    """ISO 3166, two letters."""
    latitude: float
    longitude: float
    """Degrees, north and east positive."""
    role: Role
    """Of its first router."""

    @property
    def router(self) -> str:
        """The name of its first router."""
        return router_name(self.code, self.role)

    @property
    def label(self) -> str:
        """How an operator is shown it."""
        return f"{self.city} ({self.country})"

    def distance(self, other: Site) -> float:
        """Return the kilometres to another site, as the crow flies."""
        north, south = math.radians(self.latitude), math.radians(other.latitude)
        east = math.radians(other.longitude - self.longitude)
        cosine = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(east)
        return EARTH_RADIUS * math.acos(min(1.0, cosine))


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A backbone link between the first routers of two sites."""

    name: str
    """Both site codes, `ams-fra`."""
    a: Site
    b: Site
    capacity: int
    """Gbit/s."""

    @property
    def routers(self) -> tuple[str, str]:
        """The routers at its ends."""
        return self.a.router, self.b.router

    @property
    def label(self) -> str:
        """How an operator is shown it."""
        return f"{self.a.city} – {self.b.city}, {self.capacity} Gbit/s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Topology:
    """The whole network, sites and links in the order of their names."""

    name: str
    sites: Mapping[str, Site]
    links: Mapping[str, Link]

    def links_of(self, site: str) -> list[Link]:
        """Return the links that end at a site."""
        return [link for link in self.links.values() if site in (link.a.code, link.b.code)]

    def cut_off_without(self, *gone: str) -> list[str]:
        """Return the codes of the sites that lose touch with the largest part when the sites `gone` carry nothing."""
        left = set(self.sites) - set(gone)
        parts = []
        while left:
            part = self._reached_from(min(left), left)
            parts.append(part)
            left -= part
        largest = max(parts, key=len, default=set())
        return sorted(code for part in parts for code in part if part is not largest)

    def _reached_from(self, start: str, among: set[str]) -> set[str]:
        seen, edge = {start}, [start]
        while edge:
            here = edge.pop()
            for link in self.links_of(here):
                there = link.b.code if link.a.code == here else link.a.code
                if there in among and there not in seen:
                    seen.add(there)
                    edge.append(there)
        return seen


@cache
def topology() -> Topology:
    """Return the topology that comes with this package."""
    return load(FILE)


def load(path: Path) -> Topology:
    """Read a topology file.

    Raises:
        TopologyError: it is not TOML, a fact is missing or of the wrong kind, or a site cannot be reached.
    """
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        sites = {code: _site(code, found) for code, found in sorted(facts["sites"].items())}
        links = {name: _link(name, capacity, sites) for name, capacity in sorted(facts["links"].items())}
        found = Topology(name=facts["name"], sites=sites, links=links)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise TopologyError(f"{path.name}: {type(error).__name__}: {error}") from error
    if alone := found.cut_off_without():
        raise TopologyError(f"{path.name}: no link leads to {_listed(alone)}")
    return found


def _site(code: str, facts: Mapping[str, Any]) -> Site:
    if len(code) != 3 or not code.isascii() or not code.islower():
        raise ValueError(f"site {code!r}: a code is three small letters")
    site = Site(code=code, **{**facts, "role": Role(facts["role"])})
    if not (-90 <= site.latitude <= 90 and -180 <= site.longitude <= 180):
        raise ValueError(f"site {code!r}: {site.latitude}, {site.longitude} is no place on earth")
    return site


def _link(name: str, capacity: int, sites: Mapping[str, Site]) -> Link:
    a, _, b = name.partition("-")
    if unknown := [code for code in (a, b) if code not in sites]:
        raise ValueError(f"link {name!r}: no site {_listed(unknown)}")
    if a == b or capacity <= 0:
        raise ValueError(f"link {name!r}: a link has two ends and a capacity")
    return Link(name=name, a=sites[a], b=sites[b], capacity=capacity)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(codes)
