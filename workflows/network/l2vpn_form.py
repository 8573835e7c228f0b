"""What is asked about a layer-2 service: which ports and which VLAN, and how partner networks know it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from engine import Divider, FormGenerator, FormPage, Label, LongText, choice_list, read_only_field
from workflows.network.confirmation import summarised
from workflows.network.fields import choice_of
from workflows.network.offers import CustomerChoice, customer_ports, vlans_on
from workflows.network.products import L2vpn, PartnerCircuitBlockInactive, Port
from workflows.network.router_config import PortMode

__all__ = ["ask_new_service", "ask_service_change"]

VLANS = range(2, 4095)
OWN_VLANS = range(4000, 4095)
"""What the network keeps for its own management."""


def _possible(vlan: int) -> int:
    if vlan not in VLANS:
        raise ValueError(f"choose a VLAN from {VLANS[0]} to {VLANS[-1]}")
    return vlan


def _not_reserved(vlan: int) -> int:
    if vlan in OWN_VLANS:
        raise ValueError(f"{OWN_VLANS[0]} to {OWN_VLANS[-1]} are reserved for the network's own management")
    return vlan


def _unused(vlan: int, info: ValidationInfo) -> int:
    taken = [found.description for found in _chosen(info) if vlan in vlans_on(found.port)]
    if taken:
        raise ValueError(f"VLAN {vlan} is in use already on {'; '.join(taken)}")
    return vlan


def _fits_ports(vlan: int, info: ValidationInfo) -> int:
    full = [
        found.description
        for found in _chosen(info)
        if found.port.port_mode is PortMode.UNTAGGED and vlans_on(found.port)
    ]
    if full:
        raise ValueError(f"an untagged port takes one service, and has one: {'; '.join(full)}")
    return vlan


def _chosen(info: ValidationInfo) -> list[Port]:
    return [Port.from_subscription(port.value) for port in info.data.get("ports", ())]


def _matching(pattern: str, example: str) -> AfterValidator:
    def matches(text: str | None) -> str | None:
        if text is not None and not re.fullmatch(pattern, text):
            raise ValueError(f"has to be like {example}")
        return text

    return AfterValidator(matches)


Speed = Annotated[int, Field(title="Mbit/s", ge=10, le=100_000)]
Policer = Annotated[bool | None, Field(title="Policer", description="left open: no; traffic above the speed is kept")]
Vlan = Annotated[
    int,
    AfterValidator(_possible),
    AfterValidator(_not_reserved),
    AfterValidator(_unused),
    AfterValidator(_fits_ports),
    Field(title="VLAN"),
]
Domain = Annotated[
    str,
    _matching(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "lab.example"),
    Field(title="Domain", description="under which partners find the circuit", examples=["lab.example"]),
]
CircuitId = Annotated[
    str,
    _matching(r"[A-Z]{3}-[A-Z]{3}-\d{5}", "AMS-GVA-10231"),
    Field(title="Circuit", description="two sites and five digits, the same at every partner"),
]
Reference = Annotated[
    str | None,
    _matching(r"urn:[a-z0-9][a-z0-9-]{1,31}:[^\s:]+(:[^\s:]+)*", "urn:lab:partner:port-7"),
    Field(description="of the partner's port, a URN"),
]
ReferenceIn = Annotated[Reference, Field(title="Reference in")]
ReferenceOut = Annotated[Reference, Field(title="Reference out")]
Remark = Annotated[LongText | None, Field(title="Remark", max_length=500)]
Announced = Annotated[bool | None, Field(title="Announced", description="left open: no")]
Reserved = Annotated[int | None, Field(title="Reserved Mbit/s", ge=1, le=400_000, description="left open: all of it")]


class PartnerFields(FormPage):
    """What the networks of partners are told of a circuit."""

    domain: Domain
    remark: Remark = None
    reference_in: ReferenceIn = None
    reference_out: ReferenceOut = None
    announced: Announced = True
    reserved: Reserved = None

    @model_validator(mode="after")
    def _both_or_none(self) -> PartnerFields:
        if (self.reference_in is None) != (self.reference_out is None):
            raise ValueError("both references have a value, or none of them has")
        return self


PARTNER_LABELS = {
    "circuit_id": "Circuit",
    "domain": "Domain",
    "remark": "Remark",
    "reference_in": "Reference in",
    "reference_out": "Reference out",
    "announced": "Announced",
    "reserved": "Reserved Mbit/s",
}


def ask_new_service() -> FormGenerator:
    """Ask how much, then which ports, then, where partners are to use it, how they know it."""

    class ServicePage(FormPage, title="A new layer-2 service"):
        customer_id: Annotated[CustomerChoice, Field(title="Customer")]  # type: ignore[valid-type]
        number_of_ports: Annotated[int, Field(title="Number of ports", ge=2, le=8)] = 2
        speed: Speed = 1_000
        speed_policer: Policer = False
        for_partners: Annotated[bool, Field(title="For partners", description="it goes on through other networks")] = (
            False
        )

    service = yield ServicePage
    ports = customer_ports()
    CustomerPort, count = choice_of("CustomerPort", ports), service.number_of_ports
    exactly = choice_list(CustomerPort, min_items=count, max_items=count, unique_items=True)

    class PortsPage(FormPage, title="Where the service leaves the network"):
        ports: Annotated[exactly, Field(title=f"{count} ports")]  # type: ignore[valid-type]
        vlan: Vlan = 0

    ends = yield PortsPage
    partner = (yield from _ask_partner()) if service.for_partners else None
    answers = {
        "customer_id": service.customer_id.value,
        "speed": service.speed,
        "speed_policer": bool(service.speed_policer),
        "ends": [port.value for port in ends.ports],
        "vlan": ends.vlan,
        "partner": partner,
    }
    shown = {f"Port {number}": ports[end] for number, end in enumerate(answers["ends"], start=1)}
    words = {"VLAN": ends.vlan, "Mbit/s": service.speed, "Policer": answers["speed_policer"]}
    yield from summarised("A new layer-2 service", {**shown, **words, **_labelled(partner or {})})
    return answers


def _labelled(partner: Mapping[str, Any]) -> dict[str, Any]:
    return {label: partner[name] for name, label in PARTNER_LABELS.items() if name in partner}


def _ask_partner() -> FormGenerator:
    class PartnerPage(PartnerFields, title="How partners know the service"):
        about: Label = "What the networks it goes on through are told"
        circuit_id: CircuitId
        line: Divider

    page = yield PartnerPage
    return _of_partner(page, page.circuit_id)


def _of_partner(page: Any, circuit_id: str) -> dict[str, Any]:
    names = ("domain", "remark", "reference_in", "reference_out", "reserved")
    told = {name: getattr(page, name) for name in names}
    return {"circuit_id": circuit_id, **told, "announced": bool(page.announced)}


def ask_service_change(subscription_id: str) -> FormGenerator:
    """Ask how much it is now, and what partners are told now; show it beside what it was."""
    subscription = L2vpn.from_subscription(subscription_id)
    service = subscription.l2vpn

    class ChangePage(FormPage, title=subscription.description):
        speed: Speed = service.service_speed
        speed_policer: Policer = service.speed_policer

    page = yield ChangePage
    new = {"speed": page.speed, "speed_policer": bool(page.speed_policer)}
    shown, was = (
        {"Mbit/s": speed, "Policer": policer}
        for speed, policer in ((page.speed, new["speed_policer"]), (service.service_speed, service.speed_policer))
    )
    partner = None
    if service.partner is not None:
        partner = yield from _ask_partner_change(service.partner)
        was |= _labelled({name: getattr(service.partner, name) for name in PARTNER_LABELS})
        shown |= _labelled(partner)
    yield from summarised(subscription.description, shown, was)
    return {**new, "partner": partner}


def _ask_partner_change(partner: PartnerCircuitBlockInactive) -> FormGenerator:
    circuit_id = str(partner.circuit_id)

    class PartnerChangePage(PartnerFields, title="How partners know the service"):
        circuit: read_only_field(circuit_id)  # type: ignore[valid-type]
        line: Divider
        domain: Domain = partner.domain or ""
        remark: Remark = partner.remark
        reference_in: ReferenceIn = partner.reference_in
        reference_out: ReferenceOut = partner.reference_out
        announced: Announced = partner.announced
        reserved: Reserved = partner.reserved

    page = yield PartnerChangePage
    return _of_partner(page, circuit_id)
