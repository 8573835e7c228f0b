"""What does a site's migration call to put products, blocks and workflows into the store, or to take them out?

Functions over the connection of a migration (`op.get_bind()`), with orchestrator-core's names and shapes (contract
CLI-9). Each can be run again: what is there already is brought to what is said, and linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, and_, delete, insert, inspect, select, update

from engine.store.named_rows import id_of, link, now, put, table_of, unlink
from engine.store.product_tables import (
    FixedInputTable,
    ProductBlockRelationTable,
    ProductBlockTable,
    ProductTable,
    ResourceTypeTable,
    product_block_resource_types,
    product_product_blocks,
    products_workflows,
)
from engine.store.subscription_tables import (
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)
from engine.store.tables import WorkflowTable

__all__ = [
    "add_products_to_workflow_by_product_tag",
    "create",
    "create_fixed_inputs",
    "create_product_blocks",
    "create_products",
    "create_resource_types_for_product_blocks",
    "create_task",
    "create_workflow",
    "create_workflows",
    "delete_fixed_input",
    "delete_product",
    "delete_product_block",
    "delete_resource_type",
    "delete_workflow",
    "ensure_default_workflows",
    "has_table_column",
    "relate_product_blocks",
    "remove_products_from_workflow_by_product_tag",
    "rename_fixed_input",
    "rename_product",
    "rename_product_block",
    "rename_resource_type",
    "set_default_values",
    "unrelate_product_blocks",
]

Words = Mapping[str, Any]

TASKS = frozenset({"SYSTEM", "VALIDATE"})
"""Targets whose workflows are tasks (W-26: a VALIDATE workflow is one, too)."""

DEFAULT_PRODUCT_WORKFLOWS = ["modify_note"]
"""Linked to every product; for a site to add to (contract SYNC-9)."""


def create(connection: Connection, new: Words) -> None:
    """Create everything of a mapping with `resources`, `product_blocks`, `products` and `workflows`, in that order.

        {"product_blocks": {"Port": {"description": …, "tag": …, "resources": {"port_name": "its name"},
                                     "depends_on_block_relations": ["Node"]}},
         "products": {"Port 10G": {"product_type": "Port", "description": …, "tag": "PORT",
                                   "product_blocks": ["Port"], "fixed_inputs": {"speed": "10"}}},
         "workflows": {"create_port": {"target": "CREATE", "description": …, "product_type": "Port"}}}

    Raises:
        ValueError: a name that is referred to and not there.
    """
    create_product_blocks(connection, new.get("product_blocks", {}))
    create_products(connection, new.get("products", {}))
    create_workflows(connection, new.get("workflows", {}))


def create_products(connection: Connection, new: Words) -> dict[str, UUID]:
    """Create products by their names, with `product_blocks` and `fixed_inputs`; return their ids."""
    made = {}
    for name, said in new.items():
        facts = {
            "description": said.get("description") or name,
            "product_type": said["product_type"],
            "tag": said.get("tag") or "",
            "status": said.get("status", "active"),
        }
        key = put(connection, ProductTable, ProductTable.name, name, facts, said.get("product_id"))
        relate_product_blocks(connection, {"product_blocks": {name: said.get("product_blocks", ())}})
        create_fixed_inputs(connection, key, said.get("fixed_inputs", {}))
        made[name] = key
    ensure_default_workflows(connection)
    return made


def create_fixed_inputs(connection: Connection, product: UUID | str, new: Words) -> None:
    """Set fixed inputs of a product, by its id or name: name to value."""
    product_id = product if isinstance(product, UUID) else id_of(connection, ProductTable, product)
    for name, value in new.items():
        where = and_(FixedInputTable.product_id == product_id, FixedInputTable.name == name)
        done = connection.execute(update(FixedInputTable).where(where).values(value=str(value)))
        if not done.rowcount:
            connection.execute(
                insert(FixedInputTable).values(
                    fixed_input_id=uuid4(), name=name, value=str(value), product_id=product_id, created_at=now()
                )
            )


def create_product_blocks(connection: Connection, new: Words) -> dict[str, UUID]:
    """Create product blocks by their names, with `resources` and `depends_on_block_relations`; return their ids."""
    made = {}
    for name, said in new.items():
        facts = {
            "description": said.get("description") or name,
            "tag": said.get("tag"),
            "status": said.get("status", "active"),
        }
        made[name] = put(
            connection, ProductBlockTable, ProductBlockTable.name, name, facts, said.get("product_block_id")
        )
    create_resource_types_for_product_blocks(
        connection, {name: said.get("resources", {}) for name, said in new.items()}
    )
    relations = {name: said.get("depends_on_block_relations", ()) for name, said in new.items()}
    relate_product_blocks(connection, {"relations": relations})
    return made


def create_resource_types_for_product_blocks(connection: Connection, new: Words) -> None:
    """Give product blocks resource types: block name to a mapping of names to descriptions."""
    for block, resources in new.items():
        key = id_of(connection, ProductBlockTable, block)
        for name, description in resources.items():
            facts = {"description": description}
            kind = put(connection, ResourceTypeTable, ResourceTypeTable.resource_type, name, facts, None)
            link(connection, product_block_resource_types, "product_block_id", "resource_type_id", [(key, kind)])


def relate_product_blocks(connection: Connection, new: Words) -> None:
    """Say which blocks products are made of, and which blocks may hold others: `product_blocks` and `relations`, each
    a name to names."""
    for table, left, right, pairs in _pairs(connection, new):
        link(connection, table, left, right, pairs)


def unrelate_product_blocks(connection: Connection, gone: Words) -> None:
    """Take back what `relate_product_blocks` says; the instances stay as they are."""
    for table, left, right, pairs in _pairs(connection, gone):
        unlink(connection, table, left, right, pairs)


def set_default_values(connection: Connection, defaults: Words) -> None:
    """Give every instance of a block that has no value of a resource type this one (contract CLI-7)."""
    value, instance = SubscriptionInstanceValueTable, SubscriptionInstanceTable
    for block, values in defaults.items():
        block_id = id_of(connection, ProductBlockTable, block)
        for name, text in values.items():
            kind = id_of(connection, ResourceTypeTable, name, ResourceTypeTable.resource_type)
            with_value = select(value.subscription_instance_id).where(value.resource_type_id == kind)
            without = select(instance.subscription_instance_id).where(
                instance.product_block_id == block_id, instance.subscription_instance_id.not_in(with_value)
            )
            rows = [
                {
                    "subscription_instance_value_id": uuid4(),
                    "subscription_instance_id": key,
                    "resource_type_id": kind,
                    "order_id": 0,
                    "value": str(text),
                }
                for key in connection.scalars(without).all()
            ]
            if rows:
                connection.execute(insert(value), rows)


def create_workflows(connection: Connection, new: Words) -> None:
    """Create workflows by their names: `target`, `description`, `product_type`, `product_tag`, `is_task`."""
    for name, said in new.items():
        create_workflow(connection, {"name": name, **said})


def create_workflow(connection: Connection, workflow: Words) -> UUID:
    """Create a workflow, or bring back a deleted one, and link it to the products of its `product_type` and
    `product_tag`; return its id. One that exists is linked all the same (W-26)."""
    target = str(workflow["target"])
    facts = {
        "target": target,
        "is_task": bool(workflow.get("is_task", target in TASKS)),
        "description": workflow.get("description"),
        "deleted_at": None,
        "registered": True,
    }
    key = put(connection, WorkflowTable, WorkflowTable.name, workflow["name"], facts, workflow.get("workflow_id"))
    if "product_type" in workflow:
        query = select(ProductTable.product_id).where(ProductTable.product_type == workflow["product_type"])
        if workflow.get("product_tag"):
            query = query.where(ProductTable.tag == workflow["product_tag"])
        _link_products(connection, key, connection.scalars(query))
    return key


def create_task(connection: Connection, task: Words) -> UUID:
    """Create a task: a workflow of target SYSTEM, or another one, that belongs to no customer; return its id."""
    return create_workflow(connection, {"target": "SYSTEM", "is_task": True, **task})


def ensure_default_workflows(connection: Connection) -> None:
    """Link every product to the workflows that every product has (contract SYNC-9)."""
    for name in DEFAULT_PRODUCT_WORKFLOWS:
        key = connection.scalar(select(WorkflowTable.workflow_id).where(WorkflowTable.name == name))
        if key is not None:
            _link_products(connection, key, connection.scalars(select(ProductTable.product_id)))


def add_products_to_workflow_by_product_tag(connection: Connection, workflow: str, product_tag: str) -> None:
    """Link a workflow to every product of a tag."""
    query = select(ProductTable.product_id).where(ProductTable.tag == product_tag)
    _link_products(connection, id_of(connection, WorkflowTable, workflow), connection.scalars(query))


def remove_products_from_workflow_by_product_tag(connection: Connection, workflow: str, product_tag: str) -> None:
    """Take the links of a workflow to the products of a tag away."""
    of_tag = select(ProductTable.product_id).where(ProductTable.tag == product_tag)
    links = products_workflows.c
    connection.execute(
        delete(products_workflows).where(
            links.workflow_id == id_of(connection, WorkflowTable, workflow), links.product_id.in_(of_tag)
        )
    )


def delete_workflow(connection: Connection, name: str) -> None:
    """Take a workflow away: its links go, its row stays, marked, since processes name it (W-26)."""
    key = id_of(connection, WorkflowTable, name)
    connection.execute(delete(products_workflows).where(products_workflows.c.workflow_id == key))
    connection.execute(
        update(WorkflowTable).where(WorkflowTable.workflow_id == key).values(deleted_at=now(), registered=False)
    )


def delete_product(connection: Connection, name: str) -> None:
    """Take a product away, with every subscription of it: no downgrade brings these back (contract CLI-6)."""
    key = id_of(connection, ProductTable, name)
    connection.execute(delete(SubscriptionTable).where(SubscriptionTable.product_id == key))
    connection.execute(delete(ProductTable).where(ProductTable.product_id == key))


def delete_product_block(connection: Connection, name: str) -> None:
    """Take a product block away, with every instance of it."""
    key = id_of(connection, ProductBlockTable, name)
    connection.execute(delete(SubscriptionInstanceTable).where(SubscriptionInstanceTable.product_block_id == key))
    connection.execute(delete(ProductBlockTable).where(ProductBlockTable.product_block_id == key))


def delete_resource_type(connection: Connection, name: str, block: str | None = None) -> None:
    """Take a resource type away from a product block, or (None) altogether, with its values."""
    key = id_of(connection, ResourceTypeTable, name, ResourceTypeTable.resource_type)
    value, link = SubscriptionInstanceValueTable, product_block_resource_types
    values, links = value.resource_type_id == key, link.c.resource_type_id == key
    if block is not None:
        block_id = id_of(connection, ProductBlockTable, block)
        of_block = select(SubscriptionInstanceTable.subscription_instance_id).where(
            SubscriptionInstanceTable.product_block_id == block_id
        )
        values = and_(values, value.subscription_instance_id.in_(of_block))
        links = and_(links, link.c.product_block_id == block_id)
    connection.execute(delete(value).where(values))
    connection.execute(delete(link).where(links))
    if not connection.scalar(select(link.c.product_block_id).where(link.c.resource_type_id == key).limit(1)):
        connection.execute(delete(ResourceTypeTable).where(ResourceTypeTable.resource_type_id == key))


def delete_fixed_input(connection: Connection, product: str, name: str) -> None:
    """Take a fixed input away from a product."""
    key = id_of(connection, ProductTable, product)
    connection.execute(delete(FixedInputTable).where(FixedInputTable.product_id == key, FixedInputTable.name == name))


def rename_product(connection: Connection, old: str, new: str) -> None:
    """Call a product otherwise; its subscriptions stay."""
    key = id_of(connection, ProductTable, old)
    connection.execute(update(ProductTable).where(ProductTable.product_id == key).values(name=new))


def rename_product_block(connection: Connection, old: str, new: str) -> None:
    """Call a product block otherwise; its instances stay."""
    key = id_of(connection, ProductBlockTable, old)
    connection.execute(update(ProductBlockTable).where(ProductBlockTable.product_block_id == key).values(name=new))


def rename_resource_type(connection: Connection, block: str, old: str, new: str) -> None:
    """Call a resource type of one product block otherwise, its values too; other blocks keep the old one."""
    block_id = id_of(connection, ProductBlockTable, block)
    kind = ResourceTypeTable
    before = id_of(connection, kind, old, kind.resource_type)
    known = select(kind.resource_type, kind.description).where(kind.resource_type.in_((old, new)))
    described = {row.resource_type: row.description for row in connection.execute(known)}
    create_resource_types_for_product_blocks(connection, {block: {new: described.get(new, described[old])}})
    value, instance = SubscriptionInstanceValueTable, SubscriptionInstanceTable
    of_block = select(instance.subscription_instance_id).where(instance.product_block_id == block_id)
    connection.execute(
        update(value)
        .where(value.resource_type_id == before, value.subscription_instance_id.in_(of_block))
        .values(resource_type_id=id_of(connection, kind, new, kind.resource_type))
    )
    delete_resource_type(connection, old, block)


def rename_fixed_input(connection: Connection, product: str, old: str, new: str) -> None:
    """Call a fixed input of a product otherwise; its value stays."""
    key, table = id_of(connection, ProductTable, product), FixedInputTable
    connection.execute(update(table).where(table.product_id == key, table.name == old).values(name=new))


def has_table_column(connection: Connection, table_name: str, column_name: str) -> bool:
    """Say whether a table of the store has a column."""
    return any(column["name"] == column_name for column in inspect(connection).get_columns(table_name))


def _link_products(connection: Connection, workflow_id: UUID, products: Iterable[UUID]) -> None:
    link(connection, products_workflows, "product_id", "workflow_id", [(key, workflow_id) for key in products])


def _pairs(connection: Connection, said: Words) -> Iterator[tuple[Table, str, str, list[tuple[UUID, UUID]]]]:
    for product, blocks in said.get("product_blocks", {}).items():
        key = id_of(connection, ProductTable, product)
        pairs = [(key, id_of(connection, ProductBlockTable, block)) for block in blocks]
        yield product_product_blocks, "product_id", "product_block_id", pairs
    for block, below in said.get("relations", {}).items():
        key = id_of(connection, ProductBlockTable, block)
        pairs = [(key, id_of(connection, ProductBlockTable, name)) for name in below]
        yield table_of(ProductBlockRelationTable), "in_use_by_id", "depends_on_id", pairs
