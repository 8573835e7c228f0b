"""What does the store hold?

The tables of the store's own schema, as SQLAlchemy declares them. The migrations make them; a test compares the two.
JSON is kept as text on both kinds of store, so that both give the same verdict on every value (faults F27).
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = [
    "AuditTable",
    "BaseModel",
    "EngineSettingsTable",
    "OwnerTable",
    "ProcessStepTable",
    "ProcessTable",
    "UtcTimestamp",
    "UtcTimestampError",
    "WorkflowTable",
]

NOTE_LENGTH = 5_000
REASON_LENGTH = 10_000
TRACEBACK_LENGTH = 50_000


class UtcTimestampError(Exception):
    """A timestamp without a time zone was given to the store."""


class UtcTimestamp(TypeDecorator[datetime]):
    """An aware datetime, kept and read in UTC with microseconds."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime; SQLite, which knows no time zones, gets it in UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise UtcTimestampError(f"Expected timezone-aware datetime, got {value!r}")
        moved = value.astimezone(UTC)
        return moved.replace(tzinfo=None) if dialect.name == "sqlite" else moved

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class BaseModel(DeclarativeBase):
    """Base of every table."""


class WorkflowTable(BaseModel):
    """A workflow the store has seen; soft-deleted, so that its processes keep their name."""

    __tablename__ = "workflows"

    workflow_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    target: Mapped[str] = mapped_column(String(32))
    is_task: Mapped[bool]
    description: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    registered: Mapped[bool] = mapped_column(default=False, server_default=false())
    """By a migration of the site; else the store only saw it run."""


class OwnerTable(BaseModel):
    """An engine that runs processes: one lease and one heartbeat, however many it runs."""

    __tablename__ = "engine_owners"

    owner_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    heartbeat_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    expires_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    """By the store's clock where it has one (Postgres), by this host's where the store is a file."""


_LOOKED_AT = (
    "last_status",
    "workflow_id",
    "is_task",
    "assignee",
    "created_by",
    "last_step",
    "attempt",
    "started_at",
)
"""What a filter may ask of an ended process without looking at its row."""


class ProcessTable(BaseModel):
    """A process: where it stands, who owns it, and the attempt in hand (the intent of the next log row)."""

    __tablename__ = "processes"

    process_id: Mapped[UUID] = mapped_column("pid", Uuid, primary_key=True)
    workflow_id: Mapped[UUID] = mapped_column(ForeignKey("workflows.workflow_id"))
    is_task: Mapped[bool]
    last_status: Mapped[str] = mapped_column(String(50))
    last_step: Mapped[str | None] = mapped_column(String(255))
    assignee: Mapped[str] = mapped_column(String(50))
    created_by: Mapped[str] = mapped_column(String(255))
    actor: Mapped[str] = mapped_column(String(255))
    """Who last started, submitted or retried it; the log rows that follow are theirs."""
    started_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    last_modified_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    failed_reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    fingerprint: Mapped[str | None] = mapped_column(String(16))
    """What the failure has in common with those that are alike (`engine.likeness`); None of any other process."""
    note: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))
    version: Mapped[int] = mapped_column(Integer, default=1)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    """Of its last log row."""
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("engine_owners.owner_id"))
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    """Raised by every claim: a commit of an earlier owner does not fit it."""
    attempt: Mapped[int] = mapped_column(Integer, default=1)
    step_started_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    on_interrupt: Mapped[str] = mapped_column(String(10), default="again")
    """What becomes of the attempt in hand if its owner dies: ask, retry or again."""
    retry_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    abort_requested_by: Mapped[str | None] = mapped_column(String(255))
    last_path: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON: the groups, outermost first, that the step it is at lies in."""
    step_list: Mapped[str | None] = mapped_column(Text)
    """JSON: the steps its workflow had when it was started, for the difference that an edited workflow makes."""
    callback_progress: Mapped[str | None] = mapped_column(Text)
    """JSON: what the outside last said while its callback is awaited."""
    taken_by: Mapped[str | None] = mapped_column(String(255))
    """Which operator has it in hand, by display name."""

    __table_args__ = (
        # Each of some rows alone, which the migration says: said here, it would load the other kind's dialect.
        Index("ix_processes_active", "last_modified_at", "pid", "last_status", "assignee", "workflow_id"),
        Index("ix_processes_ended", "last_modified_at", "pid", *_LOOKED_AT),
        Index("ix_processes_status", "last_status", "last_modified_at", "pid"),
        Index("ix_processes_workflow", "workflow_id", "last_modified_at", "pid"),
        Index("ix_processes_assignee", "assignee", "last_modified_at", "pid"),
        Index("ix_processes_step", "last_step", "last_modified_at", "pid"),
        Index("ix_processes_author", "created_by", "last_modified_at", "pid"),
        Index("ix_processes_started", "started_at", "pid"),
        Index("ix_processes_noted", "pid"),
        Index("ix_processes_reasoned", "pid"),
        Index("ix_processes_retry_at", "retry_at"),
        Index("ix_processes_owner", "owner"),
    )


class ProcessStepTable(BaseModel):
    """The log: a row per attempt, never overwritten. Row 0 holds the state the process was started with."""

    __tablename__ = "process_steps"

    step_id: Mapped[int] = mapped_column(
        "stepid", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    process_id: Mapped[UUID] = mapped_column("pid", ForeignKey("processes.pid", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(50))
    attempt: Mapped[int] = mapped_column(Integer)
    created_by: Mapped[str] = mapped_column(String(255))
    started_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    completed_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    is_full: Mapped[bool] = mapped_column(default=False)
    """Whether `changed` is the whole state after the step, not only what the step set."""
    changed: Mapped[str] = mapped_column(Text, default="{}")
    removed: Mapped[str] = mapped_column(Text, default="[]")
    error: Mapped[str | None] = mapped_column(Text)
    """Canonical JSON of `class`, `error` and `details` of a failed attempt."""
    traceback: Mapped[str | None] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON: the groups, outermost first, that the step lies in."""
    rebased: Mapped[str | None] = mapped_column(Text)
    """JSON: the steps that count as done from this row on, where an operator said so after an edit of the workflow."""

    __table_args__ = (UniqueConstraint("pid", "seq"),)


class AuditTable(BaseModel):
    """Who did what: a row for every command, written in the transaction of its effect."""

    __tablename__ = "audit"

    audit_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcTimestamp)
    os_user: Mapped[str] = mapped_column(String(255))
    db_role: Mapped[str | None] = mapped_column(String(255))
    display_name: Mapped[str] = mapped_column(String(255))
    host: Mapped[str] = mapped_column(String(255))
    os_pid: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(50))
    process_id: Mapped[UUID | None] = mapped_column(Uuid)
    step: Mapped[str | None] = mapped_column(String(255))
    before: Mapped[str | None] = mapped_column(String(50))
    after: Mapped[str | None] = mapped_column(String(50))
    detail: Mapped[str | None] = mapped_column(Text)
    """What else the command changed, in words: a note, an assignee."""

    __table_args__ = (Index("ix_audit_process", "process_id"),)


class EngineSettingsTable(BaseModel):
    """One row: whether the engines of this store are paused, by whom and since when."""

    __tablename__ = "engine_settings"

    settings_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    global_lock: Mapped[bool] = mapped_column(default=False)
    locked_by: Mapped[str | None] = mapped_column(String(255))
    locked_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
