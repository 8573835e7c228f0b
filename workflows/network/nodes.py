"""What is done to a node that is sold? It is created with people at its rack, changed, compared, mended, taken away."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_forms.validators import callout

from engine import (
    Choice,
    FormGenerator,
    FormPage,
    InconsistentDataError,
    Label,
    LongText,
    State,
    StepList,
    SubscriptionModel,
    begin,
    conditional,
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
from workflows.network.lab import Chassis, lab
from workflows.network.offers import CustomerChoice
from workflows.network.plan import OURS
from workflows.network.products import Node, NodeInactive, NodeStatus
from workflows.network.provisioning import (
    RoleChoice,
    SiteChoice,
    confirm_rack_and_power,
    fitting_name,
    register,
    reserve,
    uplinks_near,
)
from workflows.network.rollout import configure, differs, erase, verify
from workflows.network.topology import Role, topology

__all__ = ["create_node", "modify_node", "reconcile_node", "terminate_node", "validate_node"]

ChassisChoice = choice_of("ChassisChoice", {chassis.value: chassis.label for chassis in Chassis})


class StatusChoice(Choice):
    """Whether a node carries traffic."""

    IN_SERVICE = NodeStatus.IN_SERVICE.value
    DRAINED = NodeStatus.DRAINED.value


class CreateNodePage(FormPage, title="A new node"):
    """What it is, and where it is to stand."""

    on_site: callout(  # type: ignore[valid-type]
        header="Somebody has to be on site",
        message="The node is reserved and configured at once, then the process waits until it is in its rack.",
    )
    customer_id: Annotated[CustomerChoice, Field(title="Customer")] = CustomerChoice(OURS)  # type: ignore[valid-type]
    auto_uplink: Annotated[bool, Field(title="Auto uplink", description="patch it to the nearest core router")] = True
    node_settings: Label = "What it is and where it stands"
    chassis: Annotated[ChassisChoice, Field(title="Chassis")]  # type: ignore[valid-type]
    role: Annotated[RoleChoice, Field(title="Role")]
    site: Annotated[SiteChoice, Field(title="Site")]  # type: ignore[valid-type]
    node_status: Annotated[StatusChoice, Field(title="Status")]
    node_name: Annotated[str, Field(title="Node name", examples=["ams-pe1"])]
    node_description: Annotated[str | None, Field(title="Description", max_length=200)] = None

    @field_validator("node_name")
    @classmethod
    def _fits_plan_and_inventory(cls, name: str, info: ValidationInfo) -> str:
        return fitting_name(name, info.data.get("site"), info.data.get("role"))


def ask_new_node() -> FormGenerator:
    """Ask what to build, and show it once more."""
    page = yield CreateNodePage
    site, chassis = topology().sites[page.site.value], Chassis(page.chassis.value)
    yield from summarised(
        "This will be built",
        {
            "Node": page.node_name,
            "Site": site.label,
            "Role": page.role.value,
            "Chassis": chassis.label,
            "Status": page.node_status.value,
            "Uplink": next(iter(uplinks_near(site)), None) if page.auto_uplink else None,
            "Description": page.node_description,
        },
    )
    return {
        "customer_id": page.customer_id.value,
        "auto_uplink": page.auto_uplink,
        "chassis": chassis,
        "ports": chassis.ports,
        "role": page.role.value,
        "site": site.code,
        "city": site.city,
        "node_status": page.node_status.value,
        "node_name": page.node_name,
        "node_description": page.node_description,
        "description": page.node_description or "",
    }


@step("Construct the subscription")
def construct(
    subscription: NodeInactive,
    node_name: str,
    site: str,
    role: Role,
    chassis: Chassis,
    node_status: NodeStatus,
    node_description: str | None,
) -> State:
    """Write down what was ordered."""
    node = subscription.node
    node.node_name, node.site, node.role, node.chassis = node_name, site, role, chassis
    node.node_status, node.node_description = node_status, node_description
    subscription.description = f"Node {node_name}"
    return {"subscription": subscription, "subscription_id": subscription.subscription_id}


@step("Write down the loopback")
def write_loopback(subscription: NodeInactive, inventory: dict[str, str]) -> State:
    """Keep the address that came with the reservation."""
    subscription.node.loopback = IPv4Address(inventory["loopback"])
    return {"subscription": subscription}


@step("Patch an uplink")
def patch_uplink(node_name: str, site: str) -> State:
    """Connect it to the nearest core router; run again, it finds the same ports."""
    peer = next(iter(uplinks_near(topology().sites[site])))
    own, other = lab().patch(node_name, peer)
    return {"uplink": {"port": own, "peer": peer, "peer_port": other}}


@step("Write down the rack")
def write_rack(subscription: NodeInactive, rack_position: str) -> State:
    """Keep what the engineer on site reported."""
    subscription.node.rack = rack_position
    return {"subscription": subscription}


@step("Bring the inventory up to date")
def update_inventory(subscription: SubscriptionModel) -> State:
    """Have the inventory say of the node what the subscription says, active or not yet."""
    assert isinstance(subscription, NodeInactive)
    facts = _facts(subscription)
    lab().update(str(subscription.node.node_name), **facts)
    return {"inventory_says": facts}


def _facts(subscription: NodeInactive) -> dict[str, Any]:
    """Return what the inventory should have of a node."""
    node = subscription.node
    return {
        "state": str(node.node_status),
        "rack": node.rack,
        "description": node.node_description or "",
        "ports": node.chassis.ports if node.chassis else lab().device(str(node.node_name)).ports,
    }


def _wants_uplink(state: State) -> bool:
    return bool(state["auto_uplink"])


@create_workflow("Create a node", initial_input_form=ask_new_node)
def create_node() -> StepList:
    """Reserve, configure, have it racked, put it into service, verify."""
    return (
        begin
        >> construct
        >> reserve
        >> write_loopback
        >> conditional(_wants_uplink)(patch_uplink)
        >> configure
        >> confirm_rack_and_power
        >> register
        >> write_rack
        >> update_inventory
        >> verify
    )


def ask_change(subscription_id: str) -> FormGenerator:
    """Ask what a node is now, and show it beside what it was."""
    subscription = Node.from_subscription(subscription_id)
    node = subscription.node
    found = next((device for device in lab().devices() if device.name == node.node_name), None)
    places = [*([found.rack] if found and found.rack else []), *lab().free_rack_positions(node.site)]
    Rack = choice_of("Rack", {place: f"rack {place[1:3]}, unit {place[-2:]}" for place in places})
    least = node.chassis.ports if node.chassis else 0
    Built = choice_of("Built", {each.value: each.label for each in Chassis if each.ports >= least})

    class ModifyNodePage(FormPage, title=f"Change {node.node_name}"):
        node_settings: Label = "What it is now and where it stands"
        node_name: read_only_field(node.node_name)  # type: ignore[valid-type]
        chassis: Annotated[Built, Field(title="Chassis")] = str(node.chassis or "")  # type: ignore[valid-type]
        rack: Annotated[Rack, Field(title="Rack and unit")] = node.rack or ""  # type: ignore[valid-type]
        node_status: Annotated[StatusChoice, Field(title="Status")] = StatusChoice(node.node_status.value)
        node_description: Annotated[str | None, Field(title="Description", max_length=200)] = node.node_description
        note: Annotated[LongText, Field(title="Note", max_length=200)] = subscription.note or ""

    page = yield ModifyNodePage
    new = {
        "chassis": page.chassis.value,
        "rack": page.rack.value,
        "node_status": page.node_status.value,
        "node_description": page.node_description,
        "note": page.note or None,
    }
    old = {**{name: getattr(node, name) for name in new if name != "note"}, "note": subscription.note}
    yield from summarised(f"Change {node.node_name}", new, old)
    return new


@step("Write down what changed")
def write_change(
    subscription: Node,
    chassis: Chassis,
    rack: str,
    node_status: NodeStatus,
    node_description: str | None,
    note: str | None,
) -> State:
    """Keep what the operator said."""
    node = subscription.node
    node.chassis, node.rack, node.node_status, node.node_description = chassis, rack, node_status, node_description
    subscription.note = note
    return {"subscription": subscription}


@modify_workflow("Change a node", initial_input_form=ask_change)
def modify_node() -> StepList:
    """Write it down, in the inventory too, and tell the router."""
    return begin >> write_change >> update_inventory >> configure


@step("Compare with the inventory")
def compare_with_inventory(subscription: Node) -> State:
    """Fail where the inventory knows another router under this name, or in another state, or none."""
    name = subscription.node.node_name
    found = next((device for device in lab().devices() if device.name == name), None)
    if found is None:
        raise InconsistentDataError(f"{name} is not in the inventory", details=[{"router": name}])
    wanted = {**_facts(subscription), "loopback": str(subscription.node.loopback), "role": subscription.node.role}
    details = [
        {"router": name, "what": what, "subscription": value, "inventory": getattr(found, what)}
        for what, value in wanted.items()
        if value != getattr(found, what)
    ]
    differs([f"{name} has {each['what']} {each['inventory']} in the inventory" for each in details], details)
    return {"inventory_says": wanted}


@validate_workflow("Compare a node with the inventory and with what it runs")
def validate_node() -> StepList:
    """Leave the subscription out of sync where they differ."""
    return begin >> compare_with_inventory >> verify


@reconcile_workflow("Have a node be as its subscription says")
def reconcile_node() -> StepList:
    """Write to the inventory and to the router what the subscription says."""
    return begin >> update_inventory >> configure


@step("Remove from the inventory")
def remove_from_inventory(subscription: Node) -> State:
    """Forget the node; its place and its name are free."""
    lab().remove(subscription.node.node_name)
    return {"removed": subscription.node.node_name}


@terminate_workflow("Terminate a node", initial_input_form=ask_to_terminate)
def terminate_node() -> StepList:
    """Possible once no port, link or service uses it."""
    return begin >> erase >> remove_from_inventory
