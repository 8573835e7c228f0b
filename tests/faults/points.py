"""Where in the run of a process may an engine be stopped?

A site's workflows import this in the engine's own program. Where the file `point` names a point, the engine stands
still there the first time it comes by, and the file `reached` tells the test; the engine itself knows nothing of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import runner
from engine.judge import Judge
from engine.store.log import Snapshot

__all__ = ["POINTS", "install", "stop"]

OUTCOMES = ("Work success", "Ask suspend", "Flaky waiting", "Never skipped", "Done complete")

COMMIT = ("before the commit of", "in the commit of", "after the commit of")

POINTS = (
    "claimed",
    "intent committed",
    "before the effect",
    "after the effect",
    "returned",
    *(f"{where} {outcome}" for outcome in OUTCOMES for where in COMMIT),
)
"""Of the fault cases: A3 to A7, then around the commits of each kind (A8 to A13, A16, A18, A19)."""

_here: dict[str, Path] = {}


def install(folder: Path) -> None:
    """Have the engine of this program stop at the point that the file in `folder` names, if there is one."""
    _here["folder"] = folder
    if not (folder / "point").exists():
        return
    _around("claim", after=lambda args, found: stop("claimed", found is not None))
    _around("write_row", after=lambda args, _: stop(f"in the commit of {args[2].name} {args[2].status}"))
    _method(Judge, "ended", before=lambda args: stop("intent committed", args[1].step.name == "Work"))
    _method(Snapshot, "change_to", before=lambda args: stop("returned", "work" in args[0]))
    _method(
        runner.Runner,
        "_commit",
        before=lambda args: stop(f"before the commit of {args[1].step} {args[1].status}"),
        after=lambda args: stop(f"after the commit of {args[1].step} {args[1].status}"),
    )


def stop(point: str, here: bool = True) -> None:
    """Stand still for as long as it takes to be killed, if this is the point and the first time."""
    folder = _here["folder"]
    named = folder / "point"
    if here and named.exists() and named.read_text() == point and not (folder / "reached").exists():
        (folder / "reached").touch()
        time.sleep(60)


def _around(name: str, after: Callable[[tuple[Any, ...], Any], object]) -> None:
    """Wrap a function that the run loop calls by its name."""
    inner = getattr(runner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        found = inner(*args, **kwargs)
        after(args, found)
        return found

    setattr(runner, name, wrapped)


def _method(
    owner: type,
    name: str,
    before: Callable[[tuple[Any, ...]], object] = lambda args: None,
    after: Callable[[tuple[Any, ...]], object] = lambda args: None,
) -> None:
    inner = getattr(owner, name)

    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        before(args)
        found = inner(self, *args, **kwargs)
        after(args)
        return found

    setattr(owner, name, wrapped)
