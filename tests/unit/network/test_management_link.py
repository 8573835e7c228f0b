"""Does the management link fail by its pattern, and wait as long as it is told?"""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.network import management_link
from workflows.network.errors import DeviceUnreachable
from workflows.network.lab import Lab, at_speed
from workflows.network.management_link import IN_SERVICE_RATE, LATENCY, LONGEST_OUTAGE, is_lost

DOWN_FOR_TWO = "bud-cr1"
"""A router that misses its first two sessions with the seed a new lab has."""


def answers(network: Lab, device: str, sessions: int) -> list[bool]:
    """Open so many sessions and say which were answered."""
    found = []
    for _ in range(sessions):
        try:
            network.configuration(device)
            found.append(True)
        except DeviceUnreachable:
            found.append(False)
    return found


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the lab waited, which pass at once."""
    waited: list[float] = []
    monkeypatch.setattr("workflows.network.management_link.time.sleep", waited.append)
    return waited


def test_the_pattern_of_a_seed_is_the_same_in_every_lab(tmp_path: Path, network: Lab) -> None:
    other = Lab(tmp_path / "other.db")

    assert answers(network, "ams-cr1", 60) == answers(other, "ams-cr1", 60)


def test_another_seed_and_another_router_have_other_patterns(tmp_path: Path, network: Lab) -> None:
    other = Lab(tmp_path / "other.db", seed=1)

    assert answers(network, "ams-cr1", 60) != answers(other, "ams-cr1", 60)
    assert answers(network, "fra-cr1", 60) != answers(network, "lon-cr1", 60)


def test_the_pattern_goes_on_where_it_was_when_the_lab_is_opened_again(tmp_path: Path) -> None:
    whole = answers(Lab(tmp_path / "a.db"), DOWN_FOR_TWO, 30)
    parts = [answer for _ in range(10) for answer in answers(Lab(tmp_path / "b.db"), DOWN_FOR_TWO, 3)]

    assert parts == whole
    assert whole[:6] == [False, False, True, True, True, True]


def test_the_error_reads_like_the_one_of_a_real_network(network: Lab) -> None:
    with pytest.raises(DeviceUnreachable) as unreachable:
        network.configuration(DOWN_FOR_TWO)

    assert str(unreachable.value) == "bud-cr1: no answer on the management link (ssh 22/tcp, 3 of 3 lost)"
    assert len(unreachable.traceback) > 3


def test_a_router_not_yet_in_its_rack_answers_less_often(network: Lab) -> None:
    lost = [
        sum(is_lost(7, f"router {n}", session, rate) for n in range(40) for session in range(1, 51))
        for rate in (IN_SERVICE_RATE, management_link.STAGED_RATE)
    ]

    assert 0 < lost[0] < lost[1] < 40 * 50 / 2


def test_every_outage_ends(network: Lab) -> None:
    # a begin in each session of a run cannot be ruled out, but none of 26 routers is away for long
    for device in network.devices():
        pattern = "".join("x" if is_lost(2217, device.name, n, IN_SERVICE_RATE) else "." for n in range(1, 500))
        assert "x" * (3 * LONGEST_OUTAGE) not in pattern
        assert "x" in pattern


@pytest.mark.parametrize(
    ("scale", "least", "most"),
    [
        ("1", 0.3, 1.0),
        ("10", 3.0, 10.0),
        ("not a number", 0.3, 1.0),
    ],
)
def test_a_session_takes_its_time_by_the_scale_of_the_environment(
    network: Lab, pauses: list[float], monkeypatch: pytest.MonkeyPatch, scale: str, least: float, most: float
) -> None:
    monkeypatch.setenv(LATENCY, scale)
    network.configuration("ams-cr1")

    assert len(pauses) == 1
    assert least <= pauses[0] <= most


def test_at_speed_0_nothing_waits_whatever_the_environment_says(
    network: Lab, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LATENCY, "5")
    with at_speed(0):
        network.measure("ams-fra")
    assert pauses == []

    network.sample("ams-fra")
    assert pauses == [12.0]
