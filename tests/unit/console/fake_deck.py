"""A deck without an engine: processes in memory, verbs that are written down, changes a test sends by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid5

from console.deck import Change, EngineState, Kind, Rows, StoreChanged, Tab
from engine.answers import StartAnswers
from engine.domain.choosing import Choosable
from engine.domain.queries import SubscriptionDetail, SubscriptionRow
from engine.domain.relations import Relative
from engine.domain.touched import Touched
from engine.domain.usable import UsableWorkflow
from engine.drafts import Draft
from engine.errors import NotFound, Refused, UsageError
from engine.filters.processes import PROCESSES
from engine.inbox import InboxLine
from engine.narrowing import narrowed_by
from engine.outcome import ProcessStatus, StepStatus
from engine.presence import OpenForm
from engine.records import Badges, ProcessDetail, ProcessRow, StepRun, WorkflowInfo
from engine.shift import Shift
from engine.store.audit import AuditEntry
from engine.triggers import Trigger, cron_of
from tests.unit.console.fake_filters import SUBSCRIPTIONS
from tests.unit.console.fake_inbox import inbox_lines
from tests.unit.console.fake_rows import FakeRows
from tests.unit.console.fake_subscriptions import USABLE, choosables, subscriptions
from tests.unit.console.fake_views import FakeViews

if TYPE_CHECKING:
    from engine.forms import FieldError, FormDone, FormSession, PageErrors, PageView

__all__ = ["NOW", "QUIET", "FakeDeck", "process"]

NOW = datetime(2026, 3, 12, 14, 2, 11, tzinfo=UTC)
QUIET = Shift(
    since=NOW - timedelta(hours=8),
    until=NOW,
    started=0,
    completed=0,
    aborted=0,
    failed=0,
    mended=(),
    ended_by_hand=(),
    waiting_count=0,
    waiting=(),
    failing_count=0,
    failing=(),
    retrying_count=0,
    retrying=(),
    commands=(),
    noted=(),
)
"""A shift in which nothing happened."""
Row = TypeVar("Row")
NAMESPACE = UUID("6f6e3c1a-0000-4000-8000-000000000000")
FAILURES = {ProcessStatus.FAILED, ProcessStatus.API_UNAVAILABLE, ProcessStatus.INCONSISTENT_DATA}
ENDED = {ProcessStatus.COMPLETED, ProcessStatus.ABORTED}
TRACEBACK = """Traceback (most recent call last):
  File "engine/runner.py", line 214, in run_step
    returned = step.function(**arguments)
  File "network/provision.py", line 88, in push_config
    session.commit(confirmed=120)
  File "network/lab.py", line 141, in commit
    raise LinkDown(f"{self.node}: no answer on the management link in 5 s")
