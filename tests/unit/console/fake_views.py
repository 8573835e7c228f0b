"""What a deck without an engine shows beside processes and subscriptions: schedules and a catalogue, in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid5

from console.deck import Filtered, Rows, Tab
from engine.catalogue import FIELDS as catalogue_fields
from engine.catalogue import Entry
from engine.catalogue import facts_of as entry_facts
from engine.definition import Workflow, make_workflow
from engine.dsl import Target, done, init
from engine.filters.completion import Completion
from engine.forms import FormSession
from engine.narrowing import narrowed_by
from engine.operator import Operator
from engine.records import Pause, WorkflowInfo
from engine.registry import Registry
from engine.schedule_form import Planning
from engine.schedule_lines import FIELDS, ScheduleLine, facts_of, line_of, objection
from engine.store.audit import AuditEntry
from engine.store.database import Store
from engine.store.schedules import ScheduleRow
from engine.watch import EngineReport
from tests.unit.console.fake_catalogue import catalogue
from tests.unit.console.fake_engines import LOG, commands, report
from tests.unit.console.fake_filters import completed
from tests.unit.console.fake_rows import FakeRows
from tests.unit.console.fake_subscriptions import NOW

__all__ = ["FakeViews", "schedule"]

NAMESPACE = UUID("6f6e3c1a-0000-4000-8000-000000000002")
ANNA = Operator(os_user="os-anna", display_name="anna", host="noc1", os_pid=4711)
LOADED = {
    "task_clean_up_tasks": "Clean up old tasks",
    "task_compare_network": "Compare the network with what is sold",
    "task_validate_products": "Validate products",
}


def schedule(name: str, workflow: str, *, minutes: float | None = 60, **changes: Any) -> ScheduleRow:
    """Return a schedule that is due in so many minutes, every six hours if nothing else is said."""
    row = ScheduleRow(
        schedule_id=uuid5(NAMESPACE, name),
        name=name,
        workflow=workflow,
        trigger="interval",
        trigger_kwargs={"hours": 6},
        inputs=[{}],
        next_run_at=NOW + timedelta(minutes=minutes) if minutes is not None else None,
        paused=False,
        created_by="SYSTEM",
        created_at=NOW - timedelta(days=30),
    )
    return replace(row, **changes)


def schedules() -> list[ScheduleRow]:
    """Return five schedules: one of each outcome and state."""
    ran = {"last_run_at": NOW - timedelta(hours=2), "last_process_id": uuid5(NAMESPACE, "run")}
    nightly = {"minute": "30", "hour": "2", "day": "*", "month": "*", "day_of_week": "*", "timezone": "Europe/Dublin"}
    return [
        schedule("Clean up old tasks", "task_clean_up_tasks", minutes=12, **ran, last_status="completed"),
        schedule(
            "Compare the network with what is sold",
            "task_compare_network",
            minutes=748,
            trigger="cron",
            trigger_kwargs=nightly,
            created_by="anna",
            **ran,
            last_status="inconsistent_data",
        ),
        schedule(
            "Validate products",
            "task_validate_products",
            minutes=300,
            last_run_at=NOW - timedelta(days=1),
            last_skipped="Workflow 'task_validate_products' cannot be started now: it is running already",
        ),
        schedule("Maintenance of dub1", "task_gone", minutes=2_000, paused=True, created_by="bram"),
        schedule(
            "Once after the move",
            "task_validate_products",
            minutes=None,
            trigger="date",
            trigger_kwargs={"run_date": "2026-03-01T08:00", "timezone": "UTC"},
        ),
    ]


class FakePlanning(Planning):
    """The engine's own form of a schedule, over schedules in memory."""

    def __init__(self, planned: dict[UUID, ScheduleRow]) -> None:
        workflows = [_task(name, words) for name, words in LOADED.items()]
        nowhere = cast(Store, None)
        super().__init__(nowhere, Registry(workflows), ANNA, clock=lambda: NOW)
        self._planned = planned

    def schedule(self, prefix: str) -> ScheduleRow:
        return self._planned[UUID(prefix)]

    def schedule_form(self, schedule_id: UUID | None = None) -> FormSession:
        return replace(super().schedule_form(schedule_id), store=None)


