"""What was answered when a process was started, and at each of its input steps?

Kept page by page as it was sent, so that a process can be started again with the same answers; without secrets, which
are typed anew. It is written in the transaction of the start or the submit, and goes with its process.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from pydantic_forms.core import page_schema
from sqlalchemy import Connection, insert, select

from engine.errors import UnfitValue
from engine.page_schema import without_secrets
from engine.plain import redact
from engine.store.form_tables import InputStateTable
from engine.values import canonical, parse, to_plain

__all__ = [
    "Answered",
    "KeptPage",
    "StartAnswers",
    "answers_of",
    "keep_answers",
    "kept_page",
    "of_any_version",
]

InputType = Literal["initial_state", "user_input"]
"""Answers of a start, or of an input step, in orchestrator-core's words."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What is kept of the answer to one page."""

    answer: Mapping[str, Any]
    """Plain data."""
    left_out: tuple[str, ...] = ()
    """The fields of which something is not kept: secrets, and what is no plain data."""


@dataclass(frozen=True, slots=True)
class StartAnswers:
    """What a workflow was started with, to start it again."""

    workflow: str
    pages: tuple[KeptPage, ...]

    def without(self, keys: Collection[str]) -> StartAnswers:
        """Return them without what is masked under these keys (`[redact] keys`), to be shown in a form."""
        return replace(self, pages=tuple(_without(page, keys) for page in self.pages))


@dataclass(frozen=True, slots=True)
class Answered:
    """One form that was answered."""

    seq: int
    """Of the log row that came of it; 0 for the start."""
    input_type: str
    """An `InputType`."""
    at: datetime
    pages: tuple[KeptPage, ...]


def kept_page(model: type[BaseModel], answer: Mapping[str, Any]) -> KeptPage:
    """Return what is kept of an answer that a page's class accepted. Never raises: a start does not fail by this."""
    try:
        schema = page_schema(model)
    except Exception:  # a class without a JSON schema does not say what in it is a secret
        return KeptPage({}, tuple(answer))
    plain = {}
    for name, value in answer.items():
        try:
            plain[name] = to_plain(value, name)
        except UnfitValue:  # a step that starts a process may give it anything
            continue
    kept, secret = without_secrets(schema, plain)
    return KeptPage(kept, tuple(name for name in answer if name not in plain or name in secret))


def keep_answers(
    connection: Connection,
    process_id: UUID,
    seq: int,
    input_type: InputType,
    pages: Sequence[KeptPage],
    at: datetime,
) -> None:
    """Write what was answered, in the transaction of the log row `seq` that came of it."""
    connection.execute(
        insert(InputStateTable).values(
            process_id=process_id,
            seq=seq,
            input_type=input_type,
            input_state=canonical([page.answer for page in pages]),
            left_out=canonical([page.left_out for page in pages]),
            input_time=at,
        )
    )


def _without(page: KeptPage, keys: Collection[str]) -> KeptPage:
    shown = {name: value for name, value in page.answer.items() if redact({name: value}, keys) == {name: value}}
    return KeptPage(shown, (*page.left_out, *(name for name in page.answer if name not in shown)))


def of_any_version(pages: Sequence[KeptPage]) -> tuple[KeptPage, ...]:
    """Return the answers to a start without the version of the subscription that was seen then; it is another now."""
    if not pages or "subscription_id" not in pages[0].answer:
        return tuple(pages)
    first = {name: value for name, value in pages[0].answer.items() if name != "version"}
    return (replace(pages[0], answer=first), *pages[1:])


def answers_of(connection: Connection, process_id: UUID) -> list[Answered]:
    """Return what was answered, the start first. What cannot be read any more is left aside."""
    columns = (
        InputStateTable.seq,
        InputStateTable.input_type,
        InputStateTable.input_time,
        InputStateTable.input_state,
        InputStateTable.left_out,
    )
    query = select(*columns).where(InputStateTable.process_id == process_id).order_by(InputStateTable.seq)
    found = []
    for seq, input_type, at, pages, left_out in connection.execute(query):
        try:
            kept = zip(parse(pages), parse(left_out), strict=True)
            found.append(Answered(seq, input_type, at, tuple(KeptPage(page, tuple(names)) for page, names in kept)))
        except (ValueError, TypeError):  # edited by hand
            continue
    return found
