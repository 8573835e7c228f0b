"""The commands of processes: start one, list, show, retry and abort them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import typer

from console.as_json import detail_as_json, row_as_json, when
from console.cli.failing import exit_code_of, rejections_as_json
from console.cli.given import Inputs, answers_given
from console.cli.listing import Format, Limit, Printed, SortBy, print_list
from console.cli.output import moment, print_json, print_table
from console.cli.running import read_detail, run_in_place
from console.cli.workplace import Workplace
from engine.errors import UsageError
from engine.listing import ProcessQuery, first_rows, sort_named
from engine.outcome import FAILURES
from engine.plain import clean, clean_lines
from engine.records import ProcessDetail
from engine.store.queries import resolve

__all__ = ["AsJson", "Id", "NoWait", "finish", "resolved", "start", "tree"]

tree = typer.Typer(help="List, show, answer, retry and abort processes.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Queue it for an engine instead of running it here.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="A process id, or a beginning of one that is unambiguous.")]
Query = Annotated[str, typer.Option("--query", help="A filter such as 'status:failed|waiting ams'.")]


def start(
    context: typer.Context,
    workflow: Annotated[str, typer.Argument(help="The workflow's name.")],
    inputs: Inputs = None,
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Start a workflow and run it to its next stop."""
    work: Workplace = context.obj
    with rejections_as_json(as_json):
        process_id = work.operations.start(workflow, answers_given(inputs))
    finish(work, process_id, no_wait, as_json)


def finish(work: Workplace, process_id: UUID, no_wait: bool, as_json: bool) -> None:
    """Run the process here unless told otherwise, show it, and end with 1 if it failed."""
    detail = read_detail(work, process_id) if no_wait else run_in_place(work, process_id)
    _show(work, detail, as_json)
    if detail.row.status in FAILURES:
        raise typer.Exit(1)


def _show(work: Workplace, detail: ProcessDetail, as_json: bool) -> None:
    if as_json:
        print_json(detail_as_json(detail, work.settings.redact.keys))
        return
    row = detail.row
    reason = f": {clean(row.failed_reason)}" if row.failed_reason else ""
    typer.echo(f"{row.process_id}  {clean(row.workflow)}  {row.status} at {clean(row.last_step or 'start')}{reason}")


@tree.command("list")
def list_them(
    context: typer.Context,
    query: Query = "",
    sort: SortBy = "modified",
    limit: Limit = None,
    form: Format = Printed.TABLE,
    as_json: AsJson = False,
) -> None:
    """List processes, workflows and tasks alike."""
    work: Workplace = context.obj
    print_list(
        work.store,
        ProcessQuery(text=query, sort=sort_named(sort, ProcessQuery().listed)),
        form,
        limit,
        as_json=as_json,
        record=row_as_json,
        titles=("STATUS", "ID", "WORKFLOW", "STEP", "ASSIGNEE", "CHANGED", "REASON"),
        cells=lambda row: (
            row.status,
            str(row.process_id)[:8],
            row.workflow,
            row.last_step,
            row.assignee,
            moment(row.last_modified_at),
            row.failed_reason,
        ),
    )


@tree.command()
def show(context: typer.Context, process: Id, as_json: AsJson = False) -> None:
    """Show one process: its steps, their changes, its state."""
    work: Workplace = context.obj
    detail = read_detail(work, resolved(work, process))
    _show(work, detail, as_json)
    if as_json:
        return
    if detail.row.retry_at:
        typer.echo(f"  next retry {when(detail.row.retry_at)}")
    rows: list[tuple[object, ...]] = [
        (step.seq, step.status, step.name, step.attempt, step.created_by, ", ".join([*step.changed, *step.removed]))
        for step in detail.steps
    ]
    rows += [("", "pending", name, "", "", "") for name in detail.pending]
    print_table(("SEQ", "STATUS", "STEP", "TRY", "BY", "CHANGED"), rows)
    failed = detail.steps[-1] if detail.steps else None
    if failed is not None and failed.traceback:
        typer.echo("\n".join(clean_lines(failed.traceback)))


@tree.command()
def retry(
    context: typer.Context,
    processes: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Processes to retry.")] = None,
    query: Query = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Retry failed and waiting processes, each to its next stop."""
    work: Workplace = context.obj

    def act(process_id: UUID) -> ProcessDetail:
        work.operations.retry(process_id)
        return read_detail(work, process_id) if no_wait else run_in_place(work, process_id)

    _each(work, _meant(work, "retry", processes, query), act, as_json)


@tree.command()
def abort(
    context: typer.Context,
    processes: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Processes to abort.")] = None,
    query: Query = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Abort processes: at once where they rest, at their next commit where they run."""
    work: Workplace = context.obj
    meant = _meant(work, "abort", processes, query)
    if query and not yes and not sys.stdin.isatty():
        raise UsageError(f"--query means {len(meant)} processes here; say --yes to abort them all")
    if sys.stdin.isatty() and not yes:
        typer.confirm(f"Abort {len(meant)} process{'es' if len(meant) > 1 else ''} for good?", abort=True, err=True)

    def act(process_id: UUID) -> ProcessDetail:
        work.operations.abort(process_id)
        return read_detail(work, process_id)

    _each(work, meant, act, as_json, failed_is_failure=False)


def _each(
    work: Workplace,
    meant: list[UUID],
    act: Callable[[UUID], ProcessDetail],
    as_json: bool,
    *,
    failed_is_failure: bool = True,
) -> None:
    """Act on each process, show each outcome, and end with the worst exit code.

    JSON is an object for one process, an array for several.
    """
    shown: list[dict[str, Any]] = []
    worst = 0
    for process_id in meant:
        try:
            detail = act(process_id)
        except Exception as error:
            worst = max(worst, exit_code_of(error, sys.stderr))
            continue
        if as_json:
            shown.append(detail_as_json(detail, work.settings.redact.keys))
        else:
            _show(work, detail, as_json=False)
        if failed_is_failure and detail.row.status in FAILURES:
            worst = max(worst, 1)
    if as_json and (shown or len(meant) > 1):
        print_json(shown[0] if len(meant) == 1 else shown)
    raise typer.Exit(worst)


def _meant(work: Workplace, verb: str, processes: list[str] | None, query: str) -> list[UUID]:
    """Return the processes that are named, or a query finds and the verb fits; the list is frozen from here on."""
    if bool(processes) == bool(query.strip()):
        raise UsageError("Name the processes by id, or give a --query; not both")
    if processes:
        return list(dict.fromkeys(resolved(work, prefix) for prefix in processes))
    with work.store.reading() as connection:
        found = first_rows(connection, ProcessQuery(text=query), limit=10_000)
    return [row.process_id for row in found if work.operations.why_not(verb, row) is None]


def resolved(work: Workplace, prefix: str) -> UUID:
    """Return the process whose id begins so. Raises NotFound, Ambiguous."""
    with work.store.reading() as connection:
        return resolve(connection, prefix)
