"""Is a schedule due when its words say, on every day of the year?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.triggers import Trigger, cron_of, interval_of

NOON = datetime(2030, 3, 1, 12, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("6h", 21_600), ("1d", 86_400), ("2w", 1_209_600), ("1h30m", 5_400), ("1H 30M", 5_400)],
)
def test_an_interval_is_counted_from_the_moment_it_was_made(text: str, seconds: int) -> None:
    trigger = Trigger("interval", interval_of(text))
    assert trigger.fire_times(NOON, 3) == [NOON + number * timedelta(seconds=seconds) for number in (1, 2, 3)]


@pytest.mark.parametrize("text", ["", "6", "h", "six hours", "6h!", "-6h", "6 x", "1.5h"])
def test_what_is_no_interval_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="write one such as"):
        interval_of(text)


def test_sch4_ticks_that_were_slept_through_count_as_one() -> None:
    trigger = Trigger("interval", {"seconds": 10})
    assert trigger.next_after(NOON, NOON + timedelta(days=365, seconds=3)) == NOON + timedelta(days=365, seconds=10)
    nightly = Trigger("cron", cron_of("10 0 * * *", "UTC"))
    assert nightly.next_after(at("2030-03-01T00:10"), at("2030-03-09T12:00")) == at("2030-03-10T00:10")


def test_an_interval_longer_than_the_calendar_has_a_last_moment() -> None:
    trigger = Trigger("interval", interval_of("208710w"))  # four thousand years
    assert [due.year for due in trigger.fire_times(NOON)] == [6030]


def test_the_tick_of_a_clock_that_went_back_is_not_given_twice() -> None:
    trigger = Trigger("interval", {"hours": 1})
    assert trigger.next_after(NOON, NOON - timedelta(hours=5)) == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("cron", "since", "due"),
    [
        ("10 0 * * *", "2030-03-30T12:00", ["2030-03-30T23:10", "2030-03-31T22:10", "2030-04-01T22:10"]),
        ("30 2 * * *", "2030-03-30T12:00", ["2030-03-31T01:30", "2030-04-01T00:30", "2030-04-02T00:30"]),
        ("30 2 * * *", "2030-10-26T12:00", ["2030-10-27T00:30", "2030-10-28T01:30", "2030-10-29T01:30"]),
    ],
    ids=["after the spring night", "left out in spring", "twice in autumn"],
)
def test_a_crontab_is_about_the_clock_on_the_wall_also_when_that_is_changed(
    cron: str, since: str, due: list[str]
) -> None:
    trigger = Trigger("cron", cron_of(cron, "Europe/Amsterdam"))
    assert trigger.fire_times(at(since), 3) == [at(each) for each in due]


@given(
    st.integers(0, 20 * 365 * 24 * 60),
    st.integers(0, 59),
    st.integers(0, 23),
    st.sampled_from(["UTC", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_a_daily_crontab_is_due_once_on_each_day_of_its_zone(later: int, minute: int, hour: int, zone: str) -> None:
    trigger = Trigger("cron", cron_of(f"{minute} {hour} * * *", zone))
    now = NOON + timedelta(minutes=later)
    due = trigger.fire_times(now, 4)
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in due]
    assert due[0] > now
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=1)] * 3


def test_the_days_of_a_crontab_count_from_sunday() -> None:
    fridays = Trigger("cron", cron_of("0 8 * * 5", "UTC")).fire_times(NOON, 2)
    sundays = [Trigger("cron", cron_of(f"0 8 * * {day}", "UTC")).first_after(NOON) for day in (0, 7)]
    assert [day.isoweekday() for day in fridays] == [5, 5]
    assert [day and day.isoweekday() for day in sundays] == [7, 7]


def test_a_date_is_due_once_in_its_zone_and_never_when_it_is_past() -> None:
    once = Trigger("date", {"run_date": "2030-04-01T08:00", "timezone": "Europe/Amsterdam"})
    assert once.fire_times(NOON) == [at("2030-04-01T06:00")]
    assert once.first_after(at("2030-04-02T00:00")) is None


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("cron", {"minute": "99"}, "Invalid trigger_kwargs for 'cron' trigger"),
        ("cron", {"minute": "0", "timezone": "Mars/Olympus"}, "Invalid trigger_kwargs for 'cron' trigger"),
        ("cron", {"minute": "0", "timezone": "../../etc/passwd"}, "Invalid trigger_kwargs for 'cron' trigger"),
        ("interval", {"fortnights": 1}, "Invalid trigger_kwargs for 'interval' trigger"),
        ("interval", {"hours": "six"}, "Invalid trigger_kwargs for 'interval' trigger"),
        ("interval", {"weeks": 10**12}, "Invalid trigger_kwargs for 'interval' trigger"),
        ("interval", {"seconds": 1}, "5 seconds or longer"),
        ("interval", {}, "5 seconds or longer"),
        ("date", {"run_date": "some day"}, "Invalid trigger_kwargs for 'date' trigger"),
        ("date", {}, "needs a run_date"),
        ("hourly", {}, "there are: interval, cron, date"),
    ],
)
def test_sch1_words_that_a_trigger_does_not_take_are_told_at_once(kind: str, words: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Trigger(kind, words)


def test_a_crontab_line_of_another_length_is_told() -> None:
    with pytest.raises(UsageError, match="it has 4 fields, of 5"):
        cron_of("0 8 * *", "UTC")


@pytest.mark.parametrize(
    ("kind", "words", "read"),
    [
        ("interval", {"hours": 6}, "every 6 hours"),
        ("interval", {"days": 1}, "every day"),
        ("interval", {"days": 1, "hours": 12}, "every 1 day 12 hours"),
        ("cron", {"minute": "10", "hour": "0"}, "10 0 * * * (UTC)"),
        ("date", {"run_date": "2030-04-01T08:00", "timezone": "Asia/Tokyo"}, "once, at 2030-04-01 08:00 (Asia/Tokyo)"),
        ("date", {"run_date": "2030-04-01T08:00Z", "timezone": "Asia/Tokyo"}, "once, at 2030-04-01 17:00 (Asia/Tokyo)"),
    ],
)
def test_a_trigger_reads_as_an_operator_would_say_it(kind: str, words: dict[str, Any], read: str) -> None:
    assert str(Trigger(kind, words)) == read
