"""Products with their blocks and resource types, and subscriptions with their instances and values.

Revision 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def _id(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, primary_key=True)


def _to(name: str, target: str, *, key: bool = False, cascade: bool = True) -> sa.Column[object]:
    """Return a foreign key; what it points to takes this row with it when it goes, unless `cascade` is off."""
    foreign = sa.ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return sa.Column(name, sa.Uuid, foreign, primary_key=key, nullable=False)


def _pairs(name: str, left: str, right: str) -> None:
    op.create_table(name, *(_to(target.partition(".")[2], target, key=True) for target in (left, right)))


def upgrade() -> None:
    op.add_column("workflows", sa.Column("registered", sa.Boolean, nullable=False, server_default=sa.false()))
    _create_products()
    _create_subscriptions()
    op.create_table(
        "processes_subscriptions",
        _to("pid", "processes.pid", key=True),
        _to("subscription_id", "subscriptions.subscription_id", key=True),
        sa.Column("workflow_target", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
    )
    op.create_index("ix_processes_subscriptions_subscription_id", "processes_subscriptions", ["subscription_id"])


def _create_products() -> None:
    op.create_table(
        "products",
        _id("product_id"),
        sa.Column("name", sa.String(255), nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("product_type", sa.String(255), nullable=False),
        sa.Column("tag", sa.String(20), nullable=False),
        sa.Column("status", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("end_date", _TIME),
    )
    op.create_index("ix_products_tag", "products", ["tag"])
    op.create_table(
        "fixed_inputs",
        _id("fixed_input_id"),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("value", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        _to("product_id", "products.product_id"),
        sa.UniqueConstraint("name", "product_id"),
    )
    op.create_table(
        "product_blocks",
        _id("product_block_id"),
        sa.Column("name", sa.String(255), nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("tag", sa.String(20)),
        sa.Column("status", sa.String(255)),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("end_date", _TIME),
    )
    op.create_table(
        "resource_types",
        _id("resource_type_id"),
        sa.Column("resource_type", sa.String(510), nullable=False, unique=True),
        sa.Column("description", sa.Text),
    )
    _pairs("products_workflows", "products.product_id", "workflows.workflow_id")
    _pairs("product_product_blocks", "products.product_id", "product_blocks.product_block_id")
    _pairs("product_block_resource_types", "product_blocks.product_block_id", "resource_types.resource_type_id")
    op.create_table(
        "product_block_relations",
        _to("in_use_by_id", "product_blocks.product_block_id", key=True),
        _to("depends_on_id", "product_blocks.product_block_id", key=True),
        sa.Column("min", sa.Integer),
        sa.Column("max", sa.Integer),
    )


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        _id("subscription_id"),
        sa.Column("description", sa.String(2_000), nullable=False),
        sa.Column("status", sa.String(255), nullable=False),
        _to("product_id", "products.product_id", cascade=False),
        sa.Column("customer_id", sa.String(255), nullable=False),
        sa.Column("insync", sa.Boolean, nullable=False),
        sa.Column("start_date", _TIME),
        sa.Column("end_date", _TIME),
        sa.Column("note", sa.String(5_000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("modified_at", _TIME, nullable=False),
    )
    op.create_index("ix_subscriptions_product_id", "subscriptions", ["product_id"])
    op.create_index("ix_subscriptions_customer_id", "subscriptions", ["customer_id"])
    op.create_index("ix_subscriptions_modified", "subscriptions", ["modified_at", "subscription_id"])
    op.create_index("ix_subscriptions_status", "subscriptions", ["status", "modified_at", "subscription_id"])
    op.create_table(
        "subscription_instances",
        _id("subscription_instance_id"),
        _to("subscription_id", "subscriptions.subscription_id"),
        _to("product_block_id", "product_blocks.product_block_id", cascade=False),
        sa.Column("label", sa.String(255)),
        sa.Column("root_attr", sa.String(255)),
        sa.Column("root_order", sa.Integer, nullable=False),
    )
    for column in ("subscription_id", "product_block_id"):
        op.create_index(f"ix_subscription_instances_{column}", "subscription_instances", [column])
    op.create_table(
        "subscription_instance_values",
        _id("subscription_instance_value_id"),
        _to("subscription_instance_id", "subscription_instances.subscription_instance_id"),
        _to("resource_type_id", "resource_types.resource_type_id", cascade=False),
        sa.Column("order_id", sa.Integer, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.UniqueConstraint("subscription_instance_id", "resource_type_id", "order_id"),
    )
    op.create_index(
        "ix_subscription_instance_values_resource_type_id", "subscription_instance_values", ["resource_type_id"]
    )
    op.create_table(
        "subscription_instance_relations",
        _to("in_use_by_id", "subscription_instances.subscription_instance_id", key=True),
        _to("depends_on_id", "subscription_instances.subscription_instance_id", key=True),
        sa.Column("domain_model_attr", sa.String(255), primary_key=True),
        sa.Column("order_id", sa.Integer, nullable=False),
    )
    op.create_index(
        "ix_subscription_instance_relations_depends_on_id", "subscription_instance_relations", ["depends_on_id"]
    )
    op.create_table(
        "subscription_customer_descriptions",
        _id("id"),
        _to("subscription_id", "subscriptions.subscription_id"),
        sa.Column("customer_id", sa.String(255), nullable=False),
        sa.Column("description", sa.String(2_000), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("customer_id", "subscription_id"),
    )
    op.create_table(
        "subscription_metadata",
        _to("subscription_id", "subscriptions.subscription_id", key=True),
        sa.Column("metadata", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "processes_subscriptions",
        "subscription_metadata",
        "subscription_customer_descriptions",
        "subscription_instance_relations",
        "subscription_instance_values",
        "subscription_instances",
        "subscriptions",
        "product_block_relations",
        "product_block_resource_types",
        "product_product_blocks",
        "products_workflows",
        "resource_types",
        "product_blocks",
        "fixed_inputs",
        "products",
    ):
        op.drop_table(table)
    op.drop_column("workflows", "registered")
