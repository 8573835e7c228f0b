"""The commands of the store's schema, ours and what the site's own migrations put into it."""

from __future__ import annotations

from typing import Annotated

import typer

from console.cli.migrating import COMMANDS
from console.cli.output import print_json, print_table
from console.cli.workplace import Workplace
from engine.plain import clean
from engine.store.database import Store
from engine.store.schema import HEAD, REVISIONS, revision_of
from engine.store.schema import upgrade as upgrade_schema

__all__ = ["tree"]

tree = typer.Typer(help="The store's schema, and the site's own migrations.", no_args_is_help=True)

for name, command in COMMANDS.items():
    tree.command(name)(command)


@tree.command()
def upgrade(
    context: typer.Context,
    revision: Annotated[str, typer.Argument(help="Of the site's migrations; the newest one by default.")] = "head",
) -> None:
    """Bring the store to the schema of this program, then apply the site's own migrations."""
    work: Workplace = context.obj
    store = Store(work.store_url)
    try:
        applied = upgrade_schema(store)
        typer.echo(f"{store}: applied {', '.join(applied)}" if applied else f"{store}: is at {HEAD} already")
        site = work.site_migrations
        done = site.upgrade(store, revision)
        if done:
            typer.echo(f"{site.versions}: applied {', '.join(done)}")
        elif site.exist:
            typer.echo(f"{site.versions}: nothing to apply")
    finally:
        store.close()


@tree.command()
def downgrade(
    context: typer.Context,
    revision: Annotated[str, typer.Argument(help="-1 for one back, base for all, or a revision.")] = "-1",
) -> None:
    """Take the site's newest migration back; the store's own schema stays."""
    work: Workplace = context.obj
    done = work.site_migrations.downgrade(work.store, revision)
    typer.echo(f"took back {', '.join(done)}" if done else "nothing to take back")


@tree.command()
def heads(context: typer.Context) -> None:
    """Show the newest revisions: of the store's schema, and of the site's migrations."""
    work: Workplace = context.obj
    typer.echo(f"schema {HEAD}")
    for found in work.site_migrations.history(None):
        if found.is_head:
            typer.echo(f"site {found.revision} {clean(found.message)}")


@tree.command()
def history(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List every revision, oldest first, and whether the store has it."""
    work: Workplace = context.obj
    store = Store(work.store_url)
    try:
        at = revision_of(store)
        ours = REVISIONS[: REVISIONS.index(at) + 1] if at in REVISIONS else ()
        rows = [("schema", name, "applied" if name in ours else "missing", "") for name in REVISIONS]
        rows += [
            ("site", found.revision, "applied" if found.is_applied else "missing", found.message)
            for found in work.site_migrations.history(store)
        ]
    finally:
        store.close()
    titles = ("BRANCH", "REVISION", "STATE", "MESSAGE")
    if as_json:
        print_json([dict(zip((title.lower() for title in titles), row, strict=True)) for row in rows])
    else:
        print_table(titles, rows)


@tree.command()
def revision(
    context: typer.Context,
    message: Annotated[str, typer.Option("-m", "--message", help="What the migration does, in a few words.")],
) -> None:
    """Begin a migration of the site's own, for you to fill in."""
    work: Workplace = context.obj
    typer.echo(str(work.site_migrations.revision(message)))
