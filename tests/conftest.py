"""What does every test stand on? A machine that is not seen, a clock that is set, a fresh store of each kind."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.clock import SettableClock

if TYPE_CHECKING:
    from engine.host import Engine
    from engine.operations import Operations
    from engine.operator import Operator
    from engine.store.database import Store
    from tests.lab import Lab
    from tests.postgres import Databases

# The same examples in every run: a failure that comes and goes helps nobody. No deadline: the machine may be busy.
hypothesis.settings.register_profile("nocdeck", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("nocdeck")

STORES = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}
"""Kinds of store, with the fixture that makes one."""


def pytest_collection_finish() -> None:
    """Keep what is imported by now out of every later collection of garbage, and let that be rarer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


_homes = itertools.count()


@pytest.fixture(autouse=True)
def _nowhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine out of the tests: no home, no configuration, no database of whoever runs them."""
    for name in os.environ:
        if name.startswith(("NOCDECK_", "PG", "XDG_")):
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_homes))
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (("CONFIG", ".config"), ("DATA", ".data"), ("STATE", ".state"), ("CACHE", ".cache")):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(home / folder))


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """The Postgres of this run, started when the first test asks for it."""
    from tests.postgres import Databases

    worker = getattr(request.config, "workerinput", {"workerid": "main", "testrunuid": uuid.uuid4().hex})
    databases = Databases(worker["testrunuid"], worker["workerid"])
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with our schema and nothing in it, to be copied."""
    from engine.store.schema import open_store

    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """The URL of a fresh SQLite store."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.db')}"


@pytest.fixture
def postgres_url(postgres: Databases) -> Iterator[str]:
    """The URL of a fresh Postgres store."""
    url = postgres.migrated()
    yield url
    postgres.drop(url)


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh store; the test runs once on each kind."""
    url: str = request.getfixturevalue(STORES[request.param])
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A fresh store; the test runs once on each kind."""
    from engine.store.schema import open_store

    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> SettableClock:
    """The clock of everything that has one injected."""
    return SettableClock()


@pytest.fixture
def lab(store: Store, clock: SettableClock) -> Iterator[Lab]:
    """A store with operators and engines around it."""
    from tests.lab import Lab

    made = Lab(store, clock)
    yield made
    made.close()


@pytest.fixture
def another_store(lab: Lab, store_url: str) -> Iterator[Callable[[], Store]]:
    """Open the test's database once more, with connections of its own."""
    from engine.store.schema import open_store

    with ExitStack() as opened:

        def another() -> Store:
            store = open_store(store_url)
            opened.callback(store.close)
            return store

        yield another
        lab.close()  # its engines give their rights back through these stores


@pytest.fixture
def operator() -> Operator:
    """The operator of `operations`."""
    from tests.lab import operator_called

    return operator_called("anna")


@pytest.fixture
def operations(lab: Lab) -> Operations:
    """The verbs of `operator` on `store`; put workflows into `lab.registry`."""
    return lab.operations


@pytest.fixture
def engine(lab: Lab) -> Engine:
    """An engine on `store`, to be stepped by hand."""
    return lab.engine
