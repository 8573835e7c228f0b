"""Where does a process stand, and who may move it?

The two statements on which everything rests: `claim`, one conditional UPDATE of a queued process, and `move`, the
fence: an UPDATE that fits only the owner, the epoch and the log position its caller believes in. A check before
either would decide nothing; the UPDATE does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from engine.errors import LostOwnership
from engine.outcome import QUEUED, ProcessStatus, StepStatus
from engine.store.log import LogRow, Path
from engine.store.tables import EngineSettingsTable, ProcessTable, WorkflowTable
from engine.values import canonical

__all__ = [
    "PAUSED",
    "USER_ABORTED",
    "Asked",
    "Claimed",
    "Fence",
    "Standing",
    "aborted_row",
    "already_claimed",
    "claim",
    "is_moved",
    "let_go",
    "move",
    "raise_epoch",
    "set_aborted",
    "step_list_of",
    "workflow_of",
]

USER_ABORTED = "User Aborted"
"""The log row of an abort that an operator asked for (contract RUN-10)."""


@dataclass(frozen=True, slots=True)
class Fence:
    """What must still be true of a process for its owner to move it."""

    process_id: UUID
    owner: UUID
    epoch: int
    seq: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim found."""

    epoch: int
    seq: int
    actor: str
    is_task: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a process's owner while it ran a step."""

    abort_by: str | None
    """Who asked for an abort, if anybody."""
    pause: bool
    """Whether the engines are to rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a process row says of the step the process is at."""

    status: ProcessStatus
    step: str | None
    path: Path = ()
    """The groups that the step lies in."""
    assignee: str
    attempt: int = 1
    started_at: datetime | None = None
    """When the attempt in hand began; None where none is."""
    on_interrupt: str = "again"
    reason: str | None = None
    fingerprint: str | None = None
    """Of a failure: what it has in common with those that are alike."""
    retry_at: datetime | None = None
    owned: bool = False
    """Whether its owner goes on with it."""


PAUSED = select(EngineSettingsTable.global_lock).limit(1).scalar_subquery()
"""Whether the engines of the store are to rest."""

_CLAIM = (
    update(ProcessTable)
    .where(
        ProcessTable.process_id == bindparam("b_pid"),
        ProcessTable.last_status.in_(sorted(QUEUED)),
        ~PAUSED,
    )
    .values(
        last_status=ProcessStatus.RUNNING,
        owner=bindparam("b_owner"),
        epoch=ProcessTable.epoch + 1,
        version=ProcessTable.version + 1,
        last_modified_at=bindparam("b_now"),
        retry_at=None,
    )
    .returning(ProcessTable.epoch, ProcessTable.seq, ProcessTable.actor, ProcessTable.is_task)
)

_MOVE = (
    update(ProcessTable)
    .where(
        ProcessTable.process_id == bindparam("b_pid"),
        ProcessTable.owner == bindparam("b_me"),
        ProcessTable.epoch == bindparam("b_epoch"),
        ProcessTable.seq == bindparam("b_before"),
    )
    .values(
        seq=bindparam("b_seq"),
        last_status=bindparam("b_status"),
        last_step=bindparam("b_step"),
        last_path=bindparam("b_path"),
        assignee=bindparam("b_assignee"),
        failed_reason=bindparam("b_reason"),
        fingerprint=bindparam("b_fingerprint"),
        attempt=bindparam("b_attempt"),
        step_started_at=bindparam("b_started_at"),
        on_interrupt=bindparam("b_on_interrupt"),
        retry_at=bindparam("b_retry_at"),
        owner=bindparam("b_owner"),
        last_modified_at=bindparam("b_now"),
        version=ProcessTable.version + 1,
    )
    .returning(ProcessTable.abort_requested_by, PAUSED.label("paused"))
)

_LOOK = select(ProcessTable.epoch, ProcessTable.seq, ProcessTable.owner)


def claim(connection: Connection, process_id: UUID, owner: UUID, now: datetime) -> Claimed | None:
    """Take a queued process for `owner`; None when it is not queued (any more)."""
    row = connection.execute(_CLAIM, {"b_pid": process_id, "b_owner": owner, "b_now": now}).first()
    return Claimed(*row) if row else None


