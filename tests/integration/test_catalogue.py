"""Does the catalogue say what the store and the loaded workflows say, each thing naming the others?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from engine.catalogue import Entry, entries_of
from engine.clock import utc_now
from engine.dsl import Target, done, init
from engine.errors import Refused
from engine.forms import FormDone
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
from engine.store.tables import WorkflowTable
from tests.lab import Lab, flow


def _catalogue(lab: Lab) -> dict[str, Entry]:
    with lab.store.reading() as connection:
        return {entry.name: entry for entry in entries_of(connection, lab.operations.workflows())}


def _links(entry: Entry) -> list[tuple[str, str, str]]:
    return [(link.relation, link.name, link.note) for link in entry.links]


def _sell(lab: Lab) -> None:
    """Put a product of two blocks into the store, with a workflow that is not loaded here."""
    now = utc_now()
    product, port, node, name, gone = (uuid4() for _ in range(5))
    with lab.store.writing() as connection:

        def block(key: UUID, called: str) -> None:
            facts = {"name": called, "description": called, "tag": "T", "status": "active", "created_at": now}
            connection.execute(insert(ProductBlockTable).values(product_block_id=key, **facts))

        connection.execute(
            insert(ProductTable).values(
                product_id=product,
                name="Node 10G",
                description="A node",
                product_type="Node",
                tag="NODE",
                status="active",
                created_at=now,
            )
        )
        speed = {"name": "speed", "value": "10000", "created_at": now, "product_id": product}
        connection.execute(insert(FixedInputTable).values(fixed_input_id=uuid4(), **speed))
        block(node, "NodeBlock")
        block(port, "PortBlock")
        connection.execute(insert(ResourceTypeTable).values(resource_type_id=name, resource_type="node_name"))
        connection.execute(insert(product_product_blocks).values(product_id=product, product_block_id=node))
        held = {"product_block_id": node, "resource_type_id": name}
        connection.execute(insert(product_block_resource_types).values(**held))
        below = {"in_use_by_id": node, "depends_on_id": port, "min": 0, "max": 96}
        connection.execute(insert(ProductBlockRelationTable).values(**below))
        known = {"name": "create_node", "target": "CREATE", "is_task": False, "registered": True, "created_at": now}
        connection.execute(insert(WorkflowTable).values(workflow_id=gone, **known))
        connection.execute(insert(products_workflows).values(product_id=product, workflow_id=gone))


def test_each_thing_names_what_it_is_made_of_and_who_uses_it(lab: Lab) -> None:
    _sell(lab)
    found = _catalogue(lab)
    assert found["Node 10G"].facts == {
        "status": "active",
        "type": "Node",
        "tag": "NODE",
        "fixed": "speed=10000",
        "blocks": "NodeBlock",
        "subscriptions": "0",
    }
    assert _links(found["Node 10G"]) == [("block", "NodeBlock", ""), ("workflow", "create_node", "")]
    assert _links(found["NodeBlock"]) == [
        ("holds", "node_name", ""),
        ("depends on", "PortBlock", "0 to 96"),
        ("part of", "Node 10G", ""),
    ]
    assert _links(found["PortBlock"]) == [("used in", "NodeBlock", "")]
    assert _links(found["node_name"]) == [("held by", "NodeBlock", "")]


def test_a_workflow_says_whether_it_may_be_started_and_one_that_is_not_loaded_says_that(lab: Lab) -> None:
    _sell(lab)
    lab.registry.put(flow(init >> done, name="check", target=Target.SYSTEM))
    found = _catalogue(lab)
    assert (found["check"].why_not, found["check"].steps, found["check"].facts["target"]) == (
        None,
        ("Start", "Done"),
        "task",
    )
    gone = found["create_node"]
    assert (gone.why_not, gone.facts["state"], _links(gone)) == (
        "it is not loaded here",
        "not loaded",
        [("of", "Node 10G", "")],
    )


def test_a_form_may_be_looked_at_by_one_who_may_not_start_its_workflow(lab: Lab) -> None:
    lab.registry.put(flow(init >> done, name="check"))
    looking = lab.operations_of("eve", read_only=True)
    assert isinstance(looking.preview_form("check").walk([{}]), FormDone)
    with pytest.raises(Refused, match="read-only"):
        looking.start("check")
