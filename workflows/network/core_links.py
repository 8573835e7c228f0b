"""What is done to a core link that is sold? Two backbone ports are joined, set aside, compared, mended, parted."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from engine import (
    FormGenerator,
    FormPage,
    Label,
    State,
    StepList,
    SubmitFormPage,
    SubscriptionModel,
    begin,
    create_workflow,
    modify_workflow,
    reconcile_workflow,
    step,
    terminate_workflow,
    validate_workflow,
)
from workflows.network.addresses import LINK_POOL, link_addresses, number_of
from workflows.network.confirmation import ask_to_terminate, summarised
from workflows.network.fields import choice_of
from workflows.network.intended import place_of
from workflows.network.lab import Place, lab
from workflows.network.new_lab import LINK_PREFIXES
from workflows.network.offers import CustomerChoice, active, spare_ports
from workflows.network.plan import OURS
from workflows.network.products import CoreLink, CoreLinkInactive, Port
from workflows.network.rollout import configure, differs, erase, verify
from workflows.network.topology import topology

__all__ = ["create_core_link", "modify_core_link", "reconcile_core_link", "terminate_core_link", "validate_core_link"]


def _of_the_pool(prefix: IPv4Network | None) -> IPv4Network | None:
    if prefix is not None and (holder := lab().holder_of(LINK_PREFIXES, number_of(prefix))) is not None:
        raise ValueError(f"{prefix} is taken by {holder}; leave it open for the next free one")
    return prefix


Prefix = Annotated[
    IPv4Network | None,
    AfterValidator(_of_the_pool),
    Field(title="Prefix", description=f"a /31 of {LINK_POOL}; left open: the next free one"),
]


def ask_new_link() -> FormGenerator:
    """Ask for two nodes, then for a port on each that no link uses."""
    spare, nodes = spare_ports(), active("Node")
    offered = choice_of("NodeWithSparePort", {key: label for key, label in nodes.items() if key in spare})

    class NodesPage(FormPage, title="A new core link"):
        about: Label = "Nodes with a backbone port that no link uses; create a port on one to have it here"
        customer_id: Annotated[CustomerChoice, Field(title="Customer")] = CustomerChoice(OURS)  # type: ignore[valid-type]
        node_a: Annotated[offered, Field(title="Node A")]  # type: ignore[valid-type]
        node_b: Annotated[offered, Field(title="Node B")]  # type: ignore[valid-type]

        @model_validator(mode="after")
        def _two_nodes(self) -> NodesPage:
            if str(self.node_a) == str(self.node_b):
                raise ValueError("a core link joins two different nodes")
            return self

    ends = yield NodesPage
    PortA, PortB = (choice_of(name, spare[end.value]) for name, end in (("PortA", ends.node_a), ("PortB", ends.node_b)))

    class PortsPage(SubmitFormPage, title="Ports of the core link"):
        port_a: Annotated[PortA, Field(title=f"Port A, {nodes[ends.node_a.value]}")]  # type: ignore[valid-type]
        port_b: Annotated[PortB, Field(title=f"Port B, {nodes[ends.node_b.value]}")]  # type: ignore[valid-type]
        under_maintenance: Annotated[bool, Field(title="Under maintenance", description="traffic avoids it")] = False
        prefix: Prefix = None

    page = yield PortsPage
    return {
        "customer_id": ends.customer_id.value,
        "ports": [page.port_a.value, page.port_b.value],
        "under_maintenance": page.under_maintenance,
        "prefix": page.prefix,
    }


@step("Construct the subscription")
def construct(subscription: CoreLinkInactive, ports: list[str], under_maintenance: bool) -> State:
    """Hold both ports; they stay their own subscriptions'."""
    ends = [Port.from_subscription(port) for port in ports]
    a, b = (topology().sites[end.port.node.site] for end in ends)
    link = subscription.core_link
    link.ends = [end.port for end in ends]
    link.link_name = "-".join(sorted((a.code, b.code)))
    link.capacity, link.kilometres = min(end.speed for end in ends), round(a.distance(b))
    link.under_maintenance = under_maintenance
    subscription.description = f"Core link {a.city} – {b.city}, {link.capacity} Gbit/s"
    return {"subscription": subscription, "subscription_id": subscription.subscription_id}


