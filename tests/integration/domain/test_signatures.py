"""Does a step get the subscriptions its signature asks for, and is what it returns saved with its own commit?"""

from __future__ import annotations

from typing import Any, Optional
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from engine import FormGenerator, FormPage, State, begin, done, inputstep, retrystep, step
from engine.domain.subscriptions import SubscriptionModel
from engine.errors import FormRejected
from engine.outcome import Failed, ProcessStatus
from engine.store.database import Store
from engine.store.scope import scope_of
from engine.store.subscription_tables import SubscriptionTable
from tests.integration.domain.shop import (
    Circuit,
    CircuitInactive,
    Node,
    NodeInactive,
    NodeProvisioning,
    id_of,
    new_node,
    store_scope,
)
from tests.integration.flows import die_again
from tests.lab import Lab, flow


def sold(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(SubscriptionTable)) or 0


def stored(store: Store, model: SubscriptionModel) -> Any:
    with scope_of(store):
        return SubscriptionModel.from_subscription(model.subscription_id)


def giving(**state: Any) -> Any:
    return step("Give")(lambda: state)


def failed(lab: Lab, *steps: Any) -> str:
    """Run these steps, the last of which must fail; return why."""
    listed = begin
    for item in steps:
        listed = listed >> item
    process_id = lab.go(flow(listed >> done))
    assert lab.row(process_id).status is ProcessStatus.FAILED
    return lab.last(process_id).error or ""


@pytest.mark.parametrize("given", ["uuid", "text", "dict", "model"])
def test_s3_a_key_that_is_present_names_the_subscription_and_nothing_else_of_it_counts(
    lab: Lab, store: Store, given: str
) -> None:
    node = new_node(store)
    value = {
        "uuid": node.subscription_id,
        "text": str(node.subscription_id),
        "dict": {"subscription_id": str(node.subscription_id), "description": "not to be used"},
        "model": node,
    }[given]
    got: list[Node] = []
    look = step("Look")(_annotated(lambda node: got.append(node), node=Node))
    lab.go(flow(begin >> giving(node=value) >> look >> done))

    assert got == [node]
    assert got[0].description == "Node ams1"


def _annotated(function: Any, **annotations: Any) -> Any:
    function.__annotations__ = {**annotations, "return": None}
    return function


def test_s1_a_key_that_is_absent_asks_for_a_new_subscription_of_the_product_in_the_state(
    lab: Lab, store: Store
) -> None:
    @step("Construct")
    def construct(node: NodeInactive) -> State:
        node.node.node_name = "new"
        return {"subscription": node, "subscription_id": node.subscription_id}

    process_id = lab.go(
        flow(begin >> giving(product=id_of(store, "Node 10G"), customer_id="acme") >> construct >> done)
    )

    state = lab.state(process_id)
    assert state["subscription"]["node"]["node_name"] == "new"
    with scope_of(store):
        found = NodeInactive.from_subscription(state["subscription_id"])
    assert (found.node.node_name, found.customer_id) == ("new", "acme")


def test_s1_an_absent_key_without_product_and_customer_is_the_error_it_always_was(lab: Lab) -> None:
    @step("Construct")
    def construct(node: NodeInactive) -> None: ...

    assert "Could not find key 'node' in state." in failed(lab, giving(product=uuid4()), construct)


def test_s2_two_requests_for_a_new_one_are_an_error_before_anything_is_created(lab: Lab, store: Store) -> None:
    @step("Construct")
    def construct(node: NodeInactive, circuit: CircuitInactive) -> None: ...

    told = failed(lab, giving(product=id_of(store, "Node 10G"), customer_id="acme"), construct)
    assert "asks for 2 new subscriptions (node, circuit)" in told
    assert sold(store) == 0


@pytest.mark.parametrize("given", ["nonsense", 7, {"other": 1}])
def test_s3_a_key_that_names_no_subscription_is_an_error_and_never_a_creation(
    lab: Lab, store: Store, given: object
) -> None:
    @step("Look")
    def look(node: Node) -> None: ...

    told = failed(lab, giving(node=given, product=id_of(store, "Node 10G"), customer_id="acme"), look)
    assert "parameter 'node' of tests.integration.domain" in told
    assert "expected a UUID or a dict with 'subscription_id', found" in told
    assert sold(store) == 0


@pytest.mark.parametrize("given", ["nonsense", str(UUID(int=7))])
def test_w24_an_invalid_id_for_an_optional_is_an_error(lab: Lab, given: str) -> None:
    @step("Look")
    def look(node: Optional[Node]) -> None: ...  # noqa: UP045  (as authors write it)

    assert "'node'" in failed(lab, giving(node=given), look)


def test_s4_optional_and_list_get_nothing_where_there_is_nothing_and_never_create(lab: Lab, store: Store) -> None:
    got: list[Any] = []

    @step("Look")
    def look(one: Node | None, many: list[Node]) -> None:
        got.append((one, many))

    lab.go(flow(begin >> giving(product=id_of(store, "Node 10G"), customer_id="acme") >> look >> done))
    assert got == [(None, [])]
    assert sold(store) == 0


def test_inj4_a_list_gets_its_models_in_order_and_names_the_items_that_are_none(lab: Lab, store: Store) -> None:
    nodes = [new_node(store, name) for name in ("ams1", "ams2", "ams3")]
    got: list[str] = []

    @step("Look")
    def look(nodes: list[Node]) -> None:
        got.extend(str(node.node.node_name) for node in nodes)

    lab.go(flow(begin >> giving(nodes=[nodes[2], str(nodes[0].subscription_id), nodes[1]]) >> look >> done))
    assert got == ["ams3", "ams1", "ams2"]
    told = failed(lab, giving(nodes=[nodes[0], "nonsense", 5]), look)
    assert "in list parameter 'nodes'" in told
    assert "Invalid items: ['nonsense', a int]" in told


