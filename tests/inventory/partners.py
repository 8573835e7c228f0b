"""Which forms say how the networks of partners know a port of ours?"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Divider, Label, read_only_field
from typing_extensions import Doc

from engine.authored import FormGenerator
from tests.inventory.pages import for_product, on_subscription, summarised
from tests.inventory.stock import Form, Stock
from workflows.network.fields import choice_of

__all__ = ["change_partner_port", "create_partner_port"]


def _like(pattern: str, example: str) -> AfterValidator:
    def fits(text: str | None) -> str | None:
        if text is not None and not re.fullmatch(pattern, text):
            raise ValueError(f"has to be like {example}")
        return text

    return AfterValidator(fits)


Topology = Annotated[str, _like(r"[-a-z0-9.]+", "rhine.example"), Doc("The partner's name for our network")]
PortId = Annotated[str, _like(r"[-a-z0-9+:._]+", "aac-e1:3"), Doc("Unique in the topology")]
Alias = Annotated[str | None, _like(r"urn:ogf:network:\S+", "urn:ogf:network:lab:1")]
Vlan = Annotated[int, Field(ge=2, le=4094)]
Bandwidth = Annotated[int | None, Field(ge=1, le=400_000)]


class PartnerFields(FormPage):
    """What both forms ask."""

    topology: Topology
    stp_description: str | None = None
    is_alias_in: Alias = None
    is_alias_out: Alias = None
    expose_in_topology: bool | None = True
    bandwidth: Bandwidth = None

    @model_validator(mode="after")
    def _both_or_none(self) -> PartnerFields:
        if (self.is_alias_in is None) != (self.is_alias_out is None):
            raise ValueError("both aliases have a value, or both are empty")
        return self


def create_partner_port(stock: Stock) -> Form:
    """A12: which port and VLAN, then what partners are told of it; then all of it."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Customer, PortChoice = choice_of("CustomerEnum", stock.customers), choice_of("PortEnum", stock.sold_ports())

        class PartnerPage(PartnerFields, title="New partner port"):
            customer_id: Annotated[Customer, Field(title="Customer")]  # type: ignore[valid-type]
            where: Label
            port: PortChoice  # type: ignore[valid-type]
            vlan: Vlan
            partners: Divider
            stp_id: PortId

        page = yield PartnerPage
        yield from summarised({"Topology": page.topology, "Id": page.stp_id, "VLAN": page.vlan})
        return dict(page.model_dump())

    return for_product({"prod-stp": "Partner port"}, form)


def _change_partner_port(state: dict[str, Any]) -> FormGenerator:
    """A13: the same but for what it is called."""

    class ChangePage(PartnerFields, title="Change a partner port"):
        stp_id: read_only_field("aac-e1:3")  # type: ignore[valid-type]
        partners: Divider
        topology: Topology = "rhine.example"
        bandwidth: Bandwidth = 5_000

    page = yield ChangePage
    yield from summarised({"Bandwidth": page.bandwidth}, {"Bandwidth": 5_000})
    return dict(page.model_dump())


change_partner_port = on_subscription(_change_partner_port)
