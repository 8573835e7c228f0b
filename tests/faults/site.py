"""What does a test kill? A site with workflows of its own, run by the program as an operator would run it.

Every step appends its name to a ledger outside the store, and syncs it, before anything else: the ledger knows what
ran, whatever the store says. A step called Hold stands still in the way that the file `hold` says; the file `reached`
tells the test that it is there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, text, update

from engine.host import Engine
from engine.operations import Operations
from engine.records import ProcessDetail
from engine.registry import Registry
from engine.retry import Retry
from engine.store.database import Store
from engine.store.details import process_detail
from engine.store.tables import OwnerTable, ProcessTable
from tests import programs
from tests.lab import operator_called

__all__ = ["WORKFLOWS", "Site"]

WORKFLOWS = """
from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from engine import FormPage, Retry, begin, conditional, done, init, inputstep, retrystep, step, workflow
from tests.faults import misbehaviour, points

HERE = Path(__file__).parent
points.install(HERE)


def note(what: str) -> None:
    ledger = os.open(HERE / "ledger", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(ledger, f"{what}\\n".encode())
    os.fsync(ledger)
    os.close(ledger)


def told_to_end(how: str) -> bool:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if how == f"until {number.name} was taken":  # by the main thread, ours: nothing runs before the handler ended
            return signal.getsignal(number) is signal.SIG_DFL
    if how == "until released":
        return (HERE / "released").exists()
    if how == "until the console is gone":  # the thread that hears of it ends when it has said so
        return all(thread.name != "life line" for thread in threading.enumerate())
    return False


def hold() -> None:
    note("Hold")
    if not (HERE / "hold").exists():
        return
    how = (HERE / "hold").read_text()
    (HERE / "reached").touch()
    if how == "exit":
        os._exit(7)
    end = time.monotonic() + 60
    while not told_to_end(how) and time.monotonic() < end:
        time.sleep(0.01)


@step("Before")
def before() -> dict[str, int]:
    note("Before")
    return {"before": 1}


@step("After")
def after(before: int) -> dict[str, int]:
    note("After")
    return {"after": before + 1}


@workflow("Hold in a plain step")
def plain():
    return init >> before >> step("Hold")(hold) >> after >> done


@workflow("Hold in a retrystep")
def retried():
    return init >> before >> retrystep("Hold")(hold) >> after >> done


def nth(number: int):
    @retrystep(f"Step {number}", retry=Retry(first=0, jitter=0))
    def run(process_id):
        note(f"{process_id} Step {number}")
        time.sleep(0.005)
        return {f"step {number}": True}

    return run


@step("Work")
def work():
    points.stop("before the effect")
    note("Work")
    points.stop("after the effect")
    return {"work": 1}


def noted(name: str):
    return lambda: note(name)


@retrystep("Flaky", retry=Retry(first=0, jitter=0))
def flaky():
    note("Flaky")
    if (HERE / "ledger").read_text().count("Flaky") == 1:
        raise ConnectionError("once")


@workflow("Every kind of step")
def points_of():
    never = conditional(lambda state: False)(step("Never")(noted("Never")))
    ask = inputstep("Ask")(lambda: FormPage)
    return init >> work >> never >> flaky >> ask >> step("After")(noted("After")) >> done


points_of.name = "points"


@step("Break")
def break_down():
    raise RuntimeError("always")


def misbehaving(how):
    @step("Misbehave")
    def misbehave():
        misbehaviour.WAYS[how]()

    @step("Look")
    def look():
        note(how)

    return workflow(how)(lambda: init >> misbehave >> look >> done)


for how in misbehaviour.WAYS:
    globals()[how] = misbehaving(how)
    globals()[how].name = how


@workflow("A step that fails")
def failing():
    return init >> break_down >> done


@workflow("Many short steps")
def many():
    steps = begin
    for number in range(8):
        steps = steps >> nth(number)
    return steps >> done
"""

CONFIGURATION = """
[workflows]
modules = ["site_workflows"]
[operator]
name = "anna"
[engine]
workers = 60
[retry]
first = 0
jitter = 0
"""

PATIENCE = 30.0
"""Seconds after which a program that does not do what a test waits for fails the test."""


class Site:
    """A folder with workflows and a configuration, the store they run on, and the programs started there."""

    def __init__(self, folder: Path, store: Store, url: str) -> None:
        folder.mkdir()
        (folder / "site_workflows.py").write_text(WORKFLOWS)
        (folder / "config.toml").write_text(CONFIGURATION)
        self.folder, self.store = folder, store
        self._options = ["--config", str(folder / "config.toml"), "--store", url]
        self._programs: list[subprocess.Popen[str]] = []

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program."""
        program = programs.begin(*self._options, *arguments)
        self._programs.append(program)
        return program

    def ended(self, program: subprocess.Popen[str]) -> int:
        """Wait for a program's end and return its exit code."""
        _, words = program.communicate(timeout=PATIENCE)
        assert "Traceback" not in words, words
        return program.returncode

    def do(self, *arguments: str) -> str:
        """Run the program to its end, which must be a good one, and return what it printed."""
        done = programs.run(*self._options, *arguments, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, workflow: str) -> UUID:
        """Start a workflow, left to whichever engine comes."""
        return self.operations.start(workflow)

    @property
    def workflows(self) -> Registry:
        """Load the site's workflows into this program, in place of those of another site."""
        sys.modules.pop("site_workflows", None)
        path = list(sys.path)
        try:
            return Registry.load(["site_workflows"], self.folder)
        finally:
            sys.path[:] = path

    @property
    def operations(self) -> Operations:
        """The verbs of an operator."""
        return Operations(self.store, self.workflows, operator_called("anna"))

    def run_until_idle(self) -> None:
        """Run what is left as the next engine would, here, where that program itself is not what is tested."""
        with Engine(self.store, self.workflows, retry=Retry(first=0, jitter=0)) as engine:
            engine.run_until_idle()

    def hold(self, how: str) -> None:
        """Have the next Hold stand still: "for ever", or what the workflows' `told_to_end` knows."""
        (self.folder / "hold").write_text(how)

    def go_on(self) -> None:
        """Have no later Hold stand still."""
        (self.folder / "hold").unlink()

    def engine_in_hold(self, how: str, *arguments: str) -> subprocess.Popen[str]:
        """Start an engine and wait until its step stands still."""
        self.hold(how)
        program = self.begin("engine", "run", *arguments)
        self.wait_for(program, (self.folder / "reached").exists)
        self.go_on()
        return program

    def release(self) -> None:
        """Let a step that stands still "until released" go on."""
        (self.folder / "released").touch()

    def wait_for(self, program: subprocess.Popen[str], true: Callable[[], object]) -> None:
        """Wait until something is true; fail if the program ends, or time goes by, without it."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert program.poll() is None, program.communicate()
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.005)

    def hang_up(self, program: subprocess.Popen[str]) -> None:
        """Close a program's standard input, as the end of its console does."""
        assert program.stdin is not None
        program.stdin.close()
        program.stdin = None  # or `communicate` would flush it

    def wait_for_default(self, program: subprocess.Popen[str], number: signal.Signals) -> None:
        """Wait until a program no longer catches a signal."""
        self.wait_for(program, lambda: not _catches(program, number))

    def wait_until_caught(self, program: subprocess.Popen[str], number: signal.Signals) -> None:
        """Wait until a program catches a signal."""
        self.wait_for(program, lambda: _catches(program, number))

    def wait_for_lines(self, program: subprocess.Popen[str], lines: int) -> None:
        """Wait until the ledger is so long."""
        self.wait_for(program, lambda: len(self.ledger) >= lines)

    def meet(self, program: subprocess.Popen[str]) -> None:
        """Wait until a program has met its fault, and free those that come after it."""
        self.wait_for(program, (self.folder / "reached").exists)
        (self.folder / "point").unlink()

    def wait_until_frozen(self, program: subprocess.Popen[str]) -> None:
        """Wait until a program stands still; on Postgres have the server end a session that does so in a transaction,
        as it would after 15 seconds."""
        stat = Path(f"/proc/{program.pid}/stat")
        self.wait_for(program, lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
        if self.store.kind != "postgresql":
            return
        held = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"
        with self.store.writing() as connection:
            connection.execute(text(f"{held} AND state = 'idle in transaction'"), {"name": f"nocdeck-{program.pid}"})

    def kill(self, program: subprocess.Popen[str]) -> None:
        """Kill a program as `kill -9` does, and have its lease run out, which on Postgres would take ten seconds."""
        program.kill()
        program.communicate(timeout=PATIENCE)
        assert program.returncode == -signal.SIGKILL
        self.expire_leases()

    def expire_leases(self) -> None:
        """Have every lease run out; on SQLite a lock that is held outlives it."""
        with self.store.writing() as connection:
            connection.execute(update(OwnerTable).values(expires_at=datetime(2000, 1, 1, tzinfo=UTC)))

    @property
    def ledger(self) -> list[str]:
        """What ran, in order."""
        path = self.folder / "ledger"
        return path.read_text().splitlines() if path.exists() else []

    def detail(self, process_id: UUID) -> ProcessDetail:
        """Return a process, whole."""
        with self.store.reading() as connection:
            return process_detail(connection, process_id)

    def log(self, process_id: UUID) -> list[tuple[str, str, int]]:
        """Return name, status and number of each attempt, in order."""
        return [(run.name, str(run.status), run.attempt) for run in self.detail(process_id).steps]

    def owned(self) -> list[UUID]:
        """Return what is owned: the ids of processes with an owner."""
        with self.store.reading() as connection:
            return list(connection.scalars(select(ProcessTable.process_id).where(ProcessTable.owner.is_not(None))))

    def engines(self) -> int:
        """Return how many engines the store knows, dead or alive."""
        with self.store.reading() as connection:
            return connection.scalar(select(func.count()).select_from(OwnerTable)) or 0

    def close(self) -> None:
        """Kill what still runs."""
        for program in self._programs:
            if program.poll() is None:
                os.kill(program.pid, signal.SIGKILL)
            program.communicate()


def _catches(program: subprocess.Popen[str], number: signal.Signals) -> bool:
    status = Path(f"/proc/{program.pid}/status").read_text()
    caught = next(int(line.split()[1], 16) for line in status.splitlines() if "SigCgt" in line)
    return bool(caught & 1 << number - 1)
