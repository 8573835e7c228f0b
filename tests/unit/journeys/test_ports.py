"""Can a port be sold and changed, by the forms NOCs have for it?"""

from __future__ import annotations

from tests.inventory.ports import change_port, create_port
from tests.inventory.stock import EDGE_NODE, stock
from tests.unit.journeys.filling import Filling, started


def test_a5_the_ports_offered_are_the_free_ones_of_the_node_and_speed_chosen_before() -> None:
    async def story(it: Filling) -> None:
        await it.fill(product="Port 10G")
        await it.send()
        it.sees(customer_id="options in sight", node_subscription_id="options in sight")
        await it.fill(customer_id="Lippe Radio", node_subscription_id="tri-c1")
        await it.send()
        it.reads("A port of tri-c1", "no options available")  # its free port is one of 1G
        await it.it.press("ctrl+left")
        await it.fill(node_subscription_id="gen-e1")
        await it.send()
        it.reads("xe-2/0 (10G)")
        await it.it.press("ctrl+left")
        await it.fill(node_subscription_id="aac-e1")
        await it.send()
        it.sees(
            port_settings="words", port_ims_id="options in sight", port_description="text",
            port_mode="options in sight", auto_negotiation="yes, no or neither", lldp="yes, no or neither",
        )  # fmt: skip
        await it.send()
        it.wrong(port_ims_id="field required", port_description="field required", port_mode="field required")
        await it.fill(port_ims_id="xe-2/2 (10G)", port_description="Studio", port_mode="tagged")
        await it.fill(auto_negotiation=None, lldp=True)
        await it.send()
        it.sees(summary="table")
        it.reads("xe-2/2 (10G)", "True")
        await it.send()

    assert started(create_port(stock()), story) == [
        {"product": "prod-10000"},
        {"customer_id": "cust5", "node_subscription_id": str(EDGE_NODE)},
        {
            "port_ims_id": "af2",
            "port_description": "Studio",
            "port_mode": "tagged",
            "auto_negotiation": None,
            "lldp": True,
        },
        {},
    ]


def test_a6_what_may_not_be_changed_of_a_port_is_seen_and_not_sent() -> None:
    async def story(it: Filling) -> None:
        it.sees(
            port_settings="words", customer="read-only", node="read-only", port_number="read-only",
            port_mode="read-only", port_description="text", auto_negotiation="yes, no or neither",
            lldp="yes, no or neither",
        )  # fmt: skip
        it.reads("Meuse Hospital", "aac-e1", "tagged")
        await it.fill(port_description="Ward 5", auto_negotiation=False)
        await it.send()
        it.reads("Ward 4", "Ward 5", "Was", "Will be")
        await it.send()

    assert started(change_port, story, on=EDGE_NODE) == [
        {"subscription_id": str(EDGE_NODE)},
        {"port_description": "Ward 5", "auto_negotiation": False, "lldp": False},
        {},
    ]
