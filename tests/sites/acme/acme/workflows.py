"""What is done to ports?"""

from acme.products import Port, PortInactive
from engine import (
    FormPage,
    SubscriptionModel,
    begin,
    create_workflow,
    modify_workflow,
    step,
    terminate_workflow,
    validate_workflow,
)


def ask_port(product_name):
    class PortPage(FormPage):
        customer_id: str
        port_name: str

    answer = yield PortPage
    return answer.model_dump()


def ask_vlans(subscription_id):
    port = SubscriptionModel.from_subscription(subscription_id)

    class VlanPage(FormPage):
        vlans: list[int] = port.port.vlans

    answer = yield VlanPage
    return answer.model_dump()


@step("Construct the subscription")
def construct(port: PortInactive, port_name: str):
    port.port.port_name = port_name
    port.description = f"Port {port_name}"
    return {"subscription": port, "subscription_id": port.subscription_id}


@step("Set VLANs")
def set_vlans(subscription: Port, vlans: list[int]):
    subscription.port.vlans = vlans
    return {"subscription": subscription}


@step("Compare with the router")
def compare(subscription: Port):
    assert subscription.port.port_name


@create_workflow("Create a port", initial_input_form=ask_port)
def create_port():
    return begin >> construct


@modify_workflow("Set the VLANs of a port", initial_input_form=ask_vlans)
def modify_port():
    return begin >> set_vlans


@terminate_workflow("Terminate a port")
def terminate_port():
    return begin


@validate_workflow("Validate a port")
def validate_port():
    return begin >> compare
