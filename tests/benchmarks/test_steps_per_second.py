"""How many steps a second does the engine run, next to the same rows written with the database's own driver?

A 10-step workflow whose steps do nothing, on a state of 1 KB; every step committed by itself. SQLite writes through to
the disk (`synchronous=FULL`); the Postgres of the tests does not: there only the program's own cost is compared.
Ratios of one run; informs, asserts nothing of time.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import func, select

from engine.authored import FormGenerator
from engine.definition import Workflow, make_workflow
from engine.dsl import begin, done, step
from engine.host import Engine
from engine.operations import Operations
from engine.operator import Operator
from engine.registry import Registry
from engine.store.database import Store
from engine.store.tables import ProcessStepTable, ProcessTable

PROCESSES, STEPS, ROUNDS = 40, 10, 5

MOVE = """UPDATE processes SET seq = ?, last_status = 'running', last_step = 'Nothing', assignee = 'SYSTEM',
    failed_reason = NULL, attempt = 1, step_started_at = ?, on_interrupt = 'ask', retry_at = NULL, last_modified_at = ?,
    version = version + 1 WHERE pid = ? AND seq = ?"""

LOG = """INSERT INTO process_steps (pid, seq, name, status, attempt, created_by, started_at, completed_at, is_full,
    changed, removed) VALUES (?, ?, 'Nothing', 'success', 1, 'bench', ?, ?, ?, '{}', '[]')"""

Driver = Any  # a sqlite3 or a psycopg connection: both execute, neither shares a type


@step("Nothing")
def nothing() -> None:
    """Do nothing."""


def a_kilobyte() -> FormGenerator:
    """Ask nothing, and start with 1 KB."""
    yield from ()
    return {"text": "x" * 1000}


def ten_steps() -> Workflow:
    """Return the workflow that is measured."""
    steps = begin
    for _ in range(STEPS - 1):
        steps = steps >> nothing
    made = make_workflow(lambda: steps >> done, initial_input_form=a_kilobyte)
    made.name = "ten_steps"
    return made


def steps_a_second(operations: Operations, work: Callable[[list[UUID]], object]) -> float:
    """Start the processes of one round, and return how many steps `work` does with them in a second."""
    process_ids = [operations.start("ten_steps") for _ in range(PROCESSES)]
    began = time.perf_counter()
    work(process_ids)
    return PROCESSES * STEPS / (time.perf_counter() - began)


def bare(store: Store) -> Driver:
    """Connect to the store as a program would that has nothing but the driver."""
    if store.kind == "sqlite":
        assert store.path is not None
        connection = sqlite3.connect(store.path, isolation_level=None)
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    return psycopg.connect(store.dsn(), autocommit=True)


def write_rows(store: Store, connection: Driver, process_ids: list[UUID]) -> None:
    """Write what the engine writes for a round, a transaction a step."""
    sqlite = store.kind == "sqlite"
    move, log = (statement if sqlite else statement.replace("?", "%s") for statement in (MOVE, LOG))
    for process_id in process_ids:
        key = process_id.hex if sqlite else process_id
        for seq in range(1, STEPS + 1):
            now = datetime.now(UTC).isoformat(" ", "microseconds")[: 26 if sqlite else None]
            connection.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
            connection.execute(move, (seq, now, now, key, seq - 1))
            connection.execute(log, (key, seq, now, now, False))
            connection.execute("COMMIT")


def test_steps_a_second_next_to_the_bare_driver(store: Store) -> None:
    registry = Registry([ten_steps()])
    operations = Operations(store, registry, Operator.here("bench"))
    connection = bare(store)
    ours, theirs = [], []
    with Engine(store, registry) as engine:
        for _ in range(ROUNDS):
            ours.append(steps_a_second(operations, lambda ids: [engine.run_here(one) for one in ids]))
            theirs.append(steps_a_second(operations, lambda ids: write_rows(store, connection, ids)))
    connection.close()
    with store.reading() as reading:
        rows = reading.scalar(select(func.count()).select_from(ProcessStepTable).where(ProcessStepTable.seq > 0))
        completed = reading.scalar(select(func.count()).where(ProcessTable.last_status == "completed"))
    assert (rows, completed) == (2 * ROUNDS * PROCESSES * STEPS, ROUNDS * PROCESSES)
    engine_rate, bare_rate = statistics.median(ours), statistics.median(theirs)
    print(f"\n{store.kind}: engine {engine_rate:,.0f} steps/s, bare driver {bare_rate:,.0f}", end="; ")
    print(f"{bare_rate / engine_rate:.1f} times")
