"""Do the lists of a large store read over its indexes? Asked of the stores themselves, which say how they would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Select, and_, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from engine.listing import Place, ProcessQuery, Sort, beyond, window
from engine.outcome import ENDED, ProcessStatus
from engine.store.database import Store
from engine.store.tables import ProcessTable

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
SOMEWHERE = UUID(int=0)
PLACE: dict[str, Place] = {
    "modified": (NOW, SOMEWHERE),
    "started": (NOW, SOMEWHERE),
    "status": ("completed", NOW, SOMEWHERE),
    "assignee": ("SYSTEM", NOW, SOMEWHERE),
}
ORDERS = [Sort(by, ascending=up) for by in PLACE for up in (True, False)]

FILTERS = {
    "status:failed": "ix_processes_status",
    "status:completed": "ix_processes_ended",
    "assignee:noc": "ix_processes_assignee",
    "workflow:create_node": "ix_processes_workflow",
    "target:modify": "ix_processes_workflow",
    "age>3d": "ix_processes_ended",
    "modified:2026-03-01": "ix_processes_ended",
    "is_task:yes": "ix_processes_ended",
    "attempts>3": "ix_processes_ended",
}
"""By filter: what the ended processes are read by. A million rows are sorted for none of them."""


def page(store: Store, query: ProcessQuery, *, go_on: bool = False) -> Any:
    """Return the select of a page, the first or one further on."""
    listed, order = query.listed, query.listed.orders[query.sort.by]
    rows, parts = listed.rows, [and_(part, *query.conditions(NOW)) for part in listed.parts]
    if go_on:
        rows = rows.where(beyond(PLACE[query.sort.by], order, ascending=query.sort.ascending))
    return window(rows, parts, order, ascending=query.sort.ascending, limit=200, store=store.kind)


def plan(connection: Connection, query: Any) -> list[str]:
    """Return how the store would go about it, a line a step."""
    if connection.dialect.name == "postgresql":
        for way in ("seqscan", "sort", "bitmapscan"):  # an empty table is read whole, unless that is forbidden
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        dialect: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
        words = "EXPLAIN"
    else:
        dialect, words = sqlite.dialect(), "EXPLAIN QUERY PLAN"
    statement = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    rows = connection.exec_driver_sql(f"{words} {statement}")
    return [str(row[-1]) for row in rows]


def of_the_ended(lines: list[str]) -> list[str]:
    """Return the steps over the half of the processes that has ended, where both are read and merged."""
    begin = [at for at, line in enumerate(lines) if line == "RIGHT" or "->  Limit" in line]
    return lines[begin[-1] :] if begin else lines


@pytest.mark.parametrize("go_on", [False, True], ids=["first", "further"])
@pytest.mark.parametrize("sort", ORDERS, ids=lambda sort: f"{sort.by}-{'up' if sort.ascending else 'down'}")
def test_a_page_of_any_order_is_read_over_an_index_and_nothing_ended_is_sorted(
    store: Store, sort: Sort, go_on: bool
) -> None:
    with store.reading() as connection:
        lines = plan(connection, page(store, ProcessQuery(sort=sort), go_on=go_on))

    name = {"modified": "ended"}.get(sort.by, sort.by)
    assert any(f"ix_processes_{name}" in line for line in of_the_ended(lines)), lines
    assert any("ix_processes_active" in line for line in lines), lines
    assert not any("TEMP B-TREE" in line or "->  Sort" in line for line in of_the_ended(lines)), lines


@pytest.mark.parametrize(
    ("statuses", "index"),
    [(ENDED, "ix_processes_ended"), (frozenset(ProcessStatus) - ENDED, "ix_processes_active")],
    ids=["completed", "active"],
)
def test_a_tab_reads_its_half_alone(store: Store, statuses: frozenset[ProcessStatus], index: str) -> None:
    with store.reading() as connection:
        lines = plan(connection, page(store, ProcessQuery(statuses=statuses, tasks=False)))
    assert any(index in line for line in lines), lines
    assert not any("MERGE" in line or "Append" in line or "TEMP" in line or "Sort" in line for line in lines), lines


@pytest.mark.parametrize("filter_text", FILTERS)
def test_a_filter_reads_what_has_ended_over_an_index(sqlite_url: str, filter_text: str) -> None:
    store = Store(sqlite_url)
    with store.reading() as connection:
        lines = plan(connection, page(store, ProcessQuery(text=filter_text)))
    store.close()
    assert any(FILTERS[filter_text] in line for line in of_the_ended(lines)), lines


@pytest.mark.parametrize("which", ["active", "ended"])
def test_counting_a_half_looks_at_no_row(sqlite_url: str, which: str) -> None:
    store = Store(sqlite_url)
    listed = ProcessQuery().listed
    counting: Select[int] = select(func.count()).select_from(ProcessTable)
    with store.reading() as connection:
        lines = plan(connection, counting.where(listed.parts[which == "ended"]))
    store.close()
    assert all("USING COVERING INDEX ix_processes_" in line for line in lines), lines
