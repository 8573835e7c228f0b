"""How does a process begin, whoever starts it: an operator, a schedule, or a step of another process?

Its form is answered with nothing written. What is to be written (row, first state, audit, and what the form's code
changed) is a `Start`, which goes into the transaction of whoever asked for it, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from engine.answers import KeptPage, keep_answers
from engine.authorization import AuthContext, refusal
from engine.clock import Clock
from engine.definition import Workflow
from engine.errors import FormRejected, Refused, StartPredicateError, UnfitValue
from engine.events import notify
from engine.forms import FormSession
from engine.operator import SYSTEM_USER, Operator
from engine.outcome import ProcessStatus, StepStatus
from engine.plain import SECRET_KEY
from engine.predicates import PredicateContext, objection
from engine.registry import Registry
from engine.store import audit
from engine.store.commands import insert_process
from engine.store.database import Store
from engine.store.form_tables import START
from engine.store.log import Change, LogRow, Snapshot, write_row
from engine.store.queries import uncompleted
from engine.store.scope import Effects, EffectsRefused, Scope, current_scope, scope_of
from engine.values import to_plain

__all__ = ["Start", "Starter", "fit", "kept", "start_process"]


@dataclass(frozen=True, slots=True)
class Start:
    """A process about to begin, its form answered: called with a connection, it is written, queued."""

    workflow: Workflow
    process_id: UUID
    title: str
    operator: Operator
    state: Change
    answered: Sequence[KeptPage]
    """What is kept of the answers to its form, page by page."""
    effects: Effects
    """What the form's code writes."""
    at: datetime

    def __call__(self, connection: Connection) -> None:
        """Write it in the transaction of `connection`; what the form's code changed is the caller's to write (`kept`).

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the store does not take it.
        """
        insert_process(connection, self.workflow, self.process_id, self.operator.display_name, self.at)
        entry = LogRow(
            seq=0,
            name="Input",
            status=StepStatus.SUCCESS,
            attempt=1,
            created_by=self.operator.display_name,
            started_at=self.at,
            completed_at=self.at,
            is_full=True,
            changed=self.state.changed,
            removed=self.state.removed,
        )
        write_row(connection, self.process_id, entry)
        keep_answers(connection, self.process_id, entry.seq, "initial_state", self.answered, self.at)
        audit.record(
            connection,
            self.operator,
            "start",
            at=self.at,
            process_id=self.process_id,
            after=ProcessStatus.CREATED,
        )
        notify(connection, self.process_id)


