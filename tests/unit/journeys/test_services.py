"""Can a service be sold between ports, and changed, by the forms NOCs have for it?"""

from __future__ import annotations

from tests.inventory.pages import nothing_to_ask, on_subscription
from tests.inventory.partners import change_partner_port, create_partner_port
from tests.inventory.services import change_service, create_layer2, create_layer3
from tests.inventory.stock import EDGE_NODE, stock
from tests.unit.journeys.filling import Filling, started


def test_a9_a_service_has_exactly_as_many_ports_as_were_asked_for_and_vlans_that_none_of_them_has() -> None:
    async def story(it: Filling) -> None:
        await it.fill(product="Layer 2")
        await it.send()
        it.sees(
            customer_id="options in sight", number_of_ports="number", speed="number", speed_policer="yes, no or neither"
        )  # fmt: skip
        await it.fill(customer_id="Ems Library", number_of_ports=9, speed="fast", speed_policer=True)
        await it.send()
        it.wrong(number_of_ports="Input should be less than or equal to 8", speed="Input should be a valid integer")
        await it.fill(number_of_ports=2, speed=1000)
        await it.send()
        it.sees(ports="several of a list", vlan="VLANs")
        it.reads("0 of exactly 2 chosen")
        await it.fill(ports=["aac-e1 xe-1/1"])
        await it.send()
        it.wrong(ports="Value should have at least 2 items after validation, not 1", vlan="a service needs a VLAN")
        await it.fill(ports=["tri-c1 xe-1/1", "aac-e1 xe-1/1"], vlan="100,201")
        await it.send()
        it.wrong(vlan="VLAN(s) 201 already in use")
        await it.fill(vlan="100-102")
        await it.send()

    assert started(create_layer2(stock()), story) == [
        {"product": "prod-l2"},
        {"customer_id": "cust4", "number_of_ports": 2, "speed": 1000, "speed_policer": True},
        {"ports": ["c1", "a1"], "vlan": "100-102"},
    ]


def test_a10_a_service_is_changed_from_what_it_is() -> None:
    async def story(it: Filling) -> None:
        it.sees(speed="number", speed_policer="yes, no or neither")
        await it.fill(speed=0)
        await it.send()
        it.wrong(speed="Input should be greater than or equal to 1")
        await it.fill(speed=2500, speed_policer=None)
        await it.send()
        it.reads("Was", "1000", "2500")
        await it.send()

    answers = started(change_service, story, on=EDGE_NODE)
    assert answers == [{"subscription_id": str(EDGE_NODE)}, {"speed": 2500, "speed_policer": None}, {}]


def test_a11_a_reconciliation_asks_for_nothing() -> None:
    async def story(it: Filling) -> None:
        it.reads("no input needed")
        await it.send()

    assert started(on_subscription(nothing_to_ask), story, on=EDGE_NODE) == [{"subscription_id": str(EDGE_NODE)}]


PARTNER_KINDS = {
    "topology": "text",
    "stp_description": "text",
    "is_alias_in": "text",
    "is_alias_out": "text",
    "expose_in_topology": "yes, no or neither",
    "bandwidth": "number",
}


def test_a12_a_partner_port_has_both_aliases_or_none_and_the_authors_words_are_its_help() -> None:
    async def story(it: Filling) -> None:
        await it.fill(product="Partner port")
        await it.send()
        it.sees(
            **PARTNER_KINDS, customer_id="options in sight", where="words", port="options in sight", vlan="number",
            partners="line", stp_id="text",
        )  # fmt: skip
        it.reads("The partner's name for our network", "Unique in the topology")
        await it.fill(topology="Rhine!", is_alias_in="urn:x", bandwidth=400_001, vlan=1, stp_id="a b")
        await it.send()
        it.wrong(
            topology="has to be like rhine.example", is_alias_in="has to be like urn:ogf:network:lab:1",
            bandwidth="Input should be less than or equal to 400000", customer_id="field required",
            port="field required", vlan="Input should be greater than or equal to 2",
            stp_id="has to be like aac-e1:3",
        )  # fmt: skip
        await it.fill(topology="rhine.example", is_alias_in="urn:ogf:network:a:1", bandwidth=None)
        await it.fill(customer_id="Lippe Radio", port="aac-e1 xe-1/2", vlan=77, stp_id="aac-e1:2")
        await it.send()
        it.wrong_all_over("both aliases have a value, or both are empty")
        await it.fill(is_alias_out="urn:ogf:network:a:2", expose_in_topology=False)
        await it.send()
        it.reads("rhine.example", "77")
        await it.send()

    assert started(create_partner_port(stock()), story)[1:] == [
        {
            "topology": "rhine.example",
            "stp_description": None,
            "is_alias_in": "urn:ogf:network:a:1",
            "is_alias_out": "urn:ogf:network:a:2",
            "expose_in_topology": False,
            "bandwidth": None,
            "customer_id": "cust5",
            "port": "a2",
            "vlan": 77,
            "stp_id": "aac-e1:2",
        },
        {},
    ]


def test_a13_a_number_that_may_be_left_open_is_emptied() -> None:
    async def story(it: Filling) -> None:
        it.sees(**PARTNER_KINDS, stp_id="read-only", partners="line")
        await it.fill(bandwidth=0)
        await it.send()
        it.wrong(bandwidth="Input should be greater than or equal to 1")
        await it.fill(bandwidth="", expose_in_topology=None)
        await it.send()
        it.reads("5000")
        await it.send()

    assert started(change_partner_port, story, on=EDGE_NODE)[1] == {
        "topology": "rhine.example",
        "stp_description": None,
        "is_alias_in": None,
        "is_alias_out": None,
        "expose_in_topology": None,
        "bandwidth": None,
    }


def test_a14_the_rules_on_one_vlan_speak_one_after_the_other() -> None:
    async def story(it: Filling) -> None:
        await it.fill(product="Layer 3")
        await it.send()
        await it.fill(customer_id="Ems Library", speed=100)
        await it.send()
        it.sees(ports="several of a list", vlan="VLANs")
        await it.fill(ports=["aac-e1 xe-1/0", "tri-c1 xe-1/0"])
        for vlan, said in {
            "ten": "'ten' is not a VLAN or a range of them",
            "5000": "5000 is out of range (0-4096)",
            "0": "a service needs a VLAN",
            "12,13": "one VLAN, not several",
            "900": "900 is reserved for partners",
            "200": "VLAN(s) 200 already in use",
        }.items():
            await it.fill(vlan=vlan)
            await it.send()
            it.wrong(vlan=said)
        await it.fill(vlan=14)
        await it.send()

    answers = started(create_layer3(stock()), story)
    assert answers[1:] == [
        {"customer_id": "cust4", "speed": 100, "speed_policer": None},
        {"ports": ["a0", "c0"], "vlan": "14"},
    ]
