"""Do the forms ask for the right things, and refuse the wrong ones with a sentence that helps?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.authored import StateForm
from engine.definition import Workflow
from engine.forms import FormDone, FormSession, PageErrors, PageView
from workflows.network import check_link, drain_node_for_maintenance, provision_node
from workflows.network.lab import Lab
from workflows.network.maintenance import go_or_no_go, work_finished
from workflows.network.provisioning import confirm_rack_and_power
from workflows.network.topology import Role

NODE = {"site": "ams", "role": "edge", "node_name": "ams-pe1"}
RACK = {"rack_position": "R01-U12", "power_a": True, "power_b": True}


def session(form: StateForm | None, state: dict[str, Any] | None = None) -> FormSession:
    return FormSession(title="form", subject="", step="", version=None, form=form, state=state or {})


def start(workflow: Workflow) -> FormSession:
    return session(workflow.initial_input_form)


def page(session: FormSession, *answers: Mapping[str, Any]) -> PageView:
    """Return the page that asks next."""
    found = session.walk(answers)
    assert isinstance(found, PageView), found
    return found


def errors(session: FormSession, *answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the messages about the last answer, by field."""
    found = session.walk(answers)
    assert isinstance(found, PageErrors), found
    assert found.index == len(answers) - 1
    return {".".join(map(str, error.loc)): error.msg for error in found.errors}


def result(session: FormSession, *answers: Mapping[str, Any]) -> dict[str, Any]:
    found = session.walk(answers)
    assert isinstance(found, FormDone), found
    return found.result


def test_the_first_page_asks_for_place_role_and_ports(network: Lab) -> None:
    fields = page(start(provision_node)).schema["properties"]

    assert list(fields) == [
        "place",
        "site",
        "role",
        "node_name",
        "ports",
        "line",
        "auto_interfaces",
        "description",
    ]
    assert [fields[name].get("format") for name in ("place", "line", "description")] == ["label", "divider", "long"]


def test_the_second_page_shows_the_site_and_offers_the_nearest_routers_first(network: Lab) -> None:
    schema = page(start(provision_node), NODE).schema

    assert schema["properties"]["at"]["default"] == "Amsterdam (NL)"
    assert schema["properties"]["at"]["readOnly"] is True
    assert schema["$defs"]["Uplink"]["enum"][:3] == ["ams-cr1", "lon-cr1", "fra-cr1"]


def test_the_answers_of_both_pages_come_out_as_plain_values(network: Lab) -> None:
    found = result(start(provision_node), {**NODE, "ports": "32"}, {"uplinks": ["ams-cr1", "fra-cr1"]})

    assert found == {
        "site": "ams",
        "city": "Amsterdam",
        "role": "edge",
        "node_name": "ams-pe1",
        "ports": 32,
        "auto_interfaces": True,
        "description": "",
        "uplinks": ["ams-cr1", "fra-cr1"],
    }


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"node_name": "fra-pe1"}, "node_name", "such as ams-pe2"),  # another site
        ({"node_name": "ams-cr2"}, "node_name", "such as ams-pe2"),  # another role
        ({"node_name": "ams-pe0"}, "node_name", "naming plan"),
        ({"node_name": "ams-pe1\n"}, "node_name", "naming plan"),
        ({"role": "core", "node_name": "ams-cr1"}, "node_name", "ams-cr1 is in the inventory already"),
        ({"site": "nix"}, "site", "'ams'"),
        ({"ports": 4}, "ports", "greater than or equal to 8"),
        ({"ports": 30}, "ports", "multiple of 4"),
        ({"description": "x" * 501}, "description", "500"),
    ],
)
def test_a_wrong_node_is_told_what_is_wrong(network: Lab, wrong: dict[str, Any], field: str, told: str) -> None:
    found = errors(start(provision_node), {**NODE, **wrong})

    assert list(found) == [field]
    assert told in found[field]


@pytest.mark.parametrize(
    ("node", "uplinks"),
    [
        pytest.param(NODE, [], id="an-edge-node-needs-one"),
        pytest.param({"site": "ams", "role": "core", "node_name": "ams-cr2"}, ["ams-cr1"], id="a-core-node-needs-two"),
        pytest.param(NODE, ["ams-cr1", "ams-cr1"], id="two-to-one-router"),
        pytest.param(NODE, ["ath-pe1"], id="an-edge-router"),
    ],
)
def test_wrong_uplinks_are_refused(network: Lab, node: dict[str, Any], uplinks: list[str]) -> None:
    assert all(field.startswith("uplinks") for field in errors(start(provision_node), node, {"uplinks": uplinks}))


def test_a_drained_router_is_not_offered_as_an_uplink(network: Lab) -> None:
    network.drain("lon-cr1")

    assert "lon-cr1" not in page(start(provision_node), NODE).schema["$defs"]["Uplink"]["enum"]


@pytest.mark.parametrize(
    ("answer", "field", "told"),
    [
        ({**RACK, "power_a": False}, "power_a", "feed A is not confirmed"),
        ({**RACK, "power_b": False}, "power_b", "feed B is not confirmed"),
        ({**RACK, "rack_position": "R09-U12"}, "rack_position", "R01-U12"),
        ({"rack_position": "R01-U12", "power_a": True}, "power_b", "required"),
    ],
)
def test_a_node_is_not_confirmed_without_its_rack_and_both_feeds(
    network: Lab, answer: dict[str, Any], field: str, told: str
) -> None:
    asked = session(confirm_rack_and_power.form, {"node_name": "ams-pe1", "site": "ams", "city": "Amsterdam"})
    found = errors(asked, answer)

    assert list(found) == [field]
    assert told in found[field]


def test_a_place_that_was_taken_meanwhile_is_refused(network: Lab) -> None:
    asked = session(confirm_rack_and_power.form, {"node_name": "ams-pe1", "site": "ams", "city": "Amsterdam"})
    assert result(asked, RACK)["power_confirmed"] is True

    network.reserve("ams-pe2", site="ams", role=Role.EDGE, ports=8, description="", holder="me")
    network.install("ams-pe2", "R01-U12")
    assert list(errors(asked, RACK)) == ["rack_position"]


def test_a_link_is_chosen_by_its_cities(network: Lab) -> None:
    asked = start(check_link)

    options = page(asked).schema["$defs"]["LinkChoice"]["options"]
    assert options["ams-fra"] == "Amsterdam – Frankfurt, 800 Gbit/s"
    assert list(options) == list(network.network.links)
    assert result(asked, {"link": "ams-fra"}) == {"link": "ams-fra"}
    assert list(errors(asked, {"link": "ams-nix"})) == ["link"]


def test_a_drain_needs_a_router_in_service_and_a_ticket(network: Lab) -> None:
    asked = start(drain_node_for_maintenance)
    assert result(asked, {"node_name": "vie-cr1", "ticket": "CHG-20417"})["ticket"] == "CHG-20417"

    network.drain("vie-cr1")
    assert set(errors(asked, {"node_name": "vie-cr1", "ticket": "later"})) == {"node_name", "ticket"}


@pytest.mark.parametrize(
    ("form", "field", "told"),
    [
        (go_or_no_go.form, "customers_informed", "customers have to be informed first"),
        (work_finished.form, "work_finished", "stays drained until"),
    ],
)
def test_a_drain_goes_on_only_when_it_is_confirmed(network: Lab, form: StateForm, field: str, told: str) -> None:
    asked = session(form, {"node_name": "vie-cr1", "ticket": "CHG-20417", "links_affected": {"bra-vie": 300}})

    assert told in errors(asked, {field: False})[field]
    assert result(asked, {field: True})
