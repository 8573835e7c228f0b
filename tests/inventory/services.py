"""Which forms sell a service between ports, and change how much of it there is?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_forms.core import FormPage
from pydantic_forms.validators import choice_list

from engine.authored import FormGenerator
from tests.inventory.pages import for_product, on_subscription, summarised
from tests.inventory.stock import Form, Stock
from tests.inventory.vlans import VlanRanges
from workflows.network.fields import choice_of

__all__ = ["PARTNER_VLAN", "change_service", "create_layer2", "create_layer3"]

PARTNER_VLAN = 900
"""Reserved for partners."""

Speed = Annotated[int, Field(title="Mbit/s", ge=1, le=400_000)]


def _some(vlans: VlanRanges) -> VlanRanges:
    if not vlans - {0}:
        raise ValueError("a service needs a VLAN")
    return vlans


def _one(vlans: VlanRanges) -> VlanRanges:
    if len(vlans) > 1:
        raise ValueError("one VLAN, not several")
    return vlans


def _not_partners(vlans: VlanRanges) -> VlanRanges:
    if PARTNER_VLAN in vlans:
        raise ValueError(f"{PARTNER_VLAN} is reserved for partners")
    return vlans


def _unused(stock: Stock) -> AfterValidator:
    def unused(vlans: VlanRanges, info: ValidationInfo) -> VlanRanges:
        taken = {vlan for port in info.data.get("ports", ()) for vlan in stock.vlans(port.value)} & vlans
        if taken:
            raise ValueError(f"VLAN(s) {VlanRanges(taken)} already in use")
        return vlans

    return AfterValidator(unused)


def create_layer2(stock: Stock) -> Form:
    """A9: how many ports; then exactly so many, and VLANs that none of them has yet."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Customer = choice_of("CustomerEnum", stock.customers)

        class SizePage(FormPage, title="New service"):
            customer_id: Annotated[Customer, Field(title="Customer")]  # type: ignore[valid-type]
            number_of_ports: Annotated[int, Field(ge=2, le=8)]
            speed: Speed
            speed_policer: bool | None = None

        size = yield SizePage
        count = size.number_of_ports
        exactly = choice_list(
            choice_of("PortsEnum", stock.sold_ports()), min_items=count, max_items=count, unique_items=True
        )

        class PortsPage(FormPage, title="Where it ends"):
            ports: exactly  # type: ignore[valid-type]
            vlan: Annotated[VlanRanges, AfterValidator(_some), _unused(stock)] = VlanRanges({0})

        ends = yield PortsPage
        return {**size.model_dump(), "ports": [port.value for port in ends.ports], "vlan": str(ends.vlan)}

    return for_product({"prod-l2": "Layer 2"}, form)


def create_layer3(stock: Stock) -> Form:
    """A14: the same for two ports and one VLAN, on which four rules look in turn."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Customer = choice_of("CustomerEnum", stock.customers)

        class SizePage(FormPage, title="New routed service"):
            customer_id: Annotated[Customer, Field(title="Customer")]  # type: ignore[valid-type]
            speed: Speed
            speed_policer: bool | None = None

        size = yield SizePage
        two = choice_list(choice_of("PortsEnum", stock.sold_ports()), min_items=2, max_items=2, unique_items=True)
        OneVlan = Annotated[
            VlanRanges, AfterValidator(_some), AfterValidator(_one), AfterValidator(_not_partners), _unused(stock)
        ]

        class PortsPage(FormPage, title="Where it ends"):
            ports: two  # type: ignore[valid-type]
            vlan: OneVlan

        ends = yield PortsPage
        return {**size.model_dump(), "ports": [port.value for port in ends.ports], "vlan": str(ends.vlan)}

    return for_product({"prod-l3": "Layer 3"}, form)


def _change_service(state: dict[str, Any]) -> FormGenerator:
    """A10: how much of it there is now."""

    class ChangePage(FormPage, title="Change a service"):
        speed: Speed = 1_000
        speed_policer: bool | None = False

    page = yield ChangePage
    new = {"Mbit/s": page.speed, "Policer": page.speed_policer}
    yield from summarised(new, {"Mbit/s": 1_000, "Policer": False})
    return dict(page.model_dump())


change_service = on_subscription(_change_service)
