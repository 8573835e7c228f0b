"""Does a list show what is in the store, whole and in order, while the store moves?"""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import update

from engine.dsl import Target, begin, done, step
from engine.errors import BadQuery, Refused
from engine.listing import Listing, ProcessQuery, first_rows
from engine.outcome import ENDED, ProcessStatus
from engine.records import Badges, ProcessRow
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


@pytest.mark.parametrize("oldest_first", [True, False])
def test_pages_show_every_process_once_in_the_order_of_change(
    lab: Lab, processes: list[UUID], oldest_first: bool
) -> None:
    async def read() -> list[ProcessRow]:
        listing = Listing(lab.store, ProcessQuery(oldest_first=oldest_first))
        rows: list[ProcessRow] = []
        for start in range(0, await listing.count(), PAGE):
            rows += await listing.rows(start, PAGE)
        return rows

    rows = read_async(lab.store, read)

    assert sorted(row.process_id for row in rows) == sorted(processes)
    keys = [(row.last_modified_at, row.process_id) for row in rows]
    assert keys == sorted(keys, reverse=not oldest_first)


def test_a_jump_into_the_unknown_shows_what_paging_would_have(lab: Lab, processes: list[UUID]) -> None:
    async def read() -> None:
        listing = Listing(lab.store, ProcessQuery())
        whole = await listing.rows(0, COUNT)
        jumped = await Listing(lab.store, ProcessQuery()).rows(17, PAGE)
        assert jumped == whole[17 : 17 + PAGE]
        assert await listing.rows(COUNT + 5, PAGE) == []

    read_async(lab.store, read)


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


def test_the_inbox_holds_failures_and_what_waits_for_the_team(lab: Lab, mixed: dict[str, UUID]) -> None:
    assert [row.status for row in found(lab, inbox_of=("NOC",))] == [ProcessStatus.SUSPENDED]
    assert found(lab, inbox_of=("CHANGES",)) == []


def test_the_header_counts_what_needs_attention(lab: Lab, mixed: dict[str, UUID]) -> None:
    with lab.store.reading() as connection:
        counts = badges(connection, ("NOC",))

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
        assert {row.process_id for row in found(lab, inbox_of=teams)} == {failed, inconsistent}
    with lab.store.reading() as connection:
        assert badges(connection, ("NOC",)) == Badges(inbox=2, failed=2, running=0, total=3)


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
