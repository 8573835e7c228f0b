"""How is an engine run: by hand in a test, to one process's stop by a command, or all day beside a console?

An `Engine` is an owner with a runner. It can be stepped (`run_here`, `sweep`, `run_until_idle`) and it can serve:
worker threads take what is queued, an APScheduler job wakes what is due and takes over what the dead left behind.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from engine.clock import Clock, utc_now
from engine.delivery import expire
from engine.dsl import OnInterrupt
from engine.errors import StoreError
from engine.events import Events
from engine.leases import Owner
from engine.outcome import QUEUED
from engine.registry import Registry
from engine.retry import Retry
from engine.runner import Runner
from engine.scheduling import fire_due
from engine.store.database import Store
from engine.store.halves import has_status
from engine.store.standing import PAUSED
from engine.store.tables import ProcessTable, WorkflowTable
from engine.sweeper import Sweeper
from engine.sweeps import recover, recover_strays, wake_due

__all__ = ["Engine"]

POLL = 1.0
"""Seconds between two looks at the queue when nobody says that something was put there."""

SHUNNED = timedelta(seconds=30)
"""For how long an engine leaves a process alone in which it failed by an error of its own."""

_log = structlog.get_logger(__name__)


class Engine:
    """Runs the queued processes of a store whose workflows are in `registry`; use it as a context manager.

    `patience` is how long a finished step is held in memory while the store cannot take it, in seconds; None: for ever.
    `retry` and `on_interrupt` count for steps that do not say themselves.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        *,
        retry: Retry | None = None,
        on_interrupt: OnInterrupt = "ask",
        clock: Clock = utc_now,
        chance: Callable[[], float] = random.random,
        patience: float | None = None,
    ) -> None:
        self.events = Events()
        self.stopping = threading.Event()
        self._store, self._registry, self._clock = store, registry, clock
        self._retry = retry or Retry()
        self._patience = patience
        self._woken = threading.Event()
        self._busy: set[UUID] = set()
        self._shunned: dict[UUID, datetime] = {}
        self._guard = threading.Condition()
        self.owner = Owner(store, clock)
        self._runner = Runner(
            store,
            registry,
            self.owner,
            clock=clock,
            retry=self._retry,
            on_interrupt=on_interrupt,
            events=self.events,
            stopping=self.stopping,
            pause=self._pause,
            chance=chance,
        )

    def __enter__(self) -> Self:
        self.owner.keep_beating()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.owner.close()

    def run_here(self, process_id: UUID) -> bool:
        """Run one queued process in this thread until it rests; False if it was not queued.

        An error of the engine's own is logged, and ends this run alone: the process is taken back by the next sweep,
        and left to others for a while.
        """
        self._busy.add(process_id)
        try:
            return self._runner.run(process_id)
        except (DBAPIError, StoreError):
            raise
        except Exception:
            self._shunned[process_id] = self._clock() + SHUNNED
            _log.exception("a run ended in an error of the engine's own", process_id=str(process_id))
            return True
        finally:
            with self._guard:
                self._busy.discard(process_id)
                self._guard.notify_all()

    def sweep(self) -> list[UUID]:
        """Take over what dead engines left, queue what is due, fail what is late and start what is scheduled; return
        the processes moved."""
        return [
            *recover(self._store, self._clock, self._retry),
            *recover_strays(self._store, self._clock, self._retry, self.owner.owner_id, self._busy),
            *wake_due(self._store, self._clock),
            *expire(self._store, self._clock),
            *fire_due(self._store, self._registry, self._clock),
        ]

    def run_until_idle(self) -> int:
        """Run what is queued or due, one after the other, until nothing is left or `stopping` is set.

        Returns the number of runs. Processes of engines that live are left alone.
        """
        runs = 0
        while not self.stopping.is_set() and not self.owner.lost.is_set():
            self.sweep()
            queued = self._queued(limit=100)
            if not queued:
                break
            runs += sum(self.run_here(process_id) for process_id in queued if not self.stopping.is_set())
        return runs

    def wake(self) -> None:
        """Say that something was queued; any thread may."""
        self._woken.set()

    def stop(self) -> None:
        """Take nothing more, let go of running processes after the step in hand; any thread or signal handler may."""
        self.stopping.set()
        self._woken.set()

    @property
    def running(self) -> int:
        """How many processes this engine runs at the moment."""
        return len(self._busy)

    def serve(self, workers: int, on_busy: Callable[[int], None] | None = None) -> None:
        """Run what is queued in `workers` threads until `stop`; return when the last step in hand is committed.

        `on_busy(n)` is told how many processes run, whenever that changes.
        """
        with Sweeper(self.sweep, self._store, self._clock, on_moved=self.wake):
            while not self.stopping.is_set() and not self.owner.lost.is_set():
                self._woken.clear()
                try:
                    self._dispatch(workers, on_busy)
                except DBAPIError as error:
                    _log.warning("the queue cannot be read", reason=str(error.orig))
                self._woken.wait(POLL)
        with self._guard:
            self._guard.wait_for(lambda: not self._busy)

    def _dispatch(self, workers: int, on_busy: Callable[[int], None] | None) -> None:
        free = workers - len(self._busy)
        if free <= 0:
            return
        for process_id in self._queued(limit=free):
            if process_id in self._busy:
                continue
            self._busy.add(process_id)
            # Not daemons of a pool: a thread a process, so that a step that hangs holds up nobody else's end.
            threading.Thread(target=self._work, args=(process_id, on_busy), name=str(process_id), daemon=True).start()

    def _work(self, process_id: UUID, on_busy: Callable[[int], None] | None) -> None:
        self._tell(on_busy)
        try:
            self.run_here(process_id)
        except (DBAPIError, StoreError) as error:
            _log.warning("a run ended, the store being away", process_id=str(process_id), reason=str(error))
        finally:
            self._tell(on_busy)
            self.wake()

    def _tell(self, on_busy: Callable[[int], None] | None) -> None:
        if on_busy is not None:
            on_busy(len(self._busy))

    def _queued(self, limit: int) -> list[UUID]:
        """Return the oldest queued processes whose workflow is loaded here; none while the engines are paused."""
        now = self._clock()
        shunned = sorted(process_id for process_id, until in list(self._shunned.items()) if until > now)
        query = (
            select(ProcessTable.process_id)
            .join(WorkflowTable, WorkflowTable.workflow_id == ProcessTable.workflow_id)
            .where(
                has_status(*QUEUED),
                WorkflowTable.name.in_(self._registry.names),
                ProcessTable.process_id.not_in(shunned),
                ~PAUSED,
            )
            .order_by(ProcessTable.last_modified_at)
            .limit(limit)
        )
        with self._store.reading() as connection:
            return list(connection.scalars(query))

    def _pause(self, seconds: float) -> bool:
        """Wait between two tries to commit; say whether patience lasts."""
        threading.Event().wait(seconds)
        if self._patience is None:
            return True
        self._patience -= seconds
        return self._patience > 0
