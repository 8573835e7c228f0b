"""What does a step cost the store: while it sleeps nothing, and at its end what it changed?"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from uuid import UUID

from sqlalchemy import text

from engine import FormGenerator, State, begin, done, step
from engine.dsl import StepList
from engine.outcome import ProcessStatus
from engine.store.database import Store
from tests.lab import Lab, flow

SLEEPERS = 50
PATIENCE = 30.0

MEGABYTE = 1_000_000


def test_w25_fifty_processes_that_sleep_in_a_step_hold_no_connection_and_no_lock(lab: Lab) -> None:
    asleep = threading.Semaphore(0)
    woken = threading.Event()

    @step("Sleep")
    def sleep() -> State:
        asleep.release()
        woken.wait(PATIENCE)
        return {"slept": True}

    workflow = flow(begin >> sleep >> done)
    process_ids = [lab.start(workflow) for _ in range(SLEEPERS)]
    engine = lab.engine
    serving = threading.Thread(target=engine.serve, args=(SLEEPERS,))
    serving.start()
    try:
        assert all(asleep.acquire(timeout=PATIENCE) for _ in range(SLEEPERS))
        assert free(lab.store)
        lab.operations.start("flow")  # another writer proceeds
    finally:
        woken.set()
        ended(lab, process_ids)
        engine.stop()
        serving.join(PATIENCE)
    assert {lab.row(process_id).status for process_id in process_ids} == {ProcessStatus.COMPLETED}


def free(store: Store) -> bool:
    """Say whether nobody holds a transaction: SQLite gives a writer the lock at once, nobody idles in Postgres."""
    if store.path is not None:
        other = sqlite3.connect(store.path, timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        other.close()
        return True
    with store.reading() as connection:
        idle = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
        )
        return not connection.scalar(idle)


def ended(lab: Lab, process_ids: list[UUID]) -> None:
    """Wait for the end of these processes."""
    left = threading.Event()
    while any(lab.row(process_id).status is not ProcessStatus.COMPLETED for process_id in process_ids):
        left.wait(0.01)


def test_w33_a_hundred_steps_over_a_state_of_a_megabyte_write_what_they_change(lab: Lab) -> None:
    chance = random.Random(1)

    def a_megabyte() -> FormGenerator:
        yield from ()
        return {
            f"key {number}": chance.randbytes(MEGABYTE // 200).hex() for number in range(100)
        }  # nothing to compress

    @step("Count")
    def count(counted: int = 0) -> State:
        return {"counted": counted + 1}

    steps: StepList = begin
    for _ in range(100):
        steps = steps >> count
    workflow = flow(steps >> done, form=a_megabyte)
    process_id = lab.start(workflow)
    before = written(lab.store)
    lab.run()

    assert lab.state(process_id)["counted"] == 100
    assert 0 < written(lab.store) - before < 2.5 * MEGABYTE


def written(store: Store) -> int:
    """Return how many bytes the store wrote: SQLite by the size of its files, Postgres by its place in the log."""
    if store.path is not None:
        return sum(os.path.getsize(f"{store.path}{suffix}") for suffix in ("", "-wal"))
    with store.reading() as connection:
        return int(connection.scalar(text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) or 0)
