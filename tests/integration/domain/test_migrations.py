"""Do the helpers of a site's migrations do what they say, again and again, and nothing behind anybody's back?"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from engine import begin, done, migrations
from engine.domain.difference import compare_models, compare_workflows, modelled, stored
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.domain.renames import Renames
from engine.domain.written import for_models
from engine.dsl import Target
from engine.errors import UsageError
from engine.migrations import (
    add_products_to_workflow_by_product_tag,
    create,
    create_fixed_inputs,
    create_resource_types_for_product_blocks,
    create_task,
    create_workflow,
    delete_fixed_input,
    delete_product,
    delete_product_block,
    delete_resource_type,
    delete_workflow,
    has_table_column,
    relate_product_blocks,
    remove_products_from_workflow_by_product_tag,
    rename_fixed_input,
    rename_product,
    rename_product_block,
    rename_resource_type,
    set_default_values,
    unrelate_product_blocks,
)
from engine.store.database import Store
from engine.store.product_tables import FixedInputTable, ProductTable, products_workflows
from engine.store.scope import scope_of
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import WorkflowTable
from tests.integration.command_line import no_models
from tests.integration.domain.shop import SHOP, CircuitInactive, Node, NodeInactive, new_node
from tests.lab import Lab, flow


def products_of(store: Store, workflow: str) -> set[str]:
    query = (
        select(ProductTable.name)
        .join(products_workflows, products_workflows.c.product_id == ProductTable.product_id)
        .join(WorkflowTable, WorkflowTable.workflow_id == products_workflows.c.workflow_id)
        .where(WorkflowTable.name == workflow)
    )
    with store.reading() as connection:
        return set(connection.scalars(query))


def facts_of(store: Store, workflow: str) -> Any:
    with store.reading() as connection:
        table = WorkflowTable
        return connection.execute(select(table).where(table.name == workflow)).one()


def test_w26_cli10_a_workflow_that_exists_is_linked_to_another_product_type_all_the_same(store: Store) -> None:
    with store.writing() as connection:
        create_workflow(connection, {"name": "check", "target": "MODIFY", "product_type": "Node"})
    assert products_of(store, "check") == {"Node 10G"}
    with store.writing() as connection:
        create_workflow(connection, {"name": "check", "target": "MODIFY", "product_type": "Circuit"})
    assert products_of(store, "check") == {"Node 10G", "Circuit"}


@pytest.mark.parametrize(("target", "is_task"), [("VALIDATE", True), ("SYSTEM", True), ("MODIFY", False)])
def test_w26_cli10_a_validate_workflow_is_a_task(store: Store, target: str, is_task: bool) -> None:
    with store.writing() as connection:
        create_workflow(connection, {"name": "check", "target": target, "product_type": "Node"})
    assert facts_of(store, "check").is_task is is_task


def test_w26_cli10_a_workflow_with_history_is_deleted_softly_and_comes_back_under_its_id(
    lab: Lab, store: Store
) -> None:
    with store.writing() as connection:
        create_workflow(connection, {"name": "flow", "target": "MODIFY", "product_type": "Node"})
    before = facts_of(store, "flow")
    process_id = lab.go(flow(begin >> done))
    with store.writing() as connection:
        delete_workflow(connection, "flow")
    assert products_of(store, "flow") == set()
    assert facts_of(store, "flow").deleted_at is not None
    assert lab.row(process_id).workflow == "flow"

    with store.writing() as connection:
        create_workflow(connection, {"name": "flow", "target": "MODIFY", "product_type": "Node"})
    after = facts_of(store, "flow")
    assert (after.workflow_id, after.deleted_at) == (before.workflow_id, None)


def test_w26_cli10_any_number_of_new_and_gone_workflows_is_found(store: Store) -> None:
    names = [f"check_{number}" for number in range(9)]
    with store.writing() as connection:
        for name in names:
            create_workflow(connection, {"name": name, "target": "MODIFY", "product_type": "Node"})
            create_task(connection, {"name": f"task_{name}"})
    new = [flow(begin >> done, name=f"new_{number}", target=Target.MODIFY) for number in range(9)]
    with store.reading() as connection:
        found = compare_workflows(connection, new, tasks=False)
        tasks = compare_workflows(connection, new, tasks=True)
    assert [each.name for each in found.new] == sorted(each.name for each in new)
    assert found.gone == sorted(names)
    assert (tasks.new, tasks.gone) == ([], sorted(f"task_{name}" for name in names))


def test_a_workflow_that_only_ran_is_not_registered_and_not_gone(lab: Lab, store: Store) -> None:
    lab.go(flow(begin >> done, name="by_hand"))
    with store.reading() as connection:
        assert compare_workflows(connection, [], tasks=False).gone == []


def test_cli9_creating_everything_again_changes_nothing(store: Store) -> None:
    def counts(connection: Any) -> list[int]:
        tables = (ProductTable, FixedInputTable, WorkflowTable)
        return [connection.scalar(select(func.count()).select_from(table)) for table in tables]

    with store.writing() as connection:
        before = counts(connection)
        create(connection, SHOP)
        assert counts(connection) == before


def test_cli9_a_name_that_is_not_there_is_named(store: Store) -> None:
    with store.writing() as connection, pytest.raises(ValueError, match="The store has no 'Nothing' in product_blocks"):
        create(connection, {"products": {"P": {"product_type": "T", "product_blocks": ["Nothing"]}}})


def test_cli9_links_by_tag_are_made_and_taken_away(store: Store) -> None:
    with store.writing() as connection:
        create_workflow(connection, {"name": "check", "target": "MODIFY"})
        add_products_to_workflow_by_product_tag(connection, "check", "CIRC")
    assert products_of(store, "check") == {"Circuit"}
    with store.writing() as connection:
        remove_products_from_workflow_by_product_tag(connection, "check", "CIRC")
    assert products_of(store, "check") == set()


def test_cli7_instances_without_a_value_get_the_default_and_the_others_keep_theirs(store: Store) -> None:
    one, other = new_node(store), new_node(store, "ams2", slot=1)
    with store.writing() as connection:
        set_default_values(connection, {"Node": {"slot": 2}})
    with scope_of(store):
        slots = [Node.from_subscription(node.subscription_id).node.slot for node in (one, other)]
    assert slots == [2, 1]


def test_cli9_what_is_deleted_goes_with_all_that_hangs_on_it(store: Store) -> None:
    node = new_node(store)
    with store.writing() as connection:
        delete_resource_type(connection, "vlans", "Port")
        delete_resource_type(connection, "spare")
        delete_fixed_input(connection, "Node 10G", "speed")
        create_fixed_inputs(connection, "Node 10G", {"speed": 40})
    with scope_of(store):
        assert Node.from_subscription(node.subscription_id).speed == 40
    with store.writing() as connection:
        delete_product(connection, "Node 10G")
        delete_product_block(connection, "Node")
        assert connection.scalar(select(func.count()).select_from(SubscriptionTable)) == 0
        assert has_table_column(connection, "subscriptions", "insync")
        assert not has_table_column(connection, "subscriptions", "nothing")


def test_cli6_nobody_is_asked_for_what_was_said_already(store: Store) -> None:
    asked: list[str] = []

    def ask(question: str, default: str | None) -> str | None:
        asked.append(question)
        return default or "answer"

    with store.writing() as connection:
        delete_product(connection, "Node 10G")
    with store.reading() as connection, no_models():
        SUBSCRIPTION_MODEL_REGISTRY["Node 10G"] = NodeInactive
        difference = compare_models(stored(connection), modelled())
    said = {"product_type": "Node", "description": "A node", "tag": "NODE", "fixed_inputs": {"speed": 10}}
    made = for_models(difference, {"products": {"Node 10G": said}}, ask, renames=Renames(), delete=False)
    assert asked == []
    assert "'fixed_inputs': {'speed': '10'}" in made.upgrades[0]

    for_models(difference, {}, ask, renames=Renames(), delete=False)
    assert asked == [
        "Product type of 'Node 10G'",
        "Description of 'Node 10G'",
        "Tag of 'Node 10G'",
        "Fixed input speed of 'Node 10G'",
    ]


def renamed(store: Store, updates: dict[str, Any], ask: Any = lambda _question, _default: None) -> tuple[Any, Renames]:
    """Return what is left to do for the shop's models after the renaming, and the renaming."""
    with store.reading() as connection:
        there, wanted = stored(connection), modelled({"Node 10G": NodeInactive, "Circuit": CircuitInactive})
    renames = Renames.said(updates).asked(there, wanted, ask)
    return compare_models(renames.applied(there), wanted), renames


