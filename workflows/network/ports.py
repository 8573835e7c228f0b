"""What is done to a port that is sold? It is taken on a node, set, compared, mended, given back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine import (
    Choice,
    FormGenerator,
    FormPage,
    InconsistentDataError,
    Label,
    State,
    StepList,
    begin,
    create_workflow,
    modify_workflow,
    read_only_field,
    reconcile_workflow,
    step,
    terminate_workflow,
    validate_workflow,
)
from workflows.network.confirmation import ask_to_terminate, summarised
from workflows.network.fields import choice_of
from workflows.network.intended import place_of
from workflows.network.lab import lab
from workflows.network.offers import CustomerChoice, active
from workflows.network.products import Node, Port, PortInactive
from workflows.network.rollout import configure, erase, verify
from workflows.network.router_config import PortMode

__all__ = ["create_port", "modify_port", "reconcile_port", "terminate_port", "validate_port"]

Purpose = Annotated[str, Field(title="Purpose", min_length=1, max_length=100, examples=["uplink of the campus"])]
Flag = Annotated[bool | None, Field(description="left open: no")]


class PortModeChoice(Choice):
    """What may run over a port."""

    TAGGED = PortMode.TAGGED.value, "Tagged: services, each with a VLAN"
    UNTAGGED = PortMode.UNTAGGED.value, "Untagged: one service takes all of it"
    BACKBONE = PortMode.BACKBONE.value, "Backbone: a link of the network's own"


def ask_new_port(product_name: str) -> FormGenerator:
    """Ask for whom and where, then for an interface that is free there, and show it once more."""
    nodes = active("Node")
    NodeChoice = choice_of("NodeChoice", nodes)

    class PlacePage(FormPage, title=f"A new {product_name}"):
        customer_id: Annotated[CustomerChoice, Field(title="Customer")]  # type: ignore[valid-type]
        node_subscription_id: Annotated[NodeChoice, Field(title="Node")]  # type: ignore[valid-type]

    place = yield PlacePage
    node = str(Node.from_subscription(place.node_subscription_id.value).node.node_name)
    free = [interface.name for interface in lab().interfaces(node) if interface.is_free]
    Interface = choice_of("Interface", {name: name for name in free})

    class PortPage(FormPage, title=f"A new port on {node}"):
        port_settings: Label = f"{len(free)} interfaces of {node} are free"
        port_name: Annotated[Interface, Field(title="Interface")]  # type: ignore[valid-type]
        purpose: Purpose
        port_mode: Annotated[PortModeChoice, Field(title="Mode")] = PortModeChoice.TAGGED
        auto_negotiation: Annotated[Flag, Field(title="Auto negotiation")] = False
        lldp: Annotated[Flag, Field(title="LLDP")] = False

    port = yield PortPage
    answers = {
        "customer_id": place.customer_id.value,
        "node_subscription_id": place.node_subscription_id.value,
        "port_name": port.port_name.value,
        "purpose": port.purpose,
        "port_mode": port.port_mode.value,
        "auto_negotiation": bool(port.auto_negotiation),
        "lldp": bool(port.lldp),
    }
    shown = {label: answers[name] for name, label in LABELS.items()}
    yield from summarised(f"A new port on {node}", {"Interface": port.port_name.value, **shown})
    return answers


LABELS = {"purpose": "Purpose", "port_mode": "Mode", "auto_negotiation": "Auto negotiation", "lldp": "LLDP"}


@step("Construct the subscription")
def construct(
    subscription: PortInactive,
    node_subscription_id: str,
    port_name: str,
    purpose: str,
    port_mode: PortMode,
    auto_negotiation: bool,
    lldp: bool,
) -> State:
    """Write down what was ordered, and on which node."""
    node, port = Node.from_subscription(node_subscription_id).node, subscription.port
    port.node, port.port_name, port.purpose, port.port_mode = node, port_name, purpose, port_mode
    port.auto_negotiation, port.lldp = auto_negotiation, lldp
    subscription.description = f"{node.node_name} {port_name}: {purpose}"
    return {"subscription": subscription, "subscription_id": subscription.subscription_id}


@step("Take the interface")
def take_interface(subscription: PortInactive) -> State:
    """Have it in the inventory; it may be gone since it was offered, and no retry would bring it back."""
    place = place_of(subscription.port)
    lab().take(place, _holder(subscription))
    return {"interface": " ".join(place)}


def _holder(subscription: PortInactive) -> str:
    return f"{subscription.customer_id}, port {str(subscription.subscription_id)[:8]}"


@create_workflow("Create a port", initial_input_form=ask_new_port)
def create_port() -> StepList:
    """Take an interface of a node, set it, verify it."""
    return begin >> construct >> take_interface >> configure >> verify


def ask_settings(subscription_id: str) -> FormGenerator:
    """Ask how a port is set now, and show it beside what it was."""
    subscription = Port.from_subscription(subscription_id)
    port = subscription.port

    class ModifyPortPage(FormPage, title=f"Change {subscription.description}"):
        port_settings: Label = "What can be changed while it is in use"
        node_name: read_only_field(port.node.node_name)  # type: ignore[valid-type]
        port_name: read_only_field(port.port_name)  # type: ignore[valid-type]
        speed: read_only_field(subscription.speed)  # type: ignore[valid-type]
        port_mode: read_only_field(port.port_mode)  # type: ignore[valid-type]
        purpose: Purpose = port.purpose or ""
        auto_negotiation: Annotated[Flag, Field(title="Auto negotiation")] = port.auto_negotiation
        lldp: Annotated[Flag, Field(title="LLDP")] = port.lldp

    page = yield ModifyPortPage
    new = {
        "purpose": page.purpose,
        "auto_negotiation": bool(page.auto_negotiation),
        "lldp": bool(page.lldp),
    }
    labelled = {label: new[name] for name, label in LABELS.items() if name in new}
    yield from summarised(
        f"Change {port.node.node_name} {port.port_name}",
        labelled,
        {label: getattr(port, name) for name, label in LABELS.items()},
    )
    return new


@step("Write down what changed")
def write_settings(subscription: Port, purpose: str, auto_negotiation: bool, lldp: bool) -> State:
    """Keep what the operator said."""
    port = subscription.port
    port.purpose, port.auto_negotiation, port.lldp = purpose, auto_negotiation, lldp
    subscription.description = f"{port.node.node_name} {port.port_name}: {purpose}"
    return {"subscription": subscription}


@modify_workflow("Change how a port is set", initial_input_form=ask_settings)
def modify_port() -> StepList:
    """Write it down and tell the router."""
    return begin >> write_settings >> configure


@step("Compare with the inventory")
def compare_with_inventory(subscription: Port) -> State:
    """Fail where the inventory would give the interface to somebody else."""
    place = place_of(subscription.port)
    found = lab().interface(place)
    if found.is_free:
        raise InconsistentDataError(
            f"{' '.join(place)} is free in the inventory", details=[{"router": place[0], "interface": place[1]}]
        )
    return {"inventory_says": {"holder": found.holder, "peer": found.peer}}


@validate_workflow("Compare a port with the inventory and with what its node runs")
def validate_port() -> StepList:
    """Leave the subscription out of sync where they differ."""
    return begin >> compare_with_inventory >> verify


@step("Take the interface again")
def retake_interface(subscription: Port) -> State:
    """Have it in the inventory, should it be free there."""
    place = place_of(subscription.port)
    if lab().interface(place).is_free:
        lab().take(place, _holder(subscription))
    return {"interface": " ".join(place)}


@reconcile_workflow("Have a port be as its subscription says")
def reconcile_port() -> StepList:
    """Write to the inventory and to the router what the subscription says."""
    return begin >> retake_interface >> configure


@step("Give the interface back")
def give_back_interface(subscription: Port) -> State:
    """Leave it to whoever asks next."""
    place = place_of(subscription.port)
    lab().give_back(place)
    return {"interface": " ".join(place)}


@terminate_workflow("Terminate a port", initial_input_form=ask_to_terminate)
def terminate_port() -> StepList:
    """Possible once no link or service uses it."""
    return begin >> erase >> give_back_interface
