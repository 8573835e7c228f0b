"""What does acme sell? Ports."""

from engine import SUBSCRIPTION_MODEL_REGISTRY, ProductBlockModel, SubscriptionLifecycle, SubscriptionModel


class PortBlockInactive(ProductBlockModel, product_block_name="Port"):
    port_name: str | None = None
    vlans: list[int] = []


class PortBlock(PortBlockInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    port_name: str


class PortInactive(SubscriptionModel, is_base=True):
    speed: int
    port: PortBlockInactive


class Port(PortInactive, lifecycle=[SubscriptionLifecycle.ACTIVE]):
    port: PortBlock


SUBSCRIPTION_MODEL_REGISTRY.update({"Port 10G": PortInactive, "Port 100G": PortInactive})
