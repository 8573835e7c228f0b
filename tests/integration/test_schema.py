"""Does a store get, keep and recognise the schema of this program?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from engine.dsl import begin, done
from engine.errors import StoreError
from engine.migrations import create
from engine.outcome import ProcessStatus
from engine.store import (  # noqa: F401  (with the tables the metadata is whole)
    form_tables,
    schedule_tables,
    schema,
    subscription_tables,
)
from engine.store.database import Store
from engine.store.product_tables import products_workflows
from engine.store.schedules import schedule_rows
from engine.store.schema import HEAD, MIGRATIONS, REVISIONS, open_store, revision_of, upgrade
from engine.store.tables import BaseModel, WorkflowTable
from tests.integration.flows import ask_ports, plain_step
from tests.lab import Lab, flow
from tests.postgres import Databases


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    databases: Databases = request.getfixturevalue("postgres")
    url = databases.empty()
    yield url
    databases.drop(url)


def test_the_migrations_give_the_tables_that_the_engine_works_with(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, BaseModel.metadata) == []


def test_the_revisions_the_engine_knows_are_those_that_are_there() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(REVISIONS)


def test_an_empty_store_is_brought_to_the_newest_revision_once(empty_url: str) -> None:
    store = Store(empty_url)
    assert revision_of(store) is None
    assert upgrade(store) == list(REVISIONS)
    assert upgrade(store) == []
    assert revision_of(store) == HEAD
    store.close()


def test_two_first_starts_at_once_make_one_schema(empty_url: str) -> None:
    barrier = threading.Barrier(2)
    applied: list[list[str]] = []

    def start() -> None:
        store = Store(empty_url)
        barrier.wait()
        applied.append(upgrade(store))
        store.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(applied) == [[], list(REVISIONS)]


def test_a_store_of_a_newer_program_is_refused_and_left_as_it_is(store: Store, store_url: str) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match=r"is newer than this program .*'9999'.*upgrade nocdeck"):
        open_store(store_url)
    with pytest.raises(StoreError, match="is newer than this program; upgrade nocdeck"):
        upgrade(store)
    assert revision_of(store) == "9999"


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(empty_url)

    class PowerCut(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    from alembic.runtime.migration import HeadMaintainer

    monkeypatch.setattr(HeadMaintainer, "update_to_step", cut)
    with pytest.raises(PowerCut):
        upgrade(store)
    monkeypatch.undo()

    with store.reading() as connection:
        assert inspect(connection).get_table_names() == []
    assert upgrade(store) == list(REVISIONS)
    store.close()


def test_a_new_sqlite_store_is_its_owners_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/new.db").close()

    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes\n" * 100)

    with pytest.raises(StoreError, match="cannot be read: file is not a database; check the file"):
        open_store(f"sqlite:///{path}")
    assert path.read_text() == "these are notes\n" * 100


def test_a_sqlite_store_commits_to_the_disk(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store.writing() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    store.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_empty_postgres_is_refused_and_the_way_out_named(postgres: Databases) -> None:
    url = postgres.empty()

    with pytest.raises(StoreError, match=r"is empty; run `nocdeck db upgrade` to set it up"):
        open_store(url)
    postgres.drop(url)


def test_a_store_of_an_older_program_is_refused_and_the_way_out_named(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "next"))
    monkeypatch.setattr(schema, "HEAD", "next")

    with pytest.raises(StoreError, match=r"is older than this program; run `nocdeck db upgrade`"):
        open_store(store_url)


def test_no_message_about_a_store_shows_its_password() -> None:
    with pytest.raises(StoreError) as refused:
        open_store("postgresql://noc:hunter2@127.0.0.1:1/nowhere?connect_timeout=2")

    assert "cannot be reached" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def downgrade(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_what_every_site_has_is_given_to_a_store_that_has_products_and_ran_some_of_it(store: Store) -> None:
    downgrade(store, "0003")
    with store.writing() as connection:
        create(connection, {"products": {name: {"product_type": "Node"} for name in ("One", "Two")}})
    upgrade(store)
    downgrade(store, "0003")  # the rows of the workflows stay: processes may name them
    upgrade(store)

    with store.reading() as connection:
        links = connection.scalar(select(func.count()).select_from(products_workflows))
        registered = connection.scalars(select(WorkflowTable.name).where(WorkflowTable.registered)).all()
        scheduled = [row.workflow for row in schedule_rows(connection)]
    assert (links, len(registered), scheduled) == (2, 7, ["task_clean_up_tasks"])


def test_a_store_of_the_first_revision_is_upgraded_and_its_processes_go_on(lab: Lab, store: Store) -> None:
    process_id = lab.go(flow(begin >> plain_step >> ask_ports >> done))
    downgrade(store, "0001")
    assert revision_of(store) == "0001"

    assert upgrade(store) == list(REVISIONS[1:])
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), BaseModel.metadata) == []
    lab.operations.submit(process_id, [{"ports": 4}])
    lab.run()
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.state(process_id) == {"pushed": True, "ports": 4}
    lab.operations.pause()
