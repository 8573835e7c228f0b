"""The disk is full, the file is locked, removed or replaced: is the store whole, and does work go on?"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from engine import State, begin, done, step
from engine.errors import StoreError
from engine.host import Engine
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.store.schema import open_store
from tests.clock import SettableClock
from tests.lab import Lab, flow

MOST_PAGES = 60
"""More pages than any run here needs."""

LARGE = "x" * 30_000
"""A value of several pages."""


@pytest.fixture
def lab(sqlite_url: str, clock: SettableClock) -> Iterator[Lab]:
    """A lab on a file: what breaks here is a file."""
    store = open_store(sqlite_url)
    made = Lab(store, clock)
    yield made
    made.close()
    store.close()


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def patient(engine: Engine, pause: Callable[[float], bool]) -> Engine:
    """Return the engine, which does this where it would wait between two tries."""
    engine._runner._pause = pause
    return engine


def growing(ran: list[str]) -> Any:
    """Return a workflow whose steps write down that they ran, and need room."""

    def noting(name: str) -> Any:
        @step(name)
        def run() -> State:
            ran.append(name)
            return {name: LARGE}

        return run

    return flow(begin >> noting("first") >> noting("second") >> done)


def test_wherever_the_disk_is_full_the_file_stays_sound_and_work_goes_on_when_there_is_room(
    lab: Lab, path: Path, sqlite_url: str
) -> None:
    store = Store(sqlite_url)
    room = [0]

    @event.listens_for(store._engine, "begin")
    def limit(connection: Any) -> None:
        cursor = connection.connection.cursor()
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {used + room[0]}")
        cursor.close()

    ran: list[str] = []
    full = 0
    waits: list[float] = []

    def make_room(seconds: float) -> bool:
        waits.append(seconds)
        room[0] = MOST_PAGES
        return True

    engine = patient(lab.another_engine(store), make_room)
    for pages in range(MOST_PAGES):
        process_id = lab.start(growing(ran))
        ran.clear()
        waits.clear()
        room[0] = pages
        assert engine.run_here(process_id)

        assert lab.row(process_id).status is ProcessStatus.COMPLETED
        assert ran == ["first", "second"]
        assert lab.log(process_id) == [("first", "success"), ("second", "success"), ("Done", "complete")]
        assert integrity(path) == "ok"
        full += bool(waits)
        if not waits:
            break
    assert 5 < full < MOST_PAGES
    lab.close()
    store.close()


def integrity(path: Path) -> str:
    connection = sqlite3.connect(path)
    said: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return said


def test_a_file_that_somebody_else_keeps_locked_is_waited_for_and_nothing_runs_twice(lab: Lab, path: Path) -> None:
    ran: list[str] = []
    other = sqlite3.connect(path, isolation_level=None)
    store = Store(f"sqlite:///{path}")

    @event.listens_for(store._engine, "connect")
    def impatient(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    @step("Lock")
    def lock() -> None:
        ran.append("Lock")
        other.execute("BEGIN IMMEDIATE")

    tries: list[float] = []

    def wait(seconds: float) -> bool:
        tries.append(seconds)
        if len(tries) == 3:
            other.execute("ROLLBACK")
        return True

    process_id = lab.start(flow(begin >> lock >> done))
    assert patient(lab.another_engine(store), wait).run_here(process_id)
    other.close()

    assert (ran, tries) == (["Lock"], [0.1, 0.2, 0.4])
    assert lab.log(process_id) == [("Lock", "success"), ("Done", "complete")]
    lab.close()
    store.close()


def test_a_file_that_became_read_only_keeps_a_finished_step_waiting_and_it_runs_once(lab: Lab, path: Path) -> None:
    ran: list[str] = []
    connections: list[Any] = []
    store = Store(f"sqlite:///{path}")
    event.listen(store._engine, "connect", lambda connection, _: connections.append(connection))

    def read_only(on: bool) -> None:
        for connection in connections:
            connection.execute(f"PRAGMA query_only = {on}")

    @step("Protect")
    def protect() -> None:
        ran.append("Protect")
        read_only(True)

    tries: list[float] = []

    def wait(seconds: float) -> bool:
        tries.append(seconds)
        read_only(len(tries) < 3)
        return True

    process_id = lab.start(flow(begin >> protect >> done))
    assert patient(lab.another_engine(store), wait).run_here(process_id)

    assert (ran, len(tries)) == (["Protect"], 3)
    assert lab.log(process_id) == [("Protect", "success"), ("Done", "complete")]
    lab.close()
    store.close()


@pytest.fixture
def away(path: Path) -> Path:
    return path.with_name("away.db")


def moved_away(path: Path, away: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(f"{path}{suffix}"):
            os.rename(f"{path}{suffix}", f"{away}{suffix}")


@pytest.mark.parametrize("replaced", [False, True], ids=["removed", "replaced"])
def test_a_file_that_is_gone_or_another_one_is_refused_by_name_and_nothing_is_written_to_it(
    lab: Lab, path: Path, away: Path, migrated_file: Path, replaced: bool
) -> None:
    def started(lab: Lab) -> UUID:
        return lab.start(flow(begin >> done))

    process_id = started(lab)
    moved_away(path, away)
    if replaced:
        shutil.copy(migrated_file, path)

    said = "replaced by another one" if replaced else "removed"
    with pytest.raises(StoreError, match=f"The file {path} was {said} while in use"):
        lab.row(process_id)
    with pytest.raises(StoreError, match=said):
        started(lab)
    with pytest.raises(StoreError, match=said):
        lab.engine.run_here(process_id)
    if replaced:
        path.unlink()
    moved_away(away, path)
    assert lab.row(process_id).status is ProcessStatus.CREATED
    assert lab.run() == 1
