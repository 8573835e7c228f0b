"""What does the text in a filter line mean?

    retry ams            both words occur, in the workflow, step, note, reason, assignee, author or id
    status:failed        the field is exactly this; `|` separates alternatives: status:failed|waiting
    workflow:provision   text fields match from any place; id: from the beginning
    !status:completed    `!` before a term excludes it
    "push config"        quotes keep spaces

Values are always bound parameters, and `%` and `_` mean themselves.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select

from engine.errors import BadQuery
from engine.outcome import ProcessStatus
from engine.store.queries import id_text
from engine.store.tables import ProcessTable, WorkflowTable

__all__ = ["FIELDS", "PROCESSES", "Language", "beginning", "condition", "is_true", "matching"]

_MAX_LENGTH = 500


Field = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Language:
    """What a filter line may say of one kind of thing."""

    fields: Mapping[str, Field]
    """The fields a term may name, each with the condition its value makes."""
    everywhere: tuple[str, ...]
    """The fields that a word without one is looked for in."""


def matching(column: ColumnElement[str | None] | ColumnElement[str]) -> Field:
    """Match from any place; what is not there is empty text, so that `!` finds it too (NULL would fit neither)."""
    present = func.coalesce(column, "")
    return lambda value: present.icontains(value, autoescape=True)


def _workflow(value: str) -> ColumnElement[bool]:
    """By a subquery, so that every select of processes can be filtered without a join of its own."""
    named = WorkflowTable.name.icontains(value, autoescape=True)
    return ProcessTable.workflow_id.in_(select(WorkflowTable.workflow_id).where(named))


def _target(value: str) -> ColumnElement[bool]:
    aimed = WorkflowTable.target == value.upper()
    return ProcessTable.workflow_id.in_(select(WorkflowTable.workflow_id).where(aimed))


def _status(value: str) -> ColumnElement[bool]:
    try:
        return ProcessTable.last_status == ProcessStatus(value.lower())
    except ValueError:
        raise BadQuery(f"There is no status '{value}'; there are: {', '.join(ProcessStatus)}") from None


def beginning(column: ColumnElement[UUID]) -> Field:
    """Match an id from its beginning, dashes or not."""

    def match(value: str) -> ColumnElement[bool]:
        digits = value.lower().replace("-", "")
        return id_text(column).startswith(digits, autoescape=True) if digits else false()

    return match


def is_true(column: ColumnElement[bool], name: str) -> Field:
    """Match `true` or `false`."""

    def match(value: str) -> ColumnElement[bool]:
        if value.lower() not in ("true", "false"):
            raise BadQuery(f"{name}: is true or false, not '{value}'")
        return column.is_(value.lower() == "true")

    return match


FIELDS: dict[str, Field] = {
    "assignee": lambda value: ProcessTable.assignee == value.upper(),
    "by": matching(ProcessTable.created_by.expression),
    "id": beginning(ProcessTable.process_id.expression),
    "note": matching(ProcessTable.note.expression),
    "reason": matching(ProcessTable.failed_reason.expression),
    "status": _status,
    "step": matching(ProcessTable.last_step.expression),
    "target": _target,
    "task": is_true(ProcessTable.is_task.expression, "task"),
    "workflow": _workflow,
}
"""The fields a term may name, each with the condition its value makes."""

PROCESSES = Language(FIELDS, ("workflow", "step", "note", "reason", "by", "id", "assignee"))


def condition(text: str, language: Language = PROCESSES) -> ColumnElement[bool]:
    """Return the condition that filter text stands for; every term must hold.

    Raises:
        BadQuery: what is wrong, and what there is instead.
    """
    if len(text) > _MAX_LENGTH:
        raise BadQuery(f"The filter is longer than {_MAX_LENGTH} characters")
    if any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text):
        raise BadQuery("The filter holds a character that no text in the store can hold")
    try:
        terms = shlex.split(text, posix=True)
    except ValueError:
        raise BadQuery("A quote is open in the filter; close it or leave it out") from None
    return and_(True, *(_term(term, language) for term in terms))


def _term(term: str, language: Language) -> ColumnElement[bool]:
    if term.startswith("!"):
        if len(term) == 1:
            raise BadQuery("'!' excludes the term right behind it: !status:completed")
        return not_(or_(False, _term(term[1:], language)))
    fields = language.fields
    field, colon, value = term.partition(":")
    if not colon or not field.isidentifier():
        return or_(*(fields[name](term) for name in language.everywhere))
    if field.lower() not in fields:
        raise BadQuery(f"There is no field '{field}'; there are: {', '.join(fields)}")
    values = [part for part in value.split("|") if part]
    if not values:
        raise BadQuery(f"'{field}:' needs a value right behind it")
    return or_(*(fields[field.lower()](part) for part in values))
