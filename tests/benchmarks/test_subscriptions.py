"""How long does it take to load and save a subscription of so many blocks, and how many statements?

Beside each figure stands that of plain INSERTs and one SELECT of as many rows, on the same store, in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest
from sqlalchemy import select

from engine.domain.subscriptions import SubscriptionModel
from engine.store.database import Store
from engine.store.product_tables import ResourceTypeTable
from engine.store.scope import scope_of
from tests.integration.domain.shop import counted, new_node, open_shop, store_scope

ROUNDS = 5


def milliseconds(act: Callable[[], object]) -> float:
    """Return the median time of a few runs."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1_000)
    return median(taken)


@pytest.mark.parametrize("blocks", [1, 10, 50, 500])
def test_load_and_save(store: Store, blocks: int) -> None:
    open_shop(store)
    with counted(store) as created:
        node = new_node(store, ports=blocks - 1)

    def load() -> None:
        with scope_of(store):
            SubscriptionModel.from_subscription(node.subscription_id)

    def save_unchanged() -> None:
        with store_scope(store):
            node.save()

    def save_one_change() -> None:
        node.node.node_name = f"{node.node.node_name}x"[-200:]
        with store_scope(store):
            node.save()

    def plain() -> None:
        with store.reading() as connection:
            connection.execute(select(ResourceTypeTable).limit(blocks)).all()

    with counted(store) as loaded:
        load()
    with counted(store) as changed:
        save_one_change()
    print(
        f"\n{store.kind} {blocks:4} blocks: load {milliseconds(load):6.1f} ms in {len(loaded)} statements, "
        f"save unchanged {milliseconds(save_unchanged):6.2f} ms, one change {milliseconds(save_one_change):6.1f} ms in "
        f"{len(changed)}, create in {len(created)}; one plain SELECT {milliseconds(plain):5.2f} ms"
    )


def test_validate_a_thousand_subscriptions(store: Store) -> None:
    open_shop(store)
    nodes = [new_node(store, f"n{number}", ports=4) for number in range(100)]
    begun = time.perf_counter()
    for number in range(1_000):
        with scope_of(store):
            SubscriptionModel.from_subscription(nodes[number % 100].subscription_id)
    taken = time.perf_counter() - begun
    print(f"\n{store.kind}: 1,000 subscriptions of five blocks loaded and validated in {taken:.1f} s")
