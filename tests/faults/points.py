"""Where in the run of a process, or in an operator's command, may a program be stopped, and how?

A site's workflows import this in the program's own process. Where the file `point` names a point, the program meets its
fault there the first time it comes by, and the file `reached` tells the test; the engine itself knows nothing of it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from engine import host, runner, sweeps
from engine.desk import Desk
from engine.judge import Judge
from engine.operations import Operations
from engine.starting import Start
from engine.store.log import Snapshot

__all__ = ["COMMANDS", "FAULTS", "POINTS", "Fault", "install", "stop"]

FAULTS = ("killed", "broken", "frozen")
"""`kill -9`; an exception where nobody expects one; SIGSTOP past the lease, then SIGCONT."""

OUTCOMES = ("Work success", "Ask suspend", "Flaky waiting", "Never skipped", "Done complete")

COMMIT = ("before the commit of", "in the commit of", "after the commit of")

POINTS = (
    "claimed",
    "intent committed",
    "before the effect",
    "after the effect",
    "returned",
    *(f"{where} {outcome}" for outcome in OUTCOMES for where in COMMIT),
    "waking",
    "woken",
)
"""Of the fault cases: A3 to A7, around the commits of each kind (A8 to A13, A16, A18, A19), and of what is due (A17).
"""

COMMANDS = ("start", "submit", "retry", "abort", "pause")
"""Around the commits of what an operator does (A1, A2, A14, A15, A20, A21)."""

_here: dict[str, Path] = {}


class Fault(Exception):
    """What nobody expects."""


def install(folder: Path) -> None:
    """Have this program meet the fault that the file in `folder` names, at the point it names, if there is one."""
    _here["folder"] = folder
    if not (folder / "point").exists():
        return
    _function(runner, "claim", after=lambda args, found: stop("claimed", found is not None))
    _function(runner, "write_row", after=lambda args, _: stop(f"in the commit of {args[2].name} {args[2].status}"))
    _function(sweeps, "notify", after=lambda args, _: stop("waking"))
    _function(host, "wake_due", after=lambda args, found: stop("woken", bool(found)))
    _method(Judge, "ended", before=lambda args: stop("intent committed", args[2].step.name == "Work"))
    _method(Snapshot, "change_to", before=lambda args: stop("returned", "work" in args[1]))
    _method(
        runner.Runner,
        "_commit",
        before=lambda args: stop(f"before the commit of {args[2].step} {args[2].status}"),
        after=lambda args: stop(f"after the commit of {args[2].step} {args[2].status}"),
    )
    _method(
        Desk,
        "_audit",
        before=lambda args: stop(f"before the commit of {args[2].split()[0]}"),
        after=lambda args: stop(f"in the commit of {args[2].split()[0]}"),
    )
    _method(
        Start,
        "__call__",
        before=lambda args: stop("before the commit of start"),
        after=lambda args: stop("in the commit of start"),
    )
    for command in COMMANDS:
        _method(Operations, command, after=partial(_stop_after, command))


def _stop_after(command: str, _: tuple[Any, ...]) -> None:
    stop(f"after the commit of {command}")


def stop(point: str, here: bool = True) -> None:
    """Meet the fault, if this is its point and the first time."""
    folder = _here["folder"]
    named = folder / "point"
    if not here or not named.exists() or (folder / "reached").exists():
        return
    fault, where = named.read_text().split(": ", 1)
    if where != point:
        return
    (folder / "reached").touch()
    if fault == "broken":
        raise Fault(point)
    if fault == "frozen":
        os.kill(os.getpid(), signal.SIGSTOP)
    else:
        time.sleep(60)


def _function(module: ModuleType, name: str, after: Callable[[tuple[Any, ...], Any], object]) -> None:
    """Wrap a function that a module calls by its name."""
    inner = getattr(module, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        found = inner(*args, **kwargs)
        after(args, found)
        return found

    setattr(module, name, wrapped)


def _method(
    owner: type,
    name: str,
    before: Callable[[tuple[Any, ...]], object] = lambda args: None,
    after: Callable[[tuple[Any, ...]], object] = lambda args: None,
) -> None:
    inner = getattr(owner, name)

    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        before((self, *args))
        found = inner(self, *args, **kwargs)
        after((self, *args))
        return found

    setattr(owner, name, wrapped)
