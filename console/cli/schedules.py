"""The commands of schedules and tasks: what is started by the clock, when it ran, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Annotated, Any

import typer
from tzlocal import get_localzone_name

from console.as_json import when
from console.cli.failing import rejections_as_json
from console.cli.given import Inputs, answers_given
from console.cli.output import moment, print_json, print_table
from console.cli.processes import AsJson, NoWait, finish
from console.cli.workplace import Workplace
from engine.errors import UsageError
from engine.listing import ProcessQuery, first_rows
from engine.plain import clean, redact
from engine.records import ProcessRow
from engine.schedule_lines import line_of
from engine.store.schedules import ScheduleRow
from engine.triggers import Trigger, cron_of, interval_of

__all__ = ["schedule_tree", "task_tree"]

schedule_tree = typer.Typer(help="Have workflows started by the clock.", no_args_is_help=True)
task_tree = typer.Typer(help="The tasks of the site.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="A schedule id, or an unambiguous beginning of one.")]


@schedule_tree.command("list")
def list_them(context: typer.Context, as_json: AsJson = False) -> None:
    """List the schedules, the one that is due next first."""
    work: Workplace = context.obj
    rows = work.operations.schedules()
    if as_json:
        print_json([_as_json(row, work.settings.redact.keys) for row in rows])
        return
    print_table(
        ("ID", "NAME", "WORKFLOW", "WHEN", "NEXT", "LAST"),
        [(str(row.schedule_id)[:8], row.name, row.workflow, line_of(row).when, _next(row), _last(row)) for row in rows],
    )


@schedule_tree.command()
def add(
    context: typer.Context,
    workflow: Annotated[str, typer.Argument(help="The workflow's name.")],
    every: Annotated[str, typer.Option("--every", help="An interval: 90s, 10m, 6h, 1d, 1h30m.")] = "",
    cron: Annotated[str, typer.Option("--cron", help="A crontab line: minute hour day month day_of_week.")] = "",
    at: Annotated[str, typer.Option("--at", help="Once, at a time such as 2027-01-31T08:00.")] = "",
    zone: Annotated[str, typer.Option("--zone", help="Of --cron and --at, such as Europe/Amsterdam.")] = "",
    name: Annotated[str, typer.Option("--name", help="What the schedule is called; else as its workflow.")] = "",
    inputs: Inputs = None,
    as_json: AsJson = False,
) -> None:
    """Add a schedule, and show when it will run; the answers to the workflow's form are tried first."""
    work: Workplace = context.obj
    trigger = _trigger(every, cron, at, zone or get_localzone_name() or "UTC")
    with rejections_as_json(as_json):
        row = work.operations.add_schedule(workflow, trigger, answers_given(inputs), name=name)
    if as_json:
        print_json(_as_json(row, work.settings.redact.keys))
        return
    typer.echo(f"{row.schedule_id}  {clean(row.name)}  {clean(str(trigger))}")
    for fires in trigger.fire_times(row.created_at):
        typer.echo(f"  {moment(fires)}")


def _trigger(every: str, cron: str, at: str, zone: str) -> Trigger:
    if sum(map(bool, (every, cron, at))) != 1:
        raise UsageError("Say when: one of --every, --cron and --at")
    if every:
        return Trigger("interval", interval_of(every))
    return Trigger("cron", cron_of(cron, zone)) if cron else Trigger("date", {"run_date": at, "timezone": zone})


@schedule_tree.command()
def remove(
    context: typer.Context,
    schedule: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take a schedule away; what it started goes on."""
    work: Workplace = context.obj
    row = work.operations.schedule(schedule)
    if sys.stdin.isatty() and not yes:
        typer.confirm(f"Remove schedule '{clean(row.name)}' of {clean(row.workflow)}?", abort=True, err=True)
    work.operations.remove_schedule(row.schedule_id)


@schedule_tree.command("run-now")
def run_now(context: typer.Context, schedule: Id, no_wait: NoWait = False, as_json: AsJson = False) -> None:
    """Start the workflow of a schedule now; its own moments stay as they are."""
    work: Workplace = context.obj
    process_id = work.operations.run_schedule_now(work.operations.schedule(schedule).schedule_id)
    finish(work, process_id, no_wait, as_json)


@schedule_tree.command()
def pause(context: typer.Context, schedule: Id) -> None:
    """Have a schedule start nothing until it is resumed."""
    work: Workplace = context.obj
    work.operations.pause_schedule(work.operations.schedule(schedule).schedule_id)


@schedule_tree.command()
def resume(context: typer.Context, schedule: Id) -> None:
    """Have a paused schedule go on, from now."""
    work: Workplace = context.obj
    work.operations.resume_schedule(work.operations.schedule(schedule).schedule_id)


@task_tree.command("list")
def list_tasks(context: typer.Context, as_json: AsJson = False) -> None:
    """List the tasks that are loaded: how each ended last, and when it runs next by itself."""
    work: Workplace = context.obj
    tasks = [found for found in work.operations.workflows() if found.is_task]
    due = {row.workflow: row for row in reversed(work.operations.schedules()) if row.next_run_at and not row.paused}
    with work.store.reading() as connection:
        last = {
            found.name: next(iter(first_rows(connection, ProcessQuery(text=f"workflow:{found.name}"), 1)), None)
            for found in tasks
        }
    if as_json:
        print_json(
            [
                {
                    "name": found.name,
                    "description": found.description,
                    "target": found.target,
                    "last_status": _status(last[found.name]),
                    "last_process_id": str(row.process_id) if (row := last[found.name]) else None,
                    "last_modified_at": when(row.last_modified_at) if row else None,
                    "next_run_at": when(due[found.name].next_run_at) if found.name in due else None,
                }
                for found in tasks
            ]
        )
        return
    print_table(
        ("TASK", "DESCRIPTION", "LAST", "CHANGED", "NEXT"),
        [
            (
                found.name,
                found.description,
                _status(last[found.name]) or "never",
                moment(row.last_modified_at) if (row := last[found.name]) else "",
                _next(due[found.name]) if found.name in due else "",
            )
            for found in tasks
        ],
    )


def _status(row: ProcessRow | None) -> str | None:
    return str(row.status) if row is not None else None


def _next(row: ScheduleRow) -> str:
    if row.paused:
        return "paused"
    return moment(row.next_run_at) if row.next_run_at else "over"


def _last(row: ScheduleRow) -> str:
    if row.last_run_at is None:
        return ""
    what = f"started {str(row.last_process_id)[:8]}" if row.last_process_id else f"skipped: {row.last_skipped}"
    return f"{moment(row.last_run_at)} {what}"


def _as_json(row: ScheduleRow, secret_keys: Collection[str]) -> dict[str, Any]:
    return {
        "schedule_id": str(row.schedule_id),
        "name": row.name,
        "workflow": row.workflow,
        "trigger": row.trigger,
        "trigger_kwargs": row.trigger_kwargs,
        "inputs": redact(row.inputs, secret_keys),
        "next_run_at": when(row.next_run_at),
        "paused": row.paused,
        "created_by": row.created_by,
        "created_at": when(row.created_at),
        "last_run_at": when(row.last_run_at),
        "last_process_id": str(row.last_process_id) if row.last_process_id else None,
        "last_status": row.last_status,
        "last_skipped": row.last_skipped,
    }
