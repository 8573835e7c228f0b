"""The commands that look: the effective settings, and whether all is well."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer
from sqlalchemy import func, select

from console.actions import Action, key_label, with_keys
from console.cli.output import print_json, print_table
from console.cli.workplace import Workplace
from console.keys_page import keys_page
from engine.clock import utc_now
from engine.domain.difference import compare_models, modelled, stored
from engine.domain.registry import SUBSCRIPTION_MODEL_REGISTRY
from engine.errors import NocdeckError
from engine.leases import store_now
from engine.outcome import ProcessStatus
from engine.plain import clean
from engine.store.database import Store
from engine.store.halves import has_status
from engine.store.queries import owners
from engine.store.schema import HEAD, revision_of
from engine.store.tables import OwnerTable, ProcessStepTable, ProcessTable

__all__ = ["config", "doctor"]

WAL_FIX = (3, 51, 3)
"""The SQLite release that mended the write-ahead log for several writers at once (faults 0.2)."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def config(
    context: typer.Context,
    keys: Annotated[
        bool, typer.Option("--keys", help="List the actions of the console with their keys instead.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The same as a page of the manual.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the effective settings, secrets masked, and where they come from."""
    work: Workplace = context.obj
    if markdown:
        typer.echo(keys_page(), nl=False)
        return
    if keys:
        _show_keys(with_keys(work.settings.keys), as_json)
        return
    settings = work.settings.model_dump(mode="json")
    settings["store"]["url"] = str(Store(work.store_url))
    if as_json:
        print_json({"file": str(work.config_file) if work.config_file else None, "settings": settings})
        return
    typer.echo(f"# {work.config_file or 'no configuration file'}")
    for section, values in settings.items():
        typer.echo(f"\n[{section}]")
        for key, value in values.items():
            typer.echo(f"{clean(key)} = {clean(_toml(value))}")


def _show_keys(actions: Iterable[Action], as_json: bool) -> None:
    if as_json:
        listed = [{"id": a.id, "keys": list(a.keys), "names": list(a.names), "help": a.help} for a in actions]
        print_json(listed)
        return
    rows = [(a.id, " ".join(map(key_label, a.keys)), f":{a.names[0]} {a.takes}".strip(), a.help) for a in actions]
    print_table(("ID", "KEYS", "COMMAND", "WHAT HAPPENS"), rows, widest=120)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check configuration, store, workflows and engines; say what is wrong and what to do."""
    work: Workplace = context.obj
    findings: list[tuple[str, str, str]] = []
    for name, look in _CHECKS.items():
        try:
            state, words = look(work)
        except NocdeckError as error:
            state, words = "wrong", str(error)
        findings.append((state, name, words))
        if state == "wrong" and name in ("configuration", "store"):
            break
    if as_json:
        print_json([{"check": name, "state": state, "said": words} for state, name, words in findings])
    else:
        print_table(("", "CHECK", "SAID"), findings, widest=200)
    if any(state == "wrong" for state, _, _ in findings):
        raise typer.Exit(1)


def _configuration(work: Workplace) -> tuple[str, str]:
    _ = work.settings
    return "ok", str(work.config_file or "no file: defaults and environment")


def _store(work: Workplace) -> tuple[str, str]:
    store = Store(work.store_url)
    if store.path is not None and not store.path.exists():
        return "ok", f"{store}: not there yet; it is made at first use"
    revision = revision_of(store)
    store.close()
    if revision != HEAD:
        return "wrong", f"{store}: its schema is {revision or 'empty'}, not {HEAD}; run `nocdeck db upgrade`"
    return "ok", f"{store}: schema {HEAD}"


def _file_modes(work: Workplace) -> tuple[str, str]:
    path = work.store.path
    if path is None:
        return "ok", "not a file"
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return "wrong", f"{path} is open to others (mode {mode:o}); run chmod 600 on it"
    return "ok", f"{path} is readable by its owner alone"


def _integrity(work: Workplace) -> tuple[str, str]:
    if work.store.path is None:
        return "ok", "left to Postgres"
    with work.store.reading() as connection:
        said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return ("ok", "the file is sound") if said == "ok" else ("wrong", f"the file is damaged: {said}")


def _sqlite_version(work: Workplace) -> tuple[str, str]:
    if work.store.path is None or sqlite3.sqlite_version_info >= WAL_FIX:
        return "ok", sqlite3.sqlite_version
    fix = ".".join(map(str, WAL_FIX))
    return "note", f"SQLite {sqlite3.sqlite_version}: below {fix}, keep to one console at a time on this store"


def _workflows(work: Workplace) -> tuple[str, str]:
    if work.registry.problems:
        return "wrong", "; ".join(map(str, work.registry.problems))
    return "ok", f"{len(work.registry.names)} loaded"


def _site_migrations(work: Workplace) -> tuple[str, str]:
    found = work.site_migrations.history(work.store)
    missing = [revision.revision for revision in found if not revision.is_applied]
    if missing:
        return "wrong", f"not applied: {', '.join(missing)}; run `nocdeck db upgrade`"
    return "ok", f"{len(found)} applied"


def _models(work: Workplace) -> tuple[str, str]:
    if work.registry.problems:
        return "note", "not compared: a module could not be imported"
    with work.store.reading() as connection:
        difference = compare_models(stored(connection), modelled())
    new = [*difference.new_products, *difference.new_blocks, *difference.new_resources, *difference.new_fixed_inputs]
    if new:
        listed = ", ".join(dict.fromkeys(new))
        return "wrong", f"the store does not know all of {listed}; run `nocdeck db migrate-domain-models`"
    return "ok", f"{len(SUBSCRIPTION_MODEL_REGISTRY)} products as the store has them"


def _engines(work: Workplace) -> tuple[str, str]:
    with work.store.reading() as connection:
        found = owners(connection, work.store, store_now(connection, utc_now))
    dead = [f"{owner.host} (pid {owner.pid}) with {owner.running} processes" for owner in found if not owner.alive]
    if dead:
        return "note", f"died: {', '.join(dead)}; the next engine takes their work over"
    return "ok", f"{len(found)} alive"


def _ownerless(work: Workplace) -> tuple[str, str]:
    owned = select(OwnerTable.owner_id)
    lost = (
        select(func.count())
        .select_from(ProcessTable)
        .where(
            has_status(ProcessStatus.RUNNING),
            ProcessTable.owner.is_(None) | ProcessTable.owner.not_in(owned),
        )
    )
    with work.store.reading() as connection:
        count = connection.scalar(lost)
    return ("ok", "none") if not count else ("wrong", f"{count} processes are running without an owner; report this")


def _log_gaps(work: Workplace) -> tuple[str, str]:
    rows = (
        select(ProcessStepTable.process_id)
        .group_by(ProcessStepTable.process_id)
        .having(func.max(ProcessStepTable.seq) + 1 != func.count())
        .limit(3)
    )
    with work.store.reading() as connection:
        broken = connection.scalars(rows).all()
    if broken:
        return "wrong", f"rows are missing from the log of {', '.join(map(str, broken))}"
    return "ok", "no gaps"


_CHECKS: dict[str, Callable[[Workplace], tuple[str, str]]] = {
    "configuration": _configuration,
    "store": _store,
    "file modes": _file_modes,
    "integrity": _integrity,
    "sqlite": _sqlite_version,
    "workflows": _workflows,
    "site migrations": _site_migrations,
    "models": _models,
    "engines": _engines,
    "ownerless processes": _ownerless,
    "process logs": _log_gaps,
}
