"""Are the parameters of a step in a process filled as the contract says, rule by rule of its section 11?

The rules of models, INJ-4, INJ-6, INJ-12 and S-1 to S-4, have their tests in `test_signatures`.
"""

from __future__ import annotations

import warnings
from typing import Any, Optional
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from engine import FormPage, State, begin, done, inputstep, step
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import Assignee
from engine.outcome import ProcessStatus
from engine.site import SiteRules
from engine.store.database import Store
from engine.store.scope import scope_of
from tests.integration.domain.shop import (
    ACTIVE,
    PROVISIONING,
    Node,
    NodeInactive,
    NodeProvisioning,
    new_node,
    store_scope,
)
from tests.lab import Lab, flow

KEY = "6a4f6d5c-9d54-4b3c-8a43-3f3c1c3f5a11"


def ran(lab: Lab, looked: Any, **state: Any) -> dict[str, Any]:
    """Run a step on this state and return the state it leaves."""
    process_id = lab.go(flow(begin >> step("Give")(lambda: state) >> looked >> done))
    assert lab.row(process_id).status is ProcessStatus.COMPLETED, lab.row(process_id).failed_reason
    return dict(lab.state(process_id))


def failed(lab: Lab, looked: Any, **state: Any) -> str:
    """Run a step that must fail on this state and return why."""
    process_id = lab.go(flow(begin >> step("Give")(lambda: state) >> looked >> done))
    assert lab.row(process_id).status is ProcessStatus.FAILED
    return lab.last(process_id).error or ""


def test_inj1_starred_parameters_are_passed_over_with_a_warning(lab: Lab) -> None:
    got: list[Any] = []

    @step("Look")
    def look(name: str, *more: Any, **most: Any) -> None:
        got.append((name, more, most))

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ran(lab, look, name="ams1", more=[1], most={"a": 1})
    assert got == [("ams1", (), {})]
    assert [str(item.message)[:57] for item in told if item.category is UserWarning][:1] == [
        "*args and **kwargs are not supported as step params (test"
    ]


def test_inj2_a_parameter_called_state_gets_the_whole_state(lab: Lab) -> None:
    @step("Look")
    def look(state: State, name: str) -> State:
        return {"seen": sorted(key for key in state if key in ("name", "port")), "again": name}

    left = ran(lab, look, name="ams1", port=3)
    assert (left["seen"], left["again"]) == (["name", "port"], "ams1")


def in_provisioning(store: Store) -> NodeInactive:
    node = new_node(store)
    with store_scope(store):
        found = Node.from_subscription(node.subscription_id)
        back: NodeInactive = NodeProvisioning.from_other_lifecycle(found, PROVISIONING)
        back.save()
    return back


@pytest.mark.parametrize("mode", ["strict", "loose", "ignored"])
def test_inj3_a_step_that_asks_for_another_phase_fails_or_is_told_of_or_neither_as_the_site_says(
    lab: Lab, store: Store, mode: Any
) -> None:
    node = in_provisioning(store)
    lab.registry.rules = SiteRules(lifecycle_validation=mode)

    @step("Look")
    def look(node: Node) -> State:
        return {"seen": type(node).__name__, "status": str(node.status)}

    with capture_logs() as logged:
        if mode == "strict":
            told = failed(lab, look, node=node.subscription_id)
            assert "asks for Node, while a subscription that is provisioning is a NodeProvisioning" in told
        else:
            left = ran(lab, look, node=node.subscription_id)
            assert (left["seen"], left["status"]) == ("Node", "provisioning")
    assert ("a step asks for another phase" in [entry["event"] for entry in logged]) == (mode == "loose")


def test_inj3_a_class_that_is_not_for_the_phase_is_refused_with_parameter_and_step(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @step("Look")
    def look(node: NodeProvisioning) -> None: ...

    told = failed(lab, look, node=node.subscription_id)
    assert "Parameter 'node' of" in told
    assert "look:" in told
    assert "NodeProvisioning'> is not valid for lifecycle active" in told


def test_inj5_an_optional_model_is_none_where_nothing_is_said_and_the_model_where_it_is(lab: Lab, store: Store) -> None:
    node = new_node(store)
    got: list[Any] = []

    @step("Look")
    def look(node: Node | None, other: Optional[Node], third: Node | None) -> None:  # noqa: UP045 - older packages say it so
        got.append([type(found) for found in (node, other, third)])

    ran(lab, look, node=node.subscription_id, other=None)
    assert got == [[Node, type(None), type(None)]]


def test_inj7_a_default_stands_in_for_an_absent_key_and_the_state_wins_over_it(lab: Lab) -> None:
    @step("Look")
    def look(port: int = 7, name: str | None = None, node: UUID | None = None) -> State:
        return {"seen": [port, name, isinstance(node, UUID)]}

    assert ran(lab, look)["seen"] == [7, None, False]
    assert ran(lab, look, port=9, name="ams1", node=KEY)["seen"] == [9, "ams1", True]


@pytest.mark.parametrize("annotation", [str, str | None])
def test_inj8_an_absent_key_without_default_is_named_with_the_function(lab: Lab, annotation: Any) -> None:
    def look(name: Any) -> None: ...

    look.__annotations__["name"] = annotation
    told = failed(lab, step("Look")(look))
    assert "Could not find key 'name' in state. for function" in told
    assert "look" in told


def test_inj9_ids_become_uuids_and_what_is_json_stays_as_it_is(lab: Lab) -> None:
    got: list[Any] = []

    @step("Look")
    def look(one: UUID, more: list[UUID], maybe: UUID | None, number: int) -> None:
        got.extend([one, more, maybe, number])

    ran(lab, look, one=KEY, more=[KEY], maybe=KEY, number="5")
    assert got == [UUID(KEY), [UUID(KEY)], UUID(KEY), "5"]


@pytest.mark.parametrize("given", ["nonsense", 5])
def test_inj9_what_is_no_id_names_value_type_and_parameter(lab: Lab, given: Any) -> None:
    @step("Look")
    def look(one: UUID) -> None: ...

    told = failed(lab, look, one=given)
    assert f"Could not convert value '{given}' to UUID for parameter 'one' of" in told


def test_inj10_an_annotation_that_is_a_string_gets_its_model(lab: Lab, store: Store) -> None:
    node = new_node(store)
    got: list[type] = []

    def look(node: Any) -> None:
        got.append(type(node))

    look.__annotations__["node"] = "Node"  # as `from __future__ import annotations` leaves it
    ran(lab, step("Look")(look), node=node.subscription_id)
    assert got == [Node]


def test_inj11_parameters_that_take_their_name_only_are_filled(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @step("Look")
    def look(name: str, *, dry_run: bool, node: Node) -> State:
        return {"seen": [name, dry_run, str(node.status)]}

    assert ran(lab, look, name="ams1", dry_run=True, node=node.subscription_id)["seen"] == ["ams1", True, str(ACTIVE)]


def test_inj13_a_form_that_only_returns_its_page_saves_nothing(lab: Lab, store: Store) -> None:
    node = new_node(store)

    class Confirm(FormPage):
        sure: bool

    @inputstep("Confirm", assignee=Assignee.NOC)
    def confirm(node: Node) -> type[FormPage]:
        node.note = "only looked at"
        return Confirm

    process_id = lab.go(flow(begin >> step("Give")(lambda: {"node": node.subscription_id}) >> confirm >> done))
    lab.operations.submit(process_id, [{"sure": True}])
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    with scope_of(store):
        assert SubscriptionModel.from_subscription(node.subscription_id).note is None
