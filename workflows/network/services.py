"""What is done to what the network sells: describe and validate a node, create and terminate a service."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy import select

from engine import (
    FormGenerator,
    FormPage,
    State,
    StepList,
    SubmitFormPage,
    begin,
    create_workflow,
    db,
    modify_workflow,
    step,
    terminate_workflow,
    validate_workflow,
)
from engine.database import ProductTable, SubscriptionTable
from workflows.network.fields import choice_of
from workflows.network.lab import lab
from workflows.network.products import L2vpnInactive, Node, Port, SapBlockInactive

__all__ = ["create_l2vpn", "modify_node", "terminate_l2vpn", "validate_node"]


def ask_rack(subscription_id: str) -> FormGenerator:
    """Ask where a node stands, and what colleagues should know of it."""
    node = Node.from_subscription(subscription_id)

    class RackPage(SubmitFormPage, title=f"Where {node.node.node_name} stands"):
        rack: Annotated[str, Field(title="Rack and unit", examples=["R01-U12"])] = node.node.rack or ""
        note: Annotated[str, Field(title="Note", max_length=200)] = node.note or ""

    page = yield RackPage
    return dict(page.model_dump())


@step("Write down the rack")
def write_rack(subscription: Node, rack: str, note: str) -> State:
    """Keep what the operator said."""
    subscription.node.rack, subscription.note = rack or None, note or None
    return {"subscription": subscription}


@modify_workflow("Write down where a node stands", initial_input_form=ask_rack)
def modify_node() -> StepList:
    """Change nothing in the network."""
    return begin >> write_rack


@step("Compare with the inventory")
def compare_with_inventory(subscription: Node) -> State:
    """Fail where the inventory knows another router under this name, or none in service."""
    found = next((device for device in lab().devices() if device.name == subscription.node.node_name), None)
    assert found is not None, f"{subscription.node.node_name} is not in the inventory"
    told = f"{found.name} is {found.state}, {found.loopback} in the inventory"
    assert found.state == "in service", told
    assert found.loopback == str(subscription.node.loopback), told
    return {"inventory": told}


@validate_workflow("Compare a node with the inventory")
def validate_node() -> StepList:
    """Leave the subscription out of sync where they differ."""
    return begin >> compare_with_inventory


def ask_service() -> FormGenerator:
    """Ask for the customer, both ends and the VLAN."""
    rows = db.session.execute(
        select(SubscriptionTable.subscription_id, SubscriptionTable.description)
        .join(ProductTable, ProductTable.product_id == SubscriptionTable.product_id)
        .where(
            ProductTable.product_type == "Port",
            SubscriptionTable.status == "active",
            SubscriptionTable.customer_id != "network",
        )
        .order_by(SubscriptionTable.description)
    ).all()
    ports = {str(key): description for key, description in rows}
    port = choice_of("CustomerPort", ports)

    class ServicePage(FormPage, title="A layer-2 service"):
        customer_id: Annotated[str, Field(title="Customer", min_length=1, max_length=60)]
        first: Annotated[port, Field(title="From")]  # type: ignore[valid-type]
        second: Annotated[port, Field(title="To")]  # type: ignore[valid-type]
        vlan: Annotated[int, Field(title="VLAN", ge=1, le=4094)]
        speed: Annotated[int, Field(title="Mbit/s", ge=10, le=100_000)] = 1_000

        @model_validator(mode="after")
        def _two_ends(self) -> ServicePage:
            if str(self.first) == str(self.second):
                raise ValueError("a service needs two different ports")
            return self

    page = yield ServicePage
    answers = page.model_dump()
    return {**answers, "ends": [page.first.value, page.second.value], "description": f"{ports[page.first.value]} …"}


@step("Construct the subscription")
def construct(subscription: L2vpnInactive, customer_id: str, ends: list[str], vlan: int, speed: int) -> State:
    """Put a service access point on each of the ports."""
    ports = [Port.from_subscription(end) for end in ends]
    subscription.l2vpn.service_speed = speed
    subscription.l2vpn.saps = [
        SapBlockInactive.new(subscription.subscription_id, vlan=vlan, port=port.port) for port in ports
    ]
    names = " to ".join(str(port.port.node.node_name) for port in ports)
    subscription.description = f"{customer_id}: {names}, VLAN {vlan}"
    return {"subscription": subscription, "subscription_id": subscription.subscription_id}


@create_workflow("Create a layer-2 service", initial_input_form=ask_service)
def create_l2vpn() -> StepList:
    """Connect two customer ports."""
    return begin >> construct


@terminate_workflow("Terminate a layer-2 service")
def terminate_l2vpn() -> StepList:
    """Give the VLANs back."""
    return begin
