"""Can a line be put between two nodes, and taken out for work, by the forms NOCs have for it?"""

from __future__ import annotations

from tests.inventory.links import change_link, create_link
from tests.inventory.stock import EDGE_NODE, LONE_NODE, stock
from tests.unit.journeys.filling import Filling, started


def test_a7_a_line_has_two_ends_and_each_node_offers_its_own_ports() -> None:
    async def story(it: Filling) -> None:
        await it.fill(product="Line 10G")
        await it.send()
        it.sees(customer_id="options in sight", node_a="options in sight", node_b="options in sight")
        await it.fill(node_a="aac-e1", node_b="aac-e1")
        await it.send()
        it.wrong(customer_id="field required")
        it.wrong_all_over()  # what is wrong with the whole is not looked at before that
        await it.fill(customer_id="Scheldt Port")
        await it.send()
        it.wrong()
        it.wrong_all_over("a line ends at another node than it begins at")
        await it.fill(node_b="gen-e1")
        await it.send()
        it.reads("aac-e1 to gen-e1")
        it.sees(port_a="options in sight", port_b="options in sight", under_maintenance="box")
        await it.send()
        it.wrong(port_a="field required", port_b="field required")
        await it.fill(port_a="xe-2/2 (10G)", port_b="xe-2/0 (10G)", under_maintenance=True)
        await it.send()

    assert started(create_link(stock()), story) == [
        {"product": "prod-line"},
        {"customer_id": "cust3", "node_a": str(EDGE_NODE), "node_b": str(LONE_NODE)},
        {"port_a": "af2", "port_b": "bf0", "under_maintenance": True},
    ]


def test_a8_a_line_is_taken_out_for_work_with_one_box() -> None:
    async def story(it: Filling) -> None:
        it.sees(under_maintenance="box")
        await it.fill(under_maintenance=True)
        await it.send()
        it.sees(summary="table")
        it.reads("Was", "Will be", "False", "True")
        await it.send()

    answers = started(change_link, story, on=EDGE_NODE)
    assert answers == [{"subscription_id": str(EDGE_NODE)}, {"under_maintenance": True}, {}]