def test_inj4_a_list_of_anything_is_an_error_that_says_so(lab: Lab) -> None:
    @step("Look")
    def look(nodes: list[Any]) -> None: ...

    told = failed(lab, giving(nodes=[]), look)
    assert "Step function argument 'nodes' cannot be serialized from database with type 'Any'" in told


def test_inj6_a_union_of_phases_gets_the_one_it_is_in_and_refuses_another(lab: Lab, store: Store) -> None:
    node = new_node(store)
    got: list[type] = []

    @step("Look")
    def look(node: NodeProvisioning | Node) -> None:
        got.append(type(node))

    @step("Look twice")
    def mixed(node: Node | Circuit) -> None: ...

    lab.go(flow(begin >> giving(node=node) >> look >> done))
    assert got == [Node]
    assert "must consist of lifecycle variants of the same SubscriptionModel" in failed(lab, giving(node=node), mixed)


def test_inj12_models_at_the_top_in_lists_and_in_dicts_are_saved_and_unchanged_ones_cost_nothing(
    lab: Lab, store: Store
) -> None:
    one, two, three = (new_node(store, name) for name in ("ams1", "ams2", "ams3"))

    @step("Change")
    def change(one: Node, two: Node, three: Node) -> State:
        one.note, two.note = "top", "list"
        return {"one": one, "more": [{"inside": two}, three]}

    lab.go(flow(begin >> giving(one=one, two=two, three=three) >> change >> done))
    assert [(stored(store, node).note, stored(store, node).version) for node in (one, two, three)] == [
        ("top", 2),
        ("list", 2),
        (None, 1),
    ]


def test_what_a_step_that_fails_has_changed_is_not_saved(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @step("Fail")
    def fail(node: Node) -> None:
        node.note = "half done"
        node.save()
        raise RuntimeError("no")

    failed(lab, giving(node=node), fail)
    assert stored(store, node) == node


def test_w01_effects_and_log_are_one_transaction_so_a_step_whose_engine_dies_leaves_neither(
    lab: Lab, store: Store
) -> None:
    node = new_node(store)

    @step("Push", on_interrupt="retry")
    def push(node: Node) -> State:
        node.note = f"{node.note or ''}x"
        return {"node": node}

    process_id = lab.start(flow(begin >> giving(node=node) >> push >> done))
    die_again(lab, process_id, at="Push")
    assert stored(store, node).note is None
    lab.run()

    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert stored(store, node).note == "x"


def test_w07_a_step_whose_subscription_was_changed_meanwhile_fails_and_saves_nothing(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @step("Slow")
    def slow(node: Node) -> State:
        with store_scope(store):
            other = Node.from_subscription(node.subscription_id)
            other.note = "an operator's"
            other.save()
        node.note = "the step's"
        return {"node": node}

    assert "Stale data: given version (1) does not match the current version (2)" in failed(
        lab, giving(node=node), slow
    )
    assert stored(store, node).note == "an operator's"


def test_a_retrystep_whose_save_was_refused_waits_and_succeeds_later(lab: Lab, store: Store) -> None:
    node = new_node(store)
    meddled: list[int] = []

    @retrystep("Slow")
    def slow(node: Node) -> State:
        if not meddled:
            meddled.append(1)
            with store_scope(store):
                other = Node.from_subscription(node.subscription_id)
                other.note = "an operator's"
                other.save()
        node.description = "changed"
        return {"node": node}

    process_id = lab.go(flow(begin >> giving(node=node) >> slow >> done))
    assert lab.row(process_id).status is ProcessStatus.WAITING
    lab.clock.advance(60)
    lab.run()
    assert (stored(store, node).note, stored(store, node).description) == ("an operator's", "changed")


def test_form16_a_form_gets_models_and_those_it_returns_are_saved_with_the_answer(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @inputstep("Ask")
    def ask(node: Node) -> FormGenerator:
        class Note(FormPage):
            note: str = str(node.node.node_name)

        answer = yield Note
        node.note = answer.note
        return {"node": node}

    process_id = lab.go(flow(begin >> giving(node=node) >> ask >> done))
    form = lab.operations.form(process_id)
    assert form.walk([]).schema["properties"]["note"]["default"] == "ams1"  # type: ignore[union-attr]
    form.walk([{"note": "only looked"}])
    assert stored(store, node).note is None
    lab.operations.submit(process_id, [{"note": "answered"}])
    assert stored(store, node).note == "answered"


def test_a_form_whose_change_does_not_fit_any_more_is_refused_and_the_process_stays_as_it_was(
    lab: Lab, store: Store
) -> None:
    node = new_node(store)

    @inputstep("Ask")
    def ask(node: Node) -> FormGenerator:
        yield FormPage
        with store_scope(store):
            other = Node.from_subscription(node.subscription_id)
            other.description = "an operator's"
            other.save()
        node.note = "answered"
        return {"node": node}

    process_id = lab.go(flow(begin >> giving(node=node) >> ask >> done))
    with pytest.raises(FormRejected, match="Ask: what the form changes cannot be kept: Stale data: given version"):
        lab.operations.submit(process_id, [{}])
    assert lab.row(process_id).status is ProcessStatus.SUSPENDED
    assert (stored(store, node).note, stored(store, node).description) == (None, "an operator's")


def test_a_step_called_where_there_is_no_store_says_so() -> None:
    @step("Look")
    def look(node: Node) -> None: ...

    outcome = look({"node": str(uuid4())})
    assert isinstance(outcome, Failed)
    assert "within db.database_scope()" in str(outcome.unwrap())
