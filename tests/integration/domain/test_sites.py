"""Does a site's package go from nothing to running workflows by the commands that the documentation names?"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.store.database import Store
from engine.store.schema import REVISIONS, open_store
from engine.store.site_migrations import SiteMigrations
from tests.integration.command_line import nocdeck_here

SITES = Path(__file__).parents[2] / "sites"

Run = Callable[..., str]


@pytest.fixture
def nocdeck(tmp_path: Path, empty_store: str) -> Callable[[str], Run]:
    """Return what runs the program in a copy of a site's folder."""

    def at(site: str) -> Run:
        folder = tmp_path / site
        shutil.copytree(SITES / site, folder)

        nocdeck = nocdeck_here(folder, empty_store)

        def run(*arguments: str, code: int = 0, either: bool = False) -> str:
            done = nocdeck(*arguments)
            assert done.returncode == code, done.stdout + done.stderr
            return done.stdout if code == 0 or either else done.stderr

        return run

    return at


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/site.db"
        return
    databases = request.getfixturevalue("postgres")
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture(autouse=True)
def _shop() -> None:
    """Sell nothing but what the site sells."""


def state_of(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed)
    assert found["status"] in ("completed", "suspended"), found["failed_reason"]
    state: dict[str, Any] = found["state"]
    return state


SPEEDS = json.dumps({"products": {f"Port {speed}G": {"fixed_inputs": {"speed": speed}} for speed in (10, 100)}})


def selling_ports(nocdeck: Callable[[str], Run]) -> Run:
    """Return what runs the program at acme, whose migrations are written and applied."""
    acme = nocdeck("acme")
    acme("db", "upgrade")
    acme("db", "migrate-domain-models", "Add ports", "--inputs", SPEEDS)
    acme("db", "upgrade")
    acme("db", "migrate-workflows", "Port workflows", "--product-type", "Port")
    acme("db", "upgrade")
    return acme


def test_cli4_cli5_cli6_a_site_goes_from_nothing_to_its_workflows(
    nocdeck: Callable[[str], Run],
) -> None:
    acme = nocdeck("acme")
    assert "applied 0001" in acme("db", "upgrade")
    told = acme("db", "migrate-domain-models", "Add ports", code=2)
    assert "Fixed input speed of product 'Port 10G' has no value" in told
    assert "def upgrade" in acme("db", "migrate-domain-models", "Add ports", "--inputs", SPEEDS, "--test")
    assert "does not know all of Port 10G, Port 100G, Port" in acme("doctor", "--json", code=1, either=True)
    told = acme("db", "migrate-domain-models", "Add ports", "--inputs", SPEEDS)
    assert "- add product block Port: port_name, vlans" in told
    assert "not applied: " in acme("doctor", "--json", code=1, either=True)
    acme("db", "upgrade")
    assert "wrong" not in acme("doctor", "--json")
    assert acme("db", "migrate-domain-models", "Again") == "Nothing to do\n"

    told = acme("db", "migrate-workflows", "Port workflows", code=2)
    assert "Which product type does 'create_port' run on? Say --product-type create_port=TYPE; there are: Port" in told
    acme("db", "migrate-workflows", "Port workflows", "--product-type", "Port")
    acme("db", "migrate-tasks", "Validate ports", "--product-type", "validate_port=Port")
    assert len(re.findall(r"missing", acme("db", "history"))) == 2
    acme("db", "upgrade")
    assert acme("db", "migrate-workflows", "Again") == "Nothing to do\n"

    port = {"customer_id": "noc", "port_name": "ge-0/0/1"}
    made = state_of(
        acme("start", "create_port", "--input", '{"product": "Port 10G"}', "--input", json.dumps(port), "--json")
    )
    on = json.dumps({"subscription_id": made["subscription_id"]})
    state = state_of(acme("start", "modify_port", "--input", on, "--input", '{"vlans": [30, 2, 100]}', "--json"))
    assert state["subscription"]["port"]["vlans"] == [30, 2, 100]
    assert state["subscription"]["speed"] == 10
    acme("start", "validate_port", "--input", on)
    acme("start", "terminate_port", "--input", on)
    told = acme("start", "modify_port", "--input", on, "--input", "{}", code=1)
    assert "This workflow cannot be started" in told


def test_cli6_a_module_that_cannot_be_imported_is_not_taken_for_one_whose_products_are_gone(
    nocdeck: Callable[[str], Run], tmp_path: Path
) -> None:
    acme = nocdeck("acme")
    acme("db", "upgrade")
    acme("db", "migrate-domain-models", "Add ports", "--inputs", SPEEDS)
    acme("db", "upgrade")
    (tmp_path / "acme" / "acme" / "products.py").write_text("import nothing_like_it")
    told = acme("db", "migrate-domain-models", "Again", "--delete", code=2)
    assert "nothing is compared until all can be imported" in told
    assert "nothing is compared" in acme("db", "migrate-workflows", "Again", "--delete", code=2)


