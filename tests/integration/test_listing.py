"""Does a list show what is in the store, whole and in order, while the store moves?"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Pool, event, text, update

from engine import paging
from engine.dsl import Target, begin, done, step
from engine.errors import BadQuery, Refused, UsageError
from engine.inbox import InboxListing
from engine.listing import ProcessQuery, Sort, first_rows, sort_named
from engine.outcome import ENDED, ProcessStatus
from engine.paging import Listing
from engine.records import Badges, ProcessRow
from engine.store import database
from engine.store.database import Store
from engine.store.queries import badges, rows_of
from engine.store.tables import ProcessTable
from tests.integration.flows import ask_ports, failing_times, plain_step
from tests.lab import Lab, flow, read_async

COUNT = 23
PAGE = 5


@pytest.fixture
def processes(lab: Lab) -> list[UUID]:
    """Processes in the order in which they changed, two at each instant."""
    lab.registry.put(flow(begin >> plain_step >> done))
    found = []
    for number in range(COUNT):
        found.append(lab.operations.start("flow"))
        lab.clock.advance(number % 2)
    return found


@pytest.fixture
def mixed(lab: Lab) -> dict[str, UUID]:
    """One process in each of the states that an operator tells apart."""
    return {
        "suspended": lab.go(flow(begin >> ask_ports >> done, name="provision_node")),
        "waiting": lab.go(flow(begin >> failing_times("Push", 9) >> done, name="check_link")),
        "completed": lab.go(flow(begin >> plain_step >> done, name="provision_port")),
        "created": lab.start(flow(begin >> plain_step >> done, name="check_100%_of_it")),
    }


def found(lab: Lab, **wanted: object) -> list[ProcessRow]:
    """Return what a query finds."""
    with lab.store.reading() as connection:
        return first_rows(connection, ProcessQuery(**wanted), 100)  # type: ignore[arg-type]


KEYS: dict[str, Callable[[ProcessRow], tuple[Any, ...]]] = {
    "modified": lambda row: (row.last_modified_at, row.process_id),
    "started": lambda row: (row.started_at, row.process_id),
    "status": lambda row: (str(row.status), row.last_modified_at, row.process_id),
    "assignee": lambda row: (row.assignee, row.last_modified_at, row.process_id),
}


@pytest.fixture
def varied(lab: Lab, processes: list[UUID]) -> list[UUID]:
    """The same, some of them completed and some somebody else's."""
    for process_id in processes[::3]:
        lab.engine.run_here(process_id)
    with lab.store.writing() as connection:
        theirs = ProcessTable.process_id.in_(processes[1::4])
        connection.execute(update(ProcessTable).where(theirs).values(assignee="CHANGES"))
    return processes


@pytest.mark.parametrize("by", KEYS)
@pytest.mark.parametrize("ascending", [True, False])
def test_pages_show_every_process_once_in_each_order(lab: Lab, varied: list[UUID], by: str, ascending: bool) -> None:
    query = ProcessQuery(sort=Sort(by, ascending))

    async def read() -> list[ProcessRow]:
        listing = Listing(lab.store, query)
        rows: list[ProcessRow] = []
        for start in range(0, await listing.count(), PAGE):
            rows += await listing.rows(start, PAGE)
        for place in (0, 8, COUNT - 1):
            assert await listing.find(str(rows[place].process_id)) == place
        return rows

    rows = read_async(lab.store, read)

    assert sorted(row.process_id for row in rows) == sorted(varied)
    assert rows == sorted(rows, key=KEYS[by], reverse=not ascending)
    with lab.store.reading() as connection:
        assert first_rows(connection, query, COUNT) == rows


@pytest.mark.parametrize("start", [0, 1, 4, 9, 17, COUNT - PAGE, COUNT - 2, COUNT - 1, COUNT, COUNT + 5])
def test_a_jump_into_the_unknown_shows_what_paging_would_have(lab: Lab, processes: list[UUID], start: int) -> None:
    async def read() -> None:
        whole = await Listing(lab.store, ProcessQuery()).rows(0, COUNT)
        uncounted, counted, paged = (Listing(lab.store, ProcessQuery()) for _ in range(3))
        assert await counted.count() == COUNT
        await paged.rows(0, PAGE)
        for listing in (uncounted, counted, paged):
            assert await listing.rows(start, PAGE) == whole[start : start + PAGE]

    read_async(lab.store, read)