def already_claimed(connection: Connection, process_id: UUID, owner: UUID) -> Claimed | None:
    """After a claim whose answer was lost: return what it found, if it was done; nothing of the process ran since."""
    row = connection.execute(
        select(ProcessTable.epoch, ProcessTable.seq, ProcessTable.actor, ProcessTable.is_task).where(
            ProcessTable.process_id == process_id,
            ProcessTable.owner == owner,
            ProcessTable.last_status == ProcessStatus.RUNNING,
        )
    ).first()
    return Claimed(*row) if row else None


def move(connection: Connection, fence: Fence, seq: int, standing: Standing, now: datetime) -> Asked:
    """Put a process at log position `seq` and where `standing` says; return what was asked of its owner meanwhile.

    Raises:
        LostOwnership: the fence does not fit any more; the caller's transaction must be rolled back.
    """
    row = connection.execute(
        _MOVE,
        {
            "b_pid": fence.process_id,
            "b_me": fence.owner,
            "b_epoch": fence.epoch,
            "b_before": fence.seq,
            "b_seq": seq,
            "b_status": standing.status,
            "b_step": standing.step,
            "b_path": canonical(list(standing.path)),
            "b_assignee": standing.assignee,
            "b_reason": standing.reason,
            "b_fingerprint": standing.fingerprint,
            "b_attempt": standing.attempt,
            "b_started_at": standing.started_at,
            "b_on_interrupt": standing.on_interrupt,
            "b_retry_at": standing.retry_at,
            "b_owner": fence.owner if standing.owned else None,
            "b_now": now,
        },
    ).first()
    if row is None:
        raise LostOwnership("its owner, its epoch or its place in the log changed")
    return Asked(*row)


def let_go(connection: Connection, process_id: UUID) -> None:
    """Queue a process for whoever comes next, the attempt at its step not begun; its owner has just moved it there."""
    connection.execute(
        update(ProcessTable)
        .where(ProcessTable.process_id == process_id)
        .values(last_status=ProcessStatus.RESUMED, owner=None, step_started_at=None)
    )


def raise_epoch(connection: Connection, process_id: UUID) -> None:
    """Raise the epoch of a process taken from a dead owner: should that owner wake, nothing of it fits any more."""
    connection.execute(
        update(ProcessTable).where(ProcessTable.process_id == process_id).values(epoch=ProcessTable.epoch + 1)
    )


def aborted_row(seq: int, by: str, now: datetime) -> LogRow:
    """Return the log row of an operator's abort."""
    return LogRow(
        seq=seq,
        name=USER_ABORTED,
        status=StepStatus.ABORT,
        attempt=1,
        created_by=by,
        started_at=now,
        completed_at=now,
    )


def set_aborted(connection: Connection, process_id: UUID, seq: int, now: datetime) -> None:
    """Write the process row of an operator's abort; the caller has made sure that nobody else moves it."""
    connection.execute(
        update(ProcessTable)
        .where(ProcessTable.process_id == process_id)
        .values(
            seq=seq,
            last_status=ProcessStatus.ABORTED,
            last_step=USER_ABORTED,
            last_path="[]",
            owner=None,
            attempt=1,
            step_started_at=None,
            on_interrupt="again",
            retry_at=None,
            abort_requested_by=None,
            callback_progress=None,
            last_modified_at=now,
            version=ProcessTable.version + 1,
        )
    )


def is_moved(connection: Connection, fence: Fence) -> bool | None:
    """After a commit whose answer was lost: was it done? None if not, else whether the owner still owns it."""
    row = connection.execute(_LOOK.where(ProcessTable.process_id == fence.process_id)).first()
    if row is None or row.epoch != fence.epoch or row.seq <= fence.seq:
        return None
    return bool(row.owner == fence.owner)


_WORKFLOW = (
    select(WorkflowTable.name)
    .join(ProcessTable, ProcessTable.workflow_id == WorkflowTable.workflow_id)
    .where(ProcessTable.process_id == bindparam("b_pid"))
)


def workflow_of(connection: Connection, process_id: UUID) -> str:
    """Return the name of a process's workflow."""
    return connection.execute(_WORKFLOW, {"b_pid": process_id}).scalar_one()


def step_list_of(connection: Connection, process_id: UUID) -> str | None:
    """Return the list of steps that a process was started with, as JSON; None where nobody kept it."""
    return connection.scalar(select(ProcessTable.step_list).where(ProcessTable.process_id == process_id))
