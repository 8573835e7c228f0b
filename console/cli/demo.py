"""What does `nocdeck demo` prepare before it opens the console?

A store and a lab network of its own in the user's data folder, kept from one demo to the next. A new one is filled by
the demo's own `seed`, through the real engine; each opening sets something running. The demo's configuration lies
beside its workflows, found by path: a site may have a `workflows` folder of its own on the Python path.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path

from platformdirs import user_data_path, user_state_path

import engine
from console.cli.arguments import Globals
from console.cli.workplace import Workplace
from console.memory import memory_file
from engine import configfile
from engine.capture import captured
from engine.clock import utc_now
from engine.database import db
from engine.errors import Refused
from engine.host import Engine
from engine.leases import is_in_use
from engine.store.database import Store
from engine.store.queries import badges
from engine.store.schema import HEAD, revision_of, upgrade

__all__ = ["prepare"]

HOUSE = Path(engine.__file__).resolve().parents[1]
"""Where the packages of this program lie."""

CONFIG = HOUSE / "workflows" / "network" / "demo.toml"


def prepare(given: Globals, *, fresh: bool) -> Globals:
    """Make the demo ready and return the options that were given, now of a console on it.

    Raises:
        Refused: it is to begin anew while an engine still works on it.
    """
    folder = user_data_path("nocdeck") / "demo"
    store = folder / "demo.db"
    if fresh:
        _remove(folder, store)
    os.environ.setdefault("NOCDECK_LAB", str(folder / "lab.db"))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")]))
    sys.path.insert(0, str(HOUSE))
    options = replace(given, config=CONFIG, store=f"sqlite:///{store}")
    if store.exists():
        _renew(options)
    work = Workplace(replace(options, read_only=False))
    try:
        _fill(work, alive=not given.read_only)
    finally:
        work.close()
    return options


def _fill(work: Workplace, *, alive: bool) -> None:
    """Fill a new store; `alive`: set something running."""
    (module,) = work.settings.workflows.modules
    demo = importlib.import_module(f"{module}.demo")
    work.begin_log()
    with work.store.reading() as connection:
        counts = badges(connection, (), utc_now())
    if counts.total == 0 or counts.subscriptions == 0:
        sys.stderr.write("Preparing the lab network …\n")
    if counts.subscriptions == 0:
        work.site_migrations.upgrade(work.store)
        db.use(work.store)
        demo.sell()
        demo.schedule(work.operations)
    elif not demo.is_of_this_version():
        raise Refused("The network of this demo is of an earlier version; 'nocdeck demo --fresh' begins anew")
    if counts.total == 0:
        with captured(lambda _line: None), Engine(work.store, work.registry) as hands:
            demo.seed(work.operations, hands.run_here)
    if alive:
        demo.keep_running(work.operations)


def _renew(options: Globals) -> None:
    """Bring the store of an earlier demo to the schema of this program: it is the demo's own."""
    store = Store(str(options.store))
    try:
        if revision_of(store) != HEAD:  # Alembic takes its time to load
            upgrade(store)
    finally:
        store.close()


def _remove(folder: Path, store: Path) -> None:
    if is_in_use(store):
        raise Refused("The demo is still at work, in another console or finishing its last steps; try again then")
    for file in folder.glob("*.db*"):
        file.unlink()
    shown_last = memory_file(user_state_path("nocdeck"), configfile.read(CONFIG)["ui"]["environment"])
    shown_last.unlink(missing_ok=True)
