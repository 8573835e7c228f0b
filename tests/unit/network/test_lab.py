"""Does the lab keep what was done to it, whoever does it and how many at once?"""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from workflows.network.errors import (
    ConfigurationLocked,
    DeviceUnreachable,
    LabError,
    LabFileUnusable,
    NameTaken,
    UnknownDevice,
)
from workflows.network.lab import LAB, Device, Lab, lab
from workflows.network.light import THRESHOLD
from workflows.network.topology import Role

ROOT = Path(__file__).parents[3]


def reserve(network: Lab, name: str = "ams-pe1", holder: str = "process 1") -> Device:
    return network.reserve(name, site="ams", role=Role.EDGE, ports=24, description="", holder=holder)


def test_a_new_lab_has_a_router_in_service_at_every_site(network: Lab) -> None:
    devices = network.devices("in service")

    assert [device.name for device in devices] == sorted(site.router for site in network.network.sites.values())
    assert len({device.loopback for device in devices}) == len(devices)


def test_the_file_is_for_its_owner_alone(network: Lab, lab_path: Path) -> None:
    network.put_in_service("ams-cr1")

    files = [path for path in lab_path.parent.iterdir()]
    assert lab_path in files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {path.name for path in files} <= {"lab.db", "lab.db-wal", "lab.db-shm"}


