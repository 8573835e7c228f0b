"""What has a process done, and what is its state?

The log is the truth: a row per attempt, ordered by `seq`. State is the fold of the log. A row holds what its step
changed; when the changes since the last full state outgrow that state, the row holds a full one again, so that
neither writing nor folding grows with the length of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, bindparam, insert, select

from engine.errors import UnfitValue, UnreadableLog
from engine.outcome import State, StepStatus
from engine.store.tables import ProcessStepTable
from engine.values import canonical, parse, plain_key, to_plain

__all__ = [
    "CLEARED",
    "REFUSED",
    "Change",
    "Done",
    "LogRow",
    "Path",
    "Snapshot",
    "cleared",
    "fold",
    "path_of",
    "read_log",
    "read_row",
    "rebased_to",
    "resting_row",
    "write_row",
]

Path = tuple[str, ...]
"""The names of the groups that a step lies in, outermost first."""

CLEARED = frozenset({StepStatus.SUCCESS, StepStatus.SKIPPED, StepStatus.COMPLETE, StepStatus.ABORT})
"""Statuses of steps that are not run again (contract REC-1)."""

REFUSED = "Resume"
"""Under which name the log says that a process could not be continued: no step of its workflow."""

_STATUSES = frozenset(StepStatus)

REMOVE_KEYS = "__remove_keys"
"""The key under which a step names the keys to drop from the state (contract ST-6)."""

_NATIVE = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One row of the log as it stands in the store; `changed` and `removed` are JSON text."""

    seq: int
    name: str
    status: str
    attempt: int
    created_by: str
    started_at: datetime
    completed_at: datetime
    is_full: bool = False
    changed: str = "{}"
    removed: str = "[]"
    error: str | None = None
    traceback: str | None = None
    path: Path = ()
    rebased: str | None = None
    """JSON: what counts as done from this row on, whatever the rows before it say."""

    @property
    def place(self) -> tuple[Path, str]:
        """By which a workflow's list knows the step."""
        return self.path, self.name