def test_where_counting_takes_long_the_rows_come_first(
    lab: Lab, processes: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PATIENCE", 0)
    monkeypatch.setattr(paging, "LEAST", 10)

    async def read() -> None:
        listing = Listing(lab.store, ProcessQuery())
        assert await listing.count() == 10
        assert len(await listing.rows(0, PAGE)) == PAGE
        assert await listing.counted() == COUNT
        assert await listing.counted() is None
        await asyncio.to_thread(lab.operations.start, "flow")
        assert await listing.count() == COUNT  # what was known last
        assert await listing.counted() == COUNT + 1

    read_async(lab.store, read)


def test_a_list_shorter_than_what_is_read_ahead_is_read_once_and_not_counted(
    lab: Lab, processes: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PATIENCE", 0)

    async def read() -> None:
        listing = Listing(lab.store, ProcessQuery())
        assert await listing.count() == COUNT
        assert await listing.counted() is None
        rows = await listing.rows(0, COUNT)
        assert await listing.find(str(rows[7].process_id)) == 7
        assert await listing.find(str(uuid4())) is None
        assert await listing.rows(20, PAGE) == rows[20:]

    read_async(lab.store, read)


def test_a_read_that_nobody_waits_for_any_more_ends(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def is_counted(_value: str, _network: str) -> bool:
        begun.set()
        return False

    def count(connection: Connection) -> None:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        connection.execute(text(f"{endless} WHERE nocdeck_inside(i, '')"))

    monkeypatch.setattr(database, "inside", is_counted)
    store = Store(sqlite_url)

    async def read() -> None:
        waiting = asyncio.create_task(store.read(count))
        await asyncio.to_thread(begun.wait)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await Listing(store, ProcessQuery()).count() == 0

    read_async(store, read)


def test_a_look_that_is_given_up_as_it_ends_is_given_up_and_no_error(store: Store) -> None:
    async def look() -> int:
        return await store.read(lambda connection: connection.scalar(text("SELECT 1")) or 0)

    async def read() -> None:
        assert await look() == 1
        waiting = asyncio.create_task(look())
        event.listen(Pool, "checkin", lambda *_: waiting.cancel(), once=True)
        with pytest.raises(asyncio.CancelledError):
            await waiting

    read_async(store, read)


def test_a_list_is_sorted_as_it_is_asked_for_in_words(lab: Lab) -> None:
    listed = ProcessQuery().listed
    assert sort_named("started", listed) == Sort("started", ascending=False)
    assert sort_named("Status", listed) == Sort("status", ascending=True)
    assert sort_named("status:desc", listed) == Sort("status", ascending=False)
    for wrong in ("note", "status:up", ""):
        with pytest.raises(UsageError, match="there are: modified, started, status, assignee, each with :asc or :desc"):
            sort_named(wrong, listed)


def test_a_process_is_found_where_it_is_now(lab: Lab, processes: list[UUID]) -> None:
    async def read() -> None:
        listing = Listing(lab.store, ProcessQuery())
        rows = await listing.rows(0, COUNT)
        for place in (0, 7, COUNT - 1):
            assert await listing.find(str(rows[place].process_id)) == place
        lab.clock.advance(60)
        await asyncio.to_thread(lab.engine.run_here, rows[7].process_id)
        assert await listing.find(str(rows[7].process_id)) == 0
        assert await listing.find(str(rows[0].process_id)) == 1
        assert await Listing(lab.store, ProcessQuery(statuses=ENDED)).find(str(rows[0].process_id)) is None

    read_async(lab.store, read)


def test_a_list_that_grows_while_it_is_paged_skips_nobody_who_was_there(lab: Lab, processes: list[UUID]) -> None:
    async def read() -> list[UUID]:
        listing = Listing(lab.store, ProcessQuery())
        seen = [row.process_id for row in await listing.rows(0, PAGE)]
        lab.clock.advance(60)
        await asyncio.to_thread(lab.operations.start, "flow")
        for start in range(PAGE, COUNT, PAGE):
            seen += [row.process_id for row in await listing.rows(start, PAGE)]
        return seen

    assert sorted(read_async(lab.store, read)) == sorted(processes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("status:suspended", {"suspended"}),
        ("status:suspended|waiting", {"suspended", "waiting"}),
        ("!status:completed", {"suspended", "waiting", "created"}),
        ("provision", {"suspended", "completed"}),
        ("workflow:provision status:completed", {"completed"}),
        ("PUSH", {"waiting"}),
        ('"no answer, 1 times"', {"waiting"}),
        ("assignee:noc", {"suspended"}),
        ("by:anna", {"suspended", "waiting", "completed", "created"}),
        ("100%", {"created"}),
        ("%", {"created"}),
        ('"\'; DROP TABLE processes; --"', set()),
    ],
)
def test_a_filter_finds_what_it_says(lab: Lab, mixed: dict[str, UUID], text: str, names: set[str]) -> None:
    assert {row.process_id for row in found(lab, text=text)} == {mixed[name] for name in names}


def test_an_id_is_found_by_its_first_digits(lab: Lab, mixed: dict[str, UUID]) -> None:
    wanted = mixed["waiting"]
    assert [row.process_id for row in found(lab, text=f"id:{str(wanted)[:13]}")] == [wanted]


def test_a_filter_that_cannot_be_understood_is_refused_before_the_store_is_asked(lab: Lab) -> None:
    with pytest.raises(BadQuery, match="There is no field 'colour'"):
        Listing(lab.store, ProcessQuery(text="colour:red"))


def inbox(lab: Lab, *teams: str) -> set[UUID]:
    """Return the processes in the inbox of an operator of these teams."""

    async def read() -> set[UUID]:
        listing = InboxListing(lab.store, teams, "", (), lab.clock)
        return {line.row.process_id for line in await listing.rows(0, await listing.count())}

    return read_async(lab.store, read)


def test_the_inbox_holds_failures_and_what_waits_for_the_team(lab: Lab, mixed: dict[str, UUID]) -> None:
    assert inbox(lab, "NOC") == {mixed["suspended"]}
    assert inbox(lab, "CHANGES") == set()


def test_the_header_counts_what_needs_attention(lab: Lab, mixed: dict[str, UUID]) -> None:
    with lab.store.reading() as connection:
        counts = badges(connection, ("NOC",), lab.clock())

    assert counts == Badges(inbox=1, failed=0, running=counts.running, total=4)


def test_rows_that_change_while_they_are_paged_keep_no_other_from_being_shown_once(
    lab: Lab, processes: list[UUID]
) -> None:
    moved: set[UUID] = set()

    async def read() -> list[UUID]:
        listing = Listing(lab.store, ProcessQuery())
        seen: list[UUID] = []
        for start in range(0, COUNT, PAGE):
            seen += [row.process_id for row in await listing.rows(start, PAGE)]
            for process_id in (seen[-1], processes[start // PAGE]):  # one that was shown, one that was not yet
                lab.clock.advance(60)
                if await asyncio.to_thread(lab.engine.run_here, process_id):
                    moved.add(process_id)
        return seen

    seen = read_async(lab.store, read)

    assert len(seen) == len(set(seen))
    assert set(processes) - moved <= set(seen)
    assert len(moved) > PAGE


def test_the_inbox_holds_what_failed_whichever_team_looks(lab: Lab) -> None:
    @step("Compare")
    def compare() -> None:
        raise AssertionError("3 ports, not 4")

    failed = lab.go(flow(begin >> compare >> done, name="failed"))
    inconsistent = lab.go(flow(begin >> compare >> done, name="task", target=Target.SYSTEM))
    lab.go(flow(begin >> failing_times("Push", 9) >> done, name="waiting"))

    for teams in (("NOC",), ("CHANGES", "KLANTSUPPORT"), ()):
        assert inbox(lab, *teams) == {failed, inconsistent}
    with lab.store.reading() as connection:
        assert badges(connection, ("NOC",), lab.clock()) == Badges(
            inbox=2, failed=2, failed_tasks=1, running=0, total=3
        )


def test_tasks_and_workflows_are_told_apart(lab: Lab) -> None:
    task = lab.go(flow(begin >> done, name="task", target=Target.VALIDATE))
    change = lab.go(flow(begin >> done, name="change"))

    assert [row.process_id for row in found(lab, tasks=True)] == [task]
    assert [row.process_id for row in found(lab, tasks=False)] == [change]
    assert {row.process_id for row in found(lab)} == {task, change}


def test_a_status_of_a_newer_program_is_shown_as_a_failure_and_hides_no_other_row(
    lab: Lab, processes: list[UUID]
) -> None:
    with lab.store.writing() as connection:
        connection.execute(
            update(ProcessTable).where(ProcessTable.process_id == processes[3]).values(last_status="teleported")
        )

    rows = {row.process_id: row for row in found(lab)}
    assert rows.keys() == set(processes)
    assert rows[processes[3]].status is ProcessStatus.FAILED
    assert "'teleported' is not known to this program" in (rows[processes[3]].failed_reason or "")
    with pytest.raises(Refused):
        lab.operations.retry(processes[3])


def test_processes_are_read_by_their_ids_and_those_that_are_gone_are_missing(lab: Lab, processes: list[UUID]) -> None:
    with lab.store.reading() as connection:
        rows = rows_of(connection, [*processes[:3], UUID(int=7)])
        assert rows_of(connection, []) == []
    assert {row.process_id for row in rows} == set(processes[:3])
