"""Which commands are there?

The tree of the command line: global options, `start`, `form`, and the groups `process`, `subscription`, `task`,
`schedule`, `engine` and `db`. Each command asks the engine and prints; errors of the engine become one line on standard
error and the exit code they carry.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from console.cli import (
    auditing,
    database,
    engines,
    forms,
    handing,
    inspecting,
    processes,
    schedules,
    subscriptions,
    tending,
)
from console.cli.arguments import Globals
from console.cli.failing import exit_code_of
from console.cli.workplace import Workplace

__all__ = ["run", "tree"]

tree = typer.Typer(
    name="nocdeck",
    help="The operator console of a network operations centre, with the workflow engine inside. "
    "Without a command it opens the console.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nocdeck {version('nocdeck')}")
        raise typer.Exit


@tree.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="The configuration file.")] = None,
    store: Annotated[str | None, typer.Option(help="The store: sqlite:///FILE or postgresql://…")] = None,
    operator: Annotated[str | None, typer.Option(help="Your name as colleagues know you.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Look, and change nothing.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options of every command."""
    context.obj = Workplace(Globals(config, store, operator, read_only))
    context.call_on_close(context.obj.close)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


@tree.command("demo")
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin the demo anew; what was done in it is lost.")] = False,
) -> None:
    """Open the console on a demo store of its own: a lab network, with processes in every status."""
    from console.cli.arguments import Opening
    from console.cli.opening import open_wanted

    raise typer.Exit(open_wanted(Opening(Globals(), demo=True, fresh=fresh)))


tree.command("start")(processes.start)
tree.command("form")(forms.form_of_workflow)
for name, command in {**forms.COMMANDS, **tending.COMMANDS}.items():
    processes.tree.command(name)(command)
tree.add_typer(processes.tree, name="process")
tree.add_typer(subscriptions.tree, name="subscription")
tree.add_typer(schedules.task_tree, name="task")
tree.add_typer(schedules.schedule_tree, name="schedule")
tree.add_typer(engines.tree, name="engine")
tree.add_typer(database.tree, name="db")
tree.command("audit")(auditing.audit)
tree.command("handover")(handing.hand_over)
tree.command("config")(inspecting.config)
tree.command("doctor")(inspecting.doctor)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 usage, 3 refused by a rule, 4 not found."""
    try:
        return tree(list(arguments), standalone_mode=False) or 0
    except BaseException as error:
        return exit_code_of(error, sys.stderr)
