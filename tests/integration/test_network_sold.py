"""Does the demo's network sell what it says, and does the whole life of each product run on it?"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest

from engine.domain.queries import SubscriptionQuery, subscription_detail
from engine.domain.relations import relatives
from engine.domain.subscriptions import SubscriptionModel
from engine.errors import FormRejected
from engine.listing import ProcessQuery, first_rows
from engine.outcome import ProcessStatus
from engine.scheduling import fire_due
from engine.store.database import Store
from engine.store.scope import scope_of
from tests.integration.sold_network import MIGRATIONS, Answer, SoldNetwork, sell_to
from tests.lab import Lab
from tests.postgres import Databases
from workflows.network import demo
from workflows.network.errors import DeviceUnreachable
from workflows.network.lab import lab as network
from workflows.network.plan import Plan
from workflows.network.router_config import interface_part, link_part, service_part
from workflows.network.topology import topology

Answered = TypeVar("Answered")

RACKED: Answer = {"rack_position": "R02-U20", "power_a": True, "power_b": True}
SHOWN: Answer = {}
"""The answer to a page that only shows."""

NODE: Answer = {
    "chassis": "c24",
    "role": "edge",
    "site": "ams",
    "node_status": "in service",
    "node_name": "ams-pe7",
    "node_description": "for the polar archive",
}
PARTNER: Answer = {
    "circuit_id": "AMS-GVA-10231",
    "domain": "lab.example",
    "reference_in": "urn:lab:partner:port-7",
    "reference_out": "urn:lab:partner:port-8",
}


@pytest.fixture(scope="module")
def sold_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store in which everything is sold, its lab beside it, both to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("sold") / "store.db"))
    sell_to(f"sqlite:///{path}", path.with_name("lab.db"))
    return path


@pytest.fixture(scope="module")
def sold_database(postgres: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The URL of a Postgres store in which everything is sold, and its lab, both to be copied."""
    url, lab_file = postgres.migrated(), tmp_path_factory.mktemp("sold") / "lab.db"
    sell_to(url, lab_file)
    yield url, lab_file
    postgres.drop(url)


@pytest.fixture
def sqlite_url(sold_file: Path, tmp_path: Path) -> str:
    shutil.copy(sold_file.with_name("lab.db"), tmp_path)
    return f"sqlite:///{shutil.copy(sold_file, tmp_path)}"


@pytest.fixture
def postgres_url(postgres: Databases, sold_database: tuple[str, Path], tmp_path: Path) -> Iterator[str]:
    source, lab_file = sold_database
    shutil.copy(lab_file, tmp_path)
    url = postgres.copied(source)
    yield url
    postgres.drop(url)