def _task(name: str, words: str) -> Workflow:
    made = make_workflow(lambda: init >> done, words, None, Target.SYSTEM)
    made.name = name
    return made


class FakeViews(ABC):
    """Schedules in memory; `calls` holds what the console asked to change, in order."""

    def __init__(self) -> None:
        self.planned = {row.schedule_id: row for row in schedules()}
        self.paused_by: str | None = None
        self.engines = report()
        self.audited = commands()
        self.log = LOG
        self.sessions: dict[object, FormSession] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.refusals: dict[str, Exception] = {}
        """By verb: what the engine answers instead of doing it."""

    def _record(self, verb: str, *arguments: Any) -> None:
        """Write down what the console asked for; raise what the test wants it to be answered."""
        self.calls.append((verb, *arguments))
        if verb in self.refusals:
            raise self.refusals[verb]

    async def engine(self) -> EngineReport:
        pause = Pause(self.paused_by, NOW - timedelta(minutes=3)) if self.paused_by else None
        return replace(self.engines, pause=pause)

    async def engine_log(self) -> str:
        return self.log

    async def audit(self, text: str) -> Rows[AuditEntry]:
        entries = [entry for entry in self.audited if text in f"{entry.action} {entry.display_name} {entry.detail}"]
        return FakeRows(lambda: entries, lambda entry: str(entry.audit_id))

    def why_not_engine(self, verb: str, pause: Pause | None) -> str | None:
        return None if (pause is None) == (verb == "pause") else f"The engine cannot {verb} now"

    async def engine_verb(self, verb: str) -> None:
        self._record(verb)
        self.paused_by = "anna" if verb == "pause" else None

    @abstractmethod
    async def workflows(self) -> list[WorkflowInfo]: ...

    async def entries(self) -> list[Entry]:
        return catalogue(await self.workflows())

    async def catalogue(self, tab: Tab, text: str) -> Rows[Entry]:
        kind = tab.removesuffix("s")
        fits = narrowed_by(text, catalogue_fields[kind])
        entries = [entry for entry in await self.entries() if entry.kind == kind and fits(entry_facts(entry))]
        return FakeRows(lambda: entries, lambda entry: entry.name)

    async def completion(self, of: Filtered, text: str, at: int) -> Completion:
        return completed(of, text, at, await self.entries(), map(line_of, self.planned.values()))

    async def preview(self, workflow: str) -> FormSession:
        return self.sessions[workflow]

    async def schedules(self, text: str) -> Rows[ScheduleLine]:
        fits = narrowed_by(text, FIELDS)

        def read() -> list[ScheduleLine]:
            return [line for line in map(line_of, self.planned.values()) if fits(facts_of(line))]

        return FakeRows(read, lambda line: line.row.schedule_id)

    def why_not_schedule(self, verb: str, row: ScheduleRow) -> str | None:
        return objection(verb, row, LOADED)

    async def schedule_form(self, schedule_id: UUID | None) -> FormSession:
        return FakePlanning(self.planned).schedule_form(schedule_id)

    async def save_schedule(
        self, answers: Sequence[Mapping[str, Any]], schedule_id: UUID | None, seen: int | None
    ) -> ScheduleLine:
        self._record("save schedule", [dict(answer) for answer in answers], schedule_id)
        row = self.planned[schedule_id] if schedule_id else schedule("New", str(answers[0]["workflow"]))
        assert seen == (row.version if schedule_id else None)
        self.planned[row.schedule_id] = row
        return line_of(row)

    async def schedule_verb(self, verb: str, schedule_id: UUID) -> UUID | None:
        self._record(verb, schedule_id)
        row = self.planned[schedule_id]
        if verb == "remove":
            del self.planned[schedule_id]
        elif verb == "run-now":
            return uuid5(NAMESPACE, row.name)
        else:
            self.planned[schedule_id] = replace(row, paused=verb == "pause")
        return None
