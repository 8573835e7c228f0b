"""Do the tasks that every site has do what they say, once, whatever the store holds?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from engine import StepList, begin, step
from engine.callbacks import callback_step
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import Target, abort, done, init, retrystep
from engine.errors import Refused, StartPredicateError
from engine.lifecycles import validate_workflow
from engine.migrations import create, create_workflow
from engine.outcome import ProcessStatus
from engine.registry import Registry
from engine.site import SiteRules
from engine.starting import start_process
from engine.store.database import Store
from engine.store.product_tables import FixedInputTable, ProductTable, products_workflows
from engine.store.schedule_tables import ScheduleTable
from engine.store.scope import scope_of
from engine.store.subscription_tables import SubscriptionInstanceValueTable as Value
from engine.store.subscription_tables import SubscriptionTable
from engine.store.tables import ProcessTable, WorkflowTable
from tests.integration.domain.shop import new_circuit, new_node
from tests.lab import Lab, flow

SHIPPED = {
    "modify_note",
    "task_clean_up_tasks",
    "task_resume_workflows",
    "task_validate_awaiting_callbacks",
    "task_validate_product_type",
    "task_validate_products",
    "task_validate_subscriptions",
}


@validate_workflow("Validate a node")
def validate_node() -> StepList:
    return begin >> step("Compare")(lambda: None)


@pytest.fixture(autouse=True)
def _loaded(lab: Lab, store: Store) -> None:
    for workflow in Registry.load([]):
        lab.registry.put(workflow)
    lab.registry.put(validate_node)
    with store.writing() as connection:
        create_workflow(connection, {"name": "validate_node", "target": "VALIDATE", "product_type": "Node"})
        connection.execute(delete(ScheduleTable))  # the clean-up that every store is born with


def ran(lab: Lab, name: str, *answers: dict[str, Any]) -> UUID:
    process_id = lab.operations.start(name, answers or None)
    lab.run()
    return process_id


def of(lab: Lab, workflow: str) -> list[str]:
    query = (
        select(ProcessTable.last_status)
        .join(WorkflowTable, WorkflowTable.workflow_id == ProcessTable.workflow_id)
        .where(WorkflowTable.name == workflow)
    )
    with lab.store.reading() as connection:
        return list(connection.scalars(query))


def test_every_site_has_them_loaded_and_every_store_has_their_rows(lab: Lab, store: Store) -> None:
    assert set(Registry.load([]).names) == SHIPPED
    with store.reading() as connection:
        rows = dict(
            connection.execute(
                select(WorkflowTable.name, WorkflowTable.is_task).where(WorkflowTable.name.in_(SHIPPED))
            ).all()
        )
        linked = connection.scalar(
            select(func.count())
            .select_from(products_workflows)
            .join(WorkflowTable, WorkflowTable.workflow_id == products_workflows.c.workflow_id)
            .where(WorkflowTable.name == "modify_note")
        )
        products = connection.scalar(select(func.count()).select_from(ProductTable))
    assert rows == {name: name != "modify_note" for name in SHIPPED}
    assert linked == products


# TASK-1


@pytest.mark.parametrize(("days", "removed"), [(2.9, 0), (3.1, 2)])
def test_task1_the_clean_up_removes_tasks_that_ended_and_nothing_else(lab: Lab, days: float, removed: int) -> None:
    completed = lab.go(flow(init >> done, name="task", target=Target.SYSTEM))
    aborted = lab.go(flow(init >> abort, name="aborting", target=Target.SYSTEM))
    failing = step("Fail")(lambda: 1 / 0)
    failed = lab.go(flow(init >> failing >> done, name="failing", target=Target.SYSTEM))
    service = lab.go(flow(init >> done, name="service"))
    lab.clock.advance(days * 86_400)
    process_id = ran(lab, "task_clean_up_tasks")
    assert lab.state(process_id) == {"tasks_removed": removed}
    with lab.store.reading() as connection:
        left = set(connection.scalars(select(ProcessTable.process_id)))
    gone = {completed, aborted} if removed else set()
    assert left == {completed, aborted, failed, service, process_id} - gone


def test_task1_how_long_tasks_are_kept_is_the_sites_to_say(lab: Lab) -> None:
    lab.registry.rules = SiteRules(keep_days=0)
    ran(lab, "task_resume_workflows")
    lab.clock.advance(1)
    assert lab.state(ran(lab, "task_clean_up_tasks")) == {"tasks_removed": 1}


# TASK-2, TASK-4


def test_task2_one_validation_is_started_for_every_subscription_in_sync(lab: Lab, store: Store) -> None:
    nodes = [new_node(store, name) for name in ("ams1", "ams2", "ams3")]
    new_circuit(store, nodes[0].node.ports[0], nodes[1].node.ports[0])  # no validate workflow is linked to its product
    _out_of_sync(store, nodes[2])
    process_id = ran(lab, "task_validate_subscriptions")
    assert lab.state(process_id) == {"validations_started": 2, "validations_refused": {}}
    assert of(lab, "validate_node") == ["completed", "completed"]


def test_task2_a_site_may_have_those_out_of_sync_validated_too(lab: Lab, store: Store) -> None:
    _out_of_sync(store, new_node(store))
    lab.registry.rules = SiteRules(validate_out_of_sync=True)
    assert lab.state(ran(lab, "task_validate_subscriptions"))["validations_started"] == 1


def test_task2_a_validation_that_is_not_loaded_is_named_and_keeps_no_other_from_starting(
    lab: Lab, store: Store
) -> None:
    node = new_node(store)
    with store.writing() as connection:
        create_workflow(connection, {"name": "validate_gone", "target": "VALIDATE", "product_type": "Node"})
    state = lab.state(ran(lab, "task_validate_subscriptions"))
    assert state["validations_started"] == 1
    assert "Unknown workflow 'validate_gone'" in state["validations_refused"][str(node.subscription_id)]


def test_task2_validations_are_queued_by_the_commit_of_the_step_or_not_at_all(lab: Lab, store: Store) -> None:
    new_node(store)

    @step("Validate and fail")
    def validate_and_fail() -> None:
        with scope_of(store):
            key = str(_only(store))
        start_process("validate_node", [{"subscription_id": key}])
        raise RuntimeError("after the start")

    lab.go(flow(init >> validate_and_fail >> done))
    assert of(lab, "validate_node") == []


def test_task4_the_subscriptions_of_one_product_type_are_validated(lab: Lab, store: Store) -> None:
    node = new_node(store)
    process_id = ran(lab, "task_validate_product_type", {"product_type": "Node"})
    assert lab.state(process_id)["validations_started"] == 1
    _out_of_sync(store, node)
    again = ran(lab, "task_validate_product_type", {"product_type": "Node"})
    assert lab.state(again)["validations_started"] == 0


def _only(store: Store) -> UUID:
    with store.reading() as connection:
        return connection.scalars(select(SubscriptionTable.subscription_id)).one()


def _out_of_sync(store: Store, subscription: SubscriptionModel) -> None:
    with store.writing() as connection:
        connection.execute(
            update(SubscriptionTable)
            .where(SubscriptionTable.subscription_id == subscription.subscription_id)
            .values(insync=False)
        )


# TASK-3


def checked(lab: Lab) -> tuple[str, Any]:
    """Run the validation of products; return the step it stops at and what it found."""
    detail = lab.detail(ran(lab, "task_validate_products"))
    last = detail.steps[-1]
    return last.name, last.details


@pytest.fixture
def sold(store: Store, lab: Lab) -> None:
    """A store in order: each product has a workflow."""
    with store.writing() as connection:
        create_workflow(connection, {"name": "validate_circuit", "target": "VALIDATE", "product_type": "Circuit"})
    made = flow(validate_node.steps, name="validate_circuit", target=validate_node.target)
    lab.registry.put(made)


@pytest.mark.usefixtures("sold")
def test_task3_a_store_in_order_passes_and_says_what_products_do_not_have(lab: Lab, store: Store) -> None:
    new_node(store)
    process_id = ran(lab, "task_validate_products")
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    missing = ["CREATE", "MODIFY", "TERMINATE"]
    assert lab.state(process_id) == {
        "products_without_targets": {"Circuit": missing, "Node 10G": missing},
        "subscriptions_checked": 1,
    }


def _unknown(store: Store, lab: Lab) -> None:
    lab.registry.take_out("validate_node")
    lab.registry.put(flow(init >> done, name="modify_node"))


def _other_target(store: Store, lab: Lab) -> None:
    with store.writing() as connection:
        connection.execute(update(WorkflowTable).where(WorkflowTable.name == "validate_node").values(target="MODIFY"))


def _no_workflow(store: Store, lab: Lab) -> None:
    with store.writing() as connection:
        create(connection, {"products": {"Empty": {"product_type": "Empty", "description": "of nothing"}}})
        connection.execute(products_workflows.delete().where(products_workflows.c.product_id == _product("Empty")))


def _no_note(store: Store, lab: Lab) -> None:
    note = select(WorkflowTable.workflow_id).where(WorkflowTable.name == "modify_note").scalar_subquery()
    with store.writing() as connection:
        connection.execute(
            products_workflows.delete().where(
                products_workflows.c.product_id == _product("Circuit"), products_workflows.c.workflow_id == note
            )
        )


def _unknown_fixed_input(store: Store, lab: Lab) -> None:
    with store.writing() as connection:
        create(
            connection,
            {"products": {"Circuit": {"product_type": "Circuit", "tag": "CIRC", "fixed_inputs": {"colour": "red"}}}},
        )


def _unfit_fixed_input(store: Store, lab: Lab) -> None:
    with store.writing() as connection:
        connection.execute(update(FixedInputTable).where(FixedInputTable.name == "speed").values(value="fast"))


def _product(name: str) -> Any:
    return select(ProductTable.product_id).where(ProductTable.name == name).scalar_subquery()


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (_unknown, {"not_in_database": ["modify_node"], "not_in_workflows": ["validate_node"]}),
        (_other_target, {"validate_node": ["the store says MODIFY, the code VALIDATE"]}),
        (_no_workflow, ["Empty"]),
        (_no_note, {"modify_note": ["Circuit"]}),
        (_unknown_fixed_input, {"Circuit": ["'colour' is not known to CircuitInactive"]}),
    ],
)
def test_task3_w27_what_is_wrong_is_said_with_names(lab: Lab, store: Store, damage: Any, found: Any) -> None:
    damage(store, lab)
    assert checked(lab)[1] == found


@pytest.mark.usefixtures("sold")
def test_task3_w27_a_fixed_input_whose_value_does_not_fit_is_named_and_no_crash(lab: Lab, store: Store) -> None:
    _unfit_fixed_input(store, lab)
    name, found = checked(lab)
    assert name == "Validate the fixed inputs of products"
    assert "NodeInactive.speed" in found["Node 10G"][0]


@pytest.mark.usefixtures("sold")
def test_task3_a_subscription_that_cannot_be_loaded_is_named_and_the_others_are_checked(lab: Lab, store: Store) -> None:
    good, bad = new_node(store, "ams1"), new_node(store, "ams2")
    key = bad.node.subscription_instance_id
    with store.writing() as connection:
        connection.execute(update(Value).where(Value.subscription_instance_id == key).values(value="no address"))
    name, found = checked(lab)
    assert name == "Validate that every subscription can be loaded"
    assert list(found) == [str(bad.subscription_id)]
    assert str(good.subscription_id) not in found


# TASK-5, TASK-6


def waiting(lab: Lab) -> UUID:
    fail = retrystep("Fail")(lambda: 1 / 0)
    return lab.go(flow(init >> fail >> done, name="waiting"))


def test_task6_what_waits_for_its_retry_is_queued_now(lab: Lab) -> None:
    process_id = waiting(lab)
    task = ran(lab, "task_resume_workflows")
    assert lab.state(task) == {
        "number_of_waiting_processes": 1,
        "number_of_resumed_process_ids": 1,
        "resumed_process_ids": [str(process_id)],
    }
    assert lab.row(process_id).attempt == 2


def test_task6_w12_a_run_of_it_that_failed_keeps_no_later_one_from_starting(lab: Lab, store: Store) -> None:
    lab.operations.start("task_resume_workflows", None)
    with pytest.raises(StartPredicateError, match="already has 1 uncompleted instance"):
        lab.operations.start("task_resume_workflows", None)
    with store.writing() as connection:
        connection.execute(update(ProcessTable).values(last_status=ProcessStatus.FAILED))
    assert lab.row(ran(lab, "task_resume_workflows")).status is ProcessStatus.COMPLETED


def test_task5_rp5_callbacks_that_are_late_are_failed_and_without_any_there_is_nothing_to_do(lab: Lab) -> None:
    with pytest.raises(Refused, match="no process awaits a callback"):
        lab.operations.start("task_validate_awaiting_callbacks", None)
    ask = callback_step("Ask", step("Send")(lambda: None), step("Check")(lambda: None), timeout=60)
    late = lab.go(flow(init >> ask >> done, name="asking"))
    task = lab.operations.start("task_validate_awaiting_callbacks", None)
    lab.clock.advance(61)
    lab.engine.run_here(task)  # alone: the engine's own sweep would be first
    assert lab.state(task) == {"failed_process_ids": [str(late)]}
    assert lab.row(late).failed_reason == "Callback timed out"


def test_task6_the_note_of_a_subscription_is_changed_also_when_it_is_out_of_sync(lab: Lab, store: Store) -> None:
    node = new_node(store)
    _out_of_sync(store, node)
    on = {"subscription_id": str(node.subscription_id)}
    ran(lab, "modify_note", on, {"note": "  fan is loud  "})
    assert _note(store, node) == "fan is loud"
    ran(lab, "modify_note", on, {"note": ""})
    assert _note(store, node) is None


def _note(store: Store, node: SubscriptionModel) -> str | None:
    with scope_of(store):
        return SubscriptionModel.from_subscription(node.subscription_id).note


def test_a_step_starts_processes_that_are_queued_with_its_commit_and_seen_as_the_systems(lab: Lab) -> None:
    child = flow(init >> done, name="child")
    lab.registry.put(child)

    @step("Start children")
    def start_children() -> dict[str, Any]:
        return {"children": [start_process("child"), start_process("child")]}

    parent = lab.go(flow(init >> start_children >> done))
    children = lab.state(parent)["children"]
    assert [lab.row(UUID(key)).created_by for key in children] == ["SYSTEM", "SYSTEM"]
    assert of(lab, "child") == ["completed", "completed"]
    assert [row.display_name for row in lab.audit(UUID(children[0]))] == ["SYSTEM"]


def test_a_process_cannot_be_started_from_nowhere(store: Store) -> None:
    with pytest.raises(RuntimeError, match="none of them runs here"):
        start_process("child")
