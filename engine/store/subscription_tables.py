"""What was sold to whom: subscriptions, the block instances they consist of, and the values these hold.

A part of the store's schema. The names are orchestrator-core's (contract section 21); beyond it an instance knows the
field of its subscription that it is the root of (W-31), and a value its place in a list (W-10).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.store.product_tables import DESCRIPTION_LENGTH, ProductBlockTable, ProductTable, ResourceTypeTable
from engine.store.tables import NOTE_LENGTH, BaseModel, ProcessTable, UtcTimestamp

__all__ = [
    "ATTR_LENGTH",
    "CUSTOMER_LENGTH",
    "LABEL_LENGTH",
    "VALUE_LENGTH",
    "BaseModel",
    "ProcessSubscriptionTable",
    "SubscriptionCustomerDescriptionTable",
    "SubscriptionImageTable",
    "SubscriptionInstanceRelationTable",
    "SubscriptionInstanceTable",
    "SubscriptionInstanceValueTable",
    "SubscriptionMetadataTable",
    "SubscriptionTable",
]

CUSTOMER_LENGTH = 255
LABEL_LENGTH = 255
ATTR_LENGTH = 255
VALUE_LENGTH = 10_000


class SubscriptionTable(BaseModel):
    """A subscription: one customer's instance of a product."""

    __tablename__ = "subscriptions"

    subscription_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH))
    status: Mapped[str] = mapped_column(String(255))
    """A `SubscriptionLifecycle`."""
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.product_id"), index=True)
    customer_id: Mapped[str] = mapped_column(String(CUSTOMER_LENGTH))
    insync: Mapped[bool] = mapped_column(default=False)
    start_date: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    end_date: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    note: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))
    version: Mapped[int] = mapped_column(Integer, default=1)
    """Raised by every change of the subscription or of a block it owns; a save that saw another is refused (W-07)."""
    modified_at: Mapped[datetime] = mapped_column(UtcTimestamp)

    product: Mapped[ProductTable] = relationship()
    instances: Mapped[list[SubscriptionInstanceTable]] = relationship(back_populates="subscription")
    customer_descriptions: Mapped[list[SubscriptionCustomerDescriptionTable]] = relationship()
    processes: Mapped[list[ProcessSubscriptionTable]] = relationship(back_populates="subscription")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (as SQLAlchemy wants it)
    __table_args__ = (
        Index("ix_subscriptions_modified", "modified_at", "subscription_id"),
        Index("ix_subscriptions_status", "status", "modified_at", "subscription_id"),
        Index("ix_subscriptions_customer", "customer_id", "subscription_id"),
    )


class SubscriptionInstanceTable(BaseModel):
    """A block of a subscription."""

    __tablename__ = "subscription_instances"

    subscription_instance_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"), index=True
    )
    """Of its owner, which alone may change it."""
    product_block_id: Mapped[UUID] = mapped_column(ForeignKey("product_blocks.product_block_id"), index=True)
    label: Mapped[str | None] = mapped_column(String(LABEL_LENGTH))
    root_attr: Mapped[str | None] = mapped_column(String(ATTR_LENGTH))
    """The field of its subscription that holds it; None where another block does."""
    root_order: Mapped[int] = mapped_column(Integer, default=0)
    """Its place, where that field is a list."""

    subscription: Mapped[SubscriptionTable] = relationship(back_populates="instances")
    product_block: Mapped[ProductBlockTable] = relationship()
    values: Mapped[list[SubscriptionInstanceValueTable]] = relationship(back_populates="subscription_instance")


class SubscriptionInstanceValueTable(BaseModel):
    """One value of a block."""

    __tablename__ = "subscription_instance_values"

    subscription_instance_value_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    subscription_instance_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscription_instances.subscription_instance_id", ondelete="CASCADE")
    )
    resource_type_id: Mapped[UUID] = mapped_column(ForeignKey("resource_types.resource_type_id"), index=True)
    order_id: Mapped[int] = mapped_column(Integer, default=0)
    """Its place, where the field is a list."""
    value: Mapped[str] = mapped_column(Text)

    resource_type: Mapped[ResourceTypeTable] = relationship()
    subscription_instance: Mapped[SubscriptionInstanceTable] = relationship(back_populates="values")

    __table_args__ = (UniqueConstraint("subscription_instance_id", "resource_type_id", "order_id"),)


class SubscriptionInstanceRelationTable(BaseModel):
    """Which block holds which other, in which field, in which order (contract DM-22)."""

    __tablename__ = "subscription_instance_relations"

    in_use_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscription_instances.subscription_instance_id", ondelete="CASCADE"), primary_key=True
    )
    depends_on_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscription_instances.subscription_instance_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    domain_model_attr: Mapped[str] = mapped_column(String(ATTR_LENGTH), primary_key=True)
    order_id: Mapped[int] = mapped_column(Integer)


class SubscriptionCustomerDescriptionTable(BaseModel):
    """How a customer calls a subscription."""

    __tablename__ = "subscription_customer_descriptions"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    subscription_id: Mapped[UUID] = mapped_column(ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"))
    customer_id: Mapped[str] = mapped_column(String(CUSTOMER_LENGTH))
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __table_args__ = (UniqueConstraint("customer_id", "subscription_id"),)


class SubscriptionMetadataTable(BaseModel):
    """What a site keeps beside a subscription, as JSON of its own."""

    __tablename__ = "subscription_metadata"

    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"), primary_key=True
    )
    metadata_: Mapped[str] = mapped_column("metadata", Text)


class ProcessSubscriptionTable(BaseModel):
    """Which processes worked on which subscriptions."""

    __tablename__ = "processes_subscriptions"

    process_id: Mapped[UUID] = mapped_column("pid", ForeignKey("processes.pid", ondelete="CASCADE"), primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    workflow_target: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)

    process: Mapped[ProcessTable] = relationship()
    subscription: Mapped[SubscriptionTable] = relationship(back_populates="processes")


class SubscriptionImageTable(BaseModel):
    """What a subscription was when a process first changed it, a row for each process and subscription.

    What the process made of it is what the next process found, or what it is now: a change costs one image.
    """

    __tablename__ = "subscription_images"

    image_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    process_id: Mapped[UUID] = mapped_column("pid", ForeignKey("processes.pid", ondelete="CASCADE"))
    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"), index=True
    )
    before: Mapped[str | None] = mapped_column(Text)
    """JSON (`engine.store.images`); None where the process created the subscription."""
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)

    __table_args__ = (UniqueConstraint("pid", "subscription_id"),)
