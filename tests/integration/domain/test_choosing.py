"""Does a form that asks for a customer, a product or a subscription find what the store knows, and only what fits?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from engine.domain import usable
from engine.domain.choosing import Choosable, choosables
from engine.dsl import Target
from engine.migrations import create_workflow as register
from engine.store.database import Store
from engine.store.product_tables import ProductTable
from engine.store.subscription_tables import SubscriptionTable
from tests.integration.domain.shop import id_of, new_circuit, new_node


def found(store: Store, kind: str, **asked: Any) -> list[Choosable]:
    with store.reading() as connection:
        return list(choosables(connection, kind, **asked))


def labels(store: Store, **asked: Any) -> set[str]:
    return {one.label for one in found(store, "subscription", **asked)}


def change(store: Store, subscription_id: UUID, **values: Any) -> None:
    with store.writing() as connection:
        connection.execute(
            update(SubscriptionTable).where(SubscriptionTable.subscription_id == subscription_id).values(**values)
        )


def test_a_subscription_is_found_by_any_of_its_words_and_said_to_be_what_it_is(store: Store) -> None:
    node = new_node(store, "ams1")
    new_node(store, "100%_dub")
    (one,) = found(store, "subscription", text="AMS acme")
    assert one.key == str(node.subscription_id)
    assert one.label == "Node ams1"
    assert list(one.facts.values()) == ["Node 10G", "active", "acme", "in sync"]
    assert labels(store, text=str(node.subscription_id)[:9]) == {"Node ams1"}
    assert labels(store, text="%_") == {"Node 100%_dub"}
    assert labels(store, text="'; \x00 drop") == set()
    assert labels(store, limit=1) < labels(store)
    assert labels(store, key=str(node.subscription_id), filters={"tags": ["X"]}) == {"Node ams1"}
    assert labels(store, key="no id") == set()


def test_what_an_author_narrows_by_holds_and_what_is_no_id_finds_nothing(store: Store) -> None:
    ams, dub = new_node(store, "ams1"), new_node(store, "dub1")
    circuit = new_circuit(store, ams.node.ports[0], dub.node.ports[0])
    change(store, dub.subscription_id, status="terminated", customer_id="other")
    change(store, circuit.subscription_id, description="Circuit")
    node = id_of(store, "Node 10G")
    assert labels(store) == {"Node ams1", "Node dub1", "Circuit"}
    assert labels(store, filters={"productIds": [str(node)]}) == {"Node ams1", "Node dub1"}
    assert labels(store, filters={"productIds": ["no id"]}) == set()
    assert labels(store, filters={"statuses": ["terminated"]}) == {"Node dub1"}
    assert labels(store, filters={"customerId": "other"}) == {"Node dub1"}
    assert labels(store, filters={"excludedSubscriptionIds": [str(ams.subscription_id)]}) == {"Node dub1", "Circuit"}
    with store.reading() as connection:
        tag = connection.scalar(select(ProductTable.tag).where(ProductTable.product_id == node))
    assert labels(store, filters={"tags": [tag], "statuses": ["active"]}) == {"Node ams1"}


def test_for_a_workflow_only_what_it_may_run_on_is_there_to_choose(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ams, out, ended = (new_node(store, name) for name in ("ams1", "out", "ended"))
    change(store, out.subscription_id, insync=False)
    change(store, ended.subscription_id, status="terminated")
    new_circuit(store, ams.node.ports[0], out.node.ports[0])
    with store.writing() as connection:
        register(connection, {"name": "rename", "target": Target.MODIFY, "product_type": "Node", "description": "x"})
    assert labels(store, filters={"workflow": "rename"}) == {"Node ams1"}
    assert labels(store, filters={"workflow": "no such"}) == set()
    monkeypatch.setattr(usable, "WF_USABLE_WHILE_OUT_OF_SYNC", ["rename"])
    assert labels(store, filters={"workflow": "rename"}) == {"Node ams1", "Node out"}


def test_products_and_customers_are_those_of_the_store(store: Store) -> None:
    node = new_node(store, "ams1")
    new_node(store, "dub1")
    change(store, node.subscription_id, customer_id="beta")
    (one,) = found(store, "product", text="10g node")
    assert (one.key, one.label) == (str(id_of(store, "Node 10G")), "Node 10G")
    assert found(store, "product", filters={"productIds": [str(uuid4())]}) == []
    assert [found.label for found in found(store, "product", key=one.key)] == ["Node 10G"]
    assert [(one.key, *one.facts.values()) for one in found(store, "customer")] == [
        ("acme", "1 subscription"),
        ("beta", "1 subscription"),
    ]
    assert [one.key for one in found(store, "customer", text="ET")] == ["beta"]
    assert [one.key for one in found(store, "customer", key="acme")] == ["acme"]
