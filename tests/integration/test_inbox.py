"""Is the inbox in the order in which it is worked off, with failures that are alike as one line?"""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from engine.dsl import Target, begin, done, step
from engine.inbox import InboxLine, InboxListing
from engine.likeness import fingerprint
from engine.outcome import State
from engine.store.queries import badges
from tests.integration.flows import ask_ports, die_in, failing_times, plain_step
from tests.lab import Lab, flow, read_async

NODES = [f"10.0.0.{number}" for number in range(7)]


def fail_on(lab: Lab, message: str, name: str = "validate") -> UUID:
    """Start a process that fails with this message."""

    @step("Compare")
    def compare() -> State:
        raise TimeoutError(message)

    process_id = lab.go(flow(begin >> compare >> done, name=name, target=Target.MODIFY))
    lab.clock.advance(1)
    return process_id


def lines(lab: Lab, text: str = "", unfolded: set[str] | None = None, page: int = 2) -> list[InboxLine]:
    """Return the whole inbox, read page by page, every line found again where it was read."""

    async def read() -> list[InboxLine]:
        listing = InboxListing(lab.store, ("NOC",), text, unfolded or set(), lab.clock)
        count = await listing.count()
        found: list[InboxLine] = []
        for start in range(0, count, page):
            found += await listing.rows(start, page)
        assert len(found) == count
        assert [await listing.find(line.key) for line in found] == list(range(count))
        assert await listing.find("alike:nothing") is None
        return found

    return read_async(lab.store, read)


def test_input_comes_first_then_failures_then_what_waits_too_long_each_oldest_first(lab: Lab) -> None:
    failed = [fail_on(lab, "no light"), fail_on(lab, "no disk")]
    waits = lab.go(flow(begin >> failing_times("Push", 99) >> done, name="pushing"))
    asked = lab.go(flow(begin >> ask_ports >> done, name="asking"))
    assert [line.row.process_id for line in lines(lab)] == [asked, *failed]
    lab.clock.advance(3_601)
    lab.run()
    assert [line.row.process_id for line in lines(lab)] == [asked, *failed, waits]
    with lab.store.reading() as connection:
        assert badges(connection, ("NOC",), lab.clock()).inbox == 4


def test_failures_that_differ_in_numbers_alone_are_one_line_that_opens(lab: Lab) -> None:
    alike = [fail_on(lab, f"{node} did not answer in {len(node)} s") for node in NODES]
    other = fail_on(lab, "no disk")
    elsewhere = fail_on(lab, "10.0.0.1 did not answer in 8 s", name="provision")
    (group, *singles) = lines(lab)
    assert (group.count, group.row.process_id, list(group.members)) == (7, alike[0], alike)
    assert [(line.count, line.row.process_id) for line in singles] == [(1, other), (1, elsewhere)]
    opened = lines(lab, unfolded={group.likeness}, page=3)
    assert [line.row.process_id for line in opened[1:8]] == alike
    assert opened[0].unfolded
    assert len(opened) == 10


def test_a_failure_that_is_retried_leaves_its_line_and_one_that_fails_again_comes_back(lab: Lab) -> None:
    alike = [fail_on(lab, f"port {number} is down") for number in range(3)]
    lab.operations.retry(alike[0])
    assert [line.count for line in lines(lab)] == [2]
    lab.run()
    assert [line.count for line in lines(lab)] == [3]


def test_a_filter_narrows_what_a_line_stands_for(lab: Lab) -> None:
    alike = [fail_on(lab, f"port {number} is down") for number in range(3)]
    lab.operations.set_note(alike[1], "vendor case")
    (line,) = lines(lab, text="note:vendor")
    assert (line.count, line.row.process_id) == (1, alike[1])


def test_interrupted_work_comes_before_other_failures(lab: Lab) -> None:
    failed = fail_on(lab, "no light")
    cut = die_in(lab, begin >> plain_step >> done)
    lab.clock.advance(1)
    lab.run()
    assert [line.row.process_id for line in lines(lab)] == [cut, failed]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("10.0.0.1 did not answer in 5 s", "10.0.0.22 did not answer in 61 s", True),
        ("no process 7f3a1c2e-1111-4222-8333-944455556666", "no process 00000000-0000-4000-8000-00000000000a", True),
        ("commit deadbeef1 refused", "commit 0123456789abcdef refused", True),
        ("00:1a:2b:3c:4d:5e moved", "f0:ee:dd:cc:bb:aa moved", True),
        ("2001:db8::1 did not answer", "2001:db8:fe::c0:1 did not answer", True),
        ("no light  on port", "no light on port", True),
        ("no light on port", "no disk on port", False),
    ],
)
def test_messages_are_alike_when_they_differ_in_numbers_and_ids_alone(one: str, other: str, alike: bool) -> None:
    found = fingerprint("Compare", "TimeoutError", one) == fingerprint("Compare", "TimeoutError", other)
    assert found is alike


def test_a_long_message_of_whatever_signs_is_looked_at_in_no_time() -> None:
    began = time.process_time()
    for signs in ("a-", "1-", "ab-ab-", "abcd-", "f", "a:g.", "a::"):
        fingerprint("Compare", "TimeoutError", signs * (10_000 // len(signs)))
    assert time.process_time() - began < 0.5, "looking again from each sign on takes seconds"


def test_the_step_and_the_class_of_the_error_count() -> None:
    marks = {fingerprint(at, kind, "no light") for at in ("Compare", "Push") for kind in ("TimeoutError", "OSError")}
    assert len(marks) == 4
