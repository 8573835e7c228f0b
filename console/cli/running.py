"""How does a command run a process in place, to its next stop?

As an engine of its own for that one process. What steps print goes to standard error, made safe; a first signal lets
the step in hand finish and leaves the rest to whoever runs the process next. A process that another engine took first
is waited for.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from uuid import UUID

from console.cli.workplace import Workplace
from engine.capture import captured
from engine.host import Engine
from engine.outcome import MOVING
from engine.plain import clean
from engine.plan import pending_in
from engine.records import ProcessDetail
from engine.store.details import process_detail

__all__ = ["own_engine", "read_detail", "run_in_place", "stop_on_signals"]

PATIENCE = 30.0
"""Seconds for which a finished step is held while the store cannot take it."""

LOOK_AGAIN = 0.2
"""Seconds between two looks at a process that another engine runs."""


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` at the first SIGINT, SIGTERM or SIGHUP; the second one ends the program as it always did."""

    def first(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, first)


@contextmanager
def own_engine(work: Workplace) -> Iterator[Engine]:
    """An engine in this program, whose steps' output goes to standard error."""
    with (
        os.fdopen(os.dup(2), "w", encoding="utf-8", buffering=1) as words,
        captured(lambda line: print(line, file=words)),
        work.engine(PATIENCE) as engine,
    ):
        stop_on_signals(engine.stop)
        yield engine


def run_in_place(work: Workplace, process_id: UUID) -> ProcessDetail:
    """Run a queued process until it rests and return what became of it."""
    with own_engine(work) as engine:
        taken = engine.run_here(process_id)
        while not taken and not engine.stopping.is_set() and read_detail(work, process_id).row.status in MOVING:
            if work.operations.pause_state() is not None:
                break
            time.sleep(LOOK_AGAIN)
            engine.sweep()
            taken = engine.run_here(process_id)
    detail, pause = read_detail(work, process_id), work.operations.pause_state()
    if pause is not None and detail.row.status in MOVING:
        sys.stderr.write(f"nocdeck: the engine is paused by {clean(pause.by)}; the process goes on afterwards\n")
    return detail


def read_detail(work: Workplace, process_id: UUID) -> ProcessDetail:
    """Return one process, whole."""
    with work.store.reading() as connection:
        return process_detail(connection, process_id, pending_in(work.registry))
