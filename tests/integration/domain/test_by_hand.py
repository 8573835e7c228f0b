"""What may an operator do to a subscription by hand, and is it done once, by somebody who saw what it is?"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from engine.domain.extended import build_extended_domain_model
from engine.domain.queries import subscription_detail
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import Target, done, init, step
from engine.errors import NotFound, Overtaken, Refused, UsageError
from engine.store.database import Store
from engine.store.effects import Relate
from engine.store.schema import open_store
from engine.store.scope import scope_of
from engine.store.subscription_tables import SubscriptionMetadataTable, SubscriptionTable
from engine.store.tables import AuditTable
from tests.integration.command_line import nocdeck_here
from tests.integration.domain.shop import Node, new_circuit, new_node, open_shop
from tests.lab import Lab, flow
from tests.racing import race


def locked(store: Store) -> Node:
    """An active node that somebody left out of sync."""
    node = new_node(store)
    with store.writing() as connection:
        connection.execute(update(SubscriptionTable).values(insync=False))
    return node


def failed(lab: Lab, node: Node, target: Target) -> UUID:
    """A process of it that failed."""
    process_id = lab.go(flow(init >> step("Fail")(lambda: 1 / 0) >> done, name=f"failing_{target}", target=target))
    with lab.store.writing() as connection:
        Relate(process_id, node.subscription_id, str(target), lab.clock())(connection)
    return process_id


def insync(store: Store, node: Node) -> bool:
    with store.reading() as connection:
        return subscription_detail(connection, node.subscription_id).row.insync


def test_sync4_a_subscription_is_set_in_sync_by_hand_and_the_audit_says_by_whom(lab: Lab, store: Store) -> None:
    node = locked(store)
    assert lab.operations.why_not_in_sync(node.subscription_id) is None
    lab.operations.set_in_sync(node.subscription_id, seen=1)
    assert insync(store, node)
    with store.reading() as connection:
        row = connection.execute(select(AuditTable.action, AuditTable.display_name, AuditTable.detail)).one()
    assert (row.action, row.display_name) == ("set in sync", "anna")
    assert str(node.subscription_id) in row.detail


def test_sync4_an_open_process_stands_against_it_and_is_named_until_it_is_aborted(lab: Lab, store: Store) -> None:
    node = locked(store)
    process_id = failed(lab, node, Target.MODIFY)
    said = f"has still failed processes with id's: [{process_id}]"
    assert said in (lab.operations.why_not_in_sync(node.subscription_id) or "")
    with pytest.raises(Refused) as refused:
        lab.operations.set_in_sync(node.subscription_id)
    assert said in str(refused.value)
    assert not insync(store, node)
    lab.operations.abort(process_id)
    lab.operations.set_in_sync(node.subscription_id)
    assert insync(store, node)


def test_sync4_a_failed_task_does_not_stand_against_it(lab: Lab, store: Store) -> None:
    node = locked(store)
    failed(lab, node, Target.VALIDATE)
    lab.operations.set_in_sync(node.subscription_id)
    assert insync(store, node)


def test_sync4_of_two_who_saw_the_same_one_sets_it_in_sync(lab: Lab, store: Store) -> None:
    node = locked(store)
    anna, ben = lab.operations, lab.operations_of("ben")
    came = race(
        [lambda: anna.set_in_sync(node.subscription_id, seen=1), lambda: ben.set_in_sync(node.subscription_id, seen=1)]
    )
    assert sorted(type(each).__name__ for each in came) == ["NoneType", "Overtaken"]


def test_sync4_what_cannot_be_set_in_sync_says_why(lab: Lab, store: Store) -> None:
    node = new_node(store)
    with pytest.raises(Refused, match="is in sync already"):
        lab.operations.set_in_sync(node.subscription_id)
    with pytest.raises(Overtaken, match="was changed since you looked"):
        lab.operations.set_in_sync(node.subscription_id, seen=7)
    with pytest.raises(NotFound, match="There is no subscription"):
        lab.operations.set_in_sync(uuid4())
    with pytest.raises(Refused, match="read-only"):
        lab.operations_of("eve", read_only=True).set_in_sync(node.subscription_id)


def test_a_customers_name_for_a_subscription_is_written_changed_and_taken_away(lab: Lab, store: Store) -> None:
    node = new_node(store)

    def called() -> dict[str, str]:
        with store.reading() as connection:
            return subscription_detail(connection, node.subscription_id).customer_descriptions

    for text, after in (("our node", {"acme": "our node"}), ("the node", {"acme": "the node"}), (" ", {}), ("", {})):
        lab.operations.set_customer_description(node.subscription_id, "acme", text)
        assert called() == after


def test_a_customers_name_that_somebody_else_wrote_meanwhile_is_not_overwritten(lab: Lab, store: Store) -> None:
    node = new_node(store)
    lab.operations_of("bert").set_customer_description(node.subscription_id, "acme", "west", seen="")
    with pytest.raises(Overtaken, match="was given the name 'west' for acme since you looked"):
        lab.operations.set_customer_description(node.subscription_id, "acme", "east", seen="")
    lab.operations.set_customer_description(node.subscription_id, "acme", "east", seen="west")
    with store.reading() as connection:
        assert subscription_detail(connection, node.subscription_id).customer_descriptions == {"acme": "east"}


def test_of_several_who_call_it_something_for_the_first_time_at_once_none_meets_an_error_of_the_store(
    lab: Lab, store: Store, another_store: Callable[[], Store]
) -> None:
    desks = [lab.operations_of(name, store=another_store()) for name in ("anna", "bert", "cleo")]
    for _ in range(4):
        node = new_node(store)
        came = race([partial(desk.set_customer_description, node.subscription_id, "acme", "west") for desk in desks])
        assert None in came
        assert all(outcome is None or isinstance(outcome, Overtaken) for outcome in came), came


@pytest.mark.parametrize(
    ("customer", "text", "said"),
    [
        ("", "x", "none was given"),
        ("acme", "x" * 2_001, "at most 2,000"),
        ("a" * 256, "x", "at most 255"),
        ("a", "\0", "NUL"),
    ],
)
def test_a_name_that_no_store_keeps_is_refused(lab: Lab, store: Store, customer: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        lab.operations.set_customer_description(new_node(store).subscription_id, customer, text)


def test_dm29_the_extended_model_says_how_it_is_called_and_who_holds_its_blocks(lab: Lab, store: Store) -> None:
    node = new_node(store)
    circuit = new_circuit(store, node.node.ports[0], node.node.ports[1])
    lab.operations.set_customer_description(node.subscription_id, "acme", "our node")
    with scope_of(store):
        found = build_extended_domain_model(SubscriptionModel.from_subscription(node.subscription_id))
    assert [(each["customer_id"], each["description"]) for each in found["customer_descriptions"]] == [
        ("acme", "our node")
    ]
    port = found["node"]["ports"][0]
    holders = {relation["subscription_id"] for relation in port["in_use_by_relations"]}
    assert holders == {str(node.subscription_id), str(circuit.subscription_id)}
    assert str(circuit.circuit.subscription_instance_id) in port["in_use_by_ids"]
    assert found["node"]["in_use_by_ids"] == []


def test_the_commands_set_in_sync_and_describe_and_show_what_is_kept_beside(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[redact]\nkeys = ["pin"]\n')
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    open_shop(store)
    key = str(locked(store).subscription_id)
    with store.writing() as connection:
        connection.execute(
            insert(SubscriptionMetadataTable).values(subscription_id=UUID(key), metadata_='{"rack":"A1","pin":"1234"}')
        )
    store.close()
    nocdeck = nocdeck_here(tmp_path)
    assert nocdeck("subscription", "set-in-sync", key[:8]).returncode == 0
    again = nocdeck("subscription", "set-in-sync", key[:8])
    assert (again.returncode, "in sync already" in again.stderr) == (3, True)
    assert nocdeck("subscription", "describe", key[:8], "acme", "our\x1b node").returncode == 0
    shown = nocdeck("subscription", "show", key).stdout
    assert "called by acme: our" in shown
    assert "\x1b" not in shown
    whole = json.loads(nocdeck("subscription", "show", key, "--json").stdout)
    assert (whole["metadata"]["rack"], whole["metadata"]["pin"] == "1234") == ("A1", False)
