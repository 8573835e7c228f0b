"""Do ages, countdowns and durations read right at their edges?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.times import age, countdown, duration, moment, span, until

NOW = datetime(2026, 3, 12, 14, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(0), "0s"),
        (timedelta(seconds=59.9), "59s"),
        (timedelta(seconds=60), "1m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=400), "400d"),
        # another host's clock is ahead of ours
        (timedelta(seconds=-5), "0s"),
    ],
)
def test_age_is_one_unit(passed: timedelta, shown: str) -> None:
    assert age(NOW - passed, NOW) == shown


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(seconds=42), "in 0:42"),
        # a part of a second is not yet over
        (timedelta(seconds=0.2), "in 0:01"),
        (timedelta(seconds=0), "due"),
        (timedelta(seconds=-3), "due"),
        (timedelta(minutes=59, seconds=59), "in 59:59"),
        (timedelta(hours=1, minutes=2, seconds=3), "in 1:02:03"),
        (timedelta(days=3, hours=1), "in 3d"),
    ],
)
def test_countdown_says_when(left: timedelta, shown: str) -> None:
    assert countdown(NOW + left, NOW) == shown


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(seconds=17), "in 17s"),
        # a part of a second is not yet over
        (timedelta(seconds=0.2), "in 1s"),
        (timedelta(seconds=0), "due"),
        (timedelta(seconds=-3), "due"),
        (timedelta(seconds=59.5), "in 1m"),
        (timedelta(minutes=59, seconds=59), "in 59m"),
        (timedelta(hours=23, minutes=59), "in 23h"),
        (timedelta(days=99, hours=1), "in 99d"),
    ],
)
def test_the_time_left_has_one_unit_and_fits_six_cells(left: timedelta, shown: str) -> None:
    assert until(NOW + left, NOW) == shown
    assert len(shown) <= 6


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0ms"),
        (0.0846, "85ms"),
        (0.9996, "1.0s"),
        (4.24, "4.2s"),
        (59.96, "1m00s"),
        (187, "3m07s"),
        (7500, "2h05m"),
        (273_600, "3d04h"),
        (-1, "0ms"),
    ],
)
def test_duration_has_two_units_at_most(seconds: float, shown: str) -> None:
    assert duration(timedelta(seconds=seconds)) == shown


def test_a_moment_is_shorter_the_nearer_it_is() -> None:
    local = NOW.astimezone()
    assert moment(NOW, NOW) == f"{local:%H:%M:%S}"
    assert moment(NOW - timedelta(days=40), NOW) == f"{(local - timedelta(days=40)):%d %b %H:%M}"
    assert moment(NOW - timedelta(days=400), NOW) == f"{(local - timedelta(days=400)):%Y-%m-%d}"


def test_a_span_is_told_to_the_minute() -> None:
    early, late = NOW - timedelta(minutes=90), NOW - timedelta(seconds=1)
    assert span(early, late, NOW) == f"{early.astimezone():%H:%M}-{late.astimezone():%H:%M}"
    assert span(late, late, NOW) == f"{late.astimezone():%H:%M}"
    long_ago = NOW - timedelta(days=40)
    assert span(long_ago, late, NOW).startswith(f"{long_ago.astimezone():%d %b %H:%M}-")
