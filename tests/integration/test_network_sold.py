"""Does the demo's network sell what it says, and do its workflows on subscriptions run on it?"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

import workflows.network
from engine import db
from engine.domain.queries import SubscriptionQuery, subscription_detail
from engine.domain.relations import relatives
from engine.domain.subscriptions import SubscriptionModel
from engine.errors import FormRejected
from engine.listing import first_rows
from engine.outcome import ProcessStatus
from engine.registry import Registry
from engine.store.database import Store
from engine.store.product_tables import ProductTable
from engine.store.scope import scope_of
from engine.store.site_migrations import SiteMigrations
from tests.lab import Lab
from workflows.network.lab import LAB
from workflows.network.sold import sell

MIGRATIONS = Path(workflows.network.__file__).parent / "migrations"


@pytest.fixture(autouse=True)
def _sold(lab: Lab, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LAB, str(tmp_path / "lab.db"))
    assert len(SiteMigrations(MIGRATIONS).upgrade(store)) == 3
    db.use(store)
    assert sell() == 200
    for workflow in Registry.load(["workflows.network"]):
        lab.registry.put(workflow)


def found(store: Store, text: str) -> list[UUID]:
    with store.reading() as connection:
        return [row.subscription_id for row in first_rows(connection, SubscriptionQuery(text=text), 500)]


def test_the_network_is_two_hundred_subscriptions_that_all_load_and_use_each_other(store: Store) -> None:
    with store.reading() as connection:
        rows = first_rows(connection, SubscriptionQuery(), 500)
    assert Counter(row.product for row in rows) == {
        "Node": 26,
        "Port 100G": 116,
        "Core link": 38,
        "L2VPN": 20,
    }
    with scope_of(store):
        assert all(SubscriptionModel.from_subscription(row.subscription_id).insync for row in rows)
    (node,) = found(store, "type:node ams-cr1")
    with store.reading() as connection:
        would_notice = Counter(near.product for near in relatives(connection, node, up=True))
    assert would_notice["Core link"] == 4
    assert would_notice["Port 100G"] >= 4


def test_the_migrations_are_what_the_models_say(store: Store, store_url: str) -> None:
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


def test_a_node_is_described_and_compared_with_the_inventory(lab: Lab, store: Store) -> None:
    (node,) = found(store, "type:node ams-cr1")
    described = lab.operations.start(
        "modify_node", [{"subscription_id": str(node)}, {"rack": "R09-U01", "note": "new"}]
    )
    compared = lab.operations.start("validate_node", [{"subscription_id": str(node)}])
    lab.run()

    assert lab.row(described).status is ProcessStatus.COMPLETED
    assert lab.row(compared).status is ProcessStatus.COMPLETED, lab.row(compared).failed_reason
    with store.reading() as connection:
        detail = subscription_detail(connection, node)
    assert detail.row.note == "new"
    assert {row.workflow for row in detail.processes} == {"modify_node", "validate_node"}


def test_a_service_is_created_across_two_ports_and_terminated(lab: Lab, store: Store) -> None:
    with store.reading() as connection:
        product = connection.scalars(select(ProductTable.product_id).where(ProductTable.name == "L2VPN")).one()
    ends = found(store, "type:port sky")[:2]
    page = {"customer_id": "sky survey", "first": str(ends[0]), "second": str(ends[1]), "vlan": 200}
    with pytest.raises(FormRejected, match="a service needs two different ports"):
        lab.operations.start("create_l2vpn", [{"product": str(product)}, {**page, "second": str(ends[0])}])
    created = lab.operations.start("create_l2vpn", [{"product": "L2VPN"}, page])
    lab.run()
    assert lab.row(created).status is ProcessStatus.COMPLETED, lab.row(created).failed_reason
    service = lab.state(created)["subscription_id"]
    with store.reading() as connection:
        assert {near.subscription_id for near in subscription_detail(connection, UUID(service)).depends_on} >= set(ends)

    ended = lab.operations.start("terminate_l2vpn", [{"subscription_id": service}])
    lab.run()
    assert lab.row(ended).status is ProcessStatus.COMPLETED
    assert found(store, f"id:{service} status:terminated") == [UUID(service)]
