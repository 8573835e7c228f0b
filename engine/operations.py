"""What can an operator do to a process, by which rule, and who is told what happened?

The verbs start, submit, retry and abort. Each is a conditional UPDATE with its log and audit rows in one transaction:
it is done whole or not at all, by one of those who try at once. The others hear by name who was first and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from engine.answers import StartAnswers, answers_of, keep_answers, of_any_version
from engine.definition import Workflow
from engine.errors import Refused
from engine.events import notify
from engine.forms import Finished, FormSession
from engine.housekeeping import Housekeeping
from engine.outcome import ProcessStatus, State
from engine.plan import remaining, titles
from engine.records import ProcessRow, WorkflowInfo
from engine.schedule_form import Planning
from engine.starting import fit, kept
from engine.store.commands import ask_to_abort, take_resting
from engine.store.form_tables import INPUT
from engine.store.log import fold, read_log, write_row
from engine.store.queries import process_row
from engine.store.scope import Effects, scope_of
from engine.store.standing import aborted_row, set_aborted
from engine.subscriptions import Stewardship

__all__ = ["Operations"]


class Operations(Housekeeping, Planning, Stewardship):
    """The verbs of one operator on one store."""

    def workflows(self) -> list[WorkflowInfo]:
        """Return every workflow that is loaded, by name."""
        return [
            WorkflowInfo(
                name=name,
                description=self._registry[name].description,
                target=self._registry[name].target,
                is_task=self._registry[name].is_task,
                steps=titles(self._registry[name]),
                why_not=self._forbidden() or self._not_startable(self._registry[name]),
            )
            for name in self._registry.names
        ]

    def start_form(self, workflow: str) -> FormSession:
        """Return the form that starts a workflow.

        Raises:
            NotFound: there is no such workflow here. Refused: it may not be started now, or not by this operator.
        """
        found = self._registry[workflow]
        self._starter.refuse(found)
        return self._starter.form(found, uuid4())

    def preview_form(self, workflow: str) -> FormSession:
        """Return the form that starts a workflow, only to look at: also where it may not be started now.

        Raises:
            NotFound: there is no such workflow here.
        """
        return replace(self._starter.form(self._registry[workflow], uuid4()), subject=f"preview:{workflow}")

    def start(self, workflow: str, answers: Sequence[Mapping[str, Any]] | None = None) -> UUID:
        """Start a workflow with its form answered, one mapping a page; return the id of the new process, queued.

        None for `answers` is enough where the form needs none.

        Raises:
            NotFound, Refused, FormRejected; and what the form's own code raises.
        """
        self._may("start")
        start = self._starter.answered(self._registry[workflow], answers)
        with kept(start.effects, start.title) as connection:
            start(connection)
        self._queued(start.process_id)
        return start.process_id

    def answers(self, process_id: UUID) -> StartAnswers:
        """Return what a process was started with, by whomever, to start its workflow again.

        Raises:
            NotFound: there is no such process. Refused: its workflow is not loaded, or its answers were not kept.
        """
        with self._store.reading() as connection:
            row = process_row(connection, process_id)
            answered = answers_of(connection, process_id)
        self._refuse_unless("again", row)
        for one in answered:
            if one.input_type == "initial_state":
                return StartAnswers(row.workflow, of_any_version(one.pages))
        raise Refused(f"What process {str(process_id)[:8]} was started with is not kept; start {row.workflow} anew")

    def form(self, process_id: UUID) -> FormSession:
        """Return the form of the input step a process is suspended at.

        Raises:
            NotFound: there is no such process. Refused: it is not suspended, or its workflow is not loaded or changed.
        """
        return self._form_seen(process_id, None)

    def _form_seen(self, process_id: UUID, seen: int | None) -> FormSession:
        """Return the form of a process, if it is still in the version that was seen."""
        with self._store.reading() as connection:
            row = self._as_seen(connection, process_id, "submit", seen)
            rows = read_log(connection, process_id)
        self._refuse_unless("submit", row)
        planned = remaining(self._registry[row.workflow], rows)[0]  # a suspended process stands at a step, by its log
        step = planned.step
        if step.form is None:
            raise Refused(f"Step '{step.name}' of process {process_id} has no form any more; abort the process")
        return FormSession(
            title=step.name,
            subject=f"{INPUT}{process_id}:{planned.title}",
            step=step.name,
            version=row.version,
            form=step.form,
            state=fold(rows).state,
            path=planned.path,
            target=str(self._registry[row.workflow].target),
            is_task=row.is_task,
            store=self._store,
            registry=self._registry,
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
        self._permitted("submit", process_id)
        session = self._form_seen(process_id, seen)
        finished, effects = self._finished(session, answers)
        with kept(effects, session.title) as connection:
            now = self._clock()
            logged = read_log(connection, process_id)
            before = fold(logged)
            change = fit(_merged(before.state, finished.result), session.title, before)
            row = process_row(connection, process_id)
            seq = logged[-1].seq + 1
            self._queue(connection, row, "submit", session.version, now, seq)
            write_row(connection, process_id, self._entry(seq, session.step, change, now, session.path))
            keep_answers(connection, process_id, seq, "user_input", finished.pages, now)
            self._audit(connection, "submit", process_id, now, row.status, ProcessStatus.RESUMED, session.step)
        self._queued(process_id)

    def _finished(self, session: FormSession, answers: Sequence[Mapping[str, Any]] | None) -> tuple[Finished, Effects]:
        """Return what a form comes to, and what its code writes."""
        with scope_of(self._store, self._clock, session.title, registry=self._registry) as scope:
            return session.finish(answers), scope.taken()

    def retry(self, process_id: UUID, *, seen: int | None = None) -> None:
        """Queue the failed or waiting step of a process again, from the state before it.

        The status changes by one conditional UPDATE: a second press, or a second console, finds nothing to do and is
        refused, instead of running the step twice.

        Raises:
            NotFound, Refused, Overtaken.
        """
        self._permitted("retry", process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, "retry", seen)
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
        self._permitted("abort", process_id)
        with self._store.writing() as connection:
            row = process_row(connection, process_id)
            if seen is not None and row.version != seen and row.status is not ProcessStatus.RUNNING:
                raise self._overtaken(row.process_id, "abort", connection)
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
            raise self._overtaken(row.process_id, "abort", connection)
        self._audit(connection, "abort", row.process_id, now, row.status, "abort requested", row.last_step)

    def _not_startable(self, workflow: Workflow) -> str | None:
        """Return in words why a workflow cannot be started now; None when it can."""
        try:
            self._starter.refuse(workflow)
        except Refused as error:
            return str(error)
        except BaseException as error:  # a predicate of the author's may raise anything
            return f"its run predicate failed: {type(error).__name__}"
        return None


def _merged(state: State, answers: Mapping[str, Any]) -> State:
    """Return `answers` merged over `state`: dicts deeply, everything else replaced (contract ST-3)."""
    merged = dict(state)
    for key, value in answers.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return merged