@pytest.fixture
def earlier(store: Store) -> Node:
    """A node in a store where things had other names."""
    node = new_node(store)
    with store.writing() as connection:
        rename_product(connection, "Node 10G", "Router")
        rename_product_block(connection, "Port", "Plug")
        rename_resource_type(connection, "Plug", "port_name", "plug_name")
        rename_fixed_input(connection, "Router", "speed", "rate")
    return node


def test_cli6_what_has_another_name_now_keeps_its_values_and_goes_back_again(store: Store, earlier: Node) -> None:
    difference, renames = renamed(
        store,
        {
            "products": {"Router": "Node 10G"},
            "product_blocks": {"Plug": "Port"},
            "resource_types": {"Port": {"plug_name": "port_name"}},
            "fixed_inputs": {"Node 10G": {"rate": "speed"}},
        },
    )
    assert not difference
    with store.writing() as connection:
        for name, there, _ in renames.calls():
            getattr(migrations, name)(connection, *there)
    with scope_of(store):
        found = Node.from_subscription(earlier.subscription_id)
    assert ([port.port_name for port in found.node.ports], found.speed) == (["ge-0", "ge-1"], 10)

    with store.writing() as connection:
        for name, _, back in reversed(list(renames.calls())):
            getattr(migrations, name)(connection, *back)
    assert "Router" in renamed(store, {})[0].gone


