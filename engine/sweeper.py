"""When does the engine look after what nobody queued?

An APScheduler in the engine's own process runs one job: the sweep, every two seconds and at the very moment the next
waiting process or schedule is due. What is due when is nowhere but in the store, so nothing is lost with the scheduler,
and any number of engines may have one (faults F16, F17).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import DBAPIError

from engine.clock import Clock
from engine.store.database import Store
from engine.store.schedules import next_tick
from engine.sweeps import next_retry

__all__ = ["SWEEP", "Sweeper", "next_due"]

SWEEP = 2.0
"""Seconds between two sweeps: the floor under every other way of noticing."""

_log = structlog.get_logger(__name__)


class Sweeper:
    """Runs `sweep` on schedule from entering to leaving it; `on_moved` is called when a sweep moved something."""

    def __init__(
        self, sweep: Callable[[], Sequence[UUID]], store: Store, clock: Clock, on_moved: Callable[[], None]
    ) -> None:
        self._sweep, self._store, self._clock, self._on_moved = sweep, store, clock, on_moved
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})

    def __enter__(self) -> Self:
        self._scheduler.add_job(self._run, IntervalTrigger(seconds=SWEEP, timezone="UTC"), id="sweep")
        self._scheduler.start()
        self._run()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)

    def _run(self) -> None:
        try:
            if self._sweep():
                self._on_moved()
            self._aim()
        except DBAPIError as error:  # the store is away; the next sweep may find it back
            _log.warning("the sweep could not read the store", reason=str(error.orig))
        except Exception:  # of the engine's own; what runs goes on
            _log.exception("a sweep ended in an error of the engine's own")

    def _aim(self) -> None:
        """Have the job run at the moment something is due, should that be before the next sweep.

        What is due and was left, because the engines are paused or its workflow is not loaded here, waits for that.
        """
        due = next_due(self._store)
        if due is not None and timedelta() < due - self._clock() < timedelta(seconds=SWEEP):
            self._scheduler.add_job(
                self._run, DateTrigger(due, timezone="UTC"), id="due", replace_existing=True, misfire_grace_time=None
            )


def next_due(store: Store) -> datetime | None:
    """Return when something is due that nobody queued, a retry or a schedule; None: never."""
    with store.reading() as connection:
        due = [at for at in (next_retry(connection), next_tick(connection)) if at is not None]
    return min(due, default=None)