def test_cli6_a_resource_type_that_was_renamed_keeps_its_values(nocdeck: Callable[[str], Run], tmp_path: Path) -> None:
    acme = selling_ports(nocdeck)
    port = json.dumps({"customer_id": "noc", "port_name": "ge-0/0/1"})
    made = state_of(acme("start", "create_port", "--input", '{"product": "Port 10G"}', "--input", port, "--json"))

    for name in ("products.py", "workflows.py"):
        code = tmp_path / "acme" / "acme" / name
        code.write_text(code.read_text().replace("port_name", "interface"))
    updates = json.dumps({"resource_types": {"Port": {"port_name": "interface"}}})
    told = acme("db", "migrate-domain-models", "Ports are interfaces", "--updates", updates)
    assert "- rename resource type port_name to interface in Port" in told
    acme("db", "upgrade")
    assert acme("db", "migrate-domain-models", "Again") == "Nothing to do\n"
    shown = json.loads(acme("subscription", "show", made["subscription_id"], "--json"))
    assert "ge-0/0/1" in json.dumps(shown)
    acme("db", "downgrade")
    told = acme("db", "migrate-domain-models", "Again", "--updates", updates, "--test")
    assert "rename_resource_type(connection, 'Port', 'port_name', 'interface')" in told


def test_cli2_cli3_what_a_migration_created_its_downgrade_takes_away_and_an_upgrade_brings_back(
    nocdeck: Callable[[str], Run],
) -> None:
    acme = selling_ports(nocdeck)
    branches = [row["branch"] for row in json.loads(acme("db", "history", "--json"))]
    assert branches == ["schema"] * len(REVISIONS) + ["site"] * 2
    assert [line.split()[0] for line in acme("db", "heads").splitlines()] == ["schema", "site"]
    assert acme("db", "downgrade").startswith("took back ")
    assert "add create_port" in acme("db", "migrate-workflows", "Port workflows", "--product-type", "Port", "--test")
    acme("db", "downgrade", "base")
    assert acme("db", "downgrade", "base") == "nothing to take back\n"
    acme("db", "upgrade")
    assert acme("db", "migrate-workflows", "Again") == "Nothing to do\n"


INPUTS = json.dumps(
    {
        "products": {
            "Node Cisco": {"product_type": "Node", "fixed_inputs": {"vendor": "Cisco"}},
            "Port 10G": {"product_type": "Port", "fixed_inputs": {"speed": 10}},
            "Core link": {"product_type": "CoreLink"},
            "L2VPN": {"product_type": "L2VPN"},
        }
    }
)


def test_a_package_of_four_products_written_for_orchestrator_core_runs_unchanged(nocdeck: Callable[[str], Run]) -> None:
    surf = nocdeck("wfo")
    surf("db", "upgrade")
    surf("db", "migrate-domain-models", "Products", "--inputs", INPUTS)
    surf("db", "upgrade")
    types = {"create_core_link": "CoreLink", "create_l2vpn": "L2VPN", "create_port": "Port", "": "Node"}
    said = [text for name, kind in types.items() for text in ("--product-type", f"{name}={kind}" if name else kind)]
    surf("db", "migrate-workflows", "Workflows", *said)
    surf("db", "migrate-tasks", "Tasks", "--product-type", "Node")
    surf("db", "upgrade")

    def created(workflow: str, product: str, **answer: Any) -> dict[str, Any]:
        pages = ("--input", json.dumps({"product": product}), "--input", json.dumps(answer))
        return state_of(surf("start", workflow, *pages, "--json"))

    node = created("create_node", "Node Cisco", customer_id="surf", node_name="ams1", role="core")
    surf("process", "submit", node["process_id"], "--input", '{"racked": true}')
    ports = [
        created("create_port", "Port 10G", customer_id="surf", node_id=node["subscription_id"], port_name=name)
        for name in ("et-0", "et-1")
    ]
    ends = [port["subscription_id"] for port in ports]
    link = created("create_core_link", "Core link", customer_id="surf", ends=ends)
    assert [end["node"]["node_name"] for end in link["subscription"]["core_link"]["ends"]] == ["ams1", "ams1"]
    service = created("create_l2vpn", "L2VPN", customer_id="surf", ends=ends)
    assert [sap["vlan"] for sap in service["subscription"]["l2vpn"]["saps"]] == [100, 101]

    on = json.dumps({"subscription_id": node["subscription_id"]})
    assert state_of(surf("start", "validate_node", "--input", on, "--json"))["fits"] is True
    told = surf("start", "terminate_node", "--input", on, code=1)
    assert "other subscriptions use it" in told


def test_cli2_an_upgrade_that_fails_leaves_the_store_as_it_was(tmp_path: Path, empty_store: str) -> None:
    store = open_store(empty_store) if empty_store.startswith("sqlite") else upgraded(empty_store)
    site = SiteMigrations(tmp_path / "migrations")
    site.revision("One", "    op.execute('CREATE TABLE one (a INTEGER)')", "    op.execute('DROP TABLE one')")
    broken = site.revision("Two", "    op.execute('CREATE TABLE two (a INTEGER)')\n    op.execute('nonsense')")
    with pytest.raises(Exception, match="nonsense"):
        site.upgrade(store)
    assert not any(found.is_applied for found in site.history(store))

    broken.write_text(broken.read_text().replace("    op.execute('nonsense')", ""))
    assert len(site.upgrade(store)) == 2
    assert site.upgrade(store) == []
    store.close()


def upgraded(url: str) -> Store:
    from engine.store.schema import upgrade

    store = Store(url)
    upgrade(store)
    return store
