"""Do ages, countdowns and durations read right at their edges?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.times import age, countdown, duration, moment, span, until, zone
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck

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


@pytest.fixture
def amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal in the Netherlands, where it is an hour later than in UTC, in summer two."""
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("amsterdam")
def test_a_moment_is_shorter_the_nearer_it_is_and_in_the_zone_of_its_own_day() -> None:
    here = NOW.astimezone()
    assert [moment(at, here) for at in (NOW, NOW - timedelta(days=40), NOW - timedelta(days=400))] == [
        "15:02:11",
        "31 Jan 15:02",
        "2025-02-05",
    ]
    assert moment(datetime(2026, 7, 1, 12, tzinfo=UTC), here) == "01 Jul 14:00"
    assert zone(here) == "CET"


@pytest.mark.usefixtures("amsterdam")
def test_where_the_present_is_given_in_utc_moments_are_shown_in_it() -> None:
    assert (moment(NOW, NOW), zone(NOW)) == ("14:02:11", "UTC")
    assert moment(datetime(2026, 7, 1, 12, tzinfo=UTC), NOW) == "01 Jul 12:00"


@pytest.mark.usefixtures("amsterdam")
def test_a_span_is_told_to_the_minute() -> None:
    here, early, late = NOW.astimezone(), NOW - timedelta(minutes=90), NOW - timedelta(seconds=1)
    assert span(early, late, here) == "13:32-15:02"
    assert span(late, late, here) == "15:02"
    assert span(NOW - timedelta(days=40), late, here) == "31 Jan 15:02-15:02"


@pytest.mark.usefixtures("amsterdam")
def test_z_shows_times_in_utc_on_every_screen_and_the_next_run_does_so_too(tmp_path: Path) -> None:
    deck = FakeDeck()
    started = deck.name("run").started_at

    async def journey(it: Driver) -> None:
        await it.press("6", "tab")
        assert "WHEN CET" in it.text
        given = it.text.splitlines()[4][3:15]
        assert ":" in given
        await it.press("2")
        await it.go_to("run")
        await it.press("enter")
        assert f"by anna {started.astimezone():%H:%M:%S}" in it.text
        await it.press("escape", "z")
        assert " UTC " in it.text.splitlines()[0]
        await it.press("enter")
        assert f"by anna {started:%H:%M:%S}" in it.text
        for shown in (started.astimezone(), started):
            await it.press(":")
            await it.type("utc")
            await it.press("enter")
            assert f"by anna {shown:%H:%M:%S}" in it.text
        await it.press("6")
        assert "WHEN UTC" in it.text
        assert given not in it.text
        await it.press("ctrl+q")

    async def again(it: Driver) -> None:
        await it.press("3")
        assert "SINCE UTC" in it.text
        await it.press("z")
        assert "SINCE CET" in it.text
        assert " UTC " not in it.text.splitlines()[0]

    drive(journey, deck, size=(150, 40), state_dir=tmp_path)
    drive(again, FakeDeck(), size=(150, 40), state_dir=tmp_path)
