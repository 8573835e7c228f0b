"""The commands of the store's schema."""

from __future__ import annotations

import typer

from console.cli.workplace import Workplace
from engine.store.database import Store
from engine.store.schema import HEAD
from engine.store.schema import upgrade as upgrade_schema

__all__ = ["tree"]

tree = typer.Typer(help="The store's schema.", no_args_is_help=True)


@tree.command()
def upgrade(context: typer.Context) -> None:
    """Bring the store to the schema of this program; an empty one is set up."""
    work: Workplace = context.obj
    store = Store(work.store_url)
    try:
        applied = upgrade_schema(store)
    finally:
        store.close()
    typer.echo(f"{store}: applied {', '.join(applied)}" if applied else f"{store}: is at {HEAD} already")
