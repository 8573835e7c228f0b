"""Does an author's step find the rows it looks up by a name or an id, on both stores?"""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy.exc import NoResultFound

from engine.domain.rows import (
    get_product_by_id,
    get_product_by_name,
    get_products,
    get_subscription,
    get_tags,
    get_types,
    retrieve_subscription_by_subscription_instance_value,
)
from engine.store.database import Store
from engine.store.product_tables import ProductTable
from engine.store.scope import scope_of
from tests.integration.domain.shop import id_of, new_node


def test_products_are_found_by_id_name_type_and_tag(store: Store) -> None:
    with scope_of(store):
        assert [product.name for product in get_products()] == ["Circuit", "Node 10G"]
        assert [product.name for product in get_products(filters=[ProductTable.tag == "NODE"])] == ["Node 10G"]
        assert get_product_by_name("Circuit").product_id == id_of(store, "Circuit")
        found = get_product_by_id(str(id_of(store, "Node 10G")))
        assert found is not None
        assert (found.name, [fixed.value for fixed in found.fixed_inputs]) == ("Node 10G", ["10"])
        assert get_product_by_id(uuid4()) is None
        assert (get_types(), get_tags()) == (["Circuit", "Node"], ["CIRC", "NODE"])
        with pytest.raises(NoResultFound):
            get_product_by_name("Nope")


def test_subscriptions_are_found_by_id_and_by_a_value_of_a_block(store: Store) -> None:
    node = new_node(store)
    with scope_of(store):
        assert get_subscription(str(node.subscription_id)).description == "Node ams1"
        found = retrieve_subscription_by_subscription_instance_value("node_name", "ams1")
        assert found is not None
        assert found.subscription_id == node.subscription_id
        assert retrieve_subscription_by_subscription_instance_value("node_name", "ams9") is None
        with pytest.raises(ValueError, match="does not exist"):
            get_subscription(uuid4())
