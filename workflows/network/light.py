"""How much light does a link of the lab receive?

A healthy link stays within its budget, a degraded one falls far below; which of the two a measurement finds, and the
noise on it, follow from the lab's seed and the number of the measurement.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from workflows.network.management_link import draw
from workflows.network.topology import Link

__all__ = ["THRESHOLD", "Reading", "read_light"]

THRESHOLD = -20.0
"""dBm: with less light than this a link loses frames."""

FIBRE_SPEED = 200.0
"""Kilometres of fibre light passes in a millisecond."""

FIBRE_DETOUR = 1.4
"""How much longer the fibre is than the line on the map."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One measurement of a link."""

    link: str
    port: str
    """Where it was read, `fra-cr1 et-0/0/3`."""
    power: float
    """Received, in dBm."""
    loss: float
    """Percent of the frames."""
    round_trip: float
    """Milliseconds."""

    @property
    def is_good(self) -> bool:
        """Whether there is enough light."""
        return self.power >= THRESHOLD

    def facts(self) -> dict[str, Any]:
        """Return it as a state keeps it."""
        return asdict(self)


def read_light(link: Link, port: str, seed: int, measurement: int, *, degraded: bool) -> Reading:
    """Return what measurement number `measurement` of a link finds at `port`."""
    noise = draw(seed, link.name, measurement, "light")
    fibre = link.a.distance(link.b) * FIBRE_DETOUR
    return Reading(
        link=link.name,
        port=port,
        power=round(-25.0 - 4.0 * noise if degraded else -7.0 - 5.0 * noise, 1),
        loss=round(1.5 + 3.0 * noise, 2) if degraded else 0.0,
        round_trip=round(2 * fibre / FIBRE_SPEED + 0.2 * noise, 2),
    )
