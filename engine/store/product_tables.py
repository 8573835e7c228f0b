"""What is sold: products, the blocks they are made of, and what each block holds.

A part of the store's schema, filled by a site's own migrations (`engine.migrations`). The names are orchestrator-core's
(contract section 21), so that an author's queries mean the same here.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.store.tables import BaseModel, UtcTimestamp, WorkflowTable

__all__ = [
    "DESCRIPTION_LENGTH",
    "FIXED_INPUT_LENGTH",
    "NAME_LENGTH",
    "TAG_LENGTH",
    "FixedInputTable",
    "ProductBlockRelationTable",
    "ProductBlockTable",
    "ProductTable",
    "ResourceTypeTable",
    "product_block_resource_types",
    "product_product_blocks",
    "products_workflows",
]

NAME_LENGTH = 255
TAG_LENGTH = 20
DESCRIPTION_LENGTH = 2_000
FIXED_INPUT_LENGTH = 255


def _link(name: str, left: str, right: str) -> Table:
    """Return a table of pairs, each `table.column` a foreign key."""
    columns = [
        Column(target.partition(".")[2], Uuid, ForeignKey(target, ondelete="CASCADE"), primary_key=True)
        for target in (left, right)
    ]
    return Table(name, BaseModel.metadata, *columns)


products_workflows = _link("products_workflows", "products.product_id", "workflows.workflow_id")
product_product_blocks = _link("product_product_blocks", "products.product_id", "product_blocks.product_block_id")
product_block_resource_types = _link(
    "product_block_resource_types", "product_blocks.product_block_id", "resource_types.resource_type_id"
)


class ProductTable(BaseModel):
    """A product: what a customer can subscribe to."""

    __tablename__ = "products"

    product_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(Text)
    product_type: Mapped[str] = mapped_column(String(255))
    tag: Mapped[str] = mapped_column(String(TAG_LENGTH), index=True)
    status: Mapped[str] = mapped_column(String(255))
    """A `ProductLifecycle`."""
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    end_date: Mapped[datetime | None] = mapped_column(UtcTimestamp)

    product_blocks: Mapped[list[ProductBlockTable]] = relationship(secondary=product_product_blocks)
    workflows: Mapped[list[WorkflowTable]] = relationship(secondary=products_workflows)
    fixed_inputs: Mapped[list[FixedInputTable]] = relationship(cascade="all, delete-orphan")


class FixedInputTable(BaseModel):
    """A value that is the same for every subscription of a product, such as the speed of its ports."""

    __tablename__ = "fixed_inputs"

    fixed_input_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    value: Mapped[str] = mapped_column(String(FIXED_INPUT_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.product_id", ondelete="CASCADE"))

    __table_args__ = (UniqueConstraint("name", "product_id"),)


class ProductBlockRelationTable(BaseModel):
    """Which block may hold which other, by the models of the site."""

    __tablename__ = "product_block_relations"

    in_use_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("product_blocks.product_block_id", ondelete="CASCADE"), primary_key=True
    )
    depends_on_id: Mapped[UUID] = mapped_column(
        ForeignKey("product_blocks.product_block_id", ondelete="CASCADE"), primary_key=True
    )
    min: Mapped[int | None] = mapped_column(Integer)
    max: Mapped[int | None] = mapped_column(Integer)


class ProductBlockTable(BaseModel):
    """A product block: a part of a product, with resource types of its own."""

    __tablename__ = "product_blocks"

    product_block_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(Text)
    tag: Mapped[str | None] = mapped_column(String(TAG_LENGTH))
    status: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    end_date: Mapped[datetime | None] = mapped_column(UtcTimestamp)

    resource_types: Mapped[list[ResourceTypeTable]] = relationship(secondary=product_block_resource_types)
    depends_on: Mapped[list[ProductBlockTable]] = relationship(
        secondary="product_block_relations",
        primaryjoin=product_block_id == ProductBlockRelationTable.in_use_by_id,
        secondaryjoin=product_block_id == ProductBlockRelationTable.depends_on_id,
        viewonly=True,
    )
    in_use_by: Mapped[list[ProductBlockTable]] = relationship(
        secondary="product_block_relations",
        primaryjoin=product_block_id == ProductBlockRelationTable.depends_on_id,
        secondaryjoin=product_block_id == ProductBlockRelationTable.in_use_by_id,
        viewonly=True,
    )


class ResourceTypeTable(BaseModel):
    """A kind of value that blocks hold, such as a port's name."""

    __tablename__ = "resource_types"

    resource_type_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    resource_type: Mapped[str] = mapped_column(String(510), unique=True)
    description: Mapped[str | None] = mapped_column(Text)