def test_cli6_who_is_asked_says_what_was_renamed(store: Store, earlier: Node) -> None:
    answers = {"product '": "Router", "product block '": "Plug", "resource type": "plug_name", "fixed input": "rate"}

    def ask(question: str, _default: str | None) -> str | None:
        return next(answer for what, answer in answers.items() if question.startswith(f"Is {what}"))

    difference, renames = renamed(store, {}, ask)
    assert not difference
    assert renames.resource_types == {"Port": {"plug_name": "port_name"}}
    assert renames.fixed_inputs == {"Node 10G": {"rate": "speed"}}


@pytest.mark.parametrize(
    ("updates", "told"),
    [
        ({"product": {}}, r"--updates: product: Extra inputs are not permitted; it says old names and new ones"),
        ({"products": {"Nope": "New"}}, r"--updates: the store has no 'Nope'; it has: Circuit, Router"),
        ({"products": {"Router": "Circuit"}}, r"'Router' cannot be called 'Circuit': that one is in the store already"),
        ({"resource_types": {"Nope": {"a": "b"}}}, r"--updates: the store has no 'Nope'; it has: Circuit, Node, Plug"),
        ({"resource_types": {"Node": {"a": "b"}}}, r"--updates: the store has no 'a'; it has: facts, installed"),
    ],
)
def test_cli6_a_name_that_cannot_be_another_is_told(store: Store, earlier: Node, updates: Any, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        renamed(store, updates)


def test_cli6_another_block_keeps_the_resource_type_that_one_has_under_a_new_name(store: Store) -> None:
    node = new_node(store)
    with store.writing() as connection:
        create_resource_types_for_product_blocks(connection, {"Circuit": {"vlans": "more of them"}})
        rename_resource_type(connection, "Port", "vlans", "tags")
        there = stored(connection)
    assert ("tags" in there.resources["Port"], "vlans" in there.resources["Port"]) == (True, False)
    assert "vlans" in there.resources["Circuit"]
    assert node.node.ports[0].vlans == []


def test_cli6_blocks_that_are_not_held_any_more_are_unrelated(store: Store) -> None:
    with store.writing() as connection:
        relate_product_blocks(connection, {"product_blocks": {"Circuit": ["Node"]}, "relations": {"Port": ["Node"]}})
    difference, renames = renamed(store, {})
    assert (difference.gone_product_blocks, difference.gone_relations) == ({"Circuit": ["Node"]}, {"Port": ["Node"]})
    made = for_models(difference, {}, lambda _question, _default: None, renames=renames, delete=True)
    assert [call.strip().split("(")[0] for call in made.upgrades] == ["unrelate_product_blocks"]
    with store.writing() as connection:
        unrelate_product_blocks(connection, {"product_blocks": {"Circuit": ["Node"]}, "relations": {"Port": ["Node"]}})
    assert not renamed(store, {})[0]
