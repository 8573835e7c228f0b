"""Are the facts of the network sane, and are wrong ones refused?"""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.network.errors import TopologyError
from workflows.network.topology import Role, load, router_name, topology

TWO_SITES = """
name = "Two"
[sites]
ams = { city = "Amsterdam", country = "NL", latitude = 52.37, longitude = 4.90, role = "core" }
fra = { city = "Frankfurt", country = "DE", latitude = 50.11, longitude = 8.68, role = "edge" }
[links]
ams-fra = 100
"""


def test_the_network_has_some_twenty_cities_and_thirty_links() -> None:
    network = topology()

    assert 20 <= len(network.sites) <= 30
    assert 30 <= len(network.links) <= 40
    assert {"ams", "fra", "gva", "lon", "par", "vie"} <= set(network.sites)


def test_every_site_stays_connected_when_any_other_one_is_gone() -> None:
    network = topology()

    assert {code: network.cut_off_without(code) for code in network.sites} == {code: [] for code in network.sites}


def test_a_site_is_cut_off_when_all_its_neighbours_are_gone() -> None:
    neighbours = {link.a.code if link.b.code == "dub" else link.b.code for link in topology().links_of("dub")}

    assert neighbours == {"lon", "par"}
    assert topology().cut_off_without(*neighbours) == ["dub"]


def test_routers_are_named_by_site_role_and_number() -> None:
    assert topology().sites["ams"].router == "ams-cr1"
    assert topology().sites["lis"].router == "lis-pe1"
    assert router_name("ams", Role.EDGE, 3) == "ams-pe3"


@pytest.mark.parametrize(
    ("a", "b", "kilometres"),
    [
        ("ams", "fra", 365),
        ("lon", "ath", 2390),
        ("vie", "bra", 56),
    ],
)
def test_distances_are_those_of_the_map(a: str, b: str, kilometres: float) -> None:
    sites = topology().sites

    assert sites[a].distance(sites[b]) == pytest.approx(kilometres, rel=0.02)


def test_a_small_topology_loads(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text(TWO_SITES, encoding="utf-8")

    assert load(path).links["ams-fra"].routers == ("ams-cr1", "fra-pe1")


@pytest.mark.parametrize(
    ("fact", "wrong", "told"),
    [
        ("ams-fra = 100", "ams-lon = 100", "no site lon"),
        ("ams-fra = 100", "ams-ams = 100", "two ends"),
        ("ams-fra = 100", "ams-fra = 0", "a capacity"),
        ("ams-fra = 100", "", "no link leads to"),
        ("ams =", "Ams =", "three small letters"),
        ('"edge"', '"middle"', "middle"),
        ("latitude = 50.11", "latitude = 150.11", "no place on earth"),
        ("latitude = 50.11, ", "", "latitude"),
        ('country = "DE"', 'country = "DE', "two.toml"),
        ("[links]", "[lines]", "links"),
    ],
)
def test_a_wrong_fact_is_named(tmp_path: Path, fact: str, wrong: str, told: str) -> None:
    path = tmp_path / "two.toml"
    assert fact in TWO_SITES
    path.write_text(TWO_SITES.replace(fact, wrong), encoding="utf-8")

    with pytest.raises(TopologyError, match=told) as refused:
        load(path)
    assert str(refused.value).startswith("two.toml: ")
