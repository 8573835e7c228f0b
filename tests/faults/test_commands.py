"""A command's program is killed, broken or frozen around its commit: is the command done whole, or not at all?"""

from __future__ import annotations

import signal
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.outcome import ProcessStatus
from engine.store.tables import AuditTable, ProcessStepTable, ProcessTable
from tests.faults.points import COMMANDS, COMMIT, FAULTS
from tests.faults.selection import combined
from tests.faults.site import Site


def suspended(site: Site) -> UUID:
    process_id = site.start("points")
    site.run_until_idle()
    assert site.detail(process_id).row.status is ProcessStatus.SUSPENDED
    return process_id


def failed(site: Site) -> UUID:
    process_id = site.start("failing")
    site.run_until_idle()
    return process_id


PREPARED: dict[str, Callable[[Site], UUID | None]] = {
    "start": lambda site: None,
    "submit": suspended,
    "retry": failed,
    "abort": suspended,
    "pause": lambda site: None,
}

WORDS = {
    "start": ("start", "points", "--no-wait"),
    "submit": ("process", "submit", "ID", "--input", "{}", "--no-wait"),
    "retry": ("process", "retry", "ID", "--no-wait"),
    "abort": ("process", "abort", "ID", "--yes"),
    "pause": ("engine", "pause"),
}

ROWS = {"start": (1, 1), "submit": (0, 1), "retry": (0, 0), "abort": (0, 1), "pause": (0, 0)}
"""Processes and log rows that a command adds, besides its one audit row."""


@pytest.mark.parametrize(("at", "fault"), combined([(verb, where) for verb in COMMANDS for where in COMMIT], FAULTS))
def test_a_command_whose_program_meets_a_fault_is_done_whole_or_not_at_all(
    site: Site, at: tuple[str, str], fault: str
) -> None:
    command, where = at
    process_id = PREPARED[command](site)
    before = counted(site)
    (site.folder / "point").write_text(f"{fault}: {where} {command}")
    program = site.begin(*(str(process_id) if word == "ID" else word for word in WORDS[command]))
    site.meet(program)
    if fault == "killed":
        program.kill()
        program.communicate()
    else:
        if fault == "frozen":
            site.wait_until_frozen(program)
            program.send_signal(signal.SIGCONT)
        site.ended(program)

    after = counted(site)
    lost = fault != "frozen" or site.store.kind == "postgresql"  # whose server ends a session that stands still
    if where != "after the commit of" and lost:
        assert after == before
    else:
        processes, rows = ROWS[command]
        assert after == (before[0] + processes, before[1] + rows, before[2] + 1)
    if command != "pause":
        site.run_until_idle()
        assert (site.owned(), site.engines()) == ([], 0)


def counted(site: Site) -> tuple[int, ...]:
    """Return how many processes, log rows and audit rows the store holds."""
    with site.store.reading() as connection:
        tables = (ProcessTable, ProcessStepTable, AuditTable)
        return tuple(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
