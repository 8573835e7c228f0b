"""Create, modify, terminate and validate a node."""

from ipaddress import IPv4Address

from orchestrator.core.forms import FormPage
from orchestrator.core.forms.validators import LongText
from orchestrator.core.targets import Target
from orchestrator.core.types import SubscriptionLifecycle
from orchestrator.core.workflow import StepList, begin, conditional, inputstep, retrystep, step
from orchestrator.core.workflows.steps import set_status, store_process_subscription
from orchestrator.core.workflows.utils import (
    create_workflow,
    modify_workflow,
    terminate_workflow,
    validate_workflow,
)
from orchestrator.core.config.assignee import Assignee
from pydantic_forms.types import FormGenerator, State, UUIDstr

from surf.products import Node, NodeInactive, NodeProvisioning, Role


def create_form(product_name: str) -> FormGenerator:
    class CreateNode(FormPage):
        customer_id: str
        node_name: str
        role: Role

    user_input = yield CreateNode
    return user_input.model_dump()


def modify_form(subscription_id: UUIDstr) -> FormGenerator:
    node = Node.from_subscription(subscription_id)

    class ModifyNode(FormPage):
        node_name: str = node.node.node_name
        remark: LongText = ""

    user_input = yield ModifyNode
    return user_input.model_dump()


@step("Construct Subscription model")
def construct_node_model(product: UUIDstr, customer_id: str, node_name: str, role: Role) -> State:
    subscription = NodeInactive.from_product_id(
        product_id=product, customer_id=customer_id, status=SubscriptionLifecycle.INITIAL
    )
    subscription.node.node_name = node_name
    subscription.node.role = role
    subscription = NodeProvisioning.from_other_lifecycle(subscription, SubscriptionLifecycle.PROVISIONING)
    subscription.description = f"Node {node_name}"
    return {
        "subscription": subscription,
        "subscription_id": subscription.subscription_id,
        "subscription_description": subscription.description,
    }


@retrystep("Reserve loopback")
def reserve_loopback(subscription: NodeProvisioning) -> State:
    subscription.node.loopback = IPv4Address("10.0.0.1")
    return {"subscription": subscription}


@inputstep("Rack it", assignee=Assignee.NOC)
def rack_it(subscription: NodeProvisioning) -> FormGenerator:
    class Racked(FormPage):
        racked: bool
        name: str = subscription.node.node_name

    user_input = yield Racked
    return {"racked": user_input.racked}


is_core = conditional(lambda state: state["subscription"]["node"]["role"] == "core")


@step("Announce")
def announce() -> State:
    return {"announced": True}


@step("Rename")
def rename(subscription: Node, node_name: str, remark: str) -> State:
    subscription.node.node_name = node_name
    subscription.note = remark
    return {"subscription": subscription}


@step("Compare")
def compare(subscription: Node) -> State:
    return {"fits": subscription.node.loopback == IPv4Address("10.0.0.1")}


@create_workflow("Create node", initial_input_form=create_form)
def create_node() -> StepList:
    return (
        begin
        >> construct_node_model
        >> store_process_subscription(Target.CREATE)
        >> reserve_loopback
        >> rack_it
        >> is_core(announce)
    )


@modify_workflow("Modify node", initial_input_form=modify_form)
def modify_node() -> StepList:
    return begin >> set_status(SubscriptionLifecycle.PROVISIONING) >> set_status(SubscriptionLifecycle.ACTIVE) >> rename


@terminate_workflow("Terminate node")
def terminate_node() -> StepList:
    return begin


@validate_workflow("Validate node")
def validate_node() -> StepList:
    return begin >> compare
