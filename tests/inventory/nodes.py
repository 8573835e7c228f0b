"""Which forms bring a node into the network and change it there?"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Choice, Label, callout

from engine.authored import FormGenerator
from tests.inventory.pages import for_product, on_subscription, summarised
from tests.inventory.stock import Form, Stock
from workflows.network.fields import choice_of

__all__ = ["NodeStatus", "change_node", "create_node"]


class NodeStatus(Choice):
    """How far a node is; the words are the values."""

    PLANNED = "planned"
    STAGED = "staged"
    ACTIVE = "active"


def create_node(stock: Stock) -> Form:
    """A1: what it is, where it stands, what it is called; then all of it as a table."""

    def form(state: dict[str, Any]) -> FormGenerator:
        Customer, Type = choice_of("CustomerEnum", stock.customers), choice_of("TypeEnum", stock.types)
        Role, Site = choice_of("RoleEnum", stock.roles), choice_of("SiteEnum", stock.sites)

        class NodePage(FormPage, title=f"New {state['product_name']}"):
            mind: callout(  # type: ignore[valid-type]
                header="The rack comes first", message="A node without power is of no use.", message_type="warning"
            )
            customer_id: Annotated[Customer, Field(title="Customer")]  # type: ignore[valid-type]
            add_interfaces: bool = True
            node_settings: Label
            type_id: Type  # type: ignore[valid-type]
            role_id: Role  # type: ignore[valid-type]
            site_id: Site  # type: ignore[valid-type]
            node_status: NodeStatus
            node_name: Annotated[str, Field(pattern=r"^[a-z]{3}-[ce]\d$", examples=["aac-e2"])]
            node_description: str | None = None

        page = yield NodePage
        labels = {"Type": stock.types[page.type_id], "Site": stock.sites[page.site_id], "Name": page.node_name}
        yield from summarised({**labels, "Description": page.node_description})
        return dict(page.model_dump())

    return for_product({"prod-n10": "Node 10G", "prod-n100": "Node 100G"}, form)


def change_node(stock: Stock) -> Form:
    """A2: the same, beginning with what the node is now, although the inventory may not know that any more."""

    def form(state: dict[str, Any]) -> FormGenerator:
        node = stock.nodes[UUID(state["subscription_id"])]
        Type, Role = choice_of("TypeEnum", stock.types), choice_of("RoleEnum", stock.roles)
        Site = choice_of("SiteEnum", stock.sites)

        class ChangePage(FormPage, title=f"Change {node.name}"):
            node_settings: Label
            type_id: Type = node.type  # type: ignore[valid-type]
            role_id: Role = node.role  # type: ignore[valid-type]
            site_id: Site = node.site  # type: ignore[valid-type]
            node_status: NodeStatus = NodeStatus(node.status)
            node_name: str = node.name
            node_description: str | None = node.description

        page = yield ChangePage
        old = {"Site": stock.sites.get(node.site, "?"), "Name": node.name, "Description": node.description}
        new = {"Site": stock.sites[page.site_id], "Name": page.node_name, "Description": page.node_description}
        yield from summarised(new, old)
        return dict(page.model_dump())

    return on_subscription(form)