network.lab.LinkDown: ams-pe1: no answer on the management link in 5 s
"""


def process(
    name: str,
    status: ProcessStatus,
    *,
    workflow: str = "provision_node",
    step: str | None = "Push config",
    minutes: float = 4,
    **changes: Any,
) -> ProcessRow:
    """Return a process; its id follows from `name`, so that a test may name it."""
    at = NOW - timedelta(minutes=minutes)
    row = ProcessRow(
        process_id=uuid5(NAMESPACE, name),
        version=7,
        workflow=workflow,
        target="CREATE",
        is_task=False,
        status=status,
        last_step=step,
        assignee="SYSTEM",
        created_by="anna",
        started_at=at - timedelta(minutes=3),
        last_modified_at=at,
        failed_reason=None,
        note=None,
        attempt=1,
        retry_at=None,
        step_started_at=None,
        abort_requested_by=None,
    )
    return replace(row, **changes)


def every_status() -> list[ProcessRow]:
    """Return fifteen processes as a busy morning has them, the latest change first."""
    status = ProcessStatus
    link_down = "LinkDown: ams-pe1: no answer on the management link in 5 s"
    return [
        process("run", status.RUNNING, minutes=0.2, step_started_at=NOW - timedelta(seconds=8)),
        process("run2", status.RUNNING, workflow="check_link", step="Measure loss", minutes=1.5, target="SYSTEM"),
        process("new", status.CREATED, workflow="check_link", step=None, minutes=2, target="SYSTEM"),
        process("again", status.RESUMED, workflow="modify_port", step="Set description", minutes=2.5, target="MODIFY"),
        process(
            "wait", status.WAITING, minutes=3, attempt=3, retry_at=NOW + timedelta(seconds=42), failed_reason=link_down
        ),
        process("ask", status.SUSPENDED, step="Confirm rack and power", minutes=12, assignee="NOC", created_by="bram"),
        process("ask2", status.SUSPENDED, step="Confirm rack and power", minutes=47, assignee="NOC"),
        process("fail", status.FAILED, step="Verify", minutes=65, failed_reason=link_down, note="vendor case 4411"),
        process("call", status.AWAITING_CALLBACK, workflow="create_port", step="Wait for IPAM", minutes=130),
        process(
            "api",
            status.API_UNAVAILABLE,
            workflow="task_clean_up_tasks",
            step="Read inventory",
            minutes=200,
            failed_reason="503 from inventory",
            is_task=True,
            target="SYSTEM",
        ),
        process(
            "diff",
            status.INCONSISTENT_DATA,
            workflow="validate_node",
            step="Compare with inventory",
            minutes=300,
            failed_reason="loopback 10.0.12.7 is 10.0.12.9 in the inventory",
            target="VALIDATE",
        ),
        process("done", status.COMPLETED, step="Done", minutes=350),
        process("done2", status.COMPLETED, workflow="check_link", step="Done", minutes=700, target="SYSTEM"),
        process("stop", status.ABORTED, step="Confirm rack and power", minutes=1500, note="wrong site"),
        process("done3", status.COMPLETED, workflow="terminate_port", step="Done", minutes=4400, target="TERMINATE"),
    ]


class FakeDeck(FakeViews):
    """Processes in memory; `calls` holds what the console asked to change, in order."""

    def __init__(self, rows: Sequence[ProcessRow] | None = None) -> None:
        super().__init__()
        self.processes = {row.process_id: row for row in (every_status() if rows is None else rows)}
        self.operator_teams: Sequence[str] = ()
        self.details: dict[UUID, ProcessDetail] = {}
        self.sold = {detail.row.subscription_id: detail for detail in subscriptions()}
        self.changed: dict[UUID, list[Touched]] = {}
        """By process: what it made of its subscriptions."""
        self.impacts: dict[UUID, list[Relative]] = {}
        """By subscription: what breaks if it goes, where that is more than what uses it."""
        self.given: dict[UUID, list[AuditEntry]] = {}
        """By process: the commands it was given."""
        self.drafts: dict[str, list[dict[str, Any]]] = {}
        self.left_at: dict[str, int] = {}
        """By subject: the page on which a form was left; the last where nothing is said."""
        self.answered: dict[UUID, StartAnswers] = {}
        self.others: list[OpenForm] = []
        """Who else has every form open."""
        self.open_forms: dict[UUID, str] = {}
        self.open_error: Exception | None = None
        self.closed = False
        self.gate: asyncio.Event | None = None
        """Where set, opening waits for it."""
        self.load_error: Exception | None = None
        self.load_gate: asyncio.Event | None = None
        """Where set, loading waits for it."""
        self._changes: asyncio.Queue[Change] = asyncio.Queue()

    def name(self, name: str) -> ProcessRow:
        """Return the process that `process(name, …)` made."""
        return self.processes[uuid5(NAMESPACE, name)]

    def put(self, row: ProcessRow) -> None:
        """Add a process, or replace it by a newer version of itself, and tell the console."""
        self.processes[row.process_id] = row
        self.tell(StoreChanged(row.process_id))

    def tell(self, change: Change) -> None:
        """Send a change down the feed."""
        self._changes.put_nowait(change)

    async def open(self) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.open_error is not None:
            raise self.open_error

    async def load(self) -> None:
        if self.load_gate is not None:
            await self.load_gate.wait()
        if self.load_error is not None:
            raise self.load_error
        self.tell(EngineState("running"))

    async def close(self) -> None:
        self.closed = True

    async def changes(self) -> AsyncIterator[Change]:
        while True:
            yield await self._changes.get()

    def orders(self, kind: Kind) -> dict[str, bool]:
        more = {"started": False} if kind == "process" else {"customer": True}
        return {"modified": False, **more, "status": True}

    async def listing(self, tab: Tab, text: str, sort: str = "") -> Rows[ProcessRow]:
        fits = _narrowed(text)

        def read() -> list[ProcessRow]:
            found = [row for row in self.processes.values() if _in_tab(tab, row) and fits(row)]
            return _in_order(found, sort, lambda row: row.last_modified_at)

        return FakeRows(read, lambda row: row.process_id)

    async def inbox(self, text: str, unfolded: Collection[str]) -> Rows[InboxLine]:
        fits = _narrowed(text)

        def read() -> list[InboxLine]:
            rows = sorted(self.processes.values(), key=lambda row: row.last_modified_at)
            return inbox_lines([row for row in rows if _in_tab("inbox", row) and fits(row)], unfolded)

        return FakeRows(read, lambda line: line.key)

    async def subscriptions(self, tab: Tab, text: str, sort: str = "") -> Rows[SubscriptionRow]:
        fits = narrowed_by(text, SUBSCRIPTIONS.fields)

        def read() -> list[SubscriptionRow]:
            rows = [detail.row for detail in self.sold.values()]
            wanted = {"active": [row for row in rows if row.status == "active"]}
            wanted["out of sync"] = [row for row in rows if not row.insync]
            shown = [row for row in wanted.get(tab, rows) if fits(_sold_facts(row))]
            return _in_order(shown, sort, lambda row: row.modified_at)

        return FakeRows(read, lambda row: row.subscription_id)

    async def subscription(self, subscription_id: UUID) -> SubscriptionDetail:
        if subscription_id not in self.sold:
            raise NotFound(f"there is no subscription {subscription_id}")
        return self.sold[subscription_id]

    async def choosables(
        self, kind: str, *, text: str, key: str | None, filters: Mapping[str, Any], limit: int
    ) -> list[Choosable]:
        found = choosables(kind, list(self.sold.values()))
        words = text.lower().split()
        if key is not None:
            return [one for one in found if one.key == key]
        return [one for one in found if all(word in f"{one.key} {one.label}".lower() for word in words)][:limit]

    async def fire_times(self, cron: str) -> list[datetime]:
        return Trigger("cron", cron_of(cron, "UTC")).fire_times(NOW)

    async def usable(self, subscription_id: UUID) -> list[UsableWorkflow]:
        return USABLE if self.sold[subscription_id].row.product == "Node 10G" else []

    async def impact(self, subscription_id: UUID) -> list[Relative]:
        return self.impacts.get(subscription_id, list(self.sold[subscription_id].in_use_by))

    async def why_not_in_sync(self, subscription_id: UUID) -> str | None:
        row = self.sold[subscription_id].row
        going = [it for it in self.sold[subscription_id].processes if it.status not in ENDED]
        if row.insync:
            return f"{row.description} is in sync already"
        return f"{row.description} has still failed processes" if going else None

    async def set_in_sync(self, subscription_id: UUID, seen: int | None) -> None:
        self._record("set_in_sync", subscription_id, seen)
        detail = self.sold[subscription_id]
        self.sold[subscription_id] = replace(detail, row=replace(detail.row, insync=True))

    async def describe(self, subscription_id: UUID, customer: str, text: str, seen: str) -> None:
        self._record("describe", subscription_id, customer, text, seen)
        detail = self.sold[subscription_id]
        self.sold[subscription_id] = replace(
            detail, customer_descriptions={**detail.customer_descriptions, customer: text}
        )

    async def rows(self, process_ids: Collection[UUID]) -> list[ProcessRow]:
        return [self.processes[key] for key in process_ids if key in self.processes]

    async def detail(self, process_id: UUID) -> ProcessDetail:
        if process_id in self.details:
            return self.details[process_id]
        if process_id not in self.processes:
            raise NotFound(f"there is no process {process_id}")
        return detail_of(self.processes[process_id])

    async def shift(self, since: str) -> Shift:
        if since == "soon":
            raise UsageError("'soon' is no moment before now")
        waiting = tuple(row for row in self.processes.values() if row.status is ProcessStatus.SUSPENDED)
        return replace(QUIET, waiting=waiting, waiting_count=len(waiting))

    async def process_id(self, prefix: str) -> UUID:
        return _found("process", prefix, self.processes)

    async def subscription_id(self, prefix: str) -> UUID:
        return _found("subscription", prefix, self.sold)

    async def touched(self, process_id: UUID) -> list[Touched]:
        return self.changed.get(process_id, [])

    async def commands(self, process_id: UUID) -> list[AuditEntry]:
        return self.given.get(process_id, [])

    def teams(self) -> Sequence[str]:
        return self.operator_teams

    async def badges(self) -> Badges:
        rows = self.processes.values()
        return Badges(
            inbox=sum(_in_tab("inbox", row) for row in rows),
            failed=sum(row.status in FAILURES for row in rows),
            failed_tasks=sum(row.status in FAILURES and row.is_task for row in rows),
            running=sum(row.status is ProcessStatus.RUNNING for row in rows),
            total=len(rows),
            subscriptions=len(self.sold),
            engine=f"paused by {self.paused_by}" if self.paused_by else None,
            paused_by=self.paused_by,
        )

    def why_not(self, verb: str, row: ProcessRow) -> str | None:
        fits = {
            "retry": row.status in FAILURES or row.status is ProcessStatus.WAITING,
            "submit": row.status is ProcessStatus.SUSPENDED,
            "abort": row.status not in ENDED,
            "skip": row.status in FAILURES or row.status is ProcessStatus.WAITING,
            "continue": row.status in FAILURES or row.status is ProcessStatus.SUSPENDED,
            "delete": row.is_task and row.status is not ProcessStatus.RUNNING,
            "note": True,
            "assign": row.status not in ENDED,
            "take": row.status not in ENDED and row.taken_by is None,
            "release": row.taken_by is not None,
            "again": True,
        }
        return None if fits[verb] else f"{str(row.process_id)[:8]} is {row.status}"

    async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
        self._record(verb, process_id, seen, *([text] if text else []))
        row = self.processes[process_id]
        moved: dict[str, Any] = {
            "retry": {"status": ProcessStatus.RESUMED},
            "skip": {"status": ProcessStatus.RESUMED},
            "continue": {"status": ProcessStatus.RESUMED},
            "abort": {"status": ProcessStatus.ABORTED},
            "note": {"note": text or None},
            "assign": {"assignee": text},
            "take": {"taken_by": "anna"},
            "release": {"taken_by": None},
        }
        if verb == "delete":
            del self.processes[process_id]
            self.tell(StoreChanged(process_id))
        else:
            self.put(replace(row, version=8, **moved[verb]))

    async def workflows(self) -> list[WorkflowInfo]:
        return [
            WorkflowInfo(name="check_link", description="Measure a core link", target="SYSTEM", is_task=False),
            WorkflowInfo(
                name="provision_node",
                description="Bring a node into service",
                target="CREATE",
                is_task=False,
                steps=("Start", "Reserve port", "Push config", "Verify", "Done"),
            ),
            WorkflowInfo(
                name="clean_up",
                description="Remove old tasks",
                target="SYSTEM",
                is_task=True,
                steps=("Start", "Find old tasks", "Remove them", "Done"),
                why_not="it is running already",
            ),
        ]

    async def start_form(self, workflow: str) -> FormSession:
        return self.sessions[workflow]

    async def answers(self, process_id: UUID) -> StartAnswers:
        if process_id not in self.answered:
            raise Refused(f"What process {str(process_id)[:8]} was started with is not kept")
        return self.answered[process_id]

    async def form(self, process_id: UUID) -> FormSession:
        if process_id not in self.sessions:
            raise Refused(f"{str(process_id)[:8]} does not wait for input")
        return self.sessions[process_id]

    async def walk(
        self, session: FormSession, answers: Sequence[Mapping[str, Any]]
    ) -> PageView | FormDone | PageErrors:
        return session.walk(answers)

    async def check(self, session: FormSession, page: PageView, answer: Mapping[str, Any]) -> list[FieldError]:
        return session.check(page, answer)

    async def start(self, workflow: str, answers: Sequence[Mapping[str, Any]]) -> UUID:
        self._record("start", workflow, [dict(answer) for answer in answers])
        row = process(f"started {len(self.calls)}", ProcessStatus.CREATED, workflow=workflow, step=None, minutes=0)
        self.put(row)
        return row.process_id

    async def submit(self, process_id: UUID, answers: Sequence[Mapping[str, Any]], seen: int | None) -> None:
        self._record("submit", process_id, [dict(answer) for answer in answers], seen)
        self.put(replace(self.processes[process_id], status=ProcessStatus.RESUMED, version=8))

    async def draft(self, subject: str) -> Draft | None:
        kept = self.drafts.get(subject)
        return Draft(kept, self.left_at.get(subject, len(kept) - 1)) if kept is not None else None

    async def keep_draft(self, subject: str, pages: Sequence[Mapping[str, Any]], at: int) -> None:
        self.drafts[subject], self.left_at[subject] = [dict(page) for page in pages], at

    async def input_drafts(self) -> Mapping[UUID, datetime]:
        kept = [subject.split(":")[1] for subject in self.drafts if subject.startswith("process:")]
        return {UUID(process_id): NOW - timedelta(minutes=12) for process_id in kept}

    async def start_drafts(self) -> Mapping[str, datetime]:
        kept = [subject.removeprefix("start:") for subject in self.drafts if subject.startswith("start:")]
        return dict.fromkeys(kept, NOW - timedelta(hours=2))

    async def watch_form(self, form_id: UUID, subject: str) -> list[OpenForm]:
        self.open_forms[form_id] = subject
        return self.others

    async def leave_form(self, form_id: UUID) -> None:
        del self.open_forms[form_id]

    async def drop_draft(self, subject: str) -> None:
        self.drafts.pop(subject, None)


def detail_of(row: ProcessRow) -> ProcessDetail:
    """Return a plausible log for a process: two finished steps, then the one it is at."""
    start = row.started_at
    steps = [
        _run(1, "Start", StepStatus.SUCCESS, start, 0.004, changed={"process_id": str(row.process_id)}),
        _run(2, "Reserve port", StepStatus.SUCCESS, start, 1.3, changed={"node": "ams-pe1", "port": "xe-0/0/3"}),
    ]
    if row.status in FAILURES or row.status is ProcessStatus.WAITING:
        status = StepStatus.WAITING if row.status is ProcessStatus.WAITING else StepStatus.FAILED
        for attempt in range(1, row.attempt + 1):
            steps.append(_run(len(steps) + 1, row.last_step or "?", status, start, 5.0, attempt=attempt, broken=True))
    elif row.status is ProcessStatus.SUSPENDED:
        steps.append(_run(3, row.last_step or "?", StepStatus.SUSPEND, start, 0.02))
    elif row.status is ProcessStatus.COMPLETED:
        steps.append(_run(3, "Done", StepStatus.COMPLETE, start, 0.01))
    state = {"process_id": str(row.process_id), "node": "ams-pe1", "port": "xe-0/0/3", "site": {"name": "AMS"}}
    pending = () if row.status in ENDED else ("Verify", "Done")
    return ProcessDetail(row=row, steps=tuple(steps), pending=pending, initial={"customer": "SURF"}, state=state)


def _run(
    seq: int,
    name: str,
    status: StepStatus,
    start: datetime,
    seconds: float,
    *,
    attempt: int = 1,
    changed: dict[str, Any] | None = None,
    broken: bool = False,
) -> StepRun:
    begin = start + timedelta(seconds=20 * seq)
    return StepRun(
        seq=seq,
        name=name,
        status=status,
        attempt=attempt,
        created_by="SYSTEM",
        started_at=begin,
        completed_at=begin + timedelta(seconds=seconds),
        changed=changed or {},
        removed=(),
        error_class="LinkDown" if broken else None,
        error="ams-pe1: no answer on the management link in 5 s" if broken else None,
        details=None,
        traceback=TRACEBACK if broken else None,
    )


def _found(kind: str, prefix: str, ids: Iterable[UUID]) -> UUID:
    found = [id for id in ids if str(id).startswith(prefix)]
    if len(found) != 1:
        raise NotFound(f"There is no {kind} {prefix}…")
    return found[0]


def _in_tab(tab: Tab, row: ProcessRow) -> bool:
    if tab == "inbox":
        return row.status in FAILURES or (row.status is ProcessStatus.SUSPENDED and row.assignee == "NOC")
    which, _, tasks = tab.partition(" ")
    of_the_view = tab == "all" or row.is_task == bool(tasks)
    return of_the_view and (which == "all" or (row.status in ENDED) == (which == "completed"))


def _in_order(rows: Iterable[Row], sort: str, modified: Callable[[Row], datetime]) -> list[Row]:
    """Return rows as `sort` says; what is equal, the latest change first."""
    latest = sorted(rows, key=modified, reverse=True)
    names = {"started": "started_at", "customer": "customer_id", "status": "status"}
    by, _, way = sort.partition(":")
    values: Callable[[Row], Any] = attrgetter(names[by]) if by in names else modified
    return sorted(latest, key=values, reverse=way != "asc")


def _narrowed(text: str) -> Callable[[ProcessRow], bool]:
    """Return what a filter leaves, as far as a row alone says it."""
    fits = narrowed_by(text, PROCESSES.fields)
    return lambda row: fits(
        {
            "status": row.status,
            "workflow": row.workflow,
            "step": row.last_step or "",
            "assignee": row.assignee,
            "target": row.target,
            "created_by": row.created_by,
            "note": row.note or "",
            "id": str(row.process_id),
        }
    )


def _sold_facts(row: SubscriptionRow) -> dict[str, str]:
    """Return what a subscription may be found by, as far as its row says it."""
    return {
        "status": row.status,
        "product": row.product,
        "type": row.product_type,
        "tag": row.tag,
        "customer": row.customer_id,
        "insync": "yes" if row.insync else "no",
        "description": row.description,
        "id": str(row.subscription_id),
    }
