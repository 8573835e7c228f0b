"""What can an operator do around a process: note, assign, take, delete, continue, skip, call back, pause the engines?

Each is one transaction that fits only what its operator saw, with its audit row.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from engine.authorization import AuthContext, refusal
from engine.delivery import deliver, report_progress
from engine.desk import Desk, fitting
from engine.dsl import LONGEST_ASSIGNEE
from engine.errors import Refused, UsageError
from engine.events import notify
from engine.outcome import ProcessStatus
from engine.records import Pause
from engine.replan import continue_at
from engine.skipping import skip_step
from engine.store.commands import amend, lock_engines, remove, unlock_engines
from engine.store.log import read_log
from engine.store.queries import pause_of
from engine.store.tables import NOTE_LENGTH

__all__ = ["Housekeeping"]


class Housekeeping(Desk):
    """The verbs that run nothing by themselves."""

    def set_note(self, process_id: UUID, text: str, *, seen: int | None = None) -> None:
        """Write a note on a process, whatever its status; an empty text takes it away (contract RUN-14).

        Raises:
            UsageError: longer than 5,000 characters, or with characters no store keeps. NotFound, Refused, Overtaken.
        """
        note = fitting("A note", text.strip(), NOTE_LENGTH) or None
        self._permitted("note", process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, "note", seen)
            if not amend(connection, row, note=note):
                raise self._overtaken(process_id, "note", connection)
            was = f"{row.note or ''} -> {note or ''}"
            self._audit(connection, "note", process_id, self._clock(), row.status, row.status, row.last_step, was)
        self.events.announce(process_id)

    def set_assignee(self, process_id: UUID, assignee: str, *, seen: int | None = None) -> None:
        """Have another team act on the step a process is at; the next step has its own assignee again.

        Raises:
            UsageError: not 1 to 50 characters. NotFound, Refused, Overtaken.
        """
        team = fitting("An assignee", assignee.strip(), LONGEST_ASSIGNEE)
        if not team:
            raise UsageError("An assignee is a team such as NOC; none was given")
        self._permitted("assign", process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, "assign", seen)
            self._refuse_unless("assign", row)
            if not amend(connection, row, assignee=team):
                raise self._overtaken(process_id, "assign", connection)
            was = f"{row.assignee} -> {team}"
            self._audit(connection, "assign", process_id, self._clock(), row.status, row.status, row.last_step, was)
        self.events.announce(process_id)

    def take(self, process_id: UUID, *, seen: int | None = None) -> None:
        """Take a process in hand, so that colleagues see who works on it. The team stays, and everybody may still act.

        Raises:
            NotFound, Refused: it has ended, or is in somebody's hands already, whose is said. Overtaken.
        """
        self._hold("take", process_id, self._operator.display_name, seen)

    def release(self, process_id: UUID, *, seen: int | None = None) -> None:
        """Give a process out of hand, one's own or a colleague's who has gone home.

        Raises:
            NotFound, Refused: nobody has it. Overtaken.
        """
        self._hold("release", process_id, None, seen)

    def _hold(self, verb: str, process_id: UUID, holder: str | None, seen: int | None) -> None:
        self._permitted(verb, process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, verb, seen)
            self._refuse_unless(verb, row)
            if not amend(connection, row, taken_by=holder):
                raise self._overtaken(process_id, verb, connection)
            was = f"{row.taken_by or ''} -> {holder or ''}"
            self._audit(connection, verb, process_id, self._clock(), row.status, row.status, row.last_step, was)
        self.events.announce(process_id)

    def skip(self, process_id: UUID, note: str, *, seen: int | None = None) -> str:
        """Have a process go on without the step it failed or waits at, and say why; return that step's title.

        The log keeps the step as skipped, with the note, and the state as it was before it.

        Raises:
            UsageError: no note, one longer than 5,000 characters, or with characters no store keeps.
            NotFound, Refused, Overtaken. WorkflowChanged: continue it at a step instead.
        """
        said = fitting("A note", note.strip(), NOTE_LENGTH)
        if not said:
            raise UsageError("A skipped step needs a note: why it is not needed, or who did by hand what it does")
        self._permitted("skip", process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, "skip", seen)
            self._refuse_unless("skip", row)
            rows, now, by = read_log(connection, process_id), self._clock(), self._operator.display_name
            title = skip_step(connection, row, self._registry[row.workflow], rows, said, by, now)
            if title is None:
                raise self._overtaken(process_id, "skip", connection)
            self._audit(connection, "skip", process_id, now, row.status, ProcessStatus.RESUMED, title, said)
        self._queued(process_id)
        return title

    def delete(self, process_id: UUID, *, seen: int | None = None) -> None:
        """Take a task that nobody runs out of the store, log and all; the audit remembers it (contract RUN-13).

        Raises:
            NotFound, Refused, Overtaken.
        """
        self._permitted("delete", process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, "delete", seen)
            self._refuse_unless("delete", row)
            if not remove(connection, row):
                raise self._overtaken(process_id, "delete", connection)
            self._audit(
                connection, "delete", process_id, self._clock(), row.status, "deleted", row.last_step, row.workflow
            )
        self.events.announce(process_id)

    def continue_at(self, process_id: UUID, step: str, *, seen: int | None = None) -> str:
        """Queue a process whose workflow was edited under it, to go on at the step named; return that step's title.

        `step` is its name, its title with the groups around it, or `#` and its number (`engine.replan`).

        Raises:
            NotFound, Ambiguous: no such process or step, or several. Refused, Overtaken.
        """
        self._permitted("continue", process_id)
        with self._store.writing() as connection:
            row = self._as_seen(connection, process_id, "continue", seen)
            self._refuse_unless("continue", row)
            rows, now = read_log(connection, process_id), self._clock()
            workflow = self._registry[row.workflow]
            title = continue_at(connection, row, workflow, rows, step, self._operator.display_name, now)
            if title is None:
                raise self._overtaken(process_id, "continue", connection)
            self._audit(connection, "continue", process_id, now, row.status, ProcessStatus.RESUMED, title)
        self._queued(process_id)
        return title

    def call_back(self, process_id: UUID, token: str, data: Any) -> None:
        """Deliver what a callback brought to the process that awaits it, and queue it (contract CB-2).

        Raises:
            NotFound: no such process, or another token. Refused: it awaits none, or none any more.
            FormRejected: a state cannot hold the data.
        """
        self._may("callback")
        with self._store.writing() as connection:
            now = self._clock()
            row = deliver(connection, process_id, token, data, self._operator.display_name, now)
            self._audit(connection, "callback", process_id, now, row.status, ProcessStatus.RESUMED, row.last_step)
        self._queued(process_id)

    def report_progress(self, process_id: UUID, token: str, data: Any) -> None:
        """Keep what the outside says on the way to its callback, in place of what it said before (contract CB-3).

        Raises:
            As `call_back`.
        """
        self._may("callback")
        with self._store.writing() as connection:
            report_progress(connection, process_id, token, data, self._clock())
            notify(connection, process_id)
        self.events.announce(process_id)

    def pause(self) -> None:
        """Have every engine of the store take nothing more and rest after the step in hand, until `resume`.

        A step whose turn is being committed at this very moment may still begin. Processes can be started, answered and
        retried meanwhile: they queue.

        Raises:
            Refused: it is paused already, by whom and since when.
        """
        self._pause_or_resume("pause")

    def resume(self) -> None:
        """Have the engines go on.

        Raises:
            Refused: they are not paused.
        """
        self._pause_or_resume("resume")
        self._on_queued()

    def why_not_engine(self, verb: str, pause: Pause | None) -> str | None:
        """Return in words why `pause` or `resume` does not apply to the engines now; None when it does."""
        so_already = (pause is not None) == (verb == "pause")
        return _so_already(pause, self._clock()) if so_already else self._forbidden()

    def pause_state(self) -> Pause | None:
        """Return by whom and since when the engines are paused; None when they are not."""
        with self._store.reading() as connection:
            return pause_of(connection)

    def _pause_or_resume(self, verb: str) -> None:
        self._may(f"{verb} the engine")
        if (said := refusal(None, AuthContext(self._operator, f"{verb}_engine"))) is not None:
            raise Refused(f"The engine: {said}")
        with self._store.writing() as connection:
            now, by = self._clock(), self._operator.display_name
            before = pause_of(connection)
            done = lock_engines(connection, by, now) if verb == "pause" else unlock_engines(connection)
            if not done:
                raise Refused(_so_already(before, now))
            was, is_now = ("running", "paused") if verb == "pause" else ("paused", "running")
            self._audit(connection, f"{verb} engine", None, now, was, is_now)


def _so_already(pause: Pause | None, now: datetime) -> str:
    if pause is None:
        return "The engine is not paused"
    return f"The engine is paused already, by {pause.by} {max(0, round((now - pause.at).total_seconds()))} s ago"
