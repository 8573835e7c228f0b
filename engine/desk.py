"""What do all verbs of an operator share?

Whether they may be given at all, who is asked first, the row of the audit, and what the loser of a race is told. A
`Desk` is one operator at one store; the verbs are its subclasses, `engine.operations.Operations` all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from engine.authorization import AuthContext, callback_for, refusal
from engine.clock import Clock, utc_now
from engine.errors import Overtaken, Refused, UnreadableLog, UsageError, WorkflowChanged
from engine.events import Events, notify
from engine.operator import Operator
from engine.outcome import StepStatus
from engine.plain import UNKEPT
from engine.plan import upto_here
from engine.records import ProcessRow
from engine.registry import Registry
from engine.rules import why_not
from engine.skipping import not_skippable
from engine.store import audit
from engine.store.commands import enqueue
from engine.store.database import Store
from engine.store.log import Change, LogRow, Path, read_log
from engine.store.queries import process_row

__all__ = ["Desk", "fitting"]

RESUME_WORKFLOW_REMOVED_ERROR_MSG = "This workflow cannot be resumed because it has been removed"

WITHOUT_WORKFLOW = frozenset({"abort", "delete", "note", "assign", "take", "release"})
"""Verbs that need nothing of the workflow's code."""

_DONE = {
    "submit": "answered",
    "retry": "retried",
    "abort": "aborted",
    "note": "given a note",
    "assign": "assigned",
    "continue": "continued",
    "callback": "called back",
    "take": "taken",
    "release": "released",
    "skip": "sent past a step",
}


class Desk:
    """One operator at one store.

    `on_queued` is called after a process was queued, for an engine nearby to look at once. With `read_only` every verb
    is refused.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        operator: Operator,
        *,
        clock: Clock = utc_now,
        events: Events | None = None,
        on_queued: Callable[[], None] = lambda: None,
        read_only: bool = False,
    ) -> None:
        self.events = events or Events()
        self._store, self._registry, self._operator = store, registry, operator
        self._clock, self._on_queued, self._read_only = clock, on_queued, read_only

    def why_not(self, verb: str, row: ProcessRow) -> str | None:
        """Return in words why `verb` does not apply to a process now; None when it does (`engine.rules`)."""
        return self._unfit(verb, row) or self._forbidden()

    # Whether a verb may be given

    def _forbidden(self) -> str | None:
        return "This console is read-only" if self._read_only else None

    def _may(self, verb: str) -> None:
        if self._read_only:
            raise Refused(f"{verb} is refused: this console is read-only (--read-only, or [ui] read_only)")

    def _unfit(self, verb: str, row: ProcessRow) -> str | None:
        reason = why_not(verb, row)
        if reason is not None or verb in WITHOUT_WORKFLOW:
            return reason
        workflow = self._registry.get(row.workflow)
        if workflow is None:
            said = "Nothing can be started with it" if verb == "again" else RESUME_WORKFLOW_REMOVED_ERROR_MSG
            return f"Workflow '{row.workflow}' is not loaded here. {said}"
        held = not_skippable(workflow, row.last_step) if verb == "skip" else None
        return f"Process {str(row.process_id)[:8]} {held}" if held else None

    def _refuse_unless(self, verb: str, row: ProcessRow) -> None:
        if (reason := self._unfit(verb, row)) is not None:
            raise Refused(reason)

    def _permitted(self, verb: str, process_id: UUID) -> None:
        """Ask whoever the author or the site named whether the operator may do this, with no transaction open.

        Raises:
            NotFound: there is no such process. Refused: the verb is off here, or the operator may not.
        """
        self._may(verb)
        with self._store.reading() as connection:
            row = process_row(connection, process_id)
            rows = read_log(connection, process_id)
        workflow = self._registry.get(row.workflow)
        action = "resume_workflow" if verb == "submit" else f"{verb}_workflow"
        try:
            steps = [planned.step for planned in upto_here(workflow, rows)] if workflow is not None else []
        except (WorkflowChanged, UnreadableLog):
            steps = []  # nobody knows at which step it is: the workflow's own callback is asked
        context = AuthContext(self._operator, action, workflow, steps[-1] if steps else None)
        if (said := refusal(callback_for(action, workflow, steps), context)) is not None:
            raise Refused(f"Process {str(process_id)[:8]}: {said}")

    # What every verb leaves behind

    def _queue(
        self,
        connection: Connection,
        row: ProcessRow,
        verb: str,
        version: int | None,
        now: datetime,
        seq: int | None = None,
    ) -> None:
        """Queue a process again, if it still is as its operator saw it."""
        if not enqueue(connection, row, version, self._operator.display_name, now, seq):
            raise self._overtaken(row.process_id, verb, connection)

    def _entry(self, seq: int, name: str, change: Change, now: datetime, path: Path = ()) -> LogRow:
        return LogRow(
            seq=seq,
            name=name,
            status=StepStatus.SUCCESS,
            attempt=1,
            created_by=self._operator.display_name,
            started_at=now,
            completed_at=now,
            is_full=change.is_full,
            changed=change.changed,
            removed=change.removed,
            path=path,
        )

    def _audit(
        self,
        connection: Connection,
        action: str,
        process_id: UUID | None,
        now: datetime,
        before: str | None,
        after: str,
        step: str | None = None,
        detail: str | None = None,
    ) -> None:
        audit.record(
            connection,
            self._operator,
            action,
            at=now,
            process_id=process_id,
            step=step,
            before=before,
            after=after,
            detail=detail,
        )
        if process_id is not None:
            notify(connection, process_id)

    def _queued(self, process_id: UUID) -> None:
        self.events.announce(process_id)
        self._on_queued()

    def _as_seen(self, connection: Connection, process_id: UUID, verb: str, seen: int | None) -> ProcessRow:
        """Return a process, if it still has the version that was seen."""
        row = process_row(connection, process_id)
        if seen is not None and row.version != seen:
            raise self._overtaken(process_id, verb, connection)
        return row

    def _overtaken(self, process_id: UUID, verb: str, connection: Connection) -> Overtaken:
        """Return the refusal of one who comes second, naming who was first and when."""
        now = process_row(connection, process_id)
        last = audit.last_entry(connection, process_id)
        said = f"is {now.status} now"
        if last is not None and last.action != "start":
            ago = max(0, round((self._clock() - last.at).total_seconds()))
            said = f"was {_DONE.get(last.action, last.action)} by {last.display_name} {ago} s ago, and {said}"
        return Overtaken(f"Process {str(process_id)[:8]} {said}; look again before you {verb}")


def fitting(what: str, text: str, longest: int) -> str:
    """Return the text that an operator gave, if a store can keep it.

    Raises:
        UsageError: it is too long, or has characters that no store keeps.
    """
    if len(text) > longest:
        raise UsageError(f"{what} has at most {longest:,} characters; this has {len(text):,}")
    if UNKEPT.search(text):
        raise UsageError(f"{what} cannot hold NUL or half of a character pair")
    return text