@step("Take a prefix of the pool")
def take_prefix(subscription: CoreLinkInactive, prefix: IPv4Network | None) -> State:
    """Give each end an address; run again, it finds the same prefix."""
    wanted = number_of(prefix) if prefix is not None else None
    holder = f"core link {subscription.subscription_id}"
    number = lab().claim(LINK_PREFIXES, holder, wanted=wanted)
    subscription.core_link.addresses = list(link_addresses(number))
    return {"subscription": subscription}


@step("Connect the ports in the inventory")
def connect_ports(subscription: SubscriptionModel) -> State:
    """Have each port lead to the other's node, whether the link is active or not yet."""
    assert isinstance(subscription, CoreLinkInactive)
    ends = _ends(subscription)
    lab().connect(ends)
    return {"connected": [" ".join(end) for end in ends]}


def _ends(subscription: CoreLinkInactive) -> list[Place]:
    return [place_of(end) for end in subscription.core_link.ends]


@create_workflow("Create a core link", initial_input_form=ask_new_link)
def create_core_link() -> StepList:
    """Join two ports, number them, configure both nodes, verify."""
    return begin >> construct >> take_prefix >> connect_ports >> configure >> verify


def ask_maintenance(subscription_id: str) -> FormGenerator:
    """Ask whether traffic should avoid a link."""
    subscription = CoreLink.from_subscription(subscription_id)
    before = subscription.core_link.under_maintenance

    class MaintenancePage(FormPage, title=subscription.description):
        under_maintenance: Annotated[bool, Field(title="Under maintenance", description="traffic avoids it")] = before

    page = yield MaintenancePage
    label = "Under maintenance"
    yield from summarised(subscription.description, {label: page.under_maintenance}, {label: before})
    return {"under_maintenance": page.under_maintenance}


@step("Write down what changed")
def write_maintenance(subscription: CoreLink, under_maintenance: bool) -> State:
    """Keep what the operator said."""
    subscription.core_link.under_maintenance = under_maintenance
    return {"subscription": subscription}


@modify_workflow("Put a core link under maintenance, or back", initial_input_form=ask_maintenance)
def modify_core_link() -> StepList:
    """Write it down and tell both nodes."""
    return begin >> write_maintenance >> configure


@step("Compare with the inventory")
def compare_with_inventory(subscription: CoreLink) -> State:
    """Fail where a port leads somewhere else."""
    a, b = _ends(subscription)
    details = [
        {"router": end[0], "interface": end[1], "subscription": other[0], "inventory": led}
        for end, other in ((a, b), (b, a))
        if (led := lab().interface(end).peer) != other[0]
    ]
    told = [f"{each['router']} {each['interface']} leads to {each['inventory'] or 'nowhere'}" for each in details]
    differs(told, details)
    return {"connected": [" ".join(end) for end in (a, b)]}


@validate_workflow("Compare a core link with the inventory and with what its nodes run")
def validate_core_link() -> StepList:
    """Leave the subscription out of sync where they differ."""
    return begin >> compare_with_inventory >> verify


@reconcile_workflow("Have a core link be as its subscription says")
def reconcile_core_link() -> StepList:
    """Write to the inventory and to both nodes what the subscription says."""
    return begin >> connect_ports >> configure


@step("Disconnect the ports and give the prefix back")
def disconnect_ports(subscription: CoreLink) -> State:
    """Leave both ports to the next link."""
    ends = _ends(subscription)
    lab().disconnect(ends)
    prefix = subscription.core_link.addresses[0].network
    lab().release(LINK_PREFIXES, number_of(prefix))
    return {"disconnected": [" ".join(end) for end in ends], "released": prefix}


@terminate_workflow("Terminate a core link", initial_input_form=ask_to_terminate)
def terminate_core_link() -> StepList:
    """Erase it from both nodes; its ports stay sold."""
    return begin >> erase >> disconnect_ports
