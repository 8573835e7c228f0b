"""Can subscriptions be listed, filtered and looked into from a script, and by a reader?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from engine.domain.queries import SubscriptionQuery, resolve_subscription, subscription_detail
from engine.errors import Ambiguous, BadQuery, NotFound
from engine.listing import first_rows
from engine.migrations import create_workflow
from engine.paging import Listing
from engine.store.database import Store
from tests.integration.command_line import nocdeck_here
from tests.integration.domain.shop import new_circuit, new_node, store_scope


def found(store: Store, text: str) -> list[str]:
    with store.reading() as connection:
        return [row.description for row in first_rows(connection, SubscriptionQuery(text=text), 50)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {"Node ams1", "Node ams2", "Initial subscription of A circuit"}),
        ("ams2", {"Node ams2"}),
        ("type:node", {"Node ams1", "Node ams2"}),
        ("product:circ insync:true", {"Initial subscription of A circuit"}),
        ("status:active !type:circuit insync:false", {"Node ams2"}),
        ("value:198.51.100.", {"Node ams2"}),
        ("customer:acme tag:NODE note:lost", {"Node ams2"}),
    ],
)
def test_subscriptions_are_found_by_words_and_by_fields(store: Store, text: str, wanted: set[str]) -> None:
    node, other = new_node(store), new_node(store, "ams2", loopback="198.51.100.7")
    new_circuit(store, node.node.ports[0], other.node.ports[0])
    with store_scope(store):
        other.insync, other.note = False, "lost % light"
        other.save()

    assert set(found(store, text)) == wanted


@pytest.mark.parametrize("text", ["status:nonsense", "insync:maybe", "nonsense:1"])
def test_a_filter_that_cannot_be_understood_says_what_there_is(store: Store, text: str) -> None:
    with pytest.raises(BadQuery, match=r"there are|true or false"):
        found(store, text)


def test_a_list_is_read_a_page_at_a_time_and_finds_a_row(store: Store) -> None:
    nodes = [new_node(store, f"n{number}", ports=0) for number in range(7)]

    async def read() -> tuple[int, list[str], int | None]:
        listing = Listing(store, SubscriptionQuery())
        count = await listing.count()
        names = [row.description for start in range(0, 7, 3) for row in await listing.rows(start, 3)]
        place = await listing.find(str(nodes[2].subscription_id))
        await store.aclose()
        return count, names, place

    count, names, place = asyncio.run(read())
    assert (count, names) == (7, [f"Node n{number}" for number in range(6, -1, -1)])
    assert place == 4


def test_a_subscription_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    node = new_node(store)
    with store.reading() as connection:
        assert resolve_subscription(connection, str(node.subscription_id)[:10]) == node.subscription_id
        with pytest.raises(NotFound, match="There is no subscription 0123…; `nocdeck subscription list` shows"):
            resolve_subscription(connection, "0123")
        with pytest.raises(NotFound, match="is no subscription id"):
            resolve_subscription(connection, "nonsense")
        for number in range(20):
            new_node(store, f"n{number}", ports=0)
    with store.reading() as connection:
        ids = [str(row.subscription_id) for row in first_rows(connection, SubscriptionQuery(), 50)]
        shared = next(digit for digit in "0123456789abcdef" if sum(key.startswith(digit) for key in ids) > 1)
        with pytest.raises(Ambiguous, match="several subscriptions"):
            resolve_subscription(connection, shared)


def test_a_subscription_is_shown_with_its_blocks_relations_and_owners(store: Store) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    circuit = new_circuit(store, other.node.ports[1], node.node.ports[0])
    with store.reading() as connection:
        shown = subscription_detail(connection, circuit.subscription_id)
        below = subscription_detail(connection, node.subscription_id)

    assert {near.description for near in shown.depends_on} == {"Node ams1", "Node ams2"}
    assert [near.subscription_id for near in below.in_use_by] == [circuit.subscription_id]
    assert shown.owners == {node.subscription_id: "Node ams1", other.subscription_id: "Node ams2"}


def test_the_commands_show_what_there_is_as_lines_and_as_json(tmp_path: Path) -> None:
    from engine.store.schema import open_store
    from tests.integration.domain.shop import open_shop

    (tmp_path / "config.toml").write_text("")
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    open_shop(store)
    node, other = new_node(store, "ams1"), new_node(store, "a\x1b[2Jb")
    circuit = new_circuit(store, node.node.ports[0], other.node.ports[1])
    with store.writing() as connection:
        create_workflow(connection, {"name": "end_node", "target": "TERMINATE", "product_type": "Node"})
    store.close()
    nocdeck = nocdeck_here(tmp_path)

    listed = nocdeck("subscription", "list")
    assert "in sync" in listed.stdout
    assert "\x1b" not in listed.stdout
    assert {row["description"] for row in json.loads(nocdeck("subscription", "list", "--json").stdout)} >= {"Node ams1"}
    shown = nocdeck("subscription", "show", str(circuit.subscription_id)[:13]).stdout
    assert "ends[0]: Port  (of Node ams1" in shown
    assert "    port_name: ge-1" in shown
    assert "DEPENDS ON" in shown
    whole = json.loads(nocdeck("subscription", "show", str(node.subscription_id), "--json").stdout)
    assert whole["blocks"]["node"][0]["values"]["node_name"] == ["ams1"]
    assert whole["in_use_by"] == [str(circuit.subscription_id)]
    said = nocdeck("subscription", "workflows", str(node.subscription_id)).stdout
    assert f"other subscriptions use it: {circuit.description[:20]}" in said
    as_json = json.loads(nocdeck("subscription", "workflows", str(node.subscription_id), "--json").stdout)
    note, end = as_json
    assert (note["name"], note["reason"]) == ("modify_note", None)
    assert end["reason"] == "subscription.no_modify_subscription_in_use_by_others"
    assert end["unterminated_in_use_by"] == [str(circuit.subscription_id)]
    (breaks,) = json.loads(nocdeck("subscription", "impact", str(node.subscription_id), "--json").stdout)
    assert (breaks["subscription_id"], breaks["depth"]) == (str(circuit.subscription_id), 1)
    assert "DEPTH" in nocdeck("subscription", "impact", str(node.subscription_id)).stdout
    missing = nocdeck("subscription", "show", "ffffffff-0000-4000-8000-000000000000")
    assert (missing.returncode, "There is no subscription" in missing.stderr) == (4, True)
