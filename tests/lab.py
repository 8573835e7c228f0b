"""What does a test of the engine work with? A store with operators around it and engines that are stepped by hand.

A test defines the steps it is about in its own body, so that they see its variables, and gives them to `flow`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, update

from engine.definition import Workflow, make_workflow
from engine.dsl import OnInterrupt, StepList, Target
from engine.host import Engine
from engine.operations import Operations
from engine.operator import Operator
from engine.plan import pending_in
from engine.records import ProcessDetail, ProcessRow, StepRun
from engine.registry import Registry
from engine.retry import Retry
from engine.store.database import Store
from engine.store.details import process_detail
from engine.store.queries import process_row
from engine.store.tables import AuditTable, OwnerTable, ProcessTable
from tests.clock import SettableClock

__all__ = ["RETRY", "AuditRow", "Lab", "OpenRegistry", "flow", "operator_called", "read_async"]

T = TypeVar("T")

RETRY = Retry(first=10, factor=2, max=60, jitter=0)
"""Of every engine of a lab: 10, 20, 40, 60, 60 … seconds."""


def flow(
    steps: StepList,
    *,
    name: str = "flow",
    form: Callable[..., Any] | None = None,
    target: Target = Target.MODIFY,
    description: str = "",
) -> Workflow:
    """Return a workflow of these steps."""

    def build() -> StepList:
        return steps

    made = make_workflow(build, description, form, target)
    made.name = name
    return made


def operator_called(name: str) -> Operator:
    """Return an operator as their console would know them."""
    return Operator(os_user=f"os-{name}", display_name=name, host="noc1", os_pid=4711)


def read_async(store: Store, work: Callable[[], Awaitable[T]]) -> T:
    """Return what `work` gives in an event loop of its own, and give the store's asynchronous connections back."""

    async def run() -> T:
        try:
            return await work()
        finally:
            await store.aclose()

    return asyncio.run(run())


class OpenRegistry(Registry):
    """A registry whose workflows can be put in, changed and taken out while processes are about."""

    def put(self, workflow: Workflow) -> None:
        """Load a workflow, in place of the one of that name."""
        self._workflows[workflow.name] = workflow

    def take_out(self, name: str) -> None:
        """Forget a workflow."""
        del self._workflows[name]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What the audit says of one command."""

    action: str
    display_name: str
    os_user: str
    step: str | None
    before: str | None
    after: str | None


class Lab:
    """A store, its operators and its engines; `clock` is everybody's."""

    def __init__(self, store: Store, clock: SettableClock, registry: OpenRegistry | None = None) -> None:
        self.store, self.clock = store, clock
        self.registry = registry or OpenRegistry()
        self.operations = self.operations_of("anna")
        self._engines: list[Engine] = []
        self._killed: list[Engine] = []

    def operations_of(self, name: str, *, read_only: bool = False, store: Store | None = None) -> Operations:
        """Return the verbs of the operator of that name."""
        return Operations(
            store or self.store, self.registry, operator_called(name), clock=self.clock, read_only=read_only
        )

    @property
    def engine(self) -> Engine:
        """The engine that is meant when a test has no other, or has killed it."""
        living = [engine for engine in self._engines if engine not in self._killed]
        return living[0] if living else self.another_engine()

    def another_engine(self, store: Store | None = None, on_interrupt: OnInterrupt = "ask") -> Engine:
        """Return a new engine, an owner of its own, as a second program would be."""
        made = Engine(
            store or self.store,
            self.registry,
            retry=RETRY,
            on_interrupt=on_interrupt,
            clock=self.clock,
            chance=lambda: 0.0,
        )
        self._engines.append(made)
        return made

    def kill(self, engine: Engine) -> None:
        """Do to an engine what the operating system does when its program dies: its lock falls, its lease runs out."""
        self._killed.append(engine)
        engine.owner.abandon()
        with self.store.writing() as connection:
            connection.execute(
                update(OwnerTable)
                .where(OwnerTable.owner_id == engine.owner.owner_id)
                .values(expires_at=datetime(2000, 1, 1, tzinfo=UTC))
            )

    def close(self) -> None:
        """End every engine."""
        while self._engines:
            self._engines.pop().owner.close()

    def start(self, workflow: Workflow, answers: Sequence[Mapping[str, Any]] | None = None) -> UUID:
        """Load a workflow and start it; return the id of the process, queued."""
        self.registry.put(workflow)
        return self.operations.start(workflow.name, answers)

    def run(self) -> int:
        """Run what is queued or due, to the next stop of each."""
        return self.engine.run_until_idle()

    def go(self, workflow: Workflow, answers: Sequence[Mapping[str, Any]] | None = None) -> UUID:
        """Start a workflow, run it to its first stop and return the id of its process."""
        process_id = self.start(workflow, answers)
        self.run()
        return process_id

    def row(self, process_id: UUID) -> ProcessRow:
        """Return a process as a list shows it."""
        with self.store.reading() as connection:
            return process_row(connection, process_id)

    def detail(self, process_id: UUID) -> ProcessDetail:
        """Return a process, whole."""
        with self.store.reading() as connection:
            return process_detail(connection, process_id, pending_in(self.registry))

    def log(self, process_id: UUID) -> list[tuple[str, str]]:
        """Return name and status of each attempt, in order."""
        return [(step.name, str(step.status)) for step in self.detail(process_id).steps]

    def last(self, process_id: UUID) -> StepRun:
        """Return the last attempt."""
        return self.detail(process_id).steps[-1]

    def state(self, process_id: UUID) -> dict[str, Any]:
        """Return the state, without the keys that every process starts with."""
        engine_keys = {"process_id", "reporter", "workflow_name", "workflow_target"}
        return {key: value for key, value in self.detail(process_id).state.items() if key not in engine_keys}

    def audit(self, process_id: UUID) -> list[AuditRow]:
        """Return the commands given to a process, in order."""
        columns = (
            AuditTable.action,
            AuditTable.display_name,
            AuditTable.os_user,
            AuditTable.step,
            AuditTable.before,
            AuditTable.after,
        )
        query = select(*columns).where(AuditTable.process_id == process_id).order_by(AuditTable.audit_id)
        with self.store.reading() as connection:
            return [AuditRow(*row) for row in connection.execute(query)]

    def owner_of(self, process_id: UUID) -> UUID | None:
        """Return the owner of a process, if it has one."""
        with self.store.reading() as connection:
            found: UUID | None = connection.scalar(
                select(ProcessTable.owner).where(ProcessTable.process_id == process_id)
            )
            return found
