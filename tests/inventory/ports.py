"""Which forms sell a port and change it?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Choice, Label, read_only_field

from engine.authored import FormGenerator
from tests.inventory.pages import for_product, on_subscription, summarised
from tests.inventory.stock import Form, Stock
from workflows.network.fields import choice_of

__all__ = ["PortMode", "change_port", "create_port"]

SPEEDS = {"Port 1G": 1_000, "Port 10G": 10_000, "Port 100G": 100_000}


class PortMode(Choice):
    """What passes a port."""

    TAGGED = "tagged"
    UNTAGGED = "untagged"
    LINK_MEMBER = "link_member"


def create_port(stock: Stock) -> Form:
    """A5: whose, on which node; then which of the node's free ports of the product's speed; then all of it."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Customer, NodeChoice = choice_of("CustomerEnum", stock.customers), choice_of("NodesEnum", stock.labels())

        class WherePage(FormPage, title=f"New {state['product_name']}"):
            customer_id: Annotated[Customer, Field(title="Customer")]  # type: ignore[valid-type]
            node_subscription_id: NodeChoice  # type: ignore[valid-type]

        where = yield WherePage
        free = stock.free_ports(where.node_subscription_id.value, SPEEDS[state["product_name"]])
        PortChoice = choice_of("PortsEnum", free)

        class PortPage(FormPage, title=f"A port of {where.node_subscription_id.label}"):
            port_settings: Label
            port_ims_id: PortChoice  # type: ignore[valid-type]
            port_description: str
            port_mode: PortMode
            auto_negotiation: bool | None = False
            lldp: bool | None = False

        port = yield PortPage
        yield from summarised({"Port": free[port.port_ims_id], "Mode": port.port_mode.value, "LLDP": port.lldp})
        return {**where.model_dump(), **port.model_dump()}

    return for_product({f"prod-{speed}": name for name, speed in SPEEDS.items()}, form)


def _change_port(state: dict[str, Any]) -> FormGenerator:
    """A6: what cannot be changed, then what can."""

    class ChangePage(FormPage, title="Change a port"):
        port_settings: Label
        customer: read_only_field("Meuse Hospital")  # type: ignore[valid-type]
        node: read_only_field("aac-e1")  # type: ignore[valid-type]
        port_number: read_only_field(3)  # type: ignore[valid-type]
        port_mode: read_only_field(PortMode.TAGGED)  # type: ignore[valid-type]
        port_description: str = "Ward 4"
        auto_negotiation: bool | None = True
        lldp: bool | None = False

    page = yield ChangePage
    names = ("port_description", "auto_negotiation", "lldp")
    new = {name: getattr(page, name) for name in names}
    yield from summarised(new, {"port_description": "Ward 4", "auto_negotiation": True, "lldp": False})
    return new


change_port = on_subscription(_change_port)
