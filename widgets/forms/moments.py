"""Which moment do words such as `tomorrow 08:00` or `+2h` mean?

    now  today  tomorrow  yesterday  monday …  08:00  +2h  tomorrow 08:00  now+90m  friday 14:30 +1w

A day, a time of that day, and spans to add or take away, in this order, each of them where it is wanted. Times are
those of the zone the operator is in; a day later is the same time of day, an hour later is an hour, whatever the clocks
do in between. Everything else is for the engine to read.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

__all__ = ["day_in", "moment_in", "span_in", "time_in"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}

_WORDS = re.compile(
    r"(?P<day>now|today|tomorrow|yesterday|[a-z]{3,9})?\s*"
    r"(?P<time>\d{1,2}:\d{2}(:\d{2})?)?\s*"
    r"(?P<spans>([+-]\s*(\d+[wdhms])+\s*)*)"
)
_SIGNED = re.compile(r"([+-])\s*((?:\d+[wdhms])+)")
_SPAN = re.compile(r"(\d+)([wdhms])")


def moment_in(text: str, now: datetime) -> datetime | None:
    """Return the moment that words mean, in the zone of `now`; None where they are none."""
    found = _WORDS.fullmatch(text.strip().lower())
    if not text.strip() or found is None:
        return None
    day = _day(found["day"], now)
    clock = _time(found["time"]) if found["time"] else None
    if day is None or (found["time"] and clock is None):
        return None
    exact = found["day"] == "now" or not found["day"]
    if clock is None and not exact:
        clock = time()
    start = now if clock is None else datetime.combine(day, clock, now.tzinfo)
    try:
        days, rest = _sums(found["spans"])
        later = (start.replace(microsecond=0) + days).astimezone(UTC) + rest
        return later.astimezone(now.tzinfo)
    except (OverflowError, ValueError):  # beyond the years there are, or thousands of digits
        return None


def day_in(text: str, now: datetime) -> date | None:
    """Return the day that words mean; None where they are none, or name a time of day."""
    if ":" in text:
        return None
    found = moment_in(text, now)
    return found.date() if found is not None else None


def time_in(text: str, now: datetime) -> time | None:
    """Return the time of day that `8:00`, `now` or `now+2h` means; None where it is none, or names a day."""
    found = _WORDS.fullmatch(text.strip().lower())
    moment = moment_in(text, now) if found is not None and found["day"] in (None, "now") else None
    return moment.time() if moment is not None else None


def span_in(text: str) -> timedelta | None:
    """Return the span that `2h30m` or `1d` means; None where it is none."""
    typed = text.strip().lower()
    if not re.fullmatch(r"(\d+[wdhms])+", typed):
        return None
    try:
        return sum(_sums(f"+{typed}"), timedelta())
    except (OverflowError, ValueError):
        return None


def _day(word: str | None, now: datetime) -> date | None:
    today = now.date()
    near = {None: 0, "now": 0, "today": 0, "tomorrow": 1, "yesterday": -1}
    if word in near:
        return today + timedelta(days=near[word])
    named = [at for at, day in enumerate(DAYS) if word is not None and day.startswith(word)]
    if len(named) != 1:
        return None
    return today + timedelta(days=(named[0] - today.weekday() - 1) % 7 + 1)


def _time(text: str) -> time | None:
    hour, minute, second = (*map(int, text.split(":")), 0)[:3]
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _sums(spans: str) -> tuple[timedelta, timedelta]:
    """Return the days of spans, and what they are beside those."""
    days, rest = timedelta(), timedelta()
    for sign, parts in _SIGNED.findall(spans):
        for count, unit in _SPAN.findall(parts):
            span = (1 if sign == "+" else -1) * timedelta(**{UNITS[unit]: int(count)})
            if unit in "wd":
                days += span
            else:
                rest += span
    return days, rest
