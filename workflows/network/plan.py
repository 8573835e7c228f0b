"""What has the network sold before anybody changes it? Backbone ports, links, and services for institutes.

It follows from the topology alone: a new lab runs it, and a fresh store has it as subscriptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from workflows.network.router_config import PortMode
from workflows.network.topology import Link, Topology

__all__ = ["CUSTOMERS", "FIRST_SERVICE", "INSTITUTES", "OURS", "Plan", "PlannedLink", "PlannedPort", "PlannedService"]

OURS = "network"
"""The customer of what the network keeps for itself."""

INSTITUTES = ("institute of physics", "polar archive", "sky survey", "genome library", "tide gauge office")
CUSTOMERS = {OURS: "The network itself", **{name: name.capitalize() for name in INSTITUTES}}
"""With how an operator is shown them."""

SERVICES = 18
FIRST_SERVICE = 1_000
"""The number of the first service."""

FIRST_VLAN = 100

SPARE = ("gva", "ham", "mad", "mil", "prg", "vie")
"""Sites with a backbone port that no link uses yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPort:
    """A port of a router, given to a customer."""

    node: str
    name: str
    customer: str
    purpose: str
    mode: PortMode = PortMode.TAGGED


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedLink:
    """A link with the ports at its ends."""

    link: Link
    number: int
    """Of its prefix in the pool."""
    ends: tuple[PlannedPort, PlannedPort]

    @property
    def kilometres(self) -> int:
        """How far its ends are apart."""
        return round(self.link.a.distance(self.link.b))


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedService:
    """A layer-2 service of a customer."""

    number: int
    customer: str
    ends: tuple[PlannedPort, PlannedPort]
    vlan: int
    speed: int
    """Mbit/s."""


class Plan:
    """What is sold on a topology; every port of a router is given out once, from the first on."""

    def __init__(self, network: Topology) -> None:
        self._numbers = {site.router: count() for site in network.sites.values()}
        self.links = [self._link(number, link) for number, link in enumerate(network.links.values())]
        self.spare = [
            self._backbone(network.sites[code].router, "spare backbone port") for code in SPARE if code in network.sites
        ]
        self.services = [self._service(number) for number in range(SERVICES)]

    @property
    def routers(self) -> list[str]:
        """The first router of every site, by name."""
        return sorted(self._numbers)

    @property
    def ports(self) -> Iterator[PlannedPort]:
        """Every port that is given out."""
        for using in self.users:
            yield from using.ends
        yield from self.spare

    @property
    def users(self) -> list[PlannedLink | PlannedService]:
        """What uses ports, links first."""
        return [*self.links, *self.services]

    def _backbone(self, node: str, purpose: str) -> PlannedPort:
        name = f"et-0/0/{next(self._numbers[node])}"
        return PlannedPort(node=node, name=name, customer=OURS, purpose=purpose, mode=PortMode.BACKBONE)

    def _link(self, number: int, link: Link) -> PlannedLink:
        a, b = (self._backbone(node, f"core link {link.name}") for node in link.routers)
        return PlannedLink(link=link, number=number, ends=(a, b))

    def _service(self, number: int) -> PlannedService:
        customer = INSTITUTES[number % len(INSTITUTES)]
        nodes = sorted(self._numbers)
        a, b = (self._access(nodes[(number + 1) * step % len(nodes)], customer) for step in (3, 8))
        return PlannedService(
            number=FIRST_SERVICE + number,
            customer=customer,
            ends=(a, b),
            vlan=FIRST_VLAN + number,
            speed=1_000 * (1 + number % 4),
        )

    def _access(self, node: str, customer: str) -> PlannedPort:
        name = f"et-0/0/{next(self._numbers[node])}"
        return PlannedPort(node=node, name=name, customer=customer, purpose=customer)
