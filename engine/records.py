"""What is a screen or a script shown of a process?

Frozen records, read from the store by `engine.store.queries`. They carry plain values only, so that a screen can keep
one as long as it likes and compare two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.outcome import ProcessStatus, StepStatus

__all__ = ["Badges", "OwnerRow", "Pause", "ProcessDetail", "ProcessRow", "StepRun", "WorkflowInfo"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessRow:
    """One process as a list shows it."""

    process_id: UUID
    version: int
    """Raised by every change; a command carries the one its operator saw."""
    workflow: str
    target: str
    is_task: bool
    status: ProcessStatus
    last_step: str | None
    """The step it is at: the running one while it runs, else the one last logged."""
    assignee: str
    created_by: str
    started_at: datetime
    last_modified_at: datetime
    failed_reason: str | None
    note: str | None
    attempt: int
    """Of the step it is at; 1 for the first."""
    retry_at: datetime | None
    """When a waiting process is retried next."""
    step_started_at: datetime | None
    """When the running attempt began."""
    abort_requested_by: str | None
    """Who asked a running process to abort; it does at its next commit."""
    taken_by: str | None = None
    """Which operator has it in hand, by display name: so that two do not work on one trouble. Binds nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRun:
    """One attempt at one step; a retry is a new one, never an edit of the old."""

    seq: int
    name: str
    path: tuple[str, ...] = ()
    """The groups it lies in, outermost first."""
    status: StepStatus
    attempt: int
    created_by: str
    started_at: datetime
    completed_at: datetime
    changed: dict[str, Any]
    """The keys this attempt set; the full state is the fold of all of them."""
    removed: tuple[str, ...]
    error_class: str | None
    error: str | None
    details: Any
    """What a `ProcessFailureError` carried, as plain JSON data."""
    traceback: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessDetail:
    """One process, whole."""

    row: ProcessRow
    steps: tuple[StepRun, ...]
    pending: tuple[str, ...]
    """Names of the steps still to come; empty when the workflow is not loaded here."""
    initial: dict[str, Any]
    """The state it was started with."""
    state: dict[str, Any]
    progress: Any = None
    """What the outside last said while its callback is awaited, as plain JSON data."""
    unreadable: str | None = None
    """Why the log could not be read to its end, where that is so; everything readable is still here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Badges:
    """Counts for the header: what needs attention."""

    inbox: int = 0
    failed: int = 0
    failed_tasks: int = 0
    running: int = 0
    total: int = 0
    subscriptions: int = 0
    engine: str | None = None
    """Why the engines want to be looked at, in two words or three; None when all is well."""
    paused_by: str | None = None
    """Who paused the engines, if anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkflowInfo:
    """A workflow that can be started."""

    name: str
    description: str
    target: str
    is_task: bool
    steps: tuple[str, ...] = field(default=())
    why_not: str | None = None
    """Why it cannot be started now, in words; None when it can."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerRow:
    """An engine that runs processes, or did until it died."""

    owner_id: UUID
    host: str
    pid: int
    started_at: datetime
    heartbeat_at: datetime
    expires_at: datetime
    """Of its lease; where the store is a file, the lock on its own file counts before it."""
    alive: bool
    running: int
    """How many processes it runs now."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The engines of a store rest."""

    by: str
    """Who paused them, by display name."""
    at: datetime
