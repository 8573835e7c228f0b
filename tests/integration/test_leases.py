"""When is an engine taken for dead? Beside a file when its lock falls, on Postgres when its lease has run out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.leases import LEASE, dead_owners, is_in_use
from engine.store.schema import open_store
from engine.store.tables import OwnerTable
from tests.clock import SettableClock
from tests.lab import Lab


@pytest.fixture
def file_lab(sqlite_url: str, clock: SettableClock) -> Iterator[Lab]:
    """A lab on a SQLite store, where locks decide."""
    store = open_store(sqlite_url)
    made = Lab(store, clock)
    yield made
    made.close()
    store.close()


def expire(lab: Lab, owner: UUID) -> None:
    """Have the lease of an owner run out long ago."""
    with lab.store.writing() as connection:
        connection.execute(
            update(OwnerTable).where(OwnerTable.owner_id == owner).values(expires_at=datetime(2000, 1, 1, tzinfo=UTC))
        )


def test_an_engine_that_beats_is_alive_and_its_lease_is_as_long_as_said(lab: Lab) -> None:
    engine = lab.another_engine()

    assert dead_owners(lab.store, lab.clock) == []
    with lab.store.reading() as connection:
        beaten, expires = connection.execute(
            select(OwnerTable.heartbeat_at, OwnerTable.expires_at).where(OwnerTable.owner_id == engine.owner.owner_id)
        ).one()
    assert (expires - beaten).total_seconds() == LEASE


def test_an_engine_that_hangs_past_its_lease_is_dead_only_where_the_lease_decides(lab: Lab) -> None:
    hanging, living = lab.another_engine(), lab.another_engine()
    expire(lab, hanging.owner.owner_id)

    decided_by_lease = lab.store.kind == "postgresql"
    assert dead_owners(lab.store, lab.clock) == ([hanging.owner.owner_id] if decided_by_lease else [])
    assert living.owner.owner_id not in dead_owners(lab.store, lab.clock)


def test_an_engine_whose_lock_fell_is_dead_long_before_its_lease_has_run_out(lab: Lab) -> None:
    engine = lab.another_engine()
    engine.owner.abandon()

    decided_by_lock = lab.store.kind == "sqlite"
    assert dead_owners(lab.store, lab.clock) == ([engine.owner.owner_id] if decided_by_lock else [])


def test_the_clock_of_a_console_that_is_wrong_kills_nobody(lab: Lab) -> None:
    lab.another_engine()
    lab.clock.advance(86_400 * 365)

    assert dead_owners(lab.store, lab.clock) == []


def test_a_beat_of_an_engine_that_was_late_is_in_time_if_nobody_took_its_work(lab: Lab) -> None:
    engine = lab.another_engine()
    expire(lab, engine.owner.owner_id)

    assert engine.owner.beat()
    assert dead_owners(lab.store, lab.clock) == []
    assert not engine.owner.lost.is_set()


def test_a_store_is_in_use_as_long_as_an_engine_on_it_lives(file_lab: Lab) -> None:
    path = file_lab.store.path
    assert path is not None
    assert not is_in_use(path)
    engine = file_lab.another_engine()
    assert is_in_use(path)
    engine.owner.abandon()
    assert not is_in_use(path)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of forking beside threads, which is the point
def test_a_child_that_a_step_forked_does_not_keep_its_dead_engine_alive(file_lab: Lab) -> None:
    engine = file_lab.another_engine()
    life_line, ours = os.pipe()
    forked, done = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.write(done, b"x")
        os.read(life_line, 1)
        os._exit(0)
    os.close(life_line)
    os.read(forked, 1)
    try:
        assert dead_owners(file_lab.store, file_lab.clock) == []
        engine.owner.abandon()
        assert dead_owners(file_lab.store, file_lab.clock) == [engine.owner.owner_id]
    finally:
        for descriptor in (ours, forked, done):
            os.close(descriptor)
        os.waitpid(child, 0)
