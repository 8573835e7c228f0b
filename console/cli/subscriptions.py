"""The commands of subscriptions: list them, show what one consists of, and what may be done to it."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

import typer

from console.as_json import subscription_as_json, subscription_row_as_json
from console.cli.listing import Format, Limit, Printed, SortBy, print_list
from console.cli.output import moment, print_json, print_table
from console.cli.processes import AsJson
from console.cli.workplace import Workplace
from engine.domain.queries import (
    SubscriptionDetail,
    SubscriptionQuery,
    SubscriptionRow,
    masked,
    resolve_subscription,
    subscription_detail,
    subscription_row,
)
from engine.domain.relations import Relative, relatives
from engine.domain.usable import subscription_workflows
from engine.filters.subscriptions import held_names
from engine.listing import sort_named
from engine.plain import clean

__all__ = ["tree"]

tree = typer.Typer(help="List subscriptions, and show what one consists of.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="A subscription id, or an unambiguous beginning of one.")]


@tree.command("list")
def list_them(
    context: typer.Context,
    query: Annotated[str, typer.Option("--query", help="A filter such as 'status:active insync:false ams'.")] = "",
    sort: SortBy = "modified",
    limit: Limit = None,
    form: Format = Printed.TABLE,
    as_json: AsJson = False,
) -> None:
    """List subscriptions."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        held = held_names(connection, work.settings.redact.keys)
    print_list(
        work.store,
        SubscriptionQuery(text=query, held=held, sort=sort_named(sort, SubscriptionQuery().listed)),
        form,
        limit,
        as_json=as_json,
        record=subscription_row_as_json,
        titles=("STATUS", "SYNC", "ID", "PRODUCT", "DESCRIPTION", "CUSTOMER", "CHANGED"),
        cells=lambda row: (
            row.status,
            "in sync" if row.insync else "out of sync",
            str(row.subscription_id)[:8],
            row.product,
            row.description,
            row.customer_id,
            moment(row.modified_at),
        ),
    )


@tree.command()
def show(context: typer.Context, subscription: Id, as_json: AsJson = False) -> None:
    """Show one subscription: its blocks with their values, its relations, its processes."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        found = subscription_detail(connection, resolve_subscription(connection, subscription))
    detail = masked(found, work.settings.redact.keys)
    if as_json:
        print_json(subscription_as_json(detail))
        return
    row = detail.row
    sync = "in sync" if row.insync else "OUT OF SYNC"
    typer.echo(f"{row.subscription_id}  {clean(row.description)}  {row.status}, {sync}, version {row.version}")
    typer.echo(f"  {clean(row.product)} ({clean(row.product_type)}) for {clean(row.customer_id)}")
    for name, value in detail.record.fixed_inputs.items():
        typer.echo(f"  {clean(name)}: {clean(value)}")
    for line in _block_lines(detail, detail.record.roots, 1):
        typer.echo(line)
    for customer, text in detail.customer_descriptions.items():
        typer.echo(f"  called by {clean(customer)}: {clean(text)}")
    if detail.metadata is not None:
        typer.echo(f"  metadata: {clean(json.dumps(detail.metadata, ensure_ascii=False))}")
    _print_relations("IN USE BY", detail.in_use_by)
    _print_relations("DEPENDS ON", detail.depends_on)
    if detail.processes:
        rows = [
            (found.status, str(found.process_id)[:8], found.workflow, moment(found.last_modified_at))
            for found in detail.processes
        ]
        print_table(("PROCESS", "ID", "WORKFLOW", "CHANGED"), rows)


@tree.command()
def workflows(context: typer.Context, subscription: Id, as_json: AsJson = False) -> None:
    """List the workflows of a subscription's product: which may run on it now, and why not the others."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        found = subscription_workflows(connection, resolve_subscription(connection, subscription))
    if as_json:
        listed = [
            {"name": each.name, "target": each.target, "description": each.description, "reason": each.reason}
            | {
                key: [str(item) for item in value] if isinstance(value, list) else value
                for key, value in each.facts.items()
            }
            for each in found
        ]
        print_json(listed)
    else:
        print_table(("TARGET", "WORKFLOW", "WHY NOT"), [(each.target, each.name, each.why_not or "") for each in found])


@tree.command()
def impact(context: typer.Context, subscription: Id, as_json: AsJson = False) -> None:
    """Show what would break if a subscription went: what uses it, what uses that, and so on."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        found = relatives(connection, resolve_subscription(connection, subscription), up=True)
    if as_json:
        print_json([_relative_as_json(near) for near in found])
        return
    rows = [
        (near.depth, near.status, str(near.subscription_id)[:8], near.product, near.description, not near.insync)
        for near in found
    ]
    titles = ("DEPTH", "STATUS", "ID", "PRODUCT", "DESCRIPTION", "LOCKED")
    print_table(titles, [(*row[:-1], "locked" if row[-1] else "") for row in rows])


def _relative_as_json(near: Relative) -> dict[str, Any]:
    return {
        "subscription_id": str(near.subscription_id),
        "description": near.description,
        "status": near.status,
        "insync": near.insync,
        "product": near.product,
        "depth": near.depth,
        "beside": str(near.beside),
    }


@tree.command("set-in-sync")
def set_in_sync(
    context: typer.Context,
    subscription: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a subscription back in sync, once the network is seen to be as it says; no process may be open on it."""
    work: Workplace = context.obj
    row = _row_of(work, subscription)
    if sys.stdin.isatty() and not yes:
        typer.confirm(f"Is {clean(row.description)} in the network as it is here?", abort=True, err=True)
    work.operations.set_in_sync(row.subscription_id, seen=row.version)


@tree.command()
def describe(
    context: typer.Context,
    subscription: Id,
    customer: Annotated[str, typer.Argument(help="The customer.")],
    text: Annotated[str, typer.Argument(help="How this customer calls it; an empty text takes that away.")],
) -> None:
    """Say how a customer calls a subscription."""
    work: Workplace = context.obj
    work.operations.set_customer_description(_row_of(work, subscription).subscription_id, customer, text)


def _row_of(work: Workplace, subscription: str) -> SubscriptionRow:
    with work.store.reading() as connection:
        return subscription_row(connection, resolve_subscription(connection, subscription))


def _block_lines(detail: SubscriptionDetail, held: Any, depth: int, above: frozenset[UUID] = frozenset()) -> list[str]:
    """Return the blocks below a field, each with its values, as indented lines."""
    lines = []
    for attr, children in held.items():
        for place, key in enumerate(children):
            block = detail.block(key)
            number = f"[{place}]" if len(children) > 1 else ""
            foreign = detail.owners.get(block.owner_id)
            of = f"  (of {clean(foreign)}, {str(block.owner_id)[:8]})" if foreign is not None else ""
            label = f" '{clean(block.label)}'" if block.label else ""
            lines.append(f"{'  ' * depth}{clean(attr)}{number}: {clean(block.block)}{label}{of}")
            for name, texts in block.values.items():
                lines.append(f"{'  ' * (depth + 1)}{clean(name)}: {clean(', '.join(texts))}")
            if key not in above:
                lines += _block_lines(detail, block.children, depth + 1, above | {key})
    return lines


def _print_relations(title: str, relatives: Collection[Relative]) -> None:
    if relatives:
        rows = [
            (near.status, str(near.subscription_id)[:8], near.product, near.description, "" if near.insync else "no")
            for near in relatives
        ]
        print_table((title, "ID", "PRODUCT", "DESCRIPTION", "IN SYNC"), rows)
