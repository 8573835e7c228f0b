"""The commands that write a site's migrations from what its models and workflows say.

On a terminal they ask for what nobody said; from a script everything can be said with options, and nothing is asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from sqlalchemy import select

from console.cli.given import json_given
from console.cli.workplace import Workplace
from engine.domain.difference import compare_models, compare_workflows, modelled, stored
from engine.domain.renames import Renames
from engine.domain.written import Migration, for_models, for_workflows
from engine.errors import UsageError
from engine.plain import clean
from engine.store.product_tables import ProductTable

__all__ = ["COMMANDS"]

Message = Annotated[str, typer.Argument(help="What the migration does, in a few words.")]
Test = Annotated[bool, typer.Option("--test", help="Show what it would do, and write nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; what is not said takes its default.")]
Only = Annotated[list[str] | None, typer.Option("--workflow", help="Only this one; repeat for more.")]
Delete = Annotated[bool, typer.Option("--delete", help="Delete from the store what is gone from the code.")]
ProductType = Annotated[
    list[str] | None,
    typer.Option("--product-type", help="TYPE for all, or WORKFLOW=TYPE: the products that workflows run on."),
]
Inputs = Annotated[
    str,
    typer.Option("--inputs", help="What no model says, as JSON or @FILE: products, product_blocks, defaults, …"),
]
Updates = Annotated[
    str,
    typer.Option("--updates", help="What has another name now, as JSON or @FILE: products, product_blocks, …"),
]


def _migrating(words: str, *, tasks: bool) -> Callable[..., None]:
    """Return the command that registers workflows on subscriptions, or tasks; `words` are its help."""

    def command(
        context: typer.Context,
        message: Message,
        workflow: Only = None,
        product_type: ProductType = None,
        delete: Delete = False,
        test: Test = False,
        yes: Yes = False,
    ) -> None:
        _migrate_workflows(context.obj, message, workflow, product_type, delete, test, yes, tasks=tasks)

    command.__doc__ = words
    return command


def _migrate_workflows(
    work: Workplace,
    message: str,
    only: list[str] | None,
    product_types: list[str] | None,
    delete: bool,
    test: bool,
    yes: bool,
    *,
    tasks: bool,
) -> None:
    _refuse_a_part(work)
    with work.store.reading() as connection:
        found = compare_workflows(connection, work.registry, tasks=tasks)
        known = list(connection.scalars(select(ProductTable.product_type).distinct()))
    unknown = set(only or ()) - {new.name for new in found.new}
    if unknown:
        raise UsageError(f"No new workflow is called {', '.join(sorted(unknown))}; there are: {_listed(found.new)}")
    new = [each for each in found.new if only is None or each.name in only]
    gone = found.gone if delete else []
    made = for_workflows(new, gone, _pairs(product_types), _asking(yes), known)
    _write(work, message, made, test, yes)
    if found.gone and not delete:
        typer.echo(f"In the store and not in the code: {', '.join(found.gone)}; --delete takes them away", err=True)


def migrate_domain_models(
    context: typer.Context,
    message: Message,
    inputs: Inputs = "{}",
    updates: Updates = "{}",
    delete: Delete = False,
    test: Test = False,
    yes: Yes = False,
) -> None:
    """Write a migration that brings the store's products, blocks and resource types to what the models say."""
    work: Workplace = context.obj
    given = json_given(inputs, "--inputs")
    if not isinstance(given, dict):
        raise UsageError("--inputs must be a JSON object")
    _refuse_a_part(work)
    with work.store.reading() as connection:
        there, wanted = stored(connection), modelled()
    renames = Renames.said(json_given(updates, "--updates")).asked(there, wanted, _asking(yes))
    difference = compare_models(renames.applied(there), wanted)
    _write(work, message, for_models(difference, given, _asking(yes), renames=renames, delete=delete), test, yes)
    if difference.gone and not delete:
        typer.echo(
            f"In the store and not in the models: {', '.join(difference.gone)}; --delete takes them away", err=True
        )


def _refuse_a_part(work: Workplace) -> None:
    """See that every module was loaded, which is what registers workflows and models: what is missing is not gone."""
    if work.registry.problems:
        listed = "; ".join(map(str, work.registry.problems))
        raise UsageError(f"{listed}: nothing is compared until all can be imported")


def _write(work: Workplace, message: str, made: Migration, test: bool, yes: bool) -> None:
    if not made.upgrades:
        typer.echo("Nothing to do")
        return
    for line in made.told:
        typer.echo(f"- {clean(line)}")
    upgrades, downgrades, imports = made.text()
    if test:
        typer.echo(f"{imports}\n\ndef upgrade() -> None:\n{upgrades}")
        return
    if sys.stdin.isatty() and not yes:
        typer.confirm("Write the migration?", default=True, abort=True, err=True)
    typer.echo(str(work.site_migrations.revision(message, upgrades, downgrades, imports)))


def _asking(yes: bool) -> Callable[[str, str | None], str | None]:
    def ask(question: str, default: str | None) -> str | None:
        if yes or not sys.stdin.isatty():
            return default
        answer: str = typer.prompt(clean(question), default=default or "", err=True, show_default=bool(default))
        return answer or default

    return ask


def _pairs(given: list[str] | None) -> dict[str, str]:
    """Return WORKFLOW=TYPE as pairs; a TYPE alone is for all."""
    pairs = (text.rpartition("=") for text in given or ())
    return {name: kind for name, _, kind in pairs}


def _listed(new: list[Any]) -> str:
    return ", ".join(found.name for found in new) or "none"


COMMANDS: dict[str, Callable[..., None]] = {
    "migrate-workflows": _migrating(
        "Write a migration that registers workflows on subscriptions, and links them to their products.", tasks=False
    ),
    "migrate-tasks": _migrating(
        "Write a migration that registers tasks: validate workflows, which belong to products, and those of the site.",
        tasks=True,
    ),
    "migrate-domain-models": migrate_domain_models,
}
