"""What can an operator do to a process, by which rule, and who is told what happened?

The verbs start, submit, retry and abort. Each is a conditional UPDATE with its log and audit rows in one transaction:
it is done whole or not at all, by one of those who try at once. The others hear by name who was first and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from engine.clock import Clock, utc_now
from engine.dsl import Workflow
from engine.errors import FormRejected, Overtaken, Refused, UnfitValue
from engine.events import Events, notify
from engine.forms import FormSession
from engine.operator import Operator
from engine.outcome import ProcessStatus, State, StepStatus
from engine.plan import remaining, titles
from engine.records import ProcessRow, WorkflowInfo
from engine.registry import Registry
from engine.rules import why_not
from engine.store import audit
from engine.store.commands import ask_to_abort, enqueue, insert_process, take_resting
from engine.store.database import Store
from engine.store.log import Change, LogRow, Path, Snapshot, fold, read_log, write_row
from engine.store.queries import process_row
from engine.store.standing import aborted_row, set_aborted

__all__ = ["Operations"]

REMOVED = "This workflow cannot be resumed because it has been removed"


class Operations:
    """The verbs of one operator on one store.

    `on_queued` is called after a process was queued, for an engine nearby to look at once. With `read_only` every verb
    is refused.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        operator: Operator,
        *,
        clock: Clock = utc_now,
        events: Events | None = None,
        on_queued: Callable[[], None] = lambda: None,
        read_only: bool = False,
    ) -> None:
        self.events = events or Events()
        self._store, self._registry, self._operator = store, registry, operator
        self._clock, self._on_queued, self._read_only = clock, on_queued, read_only

    def workflows(self) -> list[WorkflowInfo]:
        """Return every workflow that is loaded, by name."""
        return [
            WorkflowInfo(
                name=name,
                description=self._registry[name].description,
                target=self._registry[name].target,
                is_task=self._registry[name].is_task,
                steps=titles(self._registry[name]),
                why_not=self._forbidden(),
            )
            for name in self._registry.names
        ]

    def why_not(self, verb: str, row: ProcessRow) -> str | None:
        """Return in words why `verb` does not apply to a process now; None when it does (`engine.rules`)."""
        reason = why_not(verb, row) or self._forbidden()
        if reason is None and verb in ("retry", "submit") and self._registry.get(row.workflow) is None:
            return f"Workflow '{row.workflow}' is not loaded here. {REMOVED}"
        return reason

    def start_form(self, workflow: str) -> FormSession:
        """Return the form that starts a workflow.

        Raises:
            NotFound: there is no such workflow here.
        """
        found = self._registry[workflow]
        return self._start_form(found, uuid4())

    def start(self, workflow: str, answers: Sequence[Mapping[str, Any]] | None = None) -> UUID:
        """Start a workflow with its form answered, one mapping a page; return the id of the new process, queued.

        None for `answers` is enough where the form needs none.

        Raises:
            NotFound, Refused, FormRejected; and what the form's own code raises.
        """
        self._may("start")
        found = self._registry[workflow]
        process_id = uuid4()
        session = self._start_form(found, process_id)
        state = _fit({**session.finish(answers), **session.state}, session.title)
        with self._store.writing() as connection:
            now = self._clock()
            insert_process(connection, found, process_id, self._operator.display_name, now)
            write_row(connection, process_id, self._entry(0, "Input", replace(state, is_full=True), now))
            self._audit(connection, "start", process_id, now, None, ProcessStatus.CREATED)
        self._queued(process_id)
        return process_id

    def form(self, process_id: UUID) -> FormSession:
        """Return the form of the input step a process is suspended at.

        Raises:
            NotFound: there is no such process. Refused: it is not suspended, or its workflow is not loaded or changed.
        """
        return self._form_seen(process_id, None)

    def _form_seen(self, process_id: UUID, seen: int | None) -> FormSession:
        """Return the form of a process, if it is still in the version that was seen."""
        with self._store.reading() as connection:
            row = process_row(connection, process_id)
            rows = read_log(connection, process_id)
        if seen is not None and row.version != seen:
            raise self._overtaken(row, "submit")
        self._refuse_unless("submit", row)
        planned = remaining(self._registry[row.workflow], rows)[0]  # a suspended process stands at a step, by its log
        step = planned.step
        if step.form is None:
            raise Refused(f"Step '{step.name}' of process {process_id} has no form any more; abort the process")
        return FormSession(
            title=step.name,
            subject=f"process:{process_id}:{planned.title}",
            step=step.name,
            version=row.version,
            form=step.form,
            state=fold(rows).state,
            path=planned.path,
        )

    def submit(
        self, process_id: UUID, answers: Sequence[Mapping[str, Any]] | None = None, *, seen: int | None = None
    ) -> None:
        """Answer the input step of a suspended process, one mapping a page, and queue it.

        `seen` is the version of the process that the answers were made for: another one is refused, and whoever was
        first is named.

        Raises:
            NotFound, Refused, Overtaken, FormRejected; and what the form's own code raises.
        """
        self._may("submit")
        session = self._form_seen(process_id, seen)
        answered = session.finish(answers)
        with self._store.writing() as connection:
            now = self._clock()
            logged = read_log(connection, process_id)
            before = fold(logged)
            change = _fit(_merged(before.state, answered), session.title, before)
            row = process_row(connection, process_id)
            seq = logged[-1].seq + 1
            self._queue(connection, row, "submit", session.version, now, seq)
            write_row(connection, process_id, self._entry(seq, session.step, change, now, session.path))
            self._audit(connection, "submit", process_id, now, row.status, ProcessStatus.RESUMED, session.step)
        self._queued(process_id)

    def retry(self, process_id: UUID, *, seen: int | None = None) -> None:
        """Queue the failed or waiting step of a process again, from the state before it.

        The status changes by one conditional UPDATE: a second press, or a second console, finds nothing to do and is
        refused, instead of running the step twice.

        Raises:
            NotFound, Refused, Overtaken.
        """
        self._may("retry")
        with self._store.writing() as connection:
            row = process_row(connection, process_id)
            if seen is not None and row.version != seen:
                raise self._overtaken(row, "retry", connection)
            self._refuse_unless("retry", row)
            now = self._clock()
            self._queue(connection, row, "retry", row.version, now)
            self._audit(connection, "retry", process_id, now, row.status, ProcessStatus.RESUMED, row.last_step)
        self._queued(process_id)

    def abort(self, process_id: UUID, *, seen: int | None = None) -> None:
        """End a process: at once where it rests, at its next commit where an engine runs it.

        Raises:
            NotFound, Refused, Overtaken.
        """
        self._may("abort")
        with self._store.writing() as connection:
            row = process_row(connection, process_id)
            if seen is not None and row.version != seen and row.status is not ProcessStatus.RUNNING:
                raise self._overtaken(row, "abort", connection)
            self._refuse_unless("abort", row)
            now = self._clock()
            if not self._abort_at_rest(connection, row, now):
                self._request_abort(connection, row, now)
            notify(connection, process_id)
        self.events.announce(process_id)

    def _abort_at_rest(self, connection: Connection, row: ProcessRow, now: datetime) -> bool:
        last = take_resting(connection, row)
        if last is None:
            return False
        write_row(connection, row.process_id, aborted_row(last + 1, self._operator.display_name, now))
        set_aborted(connection, row.process_id, last + 1, now)
        self._audit(connection, "abort", row.process_id, now, row.status, ProcessStatus.ABORTED, row.last_step)
        return True

    def _request_abort(self, connection: Connection, row: ProcessRow, now: datetime) -> None:
        if not ask_to_abort(connection, row.process_id, self._operator.display_name):
            raise self._overtaken(row, "abort", connection)
        self._audit(connection, "abort", row.process_id, now, row.status, "abort requested", row.last_step)

    def _start_form(self, workflow: Workflow, process_id: UUID) -> FormSession:
        return FormSession(
            title=workflow.description or workflow.name,
            subject=f"start:{workflow.name}",
            step="",
            version=None,
            form=workflow.initial_input_form,
            state={
                "process_id": str(process_id),
                "reporter": self._operator.display_name,
                "workflow_name": workflow.name,
                "workflow_target": str(workflow.target),
            },
        )

    def _queue(
        self,
        connection: Connection,
        row: ProcessRow,
        verb: str,
        version: int | None,
        now: datetime,
        seq: int | None = None,
    ) -> None:
        """Queue a process again, if it still is as its operator saw it."""
        if not enqueue(connection, row, version, self._operator.display_name, now, seq):
            raise self._overtaken(row, verb, connection)

    def _entry(self, seq: int, name: str, change: Change, now: datetime, path: Path = ()) -> LogRow:
        return LogRow(
            seq=seq,
            name=name,
            status=StepStatus.SUCCESS,
            attempt=1,
            created_by=self._operator.display_name,
            started_at=now,
            completed_at=now,
            is_full=change.is_full,
            changed=change.changed,
            removed=change.removed,
            path=path,
        )

    def _audit(
        self,
        connection: Connection,
        action: str,
        process_id: UUID,
        now: datetime,
        before: str | None,
        after: str,
        step: str | None = None,
    ) -> None:
        audit.record(
            connection, self._operator, action, at=now, process_id=process_id, step=step, before=before, after=after
        )
        notify(connection, process_id)

    def _queued(self, process_id: UUID) -> None:
        self.events.announce(process_id)
        self._on_queued()

    def _forbidden(self) -> str | None:
        return "This console is read-only" if self._read_only else None

    def _may(self, verb: str) -> None:
        if self._read_only:
            raise Refused(f"{verb} is refused: this console is read-only (--read-only, or [ui] read_only)")

    def _refuse_unless(self, verb: str, row: ProcessRow) -> None:
        reason = why_not(verb, row)
        if reason is None and verb != "abort" and self._registry.get(row.workflow) is None:
            reason = f"Workflow '{row.workflow}' is not loaded here. {REMOVED}"
        if reason is not None:
            raise Refused(reason)

    def _overtaken(self, row: ProcessRow, verb: str, connection: Connection | None = None) -> Overtaken:
        """Return the refusal of one who comes second, naming who was first and when."""
        if connection is None:
            with self._store.reading() as reading:
                return self._overtaken(row, verb, reading)
        now = process_row(connection, row.process_id)
        last = audit.last_entry(connection, row.process_id)
        said = f"is {now.status} now"
        if last is not None and last.action != "start":
            ago = max(0, round((self._clock() - last.at).total_seconds()))
            done = {"submit": "answered", "retry": "retried", "abort": "aborted"}.get(last.action, last.action)
            said = f"was {done} by {last.display_name} {ago} s ago, and {said}"
        return Overtaken(f"Process {str(row.process_id)[:8]} {said}; look again before you {verb}")


def _merged(state: State, answers: Mapping[str, Any]) -> State:
    """Return `answers` merged over `state`: dicts deeply, everything else replaced (contract ST-3)."""
    merged = dict(state)
    for key, value in answers.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return merged


def _fit(state: Mapping[str, Any], title: str, before: Snapshot | None = None) -> Change:
    """Return the change that `state` is against `before` (against nothing: the whole state)."""
    try:
        return (before or Snapshot({})).change_to(state)
    except UnfitValue as error:
        raise FormRejected(f"{title}: the form's result cannot be kept: {error}") from None