@dataclass(frozen=True, slots=True)
class Change:
    """What one step did to the state, as JSON text ready for a log row, and the snapshot after it."""

    changed: str
    removed: str
    is_full: bool
    after: Snapshot


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state with the canonical text of each of its keys: what the next state is compared with."""

    state: State
    texts: Mapping[str, str] = field(default_factory=dict)
    since_full: int = 0
    """Characters of changes logged since the last full state."""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Snapshot:
        """Return the snapshot of a state that is plain already, as if it had just been logged in full."""
        return cls(dict(state), {key: canonical(value) for key, value in state.items()})

    def change_to(self, state: Mapping[str, Any]) -> Change:
        """Return what turns this state into `state`, with every value made plain.

        Raises:
            UnfitValue: a value that a state cannot hold.
        """
        plain: State = {}
        texts: dict[str, str] = {}
        dropped = _dropped(state)
        for given, value in state.items():
            key = given if type(given) is str and given in self.texts else plain_key(given)
            if key in dropped:
                continue
            if key in plain:
                raise UnfitValue(f"state: the key '{key}' occurs twice, as values of two types")
            before = self.texts.get(key)
            if before is not None and _same(value, before):
                plain[key], texts[key] = self.state[key], before
            else:
                plain[key] = to_plain(value, key)
                texts[key] = canonical(plain[key])
        changed = {key: text for key, text in texts.items() if self.texts.get(key) != text}
        removed = sorted(set(self.texts) - set(texts))
        return self._logged(plain, texts, changed, removed)

    def _logged(self, plain: State, texts: dict[str, str], changed: dict[str, str], removed: list[str]) -> Change:
        size = sum(map(len, texts.values()))
        grown = self.since_full + sum(map(len, changed.values()))
        if grown > size and (changed or removed):
            return Change(_joined(texts), canonical(removed), True, Snapshot(plain, texts, 0))
        return Change(_joined(changed), canonical(removed), False, Snapshot(plain, texts, grown))


def _dropped(state: Mapping[str, Any]) -> frozenset[str]:
    named = state.get(REMOVE_KEYS, ())
    keys = named if isinstance(named, list | tuple | set | frozenset) else ()
    return frozenset({REMOVE_KEYS, *map(str, keys)})


def _same(value: Any, text: str) -> bool:
    """Say whether `value` is the stored one, at the speed of the JSON writer.

    Text with a null takes the careful way: the writer makes null of NaN, which must be refused instead.
    """
    if "null" in text:
        return False
    try:
        return orjson.dumps(value, option=_NATIVE).decode() == text
    except (TypeError, ValueError, RecursionError):
        return False


def _joined(texts: Mapping[str, str]) -> str:
    """Return the JSON object of keys and their canonical texts, without writing the values again."""
    return "{" + ",".join(f"{canonical(key)}:{texts[key]}" for key in sorted(texts)) + "}"


def write_row(connection: Connection, process_id: UUID, row: LogRow) -> None:
    """Insert `row` into the log; a second row of the same `seq` is an integrity error."""
    connection.execute(
        _INSERT,
        {
            "pid": process_id,
            "seq": row.seq,
            "name": row.name,
            "status": row.status,
            "attempt": row.attempt,
            "created_by": row.created_by,
            "started_at": row.started_at,
            "completed_at": row.completed_at,
            "is_full": row.is_full,
            "changed": row.changed,
            "removed": row.removed,
            "error": row.error,
            "traceback": row.traceback,
            "path": canonical(list(row.path)),
            "rebased": row.rebased,
        },
    )


_INSERT = insert(ProcessStepTable)

_SELECT = (
    select(
        ProcessStepTable.seq,
        ProcessStepTable.name,
        ProcessStepTable.status,
        ProcessStepTable.attempt,
        ProcessStepTable.created_by,
        ProcessStepTable.started_at,
        ProcessStepTable.completed_at,
        ProcessStepTable.is_full,
        ProcessStepTable.changed,
        ProcessStepTable.removed,
        ProcessStepTable.error,
        ProcessStepTable.traceback,
        ProcessStepTable.path,
        ProcessStepTable.rebased,
    )
    .where(ProcessStepTable.process_id == bindparam("b_pid"))
    .order_by(ProcessStepTable.seq)
)


def read_log(connection: Connection, process_id: UUID) -> list[LogRow]:
    """Return the rows of a process in the order of `seq`, row 0 (the state it was started with) first."""
    rows = connection.execute(_SELECT, {"b_pid": process_id})
    return [LogRow(**{**row._mapping, "path": path_of(row.path)}) for row in rows]


def path_of(text: str) -> Path:
    """Return the groups that a store names as JSON; what cannot be read is a group that no workflow has."""
    try:
        found = parse(text)
    except ValueError:
        found = None
    return tuple(map(str, found)) if isinstance(found, list) else ("(unreadable)",)


def fold(rows: Iterable[LogRow]) -> Snapshot:
    """Return the state after `rows`, which begin with row 0.

    Raises:
        UnreadableLog: a row that is missing or cannot be read.
    """
    state: State = {}
    since_full = 0
    for seq, row in enumerate(rows):
        changed, removed = read_row(row, seq)
        if row.is_full:
            state, since_full = changed, 0
        else:
            state.update(changed)
            since_full += len(row.changed)
        for key in removed:
            state.pop(key, None)
    return Snapshot(state, {key: canonical(value) for key, value in state.items()}, since_full)


def read_row(row: LogRow, seq: int) -> tuple[State, list[str]]:
    """Return the keys that a row, the one of this `seq`, set and removed.

    Raises:
        UnreadableLog: it is another row, its status is not known to this program, or its JSON is not what we write.
    """
    if row.seq != seq:
        raise UnreadableLog(f"log row {seq} is missing")
    if row.status not in _STATUSES:
        raise UnreadableLog(f"log row {seq} ({row.name}) has the status '{row.status}', which is not known here")
    try:
        changed, removed = parse(row.changed), parse(row.removed)
    except ValueError:
        changed = removed = None
    if not isinstance(changed, dict) or not isinstance(removed, list) or not all(isinstance(k, str) for k in removed):
        raise UnreadableLog(f"log row {seq} ({row.name}) cannot be read")
    return changed, removed


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is not run again."""

    path: Path
    name: str
    status: str = StepStatus.SUCCESS

    @property
    def place(self) -> tuple[Path, str]:
        """By which a workflow's list knows the step."""
        return self.path, self.name

    @property
    def title(self) -> str:
        """Its name, with the groups around it before it."""
        return " / ".join((*self.path, self.name))


def cleared(rows: Iterable[LogRow]) -> list[Done]:
    """Return the steps that are done, in order: what the workflow's list must begin with.

    Raises:
        UnreadableLog: what a row says counts as done cannot be read.
    """
    done: list[Done] = []
    for row in rows:
        if row.rebased is not None:
            done = _rebased(row, row.rebased)
        elif row.seq > 0 and row.status in CLEARED:
            done.append(Done(row.path, row.name, row.status))
    return done


def rebased_to(done: Iterable[Done]) -> str:
    """Return these steps as a log row names what counts as done from it on."""
    return canonical([[list(step.path), step.name, step.status] for step in done])


def _rebased(row: LogRow, text: str) -> list[Done]:
    try:
        return [Done(tuple(map(str, path)), str(name), str(status)) for path, name, status in parse(text)]
    except (ValueError, TypeError):
        raise UnreadableLog(f"log row {row.seq} ({row.name}) does not say what counts as done") from None


def resting_row(rows: Sequence[LogRow]) -> LogRow | None:
    """Return the last row where it is of an attempt that did not finish its step, which must therefore come next."""
    for row in reversed(rows):
        if row.name == REFUSED and row.status == StepStatus.FAILED:
            continue
        return row if row.seq > 0 and row.status not in CLEARED and row.rebased is None else None
    return None
