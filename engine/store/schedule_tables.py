"""Which workflows are started by the clock? A row for each schedule, and one for each of its ticks that was claimed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import REASON_LENGTH, BaseModel, UtcTimestamp

__all__ = ["SCHEDULE_NAME_LENGTH", "ScheduleTable", "ScheduleTickTable"]

SCHEDULE_NAME_LENGTH = 255


class ScheduleTable(BaseModel):
    """A workflow that is started again and again, or once, at a time."""

    __tablename__ = "schedules"

    schedule_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(SCHEDULE_NAME_LENGTH))
    workflow_name: Mapped[str] = mapped_column(String(255))
    """Not a reference: a workflow has a row only once the store has seen it."""
    trigger: Mapped[str] = mapped_column(String(20))
    """interval, cron or date."""
    trigger_kwargs: Mapped[str] = mapped_column(Text)
    """JSON: the trigger's own words, as APScheduler has them."""
    inputs: Mapped[str] = mapped_column(Text)
    """JSON: the answers to the workflow's form, one mapping a page."""
    next_run_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    """None: it does not run any more."""
    paused: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcTimestamp)

    __table_args__ = (Index("ix_schedules_next_run_at", "next_run_at"),)


class ScheduleTickTable(BaseModel):
    """A planned moment of a schedule, claimed by the one engine that acted on it."""

    __tablename__ = "schedule_ticks"

    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("schedules.schedule_id", ondelete="CASCADE"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcTimestamp, primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    process_id: Mapped[UUID | None] = mapped_column(Uuid)
    """What was started; it may have been cleaned up since."""
    skipped: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    """Why nothing was, in words."""
