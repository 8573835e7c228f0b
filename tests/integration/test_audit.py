"""Is there a row of the audit for every effect, and no effect and no row of a command that did not come to its end?

Each statement of a command fails in its turn, the first, the second, until the command meets none and is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from engine import begin, done, step
from engine.store.database import Store
from engine.store.tables import AuditTable, BaseModel
from tests.integration.flows import ask_ports, plain_step
from tests.lab import Lab, flow

LONGEST = 40
"""More statements than any command has."""


class PowerCut(Exception):
    """The program is gone from one statement to the next."""


@step("Fail")
def fail() -> None:
    raise RuntimeError("no light")


def everything(store: Store) -> dict[str, list[Any]]:
    """Return what is in the store."""
    with store.reading() as connection:
        return {
            name: sorted(map(repr, connection.execute(table.select())))
            for name, table in BaseModel.metadata.tables.items()
        }


@contextmanager
def power_cut_at(store: Store, number: int) -> Iterator[None]:
    """Let the program end before statement `number` of the store."""
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise PowerCut

    event.listen(store._engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(store._engine, "before_cursor_execute", count)


def is_all_or_nothing(lab: Lab, command: Callable[[], object], action: str) -> None:
    """Ask of a command that wherever it is cut off it leaves no trace, and that its audit row comes with its effect."""
    before = everything(lab.store)
    for number in range(1, LONGEST):
        try:
            with power_cut_at(lab.store, number):
                command()
        except PowerCut:
            assert everything(lab.store) == before, f"cut off at statement {number}"
            continue
        break
    else:
        pytest.fail("the command never came to its end")
    assert number > 3
    after = everything(lab.store)
    assert len(after["audit"]) == len(before["audit"]) + 1
    assert after["processes"] != before["processes"]
    with lab.store.reading() as connection:
        newest = select(AuditTable.action).order_by(AuditTable.audit_id.desc()).limit(1)
        assert connection.scalar(newest) == action


def test_a_start_is_done_whole_or_not_at_all(lab: Lab) -> None:
    lab.registry.put(flow(begin >> plain_step >> done))

    is_all_or_nothing(lab, partial(lab.operations.start, "flow"), "start")


def test_an_answer_is_taken_whole_or_not_at_all(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> ask_ports >> done))

    is_all_or_nothing(lab, partial(lab.operations.submit, process_id, [{"ports": 4}]), "submit")


def test_a_retry_is_done_whole_or_not_at_all(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> fail >> done))

    is_all_or_nothing(lab, partial(lab.operations.retry, process_id), "retry")


def test_an_abort_is_done_whole_or_not_at_all(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> fail >> done))

    is_all_or_nothing(lab, partial(lab.operations.abort, process_id), "abort")


def test_an_abort_of_a_running_process_is_asked_for_whole_or_not_at_all(lab: Lab) -> None:
    @step("Be aborted")
    def be_aborted() -> None:
        is_all_or_nothing(lab, partial(lab.operations.abort, process_id), "abort")

    process_id = lab.start(flow(begin >> be_aborted >> plain_step >> done))
    lab.run()

    assert lab.log(process_id) == [("Be aborted", "success"), ("User Aborted", "abort")], lab.last(process_id).error


def test_the_audit_says_who_asked_as_what_the_store_and_the_system_know_them(lab: Lab) -> None:
    lab.start(flow(begin >> done))

    with lab.store.reading() as connection:
        row = connection.execute(
            select(AuditTable.at, AuditTable.display_name, AuditTable.os_user, AuditTable.host, AuditTable.os_pid)
        ).one()
        assert tuple(row) == (lab.clock.now, "anna", "os-anna", "noc1", 4711)
        role = connection.scalar(select(AuditTable.db_role))
        if lab.store.kind == "postgresql":
            assert role == connection.scalar(text("SELECT session_user"))
        else:
            assert role is None


def test_what_engines_do_by_themselves_is_no_command(lab: Lab) -> None:
    lab.go(flow(begin >> plain_step >> done))

    with lab.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(AuditTable)) == 1
