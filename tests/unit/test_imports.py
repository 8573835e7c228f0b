"""Does importing a part load only what that part may need?

import-linter reads what modules say; these run them, each in an interpreter of its own, so that an import made inside a
function, or by a library, counts too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.store.schema import open_store

ROOT = Path(__file__).parents[2]

# Not rich: structlog loads it for itself wherever it is installed.
TERMINAL = {"textual", "typer", "console", "widgets"}
STORE_AND_SCHEDULER = {"sqlalchemy", "aiosqlite", "apscheduler", "alembic", "pydantic_forms", "psycopg"}
NOT_BEFORE_THE_SHELL = STORE_AND_SCHEDULER | {"pydantic_settings", "typer"}
BEHIND_THE_FIRST_ROWS = {"pydantic", "pydantic_forms", "structlog", "apscheduler", "alembic", "psycopg"}
LIBRARIES = TERMINAL | NOT_BEFORE_THE_SHELL | {"pydantic", "orjson", "structlog", "rich"}


def modules_loaded_by(statement: str) -> set[str]:
    """The names of all modules that are loaded once the statement has run in a fresh interpreter without settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NOCDECK_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nsys.stdout.write('\\n'.join(sys.modules))"],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        # headless: a worker or a script must not load a terminal library
        pytest.param("import engine", LIBRARIES, id="engine"),
        pytest.param("from engine import *", TERMINAL, id="every-name-of-engine"),
        pytest.param("import workflows.network", TERMINAL, id="the-demo-workflows"),
        # shell first: the console paints before the engine's libraries are read
        pytest.param("import console.app", NOT_BEFORE_THE_SHELL | {"workflows", "migrations"}, id="the-console"),
        # `nocdeck` itself: which command it is has to be known before anything heavy is read
        pytest.param("import console.cli", NOT_BEFORE_THE_SHELL | {"textual"}, id="the-command-line"),
        # leaves: keys, help and safe text cost nothing
        pytest.param("import console.actions", LIBRARIES - {"console"}, id="the-action-registry"),
        pytest.param("import engine.plain", LIBRARIES, id="safe-text"),
    ],
)
def test_importing_a_part_loads_nothing_it_must_do_without(statement: str, unwanted: set[str]) -> None:
    loaded = modules_loaded_by(statement)

    assert {module for module in loaded if module.partition(".")[0] in unwanted} == set()


def test_the_first_rows_are_read_before_workflows_and_verbs_are_loaded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    open_store(url).close()

    loaded = modules_loaded_by(
        "import asyncio; from console.store_opening import Said, open_for_reading\n"
        f"opened = open_for_reading(Said({url!r}, ['NOC']), exit)\n"
        "from engine.inbox import InboxListing\n"
        "async def first_rows():\n"
        "    assert await InboxListing(opened.store, ['NOC'], '', ()).count() == 0\n"
        "    await opened.store.aclose()\n"
        "asyncio.run(first_rows())"
    )

    assert {module for module in loaded if module.partition(".")[0] in BEHIND_THE_FIRST_ROWS} == set()
    assert loaded.isdisjoint({"engine.registry", "engine.operations", "sqlalchemy.dialects.postgresql"})


def test_safe_text_is_a_leaf_of_the_engine() -> None:
    loaded = modules_loaded_by("import engine.plain")

    assert {module for module in loaded if module.partition(".")[0] == "engine"} == {"engine", "engine.plain"}


@pytest.mark.parametrize("statement", ["import engine", "from engine import *", "import console.app"])
def test_a_sites_own_workflows_and_migrations_are_left_to_the_configuration(statement: str) -> None:
    loaded = modules_loaded_by(statement)

    assert {module for module in loaded if module.partition(".")[0] in {"workflows", "migrations"}} == set()
