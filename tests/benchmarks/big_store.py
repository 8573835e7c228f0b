"""What does the store of a NOC look like after years: a million processes, a hundred thousand subscriptions?

Rows are made from a seed, so that every run has the same, and written with the database's own driver: a million take
well under a minute. The SQLite file is kept in the temporary folder from one run to the next.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from engine.store.database import Store
from engine.store.schema import HEAD, open_store

__all__ = ["NOW", "Size", "big_sqlite", "fill_postgres"]

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)
WORKFLOWS = [
    (f"{verb}_{thing}", target)
    for verb, target in (("create", "CREATE"), ("modify", "MODIFY"), ("terminate", "TERMINATE"), ("validate", "SYSTEM"))
    for thing in ("node", "port", "core_link", "l2vpn", "l3vpn", "ip_prefix", "firewall", "lightpath")
]
ACTIVE = {
    "failed": 4_000,
    "suspended": 3_000,
    "waiting": 2_000,
    "awaiting_callback": 1_500,
    "inconsistent_data": 800,
    "api_unavailable": 400,
    "created": 200,
    "resumed": 80,
    "running": 20,
}
"""Of a million processes, by status; the rest has ended."""
STEPS = (
    "Start",
    "Lock subscription",
    "Push config",
    "Read inventory",
    "Confirm rack and power",
    "Verify",
    "Wait for IPAM",
)
OPERATORS = ("anna", "bram", "carla", "dirk", "eva", "SYSTEM", "SYSTEM", "SYSTEM")
PRODUCTS = ("Node", "Port 10G", "Port 100G", "Core link", "L2VPN", "L3VPN", "IP prefix", "Lightpath")
KINDS = ("node_name", "loopback", "port_name", "vlan", "mac")

Size = tuple[int, int]
"""Processes and subscriptions."""

Value = Any  # as the driver takes it: text on SQLite, UUID and datetime on Postgres
Table = tuple[str, Sequence[str], Iterator[tuple[Value, ...]]]
"""Name, columns and rows."""


class _Rows:
    """The rows of every table, in an order in which each may refer to those before it."""

    def __init__(self, size: Size, *, text: bool) -> None:
        self._processes, self._subscriptions = size
        self._text = text
        self._chance = random.Random(4711)

    def tables(self) -> Iterator[Table]:
        self._workflows = [self._id() for _ in WORKFLOWS]
        self._products = [self._id() for _ in PRODUCTS]
        self._kinds = [self._id() for _ in KINDS]
        self._block = self._id()
        facts = zip(self._workflows, WORKFLOWS, strict=True)
        yield (
            "workflows",
            ("workflow_id", "name", "target", "is_task", "created_at", "registered"),
            ((key, name, target, target == "SYSTEM", self._at(NOW), False) for key, (name, target) in facts),
        )
        yield (
            "products",
            ("product_id", "name", "description", "product_type", "tag", "status", "created_at"),
            (
                (key, name, name, name.split()[0], name.split()[0].upper(), "active", self._at(NOW))
                for key, name in zip(self._products, PRODUCTS, strict=True)
            ),
        )
        yield (
            "product_blocks",
            ("product_block_id", "name", "description", "created_at"),
            iter([(self._block, "Block", "", self._at(NOW))]),
        )
        yield (
            "resource_types",
            ("resource_type_id", "resource_type"),
            iter(list(zip(self._kinds, KINDS, strict=True))),
        )
        yield from self._sold()
        yield from self._ran()

    def _sold(self) -> Iterator[Table]:
        self._sold_ids = [self._id() for _ in range(self._subscriptions)]
        instances = [self._id() for _ in range(self._subscriptions)]
        statuses = ("active",) * 17 + ("terminated", "provisioning", "initial")
        chance = self._chance
        yield (
            "subscriptions",
            (
                "subscription_id",
                "description",
                "status",
                "product_id",
                "customer_id",
                "insync",
                "start_date",
                "note",
                "version",
                "modified_at",
            ),
            (
                (
                    key,
                    f"{PRODUCTS[number % len(PRODUCTS)]} {_city(number)}-{_city(number * 7)} {number}",
                    chance.choice(statuses),
                    self._products[number % len(PRODUCTS)],
                    f"customer{chance.randrange(400)}",
                    chance.random() < 0.99,
                    self._at(NOW - YEARS * chance.random()),
                    "to be moved" if chance.random() < 0.01 else None,
                    1,
                    self._at(NOW - YEARS * chance.random()),
                )
                for number, key in enumerate(self._sold_ids)
            ),
        )
        yield (
            "subscription_instances",
            ("subscription_instance_id", "subscription_id", "product_block_id", "root_attr", "root_order"),
            ((key, owner, self._block, "block", 0) for key, owner in zip(instances, self._sold_ids, strict=True)),
        )
        yield (
            "subscription_instance_values",
            ("subscription_instance_value_id", "subscription_instance_id", "resource_type_id", "order_id", "value"),
            (
                (self._id(), instance, kind, 0, value)
                for number, instance in enumerate(instances)
                for kind, value in zip(self._kinds, _values(number), strict=True)
            ),
        )

    def _ran(self) -> Iterator[Table]:
        ids = [self._id() for _ in range(self._processes)]
        yield (
            "processes",
            (
                "pid",
                "workflow_id",
                "is_task",
                "last_status",
                "last_step",
                "assignee",
                "created_by",
                "actor",
                "started_at",
                "last_modified_at",
                "failed_reason",
                "note",
                "version",
                "seq",
                "epoch",
                "attempt",
                "on_interrupt",
                "retry_at",
                "last_path",
                "step_list",
            ),
            (self._process(number, key) for number, key in enumerate(ids)),
        )
        yield (
            "processes_subscriptions",
            ("pid", "subscription_id", "workflow_target", "created_at"),
            ((key, self._chance.choice(self._sold_ids), "MODIFY", self._at(NOW)) for key in ids),
        )

    def _process(self, number: int, key: Value) -> tuple[Value, ...]:
        chance = self._chance
        status = self._status()
        began = NOW - YEARS * (1 - number / self._processes)
        if status not in ("completed", "aborted"):  # what is active began lately, some of it long ago
            began = NOW - timedelta(hours=1) - (NOW - began) * chance.random() ** 4
        kind = chance.randrange(len(WORKFLOWS)) if chance.random() < 0.4 else -chance.randrange(1, 9)
        failed = status in ("failed", "inconsistent_data", "api_unavailable", "waiting")
        author = chance.choice(OPERATORS)
        return (
            key,
            self._workflows[kind],
            WORKFLOWS[kind][1] == "SYSTEM",
            status,
            "Done" if status == "completed" else chance.choice(STEPS),
            "NOC" if status == "suspended" else "SYSTEM",
            author,
            author,
            self._at(began),
            self._at(began + timedelta(minutes=chance.random() * 50)),
            f"LinkDown: {_city(number)}-pe1: no answer on the management link in 5 s" if failed else None,
            f"vendor case {number}" if chance.random() < 0.02 else None,
            9,
            8,
            1,
            chance.randrange(1, 9) if status == "waiting" else 1,
            "again",
            self._at(NOW + timedelta(minutes=chance.random() * 60)) if status == "waiting" else None,
            "[]",
            '["Start","Lock subscription","Push config","Read inventory","Verify","Done"]',
        )

    def _status(self) -> str:
        drawn = self._chance.randrange(1_000_000)
        for status, share in ACTIVE.items():
            if drawn < share:
                return status
            drawn -= share
        return "aborted" if drawn % 100 == 0 else "completed"

    def _id(self) -> Value:
        digits = f"{self._chance.getrandbits(128):032x}"
        return digits if self._text else UUID(digits)

    def _at(self, at: datetime) -> Value:
        return at.isoformat(" ", "microseconds")[:26] if self._text else at


def _city(number: int) -> str:
    return ("ams", "utr", "ein", "gro", "rtm", "dhg", "zwo", "mst", "arn", "lee")[number % 10]


def _values(number: int) -> tuple[str, ...]:
    high, low = divmod(number, 256)
    return (
        f"{_city(number)}-pe{number}",
        f"10.{high // 256}.{high % 256}.{low}" if number % 2 else f"2a10:e300:{high:x}::{low:x}",
        f"ge-0/{number % 8}/{number % 48}.{number % 4_000}",
        str(number % 4_000),
        f"00:11:{number >> 24 & 255:02x}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}",
    )


def big_sqlite(size: Size) -> Path:
    """Return a SQLite store of this size, made when it is not there yet."""
    path = Path(tempfile.gettempdir()) / f"nocdeck-bench-{os.getuid()}-{HEAD}-{size[0]}-{size[1]}.db"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    open_store(f"sqlite:///{making}").close()
    connection = sqlite3.connect(making, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''").fetchall()
    for name, _ in indexes:  # quicker made at the end
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    for table, columns, rows in _Rows(size, text=True).tables():
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    making.rename(path)
    return path


def fill_postgres(store: Store, size: Size) -> None:
    """Fill an empty Postgres store."""
    with psycopg.connect(store.dsn()) as connection, connection.cursor() as cursor:
        for table, columns, rows in _Rows(size, text=False).tables():
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.commit()
    with psycopg.connect(store.dsn(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
