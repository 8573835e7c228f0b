"""What does the store keep of forms: what was answered, what is typed and not sent, and who has which form open?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import BaseModel, UtcTimestamp

__all__ = ["AGAIN", "INPUT", "START", "SUBJECT_LENGTH", "DraftTable", "InputStateTable", "OpenFormTable"]

START, INPUT, AGAIN = "start:", "process:", "again:"
"""How the subject of a form begins: a workflow's start, a process's input step, a start with the answers of before."""

SUBJECT_LENGTH = 600


class InputStateTable(BaseModel):
    """What was sent with a form, page by page, without secrets: at the start, and at each input step."""

    __tablename__ = "input_states"

    input_state_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    process_id: Mapped[UUID] = mapped_column("pid", ForeignKey("processes.pid", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Integer)
    """Of the log row that came of it."""
    input_type: Mapped[str] = mapped_column(String(20))
    """initial_state or user_input."""
    input_state: Mapped[str] = mapped_column(Text)
    """JSON: a list of pages."""
    left_out: Mapped[str] = mapped_column(Text)
    """JSON: by page, the names of the fields of which something was not kept."""
    input_time: Mapped[datetime] = mapped_column(UtcTimestamp)

    __table_args__ = (UniqueConstraint("pid", "seq"),)


class DraftTable(BaseModel):
    """What an operator typed into a form and has not sent yet, as typed, without secrets."""

    __tablename__ = "drafts"

    os_user: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH), primary_key=True)
    pages: Mapped[str] = mapped_column(Text)
    """JSON: the pages, and which of them was on screen; of an older draft only the pages."""
    saved_at: Mapped[datetime] = mapped_column(UtcTimestamp)


class OpenFormTable(BaseModel):
    """A form that somebody has open, as long as it is seen."""

    __tablename__ = "open_forms"

    open_form_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    os_user: Mapped[str] = mapped_column(String(255))
    display_name: Mapped[str] = mapped_column(String(255))
    host: Mapped[str] = mapped_column(String(255))
    opened_at: Mapped[datetime] = mapped_column(UtcTimestamp)
    seen_at: Mapped[datetime] = mapped_column(UtcTimestamp)

    __table_args__ = (Index("ix_open_forms_subject", "subject"),)
