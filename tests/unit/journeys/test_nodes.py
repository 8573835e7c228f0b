"""Can a node be brought into the network, changed there and taken out, by the forms NOCs have for it?"""

from __future__ import annotations

from tests.inventory.nodes import change_node, create_node
from tests.inventory.pages import ending, nothing_to_ask, on_subscription
from tests.inventory.stock import EDGE_NODE, stock
from tests.unit.journeys.filling import Filling, started


def test_a1_a_node_is_created_by_its_product_its_place_and_its_name() -> None:
    async def story(it: Filling) -> None:
        it.sees(product="options in sight")
        await it.fill(product="Node 100G")
        await it.send()
        it.reads("New Node 100G", "! The rack comes first", "Node settings")
        it.sees(
            mind="callout", customer_id="options in sight", add_interfaces="box", node_settings="words",
            type_id="options in sight", role_id="options in sight", site_id="picker", node_status="options in sight",
            node_name="text", node_description="text",
        )  # fmt: skip
        await it.fill(customer_id="Ems Library", add_interfaces=False, site_id="Gent, Krijgslaan", node_name="GEN-E2")
        await it.send()
        it.wrong(
            type_id="field required", role_id="field required", node_status="field required",
            node_name="String should match pattern",
        )  # fmt: skip
        await it.fill(type_id="LT-1 access box", role_id="Edge of the network", node_status="staged")
        await it.fill(node_name="gen-e2", node_description="Cellar")
        await it.send()
        it.sees(summary="table")
        it.reads("LT-1 access box", "Gent, Krijgslaan", "gen-e2", "Cellar")
        await it.send()

    assert started(create_node(stock()), story) == [
        {"product": "prod-n100"},
        {
            "customer_id": "cust4",
            "add_interfaces": False,
            "type_id": "313",
            "role_id": "321",
            "site_id": "334",
            "node_status": "staged",
            "node_name": "gen-e2",
            "node_description": "Cellar",
        },
        {},
    ]


def test_a2_a_node_is_changed_from_what_it_is_and_the_change_is_seen_before_it_is_sent() -> None:
    inventory = stock()
    del inventory.sites["331"]  # where the node stands is not in the inventory any more

    async def story(it: Filling) -> None:
        it.sees(
            node_settings="words", type_id="options in sight", role_id="options in sight", site_id="picker",
            node_status="options in sight", node_name="text", node_description="text",
        )  # fmt: skip
        it.reads("331 is no longer available")
        await it.fill(node_description=None)
        await it.send()
        it.wrong(site_id="Input should be 'Bonn, Auenhof'")
        await it.fill(site_id="Delft, Mekelweg")
        await it.send()
        it.sees(summary="table")
        it.reads("Was", "Will be", "Delft, Mekelweg", "First floor")
        await it.send()

    assert started(change_node(inventory), story, on=EDGE_NODE) == [
        {"subscription_id": str(EDGE_NODE)},
        {
            "type_id": "312",
            "role_id": "321",
            "site_id": "333",
            "node_status": "active",
            "node_name": "aac-e1",
            "node_description": None,
        },
        {},
    ]


def test_a3_a_subscription_that_is_to_end_is_seen_once_more_and_nothing_is_typed() -> None:
    async def story(it: Filling) -> None:
        it.sees(subscription="subscription")
        it.reads("Take it out of service", str(EDGE_NODE), "nothing to fill in")
        await it.it.press("ctrl+j")

    assert started(on_subscription(ending), story, on=EDGE_NODE) == [{"subscription_id": str(EDGE_NODE)}, {}]


def test_a4_a_workflow_that_asks_for_nothing_but_its_subscription_is_one_key() -> None:
    async def story(it: Filling) -> None:
        it.reads("no input needed")
        await it.it.press("enter")

    answers = started(on_subscription(nothing_to_ask), story, on=EDGE_NODE)
    assert answers == [{"subscription_id": str(EDGE_NODE)}]
