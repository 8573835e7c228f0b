"""Is any valid subscription, saved and loaded again, the same, however it is changed in between?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.subscriptions import SubscriptionModel
from engine.store.database import Store
from engine.store.scope import scope_of
from tests.integration.domain.shop import (
    Colour,
    NodeInactive,
    PortBlockInactive,
    Slot,
    id_of,
    store_scope,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)

PORT = st.fixed_dictionaries(
    {
        "port_name": st.none() | TEXT,
        "vlans": st.lists(st.integers(-(2**63), 2**63 - 1), max_size=5),
        "colour": st.none() | st.sampled_from(Colour),
        "label": st.none() | TEXT,
    }
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)

NODE = st.fixed_dictionaries(
    {
        "node_name": st.none() | TEXT,
        "loopback": st.none() | st.ip_addresses(),
        "slot": st.none() | st.sampled_from(Slot),
        "installed": st.none() | st.datetimes(timezones=st.just(UTC)),
        "spare": st.none() | st.booleans(),
        "facts": st.none() | st.dictionaries(TEXT, JSON, max_size=3),
        "label": st.none() | TEXT,
    }
)

PORTS = st.lists(PORT, max_size=4)


def changed(node: NodeInactive, values: dict[str, Any], ports: list[Any], uplinks: list[Any], console: Any) -> None:
    """Give a node these values, and blocks: some it had, in another order, and new ones."""
    for name, value in values.items():
        setattr(node.node, name, value)
    kept = node.node.ports[::-2]
    node.node.ports = [*kept, *(PortBlockInactive.new(node.subscription_id, **port) for port in ports)]
    node.node.uplinks = [PortBlockInactive.new(node.subscription_id, **port) for port in uplinks]
    node.node.console = None if console is None else PortBlockInactive.new(node.subscription_id, **console)


CHANGE = st.tuples(NODE, PORTS, PORTS, st.none() | PORT)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGE, min_size=1, max_size=3), note=st.none() | TEXT, at=st.datetimes(timezones=st.just(UTC)))
def test_any_valid_tree_saved_and_loaded_again_is_equal_with_its_types_and_order(
    store: Store, changes: list[Any], note: str | None, at: datetime
) -> None:
    with scope_of(store):
        node = NodeInactive.from_product_id(id_of(store, "Node 10G"), "acme")
    node.note, node.start_date = note, at
    for change in changes:
        with store_scope(store):
            changed(node, *change)
            node.save()
        with scope_of(store):
            found = SubscriptionModel.from_subscription(node.subscription_id)
        assert found == node
        assert [type(value) for value in dict(found.node).values()] == [  # type: ignore[attr-defined]
            type(value) for value in dict(node.node).values()
        ]
    assert 1 <= node.version <= len(changes)