class Starter:
    """Starts workflows of a registry for one operator.

    Unless it `asks`, for nobody: a schedule, or a step, whom the callbacks about people do not concern.
    """

    def __init__(
        self, store: Store, registry: Registry, operator: Operator, clock: Clock, *, asks: bool = True
    ) -> None:
        self._store, self._registry, self._operator, self._clock, self._asks = store, registry, operator, clock, asks

    def form(self, workflow: Workflow, process_id: UUID) -> FormSession:
        """Return the form that starts a workflow."""
        return FormSession(
            title=workflow.description or workflow.name,
            subject=f"{START}{workflow.name}",
            step="",
            version=None,
            form=workflow.initial_input_form,
            state={
                "process_id": str(process_id),
                "reporter": self._operator.display_name,
                "workflow_name": workflow.name,
                "workflow_target": str(workflow.target),
            },
            target=str(workflow.target),
            is_task=workflow.is_task,
            store=self._store,
            registry=self._registry,
        )

    def answered(self, workflow: Workflow, answers: Sequence[Mapping[str, Any]] | None) -> Start:
        """Return a workflow about to begin, its form answered one mapping a page; None: by what stands in it.

        Raises:
            Refused: it may not be started now, or not by this operator. FormRejected; and what the form's code raises.
        """
        self.refuse(workflow)
        process_id = uuid4()
        session = self.form(workflow, process_id)
        with self._scope(session.title) as scope:
            finished = session.finish(answers)
            effects = scope.taken()
        state = fit({**finished.result, **session.state}, session.title)
        return Start(
            workflow,
            process_id,
            session.title,
            self._operator,
            state,
            finished.pages,
            effects,
            self._clock(),
        )

    def tried(self, workflow: Workflow, answers: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
        """Return the answers as plain data, one mapping a page, to be given later, if they fit the workflow's form as
        it is today; nothing is written. A field that holds a secret is marked as one (`engine.values.bare`).

        Raises:
            Refused: not by this operator. UnfitValue, FormRejected; and what the form's code raises.
        """
        self._permit(workflow)
        session = self.form(workflow, uuid4())
        with self._scope(session.title) as scope:
            secret = [page.left_out for page in session.finish(answers).pages]
            scope.drop()
        pages = to_plain([{}] if answers is None else list(answers), "inputs")
        return [
            {name: {SECRET_KEY: value} if name in names else value for name, value in page.items()}
            for page, names in zip(pages, chain(secret, repeat(())), strict=False)
        ]

    def refuse(self, workflow: Workflow) -> None:
        """Ask the workflow's predicate, and whoever decides about operators.

        Raises:
            StartPredicateError: not now (contract RP-2). Refused: not this operator.
        """
        if (said := self._objection(workflow)) is not None:
            raise StartPredicateError(workflow.name, said)
        self._permit(workflow)

    def _permit(self, workflow: Workflow) -> None:
        context = AuthContext(self._operator, "start_workflow", workflow)
        if self._asks and (said := refusal(workflow.authorize_callback, context)) is not None:
            raise Refused(f"Workflow '{workflow.name}': {said}")

    def _objection(self, workflow: Workflow) -> str | None:
        def count() -> int:
            with self._store.reading() as connection:
                return uncompleted(connection, workflow.name)

        with self._scope(workflow.name) as scope:
            said = objection(workflow.run_predicate, PredicateContext(workflow, workflow.name, count))
            scope.drop()
        return said

    def _scope(self, name: str) -> AbstractContextManager[Scope]:
        return scope_of(self._store, self._clock, name, registry=self._registry)


def start_process(
    workflow_key: str, user_inputs: Sequence[Mapping[str, Any]] | None = None, user: str = SYSTEM_USER
) -> UUID:
    """Start a process from within a step, and return its id; it is queued by the step's own commit, or not at all.

    `user_inputs` are the answers to its form, one mapping a page, as `user` would give them.

    Raises:
        RuntimeError: no step runs here. NotFound: there is no such workflow. Refused, FormRejected.
    """
    scope = current_scope()
    if scope.registry is None:
        raise RuntimeError("start_process starts a process from a step; none runs here")
    starter = Starter(scope.store, scope.registry, Operator.here(user), scope.clock, asks=False)
    start = starter.answered(scope.registry[workflow_key], user_inputs)
    if start.effects.is_open:
        start.effects.drop()
        raise Refused(f"{start.title}: its form writes to the store by itself; only an operator can start it")
    scope.add(start.effects.apply)
    scope.add(start)
    return start.process_id


@contextmanager
def kept(effects: Effects, title: str) -> Iterator[Connection]:
    """A transaction in which everything that a form's code changed is written.

    Raises:
        FormRejected: the store, or a rule, refuses some of it.
    """
    with effects.opened() as connection:
        try:
            effects.apply(connection)
        except EffectsRefused as error:
            raise FormRejected(f"{title}: what the form changes cannot be kept: {error.__cause__}") from error
        yield connection


def fit(state: Mapping[str, Any], title: str, before: Snapshot | None = None) -> Change:
    """Return the change that `state` is against `before` (against nothing: the whole state).

    Raises:
        FormRejected: a state cannot hold it.
    """
    try:
        return (before or Snapshot({})).change_to(state)
    except UnfitValue as error:
        raise FormRejected(f"{title}: the form's result cannot be kept: {error}") from None
