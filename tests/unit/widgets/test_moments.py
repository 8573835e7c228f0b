"""Do words for a day, a moment or a span come to what an operator means, and is that said and sent?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_forms.validators import timestamp

from tests.unit.widgets.pages import Form, form, play
from widgets.forms.moment_fields import WordsField
from widgets.forms.moments import day_in, moment_in, span_in

AMS = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 10, 23, 14, 5, 7, 999, AMS)
"""A Friday, two days before the clocks go back."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-10-23T14:05:07+02:00"),
        ("NOW+2h", "2026-10-23T16:05:07+02:00"),
        ("+90m", "2026-10-23T15:35:07+02:00"),
        ("-1d", "2026-10-22T14:05:07+02:00"),
        ("18:30", "2026-10-23T18:30:00+02:00"),
        ("today", "2026-10-23T00:00:00+02:00"),
        ("tomorrow 08:00", "2026-10-24T08:00:00+02:00"),
        ("tomorrow 8:00 +1h30m", "2026-10-24T09:30:00+02:00"),
        ("yesterday 23:59:59", "2026-10-22T23:59:59+02:00"),
        ("monday 08:00", "2026-10-26T08:00:00+01:00"),
        ("fri 08:00", "2026-10-30T08:00:00+01:00"),
        ("sunday 01:30 +2h", "2026-10-25T02:30:00+01:00"),  # an hour is an hour
        ("saturday 08:00 +1d", "2026-10-25T08:00:00+01:00"),  # a day is a day
        ("+1w -1d", "2026-10-29T14:05:07+01:00"),
    ],
)
def test_words_come_to_a_moment_in_the_operators_zone(text: str, expected: str) -> None:
    found = moment_in(text, NOW)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", "2026-10-23", "2026-10-23T08:00", "25:00", "t", "someday", "+2", "2h", "150", "now now", "+99999999w"],
)
def test_what_is_no_word_of_ours_is_left_to_the_engine(text: str) -> None:
    assert moment_in(text, NOW) is None


@given(st.text(alphabet="nowtdaymrfi +-0123456789:hmsw", max_size=24))
def test_no_text_is_too_odd_to_be_looked_at(text: str) -> None:
    moment_in(text, NOW)
    day_in(text, NOW)
    span_in(text)


def test_days_and_spans_have_words_of_their_own() -> None:
    assert day_in("tomorrow", NOW) == date(2026, 10, 24)
    assert day_in("+3d", NOW) == date(2026, 10, 26)
    assert day_in("tomorrow 08:00", NOW) is None
    assert span_in("1d2h30m") == timedelta(days=1, hours=2, minutes=30)
    assert span_in("PT2H") is None


@pytest.mark.parametrize(
    ("field", "typed", "answer", "said"),
    [
        (datetime, "tomorrow 08:00", "2026-10-24T08:00:00+02:00", "= Sat 24 Oct 2026 08:00:00 CEST"),
        (datetime, "2026-10-24T08:00:00Z", "2026-10-24T08:00:00Z", ""),
        (datetime, "nonsense", "nonsense", ""),
        (date, "monday", "2026-10-26", "= Mon 26 Oct 2026"),
        (timedelta, "2h30m", "PT9000S", "= 2:30:00"),
        (timedelta, "PT2H", "PT2H", ""),
        (timestamp(), "2026-10-24 08:00", 1792821600, "= Sat 24 Oct 2026 08:00:00 CEST"),
        (timestamp(), "now", 1792757107, "= Fri 23 Oct 2026 14:05:07 CEST"),
        (timestamp(), "150", 150, "= Thu 01 Jan 1970 01:02:30 CET"),
        (timestamp(), "soon", "soon", ""),
    ],
)
def test_what_words_come_to_is_said_below_them_and_sent(
    field: Any, typed: str, answer: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordsField, "clock", staticmethod(lambda: NOW))

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter(typed)
        assert stage.widget.answers() == {"f": answer}
        assert stage.widget.raw() == {"f": typed}
        assert said in stage.text if said else "= " not in stage.text

    play(form(f=field), scene)
