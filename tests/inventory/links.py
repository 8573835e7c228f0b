"""Which forms put a line between two nodes, and take it out for work?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_forms.core import FormPage

from engine.authored import FormGenerator
from tests.inventory.pages import for_product, on_subscription, summarised
from tests.inventory.stock import Form, Stock
from workflows.network.fields import choice_of

__all__ = ["change_link", "create_link"]


def create_link(stock: Stock) -> Form:
    """A7: two nodes, which must not be one; then a port of each, offered by the node; then whether it is worked on."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Customer, NodeChoice = choice_of("CustomerEnum", stock.customers), choice_of("NodesEnum", stock.labels())

        class NodesPage(FormPage, title="New line"):
            customer_id: Annotated[Customer, Field(title="Customer")]  # type: ignore[valid-type]
            node_a: Annotated[NodeChoice, Field(title="From")]  # type: ignore[valid-type]
            node_b: Annotated[NodeChoice, Field(title="To")]  # type: ignore[valid-type]

            @model_validator(mode="after")
            def _two_nodes(self) -> NodesPage:
                if len({*self.model_dump(include={"node_a", "node_b"}).values()}) == 1:
                    raise ValueError("a line ends at another node than it begins at")
                return self

        nodes = yield NodesPage
        Near = choice_of("NearEnum", stock.free_ports(nodes.node_a.value, 10_000))
        Far = choice_of("FarEnum", stock.free_ports(nodes.node_b.value, 10_000))

        class PortsPage(FormPage, title=f"{nodes.node_a.label} to {nodes.node_b.label}"):
            port_a: Near  # type: ignore[valid-type]
            port_b: Far  # type: ignore[valid-type]
            under_maintenance: bool = False

        ports = yield PortsPage
        return {**nodes.model_dump(), **ports.model_dump()}

    return for_product({"prod-line": "Line 10G"}, form)


def _change_link(state: dict[str, Any]) -> FormGenerator:
    """A8: one box, and what it changes."""

    class ChangePage(FormPage, title="Change a line"):
        under_maintenance: bool = False

    page = yield ChangePage
    yield from summarised({"Under maintenance": page.under_maintenance}, {"Under maintenance": False})
    return {"under_maintenance": page.under_maintenance}


change_link = on_subscription(_change_link)