def test_without_a_name_the_lab_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(LAB, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    lab()

    assert (tmp_path / "nocdeck" / "lab.db").exists()


def test_what_was_done_is_there_when_the_lab_is_opened_again(network: Lab) -> None:
    reserve(network)
    ports = network.patch("ams-pe1", "ams-cr1")
    network.push("ams-pe1", "base", ["set system host-name ams-pe1"])
    network.install("ams-pe1", "R01-U12")

    again = lab()
    assert (again.device("ams-pe1").state, again.device("ams-pe1").rack) == ("installed", "R01-U12")
    assert again.patch("ams-pe1", "ams-cr1") == ports
    assert again.configuration("ams-pe1") == {"base": "set system host-name ams-pe1"}
    assert again.sessions("ams-pe1") == 2


def test_a_name_is_reserved_once_and_by_the_same_holder_again(network: Lab) -> None:
    first = reserve(network)

    assert reserve(network) == first
    with pytest.raises(NameTaken, match="ams-pe1: in the inventory already, reserved by process 1"):
        reserve(network, holder="process 2")
    with pytest.raises(NameTaken, match="reserved by the topology"):
        reserve(network, name="ams-cr1")


def test_two_uplinks_never_share_a_port(network: Lab) -> None:
    reserve(network)
    ends = [network.patch("ams-pe1", peer) for peer in ("ams-cr1", "fra-cr1", "lon-cr1")]

    assert [own for own, _ in ends] == ["et-0/0/0", "et-0/0/1", "et-0/0/2"]
    free = [interface.name for interface in network.interfaces("ams-cr1") if interface.is_free]
    assert ends[0][1] == "et-0/0/5"  # after four links of Amsterdam and a port that an institute has
    assert ends[0][1] not in free


def test_a_router_without_a_free_port_says_so(network: Lab) -> None:
    network.reserve("ams-pe1", site="ams", role=Role.EDGE, ports=1, description="", holder="me")
    network.patch("ams-pe1", "ams-cr1")

    with pytest.raises(LabError, match="ams-pe1: no free port for fra-cr1"):
        network.patch("ams-pe1", "fra-cr1")


def test_a_rack_position_is_free_until_a_router_stands_there(network: Lab) -> None:
    reserve(network)
    assert "R01-U12" in network.free_rack_positions("ams")
    network.install("ams-pe1", "R01-U12")

    assert "R01-U12" not in network.free_rack_positions("ams")
    assert "R01-U12" in network.free_rack_positions("fra")
    reserve(network, name="ams-pe2")
    with pytest.raises(LabError, match="ams-pe2: another router stands at R01-U12 already"):
        network.install("ams-pe2", "R01-U12")


def test_the_same_configuration_pushed_twice_is_one_revision(network: Lab) -> None:
    revisions = [network.push("ams-cr1", "base", lines) for lines in (["a"], ["a"], ["b"], ["b"])]

    assert revisions == [1, 1, 2, 2]


def test_a_locked_configuration_takes_a_commit_when_the_lock_is_gone(network: Lab) -> None:
    network.lock_configuration("ams-cr1", by="root terminal pts/2", commits=2)

    for _ in range(2):
        with pytest.raises(ConfigurationLocked, match=r"ams-cr1: commit refused, .* locked by root terminal pts/2"):
            network.push("ams-cr1", "base", ["a"])
    assert network.push("ams-cr1", "base", ["a"]) == 1


def test_what_is_not_there_is_named(network: Lab) -> None:
    with pytest.raises(UnknownDevice, match="nix-pe1: not in the inventory"):
        network.push("nix-pe1", "base", [])
    with pytest.raises(LabError, match="ams-nix: there is no such link"):
        network.measure("ams-nix")
    assert network.sessions("nix-pe1") == 0


def test_three_links_of_a_new_lab_are_degraded_and_heal_after_two_measurements(network: Lab) -> None:
    degraded = network.degraded()
    assert degraded == ["bil-mad", "bra-bud", "bra-vie"]

    readings = [lab().sample(degraded[0]) for _ in range(4)]
    assert [reading.is_good for reading in readings] == [False, False, True, True]
    assert all(reading.power < THRESHOLD and reading.loss > 0 for reading in readings[:2])
    assert network.degraded() == degraded[1:]


def test_a_reading_fits_its_link(network: Lab) -> None:
    reading = network.measure("lis-mad")

    assert reading.port == "mad-cr1 et-0/0/1"
    assert 6 < reading.round_trip < 9  # some 500 km, there and back
    assert reading.facts()["loss"] == 0.0


def test_a_lab_that_begins_anew_is_as_it_was_first(network: Lab) -> None:
    first, degraded, runs = network.devices(), network.degraded(), network.configuration("fra-cr1")
    reserve(network)
    network.patch("ams-pe1", "ams-cr1")
    network.push("fra-cr1", "base", ["a"])
    network.sample("bil-mad")
    network.drain("fra-cr1")
    network.begin_anew()

    assert (network.devices(), network.degraded()) == (first, degraded)
    assert network.sessions("fra-cr1") == 0
    assert network.configuration("fra-cr1") == runs
    assert "base" not in runs


def test_threads_at_once_lose_no_session(network: Lab) -> None:
    def work() -> None:
        for _ in range(25):
            with suppress(DeviceUnreachable):
                lab().configuration("ams-cr1")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert network.sessions("ams-cr1") == 100


def test_programs_at_once_make_one_lab_and_lose_no_session(lab_path: Path) -> None:
    script = """
from workflows.network.errors import DeviceUnreachable
from workflows.network.lab import lab
for _ in range(25):
    try:
        lab().configuration("ams-cr1")
    except DeviceUnreachable:
        pass
"""
    programs = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        for _ in range(4)
    ]

    assert [program.wait(60) for program in programs] == [0, 0, 0, 0]
    assert lab().sessions("ams-cr1") == 100
    assert len(lab().devices()) == len(lab().network.sites)


def test_a_file_of_another_version_is_refused_with_what_to_do(network: Lab, lab_path: Path) -> None:
    with sqlite3.connect(lab_path) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()

    with pytest.raises(LabFileUnusable, match="of version 9, this program knows 2; remove the file"):
        network.devices()


def test_a_file_that_is_no_lab_is_refused(lab_path: Path) -> None:
    lab_path.parent.mkdir()
    lab_path.write_text("shopping list " * 100, encoding="utf-8")

    with pytest.raises(LabFileUnusable, match=r"lab\.db: this lab cannot be read"):
        lab().devices()
