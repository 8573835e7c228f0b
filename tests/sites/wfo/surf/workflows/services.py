"""Create what runs on nodes."""

from typing import Annotated

from annotated_types import Len
from orchestrator.core.db import ProductTable, SubscriptionTable, db
from orchestrator.core.forms import FormPage
from orchestrator.core.workflow import StepList, begin, step
from orchestrator.core.workflows.utils import create_workflow
from pydantic_forms.types import FormGenerator, State, UUIDstr
from sqlalchemy import select

from surf.products import CoreLinkInactive, L2vpnInactive, Node, Port, PortInactive, SapBlockInactive


def port_form() -> FormGenerator:
    nodes = db.session.scalars(
        select(SubscriptionTable).join(ProductTable).where(ProductTable.product_type == "Node")
    ).all()

    class CreatePort(FormPage):
        customer_id: str = nodes[0].customer_id
        node_id: str = str(nodes[0].subscription_id)
        port_name: str

    user_input = yield CreatePort
    return user_input.model_dump()


def ends_form() -> FormGenerator:
    class Ends(FormPage):
        customer_id: str
        ends: Annotated[list[str], Len(min_length=2, max_length=2)]

    user_input = yield Ends
    return user_input.model_dump()


@step("Construct port")
def construct_port(product: UUIDstr, customer_id: str, node_id: UUIDstr, port_name: str) -> State:
    port = PortInactive.from_product_id(product, customer_id)
    port.port.port_name = port_name
    port.port.node = Node.from_subscription(node_id).node
    return {"subscription": port, "subscription_id": port.subscription_id}


@step("Construct core link")
def construct_core_link(product: UUIDstr, customer_id: str, ends: list[str]) -> State:
    link = CoreLinkInactive.from_product_id(product, customer_id)
    link.core_link.ends = [Port.from_subscription(end).port for end in ends]
    return {"subscription": link, "subscription_id": link.subscription_id}


@step("Construct L2VPN")
def construct_l2vpn(product: UUIDstr, customer_id: str, ends: list[str]) -> State:
    service = L2vpnInactive.from_product_id(product, customer_id)
    service.l2vpn.saps = [
        SapBlockInactive.new(
            subscription_id=service.subscription_id, vlan=100 + number, port=Port.from_subscription(end).port
        )
        for number, end in enumerate(ends)
    ]
    return {"subscription": service, "subscription_id": service.subscription_id}


@create_workflow("Create port", initial_input_form=port_form)
def create_port() -> StepList:
    return begin >> construct_port


@create_workflow("Create core link", initial_input_form=ends_form)
def create_core_link() -> StepList:
    return begin >> construct_core_link


@create_workflow("Create L2VPN", initial_input_form=ends_form)
def create_l2vpn() -> StepList:
    return begin >> construct_l2vpn
