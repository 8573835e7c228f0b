"""What does an operator's command change in the store, and what makes sure that it is done once?

Statements only: the rules, the log and the audit around them are `engine.operations`. Each UPDATE is conditional on
what its operator saw, and says whether it fitted.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from engine.definition import Workflow
from engine.dsl import Assignee
from engine.outcome import ENDED, ProcessStatus
from engine.plan import listed
from engine.records import ProcessRow
from engine.store.database import insert_into
from engine.store.tables import EngineSettingsTable, ProcessTable, WorkflowTable

__all__ = [
    "amend",
    "ask_to_abort",
    "enqueue",
    "insert_process",
    "lock_engines",
    "remove",
    "take_resting",
    "unlock_engines",
]


def insert_process(connection: Connection, workflow: Workflow, process_id: UUID, by: str, now: datetime) -> None:
    """Write the row of a new process, queued."""
    first = workflow.steps[0] if workflow.steps else None
    connection.execute(
        insert(ProcessTable).values(
            process_id=process_id,
            workflow_id=_workflow_id(connection, workflow, now),
            is_task=workflow.is_task,
            last_status=ProcessStatus.CREATED,
            last_step=None,
            assignee=first.assignee if first else Assignee.SYSTEM,
            created_by=by,
            actor=by,
            started_at=now,
            last_modified_at=now,
            step_list=listed(workflow),
        )
    )


def enqueue(
    connection: Connection, row: ProcessRow, version: int | None, by: str, now: datetime, seq: int | None = None
) -> bool:
    """Queue a process again, its log at `seq` (None: where it was), if it has `version` and the status of `row`."""
    queued = connection.execute(
        update(ProcessTable)
        .where(
            ProcessTable.process_id == row.process_id,
            ProcessTable.version == version,
            ProcessTable.last_status == row.status,
        )
        .values(
            last_status=ProcessStatus.RESUMED,
            actor=by,
            retry_at=None,
            callback_progress=None,
            last_modified_at=now,
            version=ProcessTable.version + 1,
            seq=ProcessTable.seq if seq is None else seq,
        )
    )
    return queued.rowcount == 1


def take_resting(connection: Connection, row: ProcessRow) -> int | None:
    """Take a process that nobody runs, so that it can be ended; return the place of its last log row, None if it did
    not fit.

    A process that was running has to be at rest and not ended by now, its version moves with each step; any other has
    to be as it was seen.
    """
    running = row.status is ProcessStatus.RUNNING
    as_seen = ProcessTable.last_status.not_in(sorted(ENDED)) if running else ProcessTable.version == row.version
    return connection.scalar(
        update(ProcessTable)
        .where(ProcessTable.process_id == row.process_id, ProcessTable.owner.is_(None), as_seen)
        .values(version=ProcessTable.version + 1)
        .returning(ProcessTable.seq)
    )


def ask_to_abort(connection: Connection, process_id: UUID, by: str) -> bool:
    """Ask the owner of a process to abort it, if it has one; its next commit reads this in the statement that moves the
    process."""
    asked = connection.execute(
        update(ProcessTable)
        .where(
            ProcessTable.process_id == process_id,
            ProcessTable.owner.is_not(None),
            ProcessTable.abort_requested_by.is_(None),
        )
        .values(abort_requested_by=by, version=ProcessTable.version + 1)
    )
    return asked.rowcount == 1


def amend(connection: Connection, row: ProcessRow, **values: str | None) -> bool:
    """Set columns of a process that do not move it, if it is as it was seen."""
    amended = connection.execute(
        update(ProcessTable)
        .where(ProcessTable.process_id == row.process_id, ProcessTable.version == row.version)
        .values(**values, version=ProcessTable.version + 1)
    )
    return amended.rowcount == 1


def remove(connection: Connection, row: ProcessRow) -> bool:
    """Take a process and its log out of the store, if it is as it was seen and nobody runs it."""
    gone = connection.execute(
        delete(ProcessTable).where(
            ProcessTable.process_id == row.process_id,
            ProcessTable.version == row.version,
            ProcessTable.owner.is_(None),
        )
    )
    return gone.rowcount == 1


def lock_engines(connection: Connection, by: str, now: datetime) -> bool:
    """Pause the engines, if they are not paused."""
    locked = connection.execute(
        update(EngineSettingsTable)
        .where(~EngineSettingsTable.global_lock)
        .values(global_lock=True, locked_by=by, locked_at=now)
    )
    return locked.rowcount == 1


def unlock_engines(connection: Connection) -> bool:
    """Let the engines go on, if they are paused."""
    unlocked = connection.execute(
        update(EngineSettingsTable)
        .where(EngineSettingsTable.global_lock)
        .values(global_lock=False, locked_by=None, locked_at=None)
    )
    return unlocked.rowcount == 1


def _workflow_id(connection: Connection, workflow: Workflow, now: datetime) -> UUID:
    """Return the id of a workflow's row; it is recorded when first seen, by whoever is first."""
    known = select(WorkflowTable.workflow_id).where(WorkflowTable.name == workflow.name)
    if (found := connection.scalar(known)) is not None:
        return found
    connection.execute(
        insert_into(connection, WorkflowTable)
        .values(
            workflow_id=uuid4(),
            name=workflow.name,
            target=str(workflow.target),
            is_task=workflow.is_task,
            description=workflow.description,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    return connection.execute(known).scalar_one()
