"""The commands around processes: note, assign, take, skip, delete, continue an edited one, deliver a callback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from console.as_json import detail_as_json
from console.cli.given import json_given
from console.cli.output import print_json, print_table
from console.cli.processes import AsJson, Id, NoWait, finish, resolved
from console.cli.running import read_detail
from console.cli.workplace import Workplace
from engine.domain.touched import Touched, masked_changes, touched_by
from engine.plain import clean
from engine.store.queries import resolve

__all__ = ["COMMANDS"]


def note(
    context: typer.Context,
    process: Id,
    text: Annotated[str, typer.Argument(help="What colleagues should know; an empty text takes the note away.")],
) -> None:
    """Write a note on a process."""
    work: Workplace = context.obj
    work.operations.set_note(resolved(work, process), text)


def assign(
    context: typer.Context,
    process: Id,
    assignee: Annotated[str, typer.Argument(help="The team that is to act, such as NOC.")],
) -> None:
    """Have another team act on the step a process is at."""
    work: Workplace = context.obj
    work.operations.set_assignee(resolved(work, process), assignee)


def take(context: typer.Context, process: Id) -> None:
    """Take a process in hand, so that colleagues see who works on it."""
    work: Workplace = context.obj
    work.operations.take(resolved(work, process))


def release(context: typer.Context, process: Id) -> None:
    """Give a process out of hand, whoever has it."""
    work: Workplace = context.obj
    work.operations.release(resolved(work, process))


def skip(
    context: typer.Context,
    process: Id,
    note: Annotated[str, typer.Option("--note", help="Why the step is not needed, or who did by hand what it does.")],
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Go on without the step a process failed or waits at; the log and the audit keep the note."""
    work: Workplace = context.obj
    process_id = resolved(work, process)
    work.operations.skip(process_id, note)
    finish(work, process_id, no_wait, as_json)


def changes(context: typer.Context, process: Id, as_json: AsJson = False) -> None:
    """Show what a process made of the subscriptions it touched, field by field."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        found = touched_by(connection, resolve(connection, process))
    told = [masked_changes(each, work.settings.redact.keys) for each in found]
    if as_json:
        print_json([_touched_as_json(each) for each in told])
        return
    for each in told:
        row = each.row
        typer.echo(f"{str(row.subscription_id)[:8]}  {clean(row.description)}  {each.how}, as of {each.until}")
        if each.changes:
            rows = [(change.path, change.before, change.after) for change in each.changes]
            print_table(("FIELD", "BEFORE", "AFTER"), rows)


def _touched_as_json(touched: Touched) -> dict[str, Any]:
    return {
        "subscription_id": str(touched.row.subscription_id),
        "description": touched.row.description,
        "how": touched.how,
        "until": touched.until,
        "changes": [{"field": it.path, "before": it.before, "after": it.after} for it in touched.changes],
    }


def delete(
    context: typer.Context,
    process: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a task that nobody runs, log and all; the audit remembers it."""
    work: Workplace = context.obj
    process_id = resolved(work, process)
    if sys.stdin.isatty() and not yes:
        typer.confirm(f"Delete task {process_id} for good?", abort=True, err=True)
    work.operations.delete(process_id)


def continue_at(
    context: typer.Context,
    process: Id,
    step: Annotated[str, typer.Argument(help="The step to go on at: its name, or # and its number.")],
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Go on with a process whose workflow was edited under it, at a step of the workflow as it is now."""
    work: Workplace = context.obj
    process_id = resolved(work, process)
    work.operations.continue_at(process_id, step)
    finish(work, process_id, no_wait, as_json)


def callback(
    context: typer.Context,
    process: Id,
    token: Annotated[str, typer.Argument(help="The token of the route that the process gave out.")],
    data: Annotated[str, typer.Option("--data", help="What was called back, as JSON, or @FILE.")] = "{}",
    progress: Annotated[
        bool, typer.Option("--progress", help="It is only a word on the way: the process awaits on.")
    ] = False,
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Deliver a callback to the process that awaits it: what a site's own webhook calls."""
    work: Workplace = context.obj
    process_id = resolved(work, process)
    brought = json_given(data, "--data")
    if not progress:
        work.operations.call_back(process_id, token, brought)
        finish(work, process_id, no_wait, as_json)
        return
    work.operations.report_progress(process_id, token, brought)
    if as_json:
        print_json(detail_as_json(read_detail(work, process_id), work.settings.redact.keys))


COMMANDS: dict[str, Callable[..., None]] = {
    "note": note,
    "assign": assign,
    "take": take,
    "release": release,
    "skip": skip,
    "changes": changes,
    "delete": delete,
    "continue": continue_at,
    "callback": callback,
}
"""By the name each has below `process`."""
