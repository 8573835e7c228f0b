"""Do times in words and digits mean what an operator means by them?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from engine.filters.moments import duration, stretch

NOW = datetime(2026, 3, 12, 14, 2, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2H", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
        ("1w", timedelta(weeks=1)),
        ("1h30m", timedelta(minutes=90)),
        ("999999w", timedelta(days=36_500)),
        ("2", None),
        ("2x", None),
        ("h", None),
        ("", None),
    ],
)
def test_a_length_of_time(text: str, length: timedelta | None) -> None:
    assert duration(text) == length


@pytest.mark.parametrize(
    ("text", "first", "length"),
    [
        ("today", "2026-03-11T23:00+00:00", timedelta(days=1)),
        ("Yesterday", "2026-03-10T23:00+00:00", timedelta(days=1)),
        ("tomorrow", "2026-03-12T23:00+00:00", timedelta(days=1)),
        ("2026-03-29", "2026-03-28T23:00+00:00", timedelta(hours=23)),  # summer time begins
        ("2026-07-01T08:00", "2026-07-01T06:00+00:00", timedelta(minutes=1)),
        ("2026-07-01 08:00:05", "2026-07-01T06:00:05+00:00", timedelta(seconds=1)),
        ("2026-07-01t08:00z", "2026-07-01T08:00+00:00", timedelta(minutes=1)),
        ("2026-07-01T08:00-05:00", "2026-07-01T13:00+00:00", timedelta(minutes=1)),
        ("8:30", "2026-03-12T07:30+00:00", timedelta(minutes=1)),
        ("now", "2026-03-12T14:02:11+00:00", timedelta()),
    ],
)
def test_a_moment_is_as_long_as_it_is_exact_in_local_time(text: str, first: str, length: timedelta) -> None:
    found = stretch(text, NOW)

    assert found is not None
    assert found.first == datetime.fromisoformat(first)
    assert found.end.astimezone(UTC) - found.first.astimezone(UTC) == length


@pytest.mark.parametrize("text", ["", "noon", "2026-13-01", "2026-02-30", "25:00", "0001-01-01", "9999", "2026-W10"])
def test_other_text_is_no_moment(text: str) -> None:
    assert stretch(text, NOW) is None
