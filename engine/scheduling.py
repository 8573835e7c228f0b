"""How is a workflow started by the clock, and who says so?

An operator adds, pauses and removes schedules; any engine that has the workflow loaded acts on a tick, one of them
(contract SCH-1 to SCH-4). A tick that cannot start anything says why and is over: the next one may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection

from engine.clock import Clock
from engine.desk import Desk, fitting
from engine.errors import FormRejected, Overtaken, Refused, UsageError
from engine.operator import SYSTEM_USER, Operator
from engine.registry import Registry
from engine.schedule_lines import objection
from engine.starting import Start, Starter, kept
from engine.store.database import Store
from engine.store.schedule_tables import SCHEDULE_NAME_LENGTH
from engine.store.schedules import (
    ScheduleRow,
    add_schedule,
    change_schedule,
    claim_tick,
    due_schedules,
    locked_schedule,
    next_tick,
    remove_schedule,
    resolve_schedule,
    schedule_rows,
    set_next,
)
from engine.triggers import Trigger
from engine.values import bare, canonical

__all__ = ["Scheduling", "fire_due"]

_log = structlog.get_logger(__name__)


class Scheduling(Desk):
    """The verbs around schedules."""

    def schedules(self) -> list[ScheduleRow]:
        """Return every schedule, the one that is due next first."""
        with self._store.reading() as connection:
            return schedule_rows(connection)

    def schedule(self, prefix: str) -> ScheduleRow:
        """Return the schedule whose id begins so.

        Raises:
            NotFound, Ambiguous: there is none, or more than one.
        """
        with self._store.reading() as connection:
            return resolve_schedule(connection, prefix)

    def why_not_schedule(self, verb: str, row: ScheduleRow) -> str | None:
        """Return in words why a verb does not apply to a schedule now; None when it does."""
        return objection(verb, row, self._registry.names) or self._forbidden()

    def add_schedule(
        self,
        workflow: str,
        trigger: Trigger,
        inputs: Sequence[Mapping[str, Any]] | None = None,
        *,
        name: str = "",
    ) -> ScheduleRow:
        """Have a workflow started whenever `trigger` says, its form answered one mapping a page; return the schedule.

        Raises:
            NotFound: there is no such workflow here. FormRejected: the answers do not fit its form as it is today.
            UsageError: the trigger never fires, or the name is too long. Refused: read-only.
        """
        self._may("schedule")
        found = self._registry[workflow]
        now = self._clock()
        due = _first_due(trigger, now)
        named = fitting("A schedule's name", name.strip() or found.description or found.name, SCHEDULE_NAME_LENGTH)
        pages = self._starter.tried(found, inputs)
        row = ScheduleRow(
            schedule_id=uuid4(),
            name=named,
            workflow=found.name,
            trigger=trigger.kind,
            trigger_kwargs=trigger.words,
            inputs=pages,
            next_run_at=due,
            paused=False,
            created_by=self._operator.display_name,
            created_at=now,
        )
        with self._store.writing() as connection:
            add_schedule(connection, row)
            self._noted(connection, "schedule add", row)
        self._on_queued()
        return row

    def change_schedule(
        self,
        schedule_id: UUID,
        trigger: Trigger,
        inputs: Sequence[Mapping[str, Any]] | None = None,
        *,
        name: str = "",
        seen: int | None = None,
    ) -> ScheduleRow:
        """Have a schedule start its workflow at other moments, with other answers (None: those it has), or under
        another name; a paused one stays paused.

        Raises:
            As `add_schedule`, and NotFound: there is no such schedule. Overtaken: it has another version than `seen`.
        """
        self._may("schedule edit")
        row = self.schedule(str(schedule_id))
        if (said := objection("edit", row, self._registry.names)) is not None:
            raise Refused(said)
        due = _first_due(trigger, self._clock())
        pages = self._starter.tried(self._registry[row.workflow], bare(row.inputs) if inputs is None else inputs)
        with self._store.writing() as connection:
            before = locked_schedule(connection, schedule_id)
            if seen is not None and before.version != seen:
                raise Overtaken(f"Schedule '{before.name}' was changed since you looked; look again before you edit it")
            same = (before.trigger, before.trigger_kwargs) == (trigger.kind, trigger.words)
            row = replace(
                before,
                name=fitting("A schedule's name", name.strip() or before.name, SCHEDULE_NAME_LENGTH),
                trigger=trigger.kind,
                trigger_kwargs=trigger.words,
                inputs=before.inputs if inputs is None else pages,
                next_run_at=before.next_run_at if same else due,
            )
            change_schedule(connection, row)
            was = f"was {before.name} ({before.trigger} {canonical(before.trigger_kwargs)})"
            self._noted(connection, "schedule edit", row, was)
        self._on_queued()
        return row

    def remove_schedule(self, schedule_id: UUID) -> None:
        """Take a schedule away; what it started goes on.

        Raises:
            NotFound, Refused.
        """
        self._may("schedule remove")
        with self._store.writing() as connection:
            row = locked_schedule(connection, schedule_id)
            remove_schedule(connection, schedule_id)
            self._noted(connection, "schedule remove", row)

    def pause_schedule(self, schedule_id: UUID) -> None:
        """Have a schedule start nothing until it is resumed.

        Raises:
            NotFound. Refused: it is paused already.
        """
        self._set_paused(schedule_id, "pause", paused=True)

    def resume_schedule(self, schedule_id: UUID) -> None:
        """Have a paused schedule go on, with its next moment from now.

        Raises:
            NotFound. Refused: it is not paused.
        """
        self._set_paused(schedule_id, "resume", paused=False)

    def run_schedule_now(self, schedule_id: UUID) -> UUID:
        """Start the workflow of a schedule now, as this operator; its own moments stay as they are.

        Raises:
            NotFound, Refused, FormRejected; and what the form's own code raises.
        """
        self._may("schedule run-now")
        row = self.schedule(str(schedule_id))
        if (said := objection("run-now", row, self._registry.names)) is not None:
            raise Refused(said)
        start = self._starter.answered(self._registry[row.workflow], bare(row.inputs))
        with kept(start.effects, start.title) as connection:
            start(connection)
            self._noted(connection, "schedule run-now", row, str(start.process_id))
        self._queued(start.process_id)
        return start.process_id

    @property
    def _starter(self) -> Starter:
        return Starter(self._store, self._registry, self._operator, self._clock)

    def _set_paused(self, schedule_id: UUID, verb: str, *, paused: bool) -> None:
        self._may(f"schedule {verb}")
        with self._store.writing() as connection:
            row, now = locked_schedule(connection, schedule_id), self._clock()
            if (said := objection(verb, row, ())) is not None:
                raise Refused(said)
            ahead = row.next_run_at is not None and row.next_run_at > now
            set_next(connection, schedule_id, row.next_run_at if paused or ahead else _next(row, now), paused=paused)
            self._noted(connection, f"schedule {verb}", row)
        self._on_queued()

    def _noted(self, connection: Connection, action: str, row: ScheduleRow, what: str = "") -> None:
        told = f"{row.name} ({row.workflow}, {row.trigger} {canonical(row.trigger_kwargs)}, {row.schedule_id}) {what}"
        self._audit(connection, action, None, self._clock(), None, "done", detail=told.strip())


def _first_due(trigger: Trigger, now: datetime) -> datetime:
    """Return when a trigger fires first. Raises UsageError: it never does."""
    due = trigger.first_after(now)
    if due is None:
        raise UsageError(f"'{trigger}' is over: nothing would ever be started")
    return due


def fire_due(store: Store, registry: Registry, clock: Clock) -> list[UUID]:
    """Act on every tick that is due of schedules whose workflow is loaded here; return the processes started."""
    with store.reading() as connection:
        due_at = next_tick(connection)
        if due_at is None or due_at > clock():
            return []
        due = due_schedules(connection, registry.names, clock())
    starter = Starter(store, registry, replace(Operator.here(), display_name=SYSTEM_USER), clock, asks=False)
    started = (_fire(store, registry, starter, row, clock) for row in due)
    return [process_id for process_id in started if process_id is not None]


def _fire(store: Store, registry: Registry, starter: Starter, row: ScheduleRow, clock: Clock) -> UUID | None:
    start, skipped = _prepared(starter, registry, row)
    try:
        due_next = _next(row, clock())
    except UsageError as error:  # edited by hand, or written by a later program
        due_next, skipped, start = None, str(error), None
    if start is not None:
        try:
            with kept(start.effects, start.title) as connection:
                if not claim_tick(connection, row, due_next, clock(), start.process_id, None):
                    raise _Claimed
                start(connection)
        except _Claimed:
            return None
        except FormRejected as error:
            skipped = str(error)
        else:
            return start.process_id
    with store.writing() as connection:
        if claim_tick(connection, row, due_next, clock(), None, skipped):
            _log.warning("a schedule started nothing", schedule=row.name, workflow=row.workflow, reason=skipped)
    return None


class _Claimed(Overtaken):
    """Another engine acted on the tick: what was prepared here is rolled back."""


def _prepared(starter: Starter, registry: Registry, row: ScheduleRow) -> tuple[Start | None, str | None]:
    """Return the process to be started, or why there is none; the form's code may raise anything (contract SCH-3)."""
    try:
        return starter.answered(registry[row.workflow], bare(row.inputs)), None
    except BaseException as error:  # SystemExit, too: it ends this tick, never the engine
        return None, str(error) if isinstance(error, Refused | FormRejected) else f"{type(error).__name__}: {error}"


def _next(row: ScheduleRow, now: datetime) -> datetime | None:
    """Return when a schedule is due after `now`. Raises UsageError: its trigger cannot be read."""
    return Trigger(row.trigger, row.trigger_kwargs).next_after(row.next_run_at or row.created_at, now)