@pytest.fixture
def sold(lab: Lab, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoldNetwork:
    return SoldNetwork(lab, store, tmp_path, monkeypatch)


def insisting(asked: Callable[[], Answered]) -> Answered:
    """Ask a router until it answers."""
    for _ in range(20):
        with suppress(DeviceUnreachable):
            return asked()
    raise AssertionError("it never answers")


def runs(node: str) -> dict[str, str]:
    """Return what a router runs, part by part."""
    return insisting(lambda: network().configuration(node))


def said_again(sold: SoldNetwork, subscription: UUID, kind: str) -> None:
    """See that a reconciliation makes a validation succeed."""
    sold.on(f"reconcile_{kind}", subscription)
    sold.on(f"validate_{kind}", subscription)
    assert sold.loaded(subscription).insync


def test_what_is_sold_is_compared_with_the_network_by_the_clock(sold: SoldNetwork) -> None:
    demo.schedule(sold.lab.operations)
    ours = {row.name: row.workflow for row in sold.lab.operations.schedules()}
    assert ours["Core links are as sold"] == "task_validate_product_type"
    assert ours["Everything is as sold"] == "task_validate_subscriptions"
    sold.lab.clock.advance(6 * 3600)
    fire_due(sold.store, sold.lab.registry, sold.lab.clock)
    sold.lab.run()
    with sold.store.reading() as connection:
        runs = Counter(row.workflow for row in first_rows(connection, ProcessQuery(), 500))
    assert (runs["task_validate_product_type"], runs["validate_core_link"]) == (1, 38)


def test_a_lab_of_another_version_is_known_as_one(sold: SoldNetwork, tmp_path: Path) -> None:
    assert demo.is_of_this_version()
    with closing(sqlite3.connect(tmp_path / "lab.db")) as lab_file:
        lab_file.execute("PRAGMA user_version = 1")
    assert not demo.is_of_this_version()


def test_the_network_is_two_hundred_subscriptions_that_all_load_and_use_each_other(sold: SoldNetwork) -> None:
    with sold.store.reading() as connection:
        rows = first_rows(connection, SubscriptionQuery(), 500)
    assert len(rows) == 200
    assert Counter(row.product for row in rows) == {"Node": 26, "Port 100G": 118, "Core link": 38, "L2VPN": 18}
    with scope_of(sold.store):
        assert all(SubscriptionModel.from_subscription(row.subscription_id).insync for row in rows)
    with sold.store.reading() as connection:
        would_notice = Counter(near.product for near in relatives(connection, sold.only("type:node ams-cr1"), up=True))
    assert would_notice["Core link"] == 4
    assert would_notice["Port 100G"] >= 4


def test_the_migrations_are_what_the_models_say_and_can_be_taken_back(sold: SoldNetwork, store_url: str) -> None:
    config = str(MIGRATIONS.parent / "demo.toml")
    said = subprocess.run(  # in a program of its own: blocks are known by name, and other tests have others
        [sys.executable, "-m", "console", "--config", config, "--store", store_url, "db", "migrate-domain-models", "x"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (said.stdout, said.stderr) == ("Nothing to do\n", "")


@pytest.mark.parametrize(
    ("kind", "search"),
    [("node", "type:node ams-cr1"), ("port", "type:port ams-cr1 et-0/0/0"), ("core_link", "type:corelink Amsterdam")],
)
def test_what_a_new_lab_runs_is_what_was_sold_on_it(sold: SoldNetwork, kind: str, search: str) -> None:
    for subscription in sold.found(search):
        sold.on(f"validate_{kind}", subscription)


def test_every_service_of_a_new_lab_is_what_was_sold(sold: SoldNetwork) -> None:
    services = sold.found("type:l2vpn")
    assert len(services) == len(Plan(topology()).services)
    for subscription in services:
        sold.on("validate_l2vpn", subscription)


def test_a_node_is_created_with_people_at_its_rack_changed_compared_mended_and_taken_away(sold: SoldNetwork) -> None:
    process_id = sold.started("create_node", {"product": "Node"}, NODE, SHOWN)
    assert sold.lab.row(process_id).status is ProcessStatus.SUSPENDED
    sold.lab.operations.submit(process_id, [RACKED])
    sold.rest(process_id)
    sold.completed(process_id)
    node = UUID(sold.lab.state(process_id)["subscription_id"])
    made = sold.loaded(node).node
    assert (made.node_name, made.rack, made.node_status) == ("ams-pe7", "R02-U20", "in service")
    assert network().interfaces("ams-pe7")[0].peer == "ams-cr1"

    change = {"chassis": "c48", "rack": "R03-U04", "node_status": "drained", "node_description": "moved", "note": "new"}
    sold.on("modify_node", node, change, SHOWN)
    device = network().device("ams-pe7")
    assert (device.ports, device.rack, device.state) == (48, "R03-U04", "drained")
    with sold.store.reading() as connection:
        assert subscription_detail(connection, node).row.note == "new"

    network().put_in_service("ams-pe7")
    words, details = sold.refused("validate_node", node)
    assert words == "not as the subscription has it: ams-pe7 has state in service in the inventory"
    assert details == [{"router": "ams-pe7", "what": "state", "subscription": "drained", "inventory": "in service"}]
    said_again(sold, node, "node")

    sold.on("terminate_node", node, SHOWN)
    assert not network().knows("ams-pe7")
    assert sold.loaded(node).status == "terminated"


def test_a_node_that_ports_use_cannot_be_terminated(sold: SoldNetwork) -> None:
    with pytest.raises(FormRejected, match="other subscriptions use it"):
        sold.lab.operations.start("terminate_node", [{"subscription_id": str(sold.only("type:node ams-cr1"))}, SHOWN])


def test_a_port_is_taken_on_a_node_changed_compared_mended_and_given_back(sold: SoldNetwork) -> None:
    node = sold.only("type:node gva-cr1")
    free = next(each.name for each in network().interfaces("gva-cr1") if each.is_free)
    port = sold.created(
        "create_port",
        "Port 100G",
        {"customer_id": "sky survey", "node_subscription_id": str(node)},
        {"port_name": free, "purpose": "telescope", "port_mode": "untagged", "auto_negotiation": None, "lldp": True},
        SHOWN,
    )
    place = ("gva-cr1", free)
    assert not network().interface(place).is_free
    assert "lldp" in runs("gva-cr1")[interface_part(free)]

    sold.on("modify_port", port, {"purpose": "mirror", "auto_negotiation": True, "lldp": None}, SHOWN)
    lines = runs("gva-cr1")[interface_part(free)]
    assert ('description "mirror"' in lines, "auto-negotiation" in lines, "lldp" in lines) == (True, True, False)

    network().give_back(place)
    words, _ = sold.refused("validate_port", port)
    assert words == f"gva-cr1 {free} is free in the inventory"
    said_again(sold, port, "port")

    sold.on("terminate_port", port, SHOWN)
    assert network().interface(place).is_free
    assert interface_part(free) not in runs("gva-cr1")


def spare_on(sold: SoldNetwork, node: str) -> UUID:
    return sold.only(f"type:port {node} spare")


def ends(sold: SoldNetwork, a: str, b: str) -> Answer:
    return {"node_a": str(sold.only(f"type:node {a}")), "node_b": str(sold.only(f"type:node {b}"))}


def test_a_core_link_joins_two_ports_is_set_aside_compared_mended_and_parted(sold: SoldNetwork) -> None:
    ports = {"port_a": str(spare_on(sold, "mad-cr1")), "port_b": str(spare_on(sold, "prg-cr1"))}
    link = sold.created("create_core_link", "Core link", ends(sold, "mad-cr1", "prg-cr1"), ports)
    block = sold.loaded(link).core_link
    assert block.link_name == "mad-prg"
    a, b = ((end.node.node_name, end.port_name) for end in block.ends)
    assert network().interface(a).peer == "prg-cr1"
    assert str(block.addresses[0]) in runs("mad-cr1")[link_part(a[1])]

    sold.on("modify_core_link", link, {"under_maintenance": True}, SHOWN)
    assert "metric 16777214" in runs("prg-cr1")[link_part(b[1])]

    network().disconnect([a])
    words, _ = sold.refused("validate_core_link", link)
    assert words == f"not as the subscription has it: mad-cr1 {a[1]} leads to nowhere"
    said_again(sold, link, "core_link")

    sold.on("terminate_core_link", link, SHOWN)
    assert network().interface(a).peer is None
    assert link_part(a[1]) not in runs("mad-cr1")
    again = sold.created("create_core_link", "Core link", ends(sold, "mad-cr1", "prg-cr1"), ports)
    assert sold.loaded(again).core_link.addresses == block.addresses


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("198.19.0.0/31", "198.19.0.0/31 is taken by the topology 0"),
        ("10.0.0.0/31", "a link has a /31 of 198.19.0.0/20, such as 198.19.0.80/31"),
    ],
)
def test_a_prefix_that_cannot_be_given_is_refused_in_the_form(sold: SoldNetwork, prefix: str, words: str) -> None:
    ports = {"port_a": str(spare_on(sold, "mad-cr1")), "port_b": str(spare_on(sold, "prg-cr1")), "prefix": prefix}
    pages = [{"product": "Core link"}, ends(sold, "mad-cr1", "prg-cr1"), ports]
    with pytest.raises(FormRejected, match=words):
        sold.lab.operations.start("create_core_link", pages)


def service(sold: SoldNetwork, **more: Any) -> tuple[Answer, Answer]:
    ports = [str(port) for port in sold.found("type:port sky")[:2]]
    return {"customer_id": "sky survey", "number_of_ports": 2, **more}, {"ports": ports, "vlan": 200}


def test_a_service_is_put_on_ports_changed_compared_mended_and_taken_off(sold: SoldNetwork) -> None:
    how_much, where = service(sold, for_partners=True)
    key = sold.created("create_l2vpn", "L2VPN", how_much, where, PARTNER, SHOWN)
    block = sold.loaded(key).l2vpn
    part, routers = service_part(block.service_number), {sap.port.node.node_name for sap in block.saps}
    assert all("AMS-GVA-10231" in runs(router)[part] for router in routers)
    with sold.store.reading() as connection:
        used = {str(near.subscription_id) for near in subscription_detail(connection, key).depends_on}
    assert used >= set(where["ports"])

    quiet = {**PARTNER, "announced": None, "reserved": 100}
    del quiet["circuit_id"]
    sold.on("modify_l2vpn", key, {"speed": 2_000, "speed_policer": True}, quiet, SHOWN)
    router = min(routers)
    assert "bandwidth-limit 2000m" in runs(router)[part]
    assert "AMS-GVA" not in runs(router)[part]
    assert sold.loaded(key).l2vpn.partner.reserved == 100

    insisting(lambda: network().erase(router, part))
    _, details = sold.refused("validate_l2vpn", key)
    assert [(each["router"], each["part"]) for each in details] == [(router, part)]
    said_again(sold, key, "l2vpn")

    sold.on("terminate_l2vpn", key, SHOWN)
    assert all(part not in runs(router) for router in routers)
    assert sold.found(f"id:{key} status:terminated") == [key]


def every_sap(sold: SoldNetwork) -> list[Any]:
    return [sap for found in sold.found("type:l2vpn") for sap in sold.loaded(found).l2vpn.saps]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"vlan": 1}, "choose a VLAN from 2 to 4094"),
        ({"vlan": 4001}, "4000 to 4094 are reserved"),
        ({"vlan": "taken"}, "is in use already on"),
        ({"ports": "once"}, "2"),
        ({"ports": "twice"}, "twice|unique|duplicate|different"),
    ],
)
def test_a_service_that_cannot_be_is_refused_at_the_field_that_says_so(
    sold: SoldNetwork, wrong: dict[str, Any], words: str
) -> None:
    how_much, where = service(sold)
    first = where["ports"][0]
    (sap,) = [sap for sap in every_sap(sold) if str(sap.port.owner_subscription_id) == first]
    taken = sap.vlan
    told = {"taken": taken, "once": [first], "twice": [first, first]}
    page = {**where, **{name: told.get(value, value) for name, value in wrong.items()}}
    with pytest.raises(FormRejected, match=words):
        sold.lab.operations.start("create_l2vpn", [{"product": "L2VPN"}, how_much, page, SHOWN])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"circuit_id": "AMS-1"}, "has to be like AMS-GVA-10231"),
        ({"domain": "lab"}, "has to be like lab.example"),
        ({"reference_in": "port-7"}, "has to be like urn:lab:partner:port-7"),
        ({"reference_out": None}, "both references have a value, or none of them has"),
    ],
)
def test_what_partners_are_told_has_the_shape_they_expect(sold: SoldNetwork, wrong: dict[str, Any], words: str) -> None:
    how_much, where = service(sold, for_partners=True)
    with pytest.raises(FormRejected, match=words):
        sold.lab.operations.start("create_l2vpn", [{"product": "L2VPN"}, how_much, where, {**PARTNER, **wrong}, SHOWN])
