"""The commands of the engine: run one without a screen, and see which ones run."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import sys
import threading
from typing import Annotated, Any
from uuid import UUID

import structlog
import typer

from console.as_json import when
from console.child import EVENTS_VARIABLE
from console.cli.output import print_json, print_table
from console.cli.running import own_engine, stop_on_signals
from console.cli.workplace import Workplace
from engine.capture import captured
from engine.clock import utc_now
from engine.leases import store_now
from engine.plain import clean
from engine.store.queries import badges, owners, pause_of

__all__ = ["tree"]

tree = typer.Typer(help="Run the engine without a screen, or see which engines run.", no_args_is_help=True)


@tree.command()
def run(
    context: typer.Context,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Run what is queued or due, then end.")] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
) -> None:
    """Run queued and due processes until told to stop (or, with --until-idle, until none is left)."""
    work: Workplace = context.obj
    if until_idle:
        with own_engine(work) as engine:
            runs = engine.run_until_idle()
        sys.stderr.write(f"ran {runs} process{'es' if runs != 1 else ''}\n")
        return
    with _Serving(work, _Told(attached)) as serving:
        serving.serve(attached)


class _Told:
    """What the console is told over its pipe, a JSON object a line; without a console, nobody."""

    def __init__(self, attached: bool) -> None:
        number = os.environ.pop(EVENTS_VARIABLE, None) if attached else None
        self._pipe = os.fdopen(int(number), "w", buffering=1, encoding="utf-8") if number else None
        if number:
            os.set_inheritable(int(number), False)
        self._lock = threading.Lock()

    def tell(self, event: str, **more: Any) -> None:
        """Tell; a console that is gone hears nothing, and the engine goes on."""
        if self._pipe is None:
            return
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._pipe.write(json.dumps({"event": event, **more}) + "\n")


class _Serving:
    """An engine that runs all day: what its steps print is logged, a crash leaves its stack in the log."""

    def __init__(self, work: Workplace, told: _Told) -> None:
        self._work, self._told = work, told
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> _Serving:
        crash = self._stack.enter_context(os.fdopen(os.dup(2), "w"))
        faulthandler.enable(crash)
        log = structlog.get_logger("step output")
        self._work.begin_log()
        self._stack.enter_context(captured(lambda line: log.info(line)))
        self._engine = self._stack.enter_context(self._work.engine())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def serve(self, attached: bool) -> None:
        engine = self._engine
        stop_on_signals(engine.stop)
        engine.events.listen(self._changed)
        if attached:
            threading.Thread(target=self._watch_life_line, name="life line", daemon=True).start()
        self._told.tell("ready")
        engine.serve(self._work.settings.engine.workers, lambda count: self._told.tell("running", count=count))
        if engine.owner.lost.is_set():
            structlog.get_logger("nocdeck").error("this engine was taken for dead; it ends")
            raise typer.Exit(1)

    def _changed(self, process_id: UUID) -> None:
        self._told.tell("changed", process_id=str(process_id))

    def _watch_life_line(self) -> None:
        """Whatever comes on standard input means: look at the queue. Its end means: the console is gone."""
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                self._engine.wake()
        self._engine.stop()


@tree.command()
def pause(context: typer.Context) -> None:
    """Have every engine of the store rest after the step in hand; what is started meanwhile queues."""
    work: Workplace = context.obj
    work.operations.pause()


@tree.command()
def resume(context: typer.Context) -> None:
    """Have the engines go on."""
    work: Workplace = context.obj
    work.operations.resume()


@tree.command()
def status(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Show which engines run on the store, and how many processes wait, run and failed."""
    work: Workplace = context.obj
    with work.store.reading() as connection:
        found = owners(connection, work.store, store_now(connection, utc_now))
        counts = badges(connection, work.settings.operator.teams, utc_now())
        pause = pause_of(connection)
    if as_json:
        print_json(
            {
                "paused": {"by": pause.by, "at": when(pause.at)} if pause else None,
                "engines": [
                    {
                        "owner_id": str(owner.owner_id),
                        "host": owner.host,
                        "pid": owner.pid,
                        "started_at": when(owner.started_at),
                        "heartbeat_at": when(owner.heartbeat_at),
                        "alive": owner.alive,
                        "running": owner.running,
                    }
                    for owner in found
                ],
                "processes": {
                    "inbox": counts.inbox,
                    "failed": counts.failed,
                    "running": counts.running,
                    "total": counts.total,
                },
            }
        )
        return
    if found:
        print_table(
            ("ENGINE", "STATE", "RUNS", "HEARTBEAT"),
            [
                (
                    f"{owner.host} (pid {owner.pid})",
                    "alive" if owner.alive else "dead",
                    owner.running,
                    when(owner.heartbeat_at),
                )
                for owner in found
            ],
        )
    else:
        typer.echo("no engine runs on this store")
    if pause is not None:
        typer.echo(f"paused by {clean(pause.by)} since {when(pause.at)}: no step begins until `nocdeck engine resume`")
    typer.echo(
        f"{counts.total} processes: {counts.running} running, {counts.failed} failed, {counts.inbox} in the inbox"
    )
