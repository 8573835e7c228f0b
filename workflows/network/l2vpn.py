"""What is done to a layer-2 service that is sold? It is put on ports, changed, compared, mended, taken off."""

from __future__ import annotations

from typing import Any

from engine import (
    State,
    StepList,
    begin,
    create_workflow,
    modify_workflow,
    reconcile_workflow,
    step,
    terminate_workflow,
    validate_workflow,
)
from workflows.network.confirmation import ask_to_terminate
from workflows.network.errors import VlanTaken
from workflows.network.l2vpn_form import ask_new_service, ask_service_change
from workflows.network.lab import lab
from workflows.network.new_lab import SERVICE_NUMBERS
from workflows.network.offers import vlans_on
from workflows.network.plan import FIRST_SERVICE
from workflows.network.products import L2vpn, L2vpnInactive, PartnerCircuitBlockInactive, Port, SapBlockInactive
from workflows.network.rollout import configure, erase, verify

__all__ = ["create_l2vpn", "modify_l2vpn", "reconcile_l2vpn", "terminate_l2vpn", "validate_l2vpn"]


@step("Construct the subscription")
def construct(
    subscription: L2vpnInactive,
    customer_id: str,
    ends: list[str],
    vlan: int,
    speed: int,
    speed_policer: bool,
    partner: dict[str, Any] | None,
) -> State:
    """Put a service access point on each of the ports; the VLAN may be gone since it was chosen."""
    ports = [Port.from_subscription(end) for end in ends]
    for port in ports:
        if vlan in vlans_on(port.port):
            raise VlanTaken(vlan, port.description)
    key, service = subscription.subscription_id, subscription.l2vpn
    service.service_speed, service.speed_policer = speed, speed_policer
    service.saps = [SapBlockInactive.new(key, vlan=vlan, port=port.port) for port in ports]
    service.partner = PartnerCircuitBlockInactive.new(key, **partner) if partner else None
    names = " to ".join(str(port.port.node.node_name) for port in ports)
    subscription.description = f"{customer_id}: {names}, VLAN {vlan}"
    return {"subscription": subscription, "subscription_id": key}


@step("Take a service number")
def take_number(subscription: L2vpnInactive) -> State:
    """Give routers a name for it; run again, it finds the same."""
    holder = f"service {subscription.subscription_id}"
    subscription.l2vpn.service_number = lab().claim(SERVICE_NUMBERS, holder, first=FIRST_SERVICE)
    return {"subscription": subscription}


@create_workflow("Create a layer-2 service", initial_input_form=ask_new_service)
def create_l2vpn() -> StepList:
    """Connect customer ports, configure their nodes, verify."""
    return begin >> construct >> take_number >> configure >> verify


@step("Write down what changed")
def write_change(subscription: L2vpn, speed: int, speed_policer: bool, partner: dict[str, Any] | None) -> State:
    """Keep what the operator said; what partners were told and are not told any more is gone."""
    service = subscription.l2vpn
    service.service_speed, service.speed_policer = speed, speed_policer
    if service.partner is not None:
        for name, value in (partner or {}).items():
            setattr(service.partner, name, value)
    return {"subscription": subscription}


@modify_workflow("Change a layer-2 service", initial_input_form=ask_service_change)
def modify_l2vpn() -> StepList:
    """Write it down and tell every node of it."""
    return begin >> write_change >> configure


@validate_workflow("Compare a layer-2 service with what its nodes run")
def validate_l2vpn() -> StepList:
    """Leave the subscription out of sync where they differ."""
    return begin >> verify


@reconcile_workflow("Have a layer-2 service be as its subscription says")
def reconcile_l2vpn() -> StepList:
    """Write to every node of it what the subscription says."""
    return begin >> configure


@step("Give the service number back")
def give_back_number(subscription: L2vpn) -> State:
    """Leave number and VLANs to the next service."""
    number = subscription.l2vpn.service_number
    if number is not None:
        lab().release(SERVICE_NUMBERS, number)
    return {"released": number}


@terminate_workflow("Terminate a layer-2 service", initial_input_form=ask_to_terminate)
def terminate_l2vpn() -> StepList:
    """Erase it from every node of it; its ports stay sold."""
    return begin >> erase >> give_back_number
