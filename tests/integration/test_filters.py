"""Does a filter find on both kinds of store what it says, and nothing else?"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, literal, or_, select

from engine.addresses import inside, network_of
from engine.domain.queries import SubscriptionQuery
from engine.errors import BadQuery
from engine.filters.completion import completion, names_in
from engine.filters.held import _Inside
from engine.filters.processes import PROCESSES as LANGUAGE
from engine.filters.subscriptions import held_names
from engine.filters.writing import written
from engine.listing import ProcessQuery, first_rows, narrowed
from engine.outcome import ENDED, ProcessStatus
from engine.store.database import Store
from engine.store.product_tables import FixedInputTable, ProductBlockTable, ProductTable, ResourceTypeTable
from engine.store.subscription_tables import (
    ProcessSubscriptionTable,
    SubscriptionInstanceTable,
    SubscriptionInstanceValueTable,
    SubscriptionTable,
)
from engine.store.tables import ProcessTable, WorkflowTable

if TYPE_CHECKING:
    from tests.postgres import Databases

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
ACTIVE = frozenset(ProcessStatus) - ENDED
WORKFLOWS = {"provision_node": "CREATE", "check_link": "SYSTEM"}


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def process(number: int, workflow: str, status: str, **facts: Any) -> dict[str, Any]:
    """Return the row of a process whose id begins with eight times the digit `number`."""
    return {
        "pid": UUID(str(number) * 8 + "-0000-4000-8000-000000000000"),
        "workflow": workflow,
        "is_task": False,
        "last_status": status,
        "last_step": "Push",
        "assignee": "SYSTEM",
        "created_by": "anna",
        "actor": "anna",
        "started_at": ago(hours=number),
        "last_modified_at": ago(minutes=30 * number),
        "failed_reason": None,
        "note": None,
        "attempt": 1,
        "retry_at": None,
        **facts,
    }


PROCESSES = [
    process(1, "provision_node", "suspended", assignee="NOC", last_step="Ask site"),
    process(
        2,
        "provision_node",
        "waiting",
        assignee="Field",
        attempt=4,
        retry_at=NOW + timedelta(minutes=3),
        failed_reason="no answer",
    ),
    process(3, "check_link", "completed", is_task=True, note="100% of it_all"),
    process(4, "check_link", "failed", attempt=2, failed_reason="LinkDown: ge-0/0/1.100", created_by="bram"),
]


@pytest.fixture
def processes(store: Store) -> Store:
    """A store with four processes."""
    with store.writing() as connection:
        ids = {name: uuid4() for name in WORKFLOWS}
        connection.execute(
            insert(WorkflowTable),
            [
                {"workflow_id": ids[name], "name": name, "target": target, "is_task": False, "created_at": NOW}
                for name, target in WORKFLOWS.items()
            ],
        )
        rows = [{**row, "workflow_id": ids[row["workflow"]]} for row in PROCESSES]
        connection.execute(insert(ProcessTable), [{k: v for k, v in row.items() if k != "workflow"} for row in rows])
    return store


def found(store: Store, text: str) -> set[int]:
    """Return the numbers of the processes that a filter finds."""
    with store.reading() as connection:
        rows = first_rows(connection, ProcessQuery(text=text), 100, lambda: NOW)
    return {int(str(row.process_id)[0]) for row in rows}


FOUND = {
    "": {1, 2, 3, 4},
    "status:suspended": {1},
    "status:(suspended | waiting)": {1, 2},
    "-status:completed": {1, 2, 4},
    "status:suspended | note:it_all": {1, 3},
    "!(status:suspended | workflow:check)": {2},
    "workflow:PROVISION": {1, 2},
    "target:create": {1, 2},
    "step:ask": {1},
    "assignee:noc|xyz": {1},
    "assignee:Field": {2},
    "created_by:bram": {4},
    "by:bram": {4},
    "reason:link": {4},
    'reason:""': {1, 3},
    '!note:""': {3},
    "is_task:yes": {3},
    "task:false": {1, 2, 4},
    "attempts>1": {2, 4},
    "attempts:2..3": {4},
    "attempts:..1": {1, 3},
    "attempts=4": {2},
    "age>45m": {2, 3, 4},
    "age<=1h": {1, 2},
    "age:45m..1h30m": {2, 3},
    "started<2h30m": {1, 2},
    "started>=2026-03-12T11:02Z": {1, 2, 3},
    "started:2026-03-12T11:02Z": {3},
    "modified<2026-03-12T12:30Z": {4},
    "retry<5m": {2},
    "retry<1m": set(),
    "!retry<5m": {1, 3, 4},
    "id:2222": {2},
    "44444444-0000": {4},
    "222": set(),
    "id:xyz": set(),
    "ge-0/0/1.100": {4},
    "100%": {3},
    "%": {3},
    "t_a": {3},
    '"no answer"': {2},
    "answer no": {2},
    '"\'; DROP TABLE processes; --"': set(),
}


@pytest.mark.parametrize("much", [0, 1, 2], ids=["nothing is little", "one is", "two are"])
def test_what_is_found_is_the_same_however_much_it_is(sold: Store, monkeypatch: pytest.MonkeyPatch, much: int) -> None:
    monkeypatch.setattr("engine.filters.look.NAMED", much)
    monkeypatch.setattr("engine.filters.look.FEW", much + 1)
    monkeypatch.setattr("engine.filters.processes.FEW", much + 1)
    texts = [
        *FOUND,
        *(f"!({text})" for text in FOUND if text),
        "push",
        "!anna",
        "product:node",
        "!customer:a",
        "nowhere",
    ]
    listed = ProcessQuery().listed
    with sold.reading() as connection:
        for text in texts:
            query = ProcessQuery(text=text)
            plainly = set(connection.scalars(select(listed.key).where(*query.conditions(NOW))))
            assert {row.process_id for row in first_rows(connection, query, 100, lambda: NOW)} == plainly, text
            parts = narrowed(connection, query, NOW, in_order=False)
            assert set(connection.scalars(select(listed.key).where(or_(*parts)))) == plainly, text


def test_processes_are_found_by_what_is_asked(processes: Store) -> None:
    assert {text: found(processes, text) for text in FOUND} == FOUND


SOLD: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "node": ("Node ams", [("loopback", "10.0.3.7"), ("name", "node123(planned)"), ("admin_password", "hunter22")]),
    "port": ("Port", [("port_name", "ge-0/0/1.100"), ("mac", "00:11:22:AA:bb:cc"), ("vlan", "100")]),
    "six": ("Six", [("loopback", "2a10:e300:fff0::1"), ("vlan", "1001"), ("mac", "0011.22aa.bbcd")]),
    "pool": ("Pool", [("loopback", "10.0.0.0/22"), ("vlan", "none")]),
}


@pytest.fixture
def sold(processes: Store) -> Store:
    """The same, with a subscription of each kind; process 1 works on the node, process 2 on the one with IPv6."""
    kinds = {name: uuid4() for name in sorted({name for _, values in SOLD.values() for name, _ in values})}
    block, products = uuid4(), {name: uuid4() for name in SOLD}
    with processes.writing() as connection:
        put = connection.execute
        put(
            insert(ProductBlockTable).values(
                product_block_id=block, name="B", description="", tag="B", status="active", created_at=NOW
            )
        )
        for kind, key in kinds.items():
            put(insert(ResourceTypeTable).values(resource_type_id=key, resource_type=kind))
        for name, (described, values) in SOLD.items():
            product, instance = products[name], uuid4()
            facts: dict[str, Any] = {"description": "", "product_type": "T", "tag": name.upper(), "status": "active"}
            put(insert(ProductTable).values(product_id=product, name=name, created_at=NOW, **facts))
            sold = {"subscription_id": product, "product_id": product, "description": described, "customer_id": "acme"}
            put(insert(SubscriptionTable).values(**sold, status="active", insync=name != "pool", modified_at=NOW))
            ids = {"subscription_instance_id": instance, "subscription_id": product, "product_block_id": block}
            put(insert(SubscriptionInstanceTable).values(**ids))
            put(
                insert(SubscriptionInstanceValueTable),
                [
                    {"subscription_instance_id": instance, "resource_type_id": kinds[kind], "value": value}
                    for kind, value in values
                ],
            )
        put(insert(FixedInputTable).values(name="speed", value="10G", product_id=products["port"], created_at=NOW))
        for number, name in ((1, "node"), (2, "six")):
            worked = {"pid": PROCESSES[number - 1]["pid"], "subscription_id": products[name]}
            put(insert(ProcessSubscriptionTable).values(**worked, workflow_target="CREATE", created_at=NOW))
    return processes


def sold_found(store: Store, text: str) -> set[str]:
    """Return the products of the subscriptions that a filter finds."""
    with store.reading() as connection:
        query = SubscriptionQuery(text=text, held=held_names(connection))
        return {row.product for row in first_rows(connection, query, 50, lambda: NOW)}


SOLD_FOUND = {
    "10.0.3.0/24": {"node"},
    "10.0.0.0/16": {"node", "pool"},
    "10.0.2.0/23": {"node"},
    "10.0.0.0/22": {"node", "pool"},
    "0.0.0.0/0": {"node", "pool"},
    "10.0.3.7": {"node"},
    "10.0.3.": {"node"},
    "2a10:e300:fff0::/48": {"six"},
    "2A10:e300::/31": {"six"},
    "2a10:e300:fff0:0:0:0:0:1": {"six"},
    "::/0": {"six"},
    "loopback:10.0.3.0/24": {"node"},
    "!loopback:10.0.0.0/8": {"port", "six"},
    "port_name:ge-0/0/1.100": {"port"},
    "port_name:ge-0/0/1": set(),
    "port_name:GE-0/0/*": {"port"},
    "ge-0/0/1.100": {"port"},
    "00-11-22-aa-bb-cc": {"port"},
    "0011.22aa.bbcc": {"port"},
    "mac:00:11:22:aa:bb:cd": {"six"},
    "node123(planned)": {"node"},
    "vlan:100": {"port"},
    "vlan>100": {"six"},
    "vlan:100..1001": {"port", "six"},
    "speed:10g": {"port"},
    "value:planned": {"node"},
    "tag:SIX": {"six"},
    "insync:false": {"pool"},
    "hunter": set(),
    "value:hunter22": set(),
}


def test_subscriptions_are_found_by_what_their_blocks_hold(sold: Store) -> None:
    assert {text: sold_found(sold, text) for text in SOLD_FOUND} == SOLD_FOUND


WORKED_ON = {
    "10.0.3.0/24": {1},
    "2a10:e300:fff0::/48": {2},
    "00:11:22:aa:bb:cd": {2},
    'subscription:"node ams"': {1},
    "product:six": {2},
    "tag:node": {1},
    "customer:acme": {1, 2},
    "!customer:acme": {3, 4},
}


def test_processes_are_found_by_the_subscriptions_they_work_on(sold: Store) -> None:
    assert {text: found(sold, text) for text in WORKED_ON} == WORKED_ON


def test_a_process_is_found_by_the_id_of_its_subscription(sold: Store) -> None:
    with sold.reading() as connection:
        key = connection.scalars(
            select(SubscriptionTable.subscription_id).where(SubscriptionTable.description == "Six")
        ).one()

    assert found(sold, f"subscription:{key}") == {2}
    assert found(sold, f"subscription:{str(key)[:13]}") == {2}


def test_the_names_that_a_store_has_are_read_once_each_in_order(sold: Store) -> None:
    with sold.reading() as connection:

        def offers(text: str) -> tuple[str, ...]:
            return completion(text, len(text), LANGUAGE.takes(), partial(names_in, connection)).offers

        assert {*WORKFLOWS, "modify_note"} < {*offers("workflow:")}
        assert list(offers("workflow:")) == sorted({*offers("workflow:")})
        assert offers("target:c") == ("CREATE",)
        assert offers("assignee:") == tuple(
            sorted({row.assignee for row in first_rows(connection, ProcessQuery(statuses=ACTIVE), 99)})
        )
        rows = first_rows(connection, SubscriptionQuery(), 99)
        assert offers("customer:") == tuple(map(written, sorted({row.customer_id for row in rows})))
        assert offers("product:") == tuple(map(written, sorted({row.product for row in rows})))


def test_what_the_site_keeps_secret_cannot_be_guessed_at(sold: Store) -> None:
    with sold.reading() as connection:
        for text in ("admin_password:hunter22", "mac:0011.22aa.bbcd"):
            query = SubscriptionQuery(text=text, held=held_names(connection, ["MAC"]))
            with pytest.raises(BadQuery, match="There is no field"):
                first_rows(connection, query, 1)
        query = SubscriptionQuery(text="0011.22aa.bbcd", held=held_names(connection, ["MAC"]))
        assert first_rows(connection, query, 1) == []


ADDRESSES = st.one_of(
    st.ip_addresses().map(str),
    st.tuples(st.ip_addresses(v=4), st.integers(0, 32)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.tuples(st.ip_addresses(v=6), st.integers(0, 128)).map(lambda pair: f"{pair[0].exploded}/{pair[1]}"),
    st.text(st.sampled_from("0123456789abcdef:./"), max_size=20),
    st.sampled_from(
        ["10.0.0.1/33", "256.1.1.1", "1.2.3", "::1::", ":::", "::ffff:1.2.3.4", "fe80::1%eth0", "01.2.3.4"]
    ),
)


@pytest.fixture(scope="module")
def postgres_session(postgres: Databases) -> Iterator[Connection]:
    """A connection to Postgres that lasts."""
    url = postgres.migrated()
    store = Store(url)
    with store.reading() as connection:
        yield connection
    store.close()
    postgres.drop(url)


@settings(max_examples=150)
@given(values=st.lists(ADDRESSES, min_size=1, max_size=20), bits=st.integers(0, 32))
def test_postgres_takes_the_same_for_an_address_inside_a_prefix(
    postgres_session: Connection, values: list[str], bits: int
) -> None:
    address = next((value for value in values if network_of(value)), "10.0.0.1")
    network = ipaddress.ip_network(f"{address.split('/')[0]}/{bits}", strict=False)
    asked = [_Inside(literal(value), literal(str(network))) for value in values]
    said = postgres_session.execute(select(*asked)).one()

    assert list(said) == [inside(value, str(network)) for value in values]
