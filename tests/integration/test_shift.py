"""What is handed over at the end of a shift: is it what happened since, and what is left?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import begin, done, init, step
from engine.errors import UsageError
from engine.shift import Shift, beginning, shift
from tests.clock import SettableClock
from tests.integration.flows import ask_ports, failing_times
from tests.lab import Lab, flow


def of(lab: Lab, hours: float = 8) -> Shift:
    """The shift that ends now."""
    with lab.store.reading() as connection:
        return shift(connection, lab.clock() - timedelta(hours=hours), lab.clock())


def test_what_happened_before_the_shift_is_not_told_but_what_is_left_of_it_is(lab: Lab) -> None:
    lab.go(flow(init >> done, name="old"))
    left = lab.go(flow(begin >> ask_ports >> done, name="ask"))
    lab.clock.advance(9 * 3_600)
    new = lab.go(flow(init >> done, name="new"))
    lab.operations.set_note(left, "rack key at the desk")

    told = of(lab)

    assert (told.started, told.completed, told.aborted, told.failed) == (1, 1, 0, 0)
    assert [row.process_id for row in told.waiting] == [left]
    assert [row.note for row in told.noted] == ["rack key at the desk"]
    assert [(entry.action, entry.process_id) for entry in told.commands] == [("start", new), ("note", left)]


def test_what_stands_still_says_since_when_though_it_was_retried_since(lab: Lab) -> None:
    @step("Ping")
    def ping() -> None:
        raise ConnectionError("no answer")

    process_id = lab.go(flow(begin >> ping >> done, name="broken"))
    first = lab.clock()
    lab.clock.advance(10 * 3_600)
    lab.operations.retry(process_id)
    lab.run()

    told = of(lab)

    assert [(one.row.process_id, one.since) for one in told.failing] == [(process_id, first)]
    assert (told.failing_count, told.failed, told.mended) == (1, 1, ())


def test_what_failed_and_was_mended_is_told_beside_what_was_ended_by_hand(lab: Lab) -> None:
    mended = lab.go(flow(begin >> failing_times("Ping", 1) >> done, name="mended"))
    lab.clock.advance(60)
    lab.run()
    ended = lab.go(flow(begin >> ask_ports >> done, name="ended"))
    lab.operations.abort(ended)

    told = of(lab)

    assert (told.completed, told.aborted, told.waiting_count) == (1, 1, 0)
    assert [row.process_id for row in told.ended_by_hand] == [ended]
    assert lab.row(mended).status == "completed"


def test_a_process_that_retries_by_itself_is_told_with_its_next_try(lab: Lab) -> None:
    process_id = lab.go(flow(begin >> failing_times("Ping", 9) >> done, name="again"))

    told = of(lab)

    assert [(row.process_id, row.retry_at) for row in told.retrying] == [(process_id, lab.row(process_id).retry_at)]


def test_a_pause_of_the_engines_is_told(lab: Lab) -> None:
    lab.operations.pause()
    lab.operations.resume()

    assert [entry.action for entry in of(lab).commands] == ["pause engine", "resume engine"]


@pytest.mark.parametrize(("text", "hours"), [("8h", 8), ("1h30m", 1.5), ("2030-03-01T07:00:00Z", 5 + 0.25 / 3_600)])
def test_the_beginning_of_a_shift_is_told_as_filters_tell_moments(text: str, hours: float) -> None:
    assert beginning(text, SettableClock()) == SettableClock()() - timedelta(hours=hours)


@pytest.mark.parametrize("text", ["00:00", "11:59", "12:00", "12:01", "22:00", "23:59:59"])
def test_a_time_of_day_is_the_last_there_was_also_before_midnight(text: str) -> None:
    now = SettableClock()()
    at = beginning(text, SettableClock())
    assert f"{at.astimezone():%H:%M:%S}".startswith(text)
    assert timedelta() <= now - at < timedelta(days=1)


@pytest.mark.parametrize("text", ["", "soon", "tomorrow", "2030-03-02", "-8h"])
def test_a_beginning_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match="is no moment before now; write 2026-11-01"):
        beginning(text, SettableClock())
