"""Which stretch of time do words such as `2h`, `yesterday` or `2026-11-01T08:00` stand for?

A moment is as long as it is exact: a day, a minute, a second. Without a zone it is the operator's local time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["DURATIONS", "MOMENTS", "WORDS", "Stretch", "duration", "stretch"]

DURATIONS = "90s, 15m, 2h, 3d, 1w or 1h30m"
MOMENTS = "2026-11-01, 2026-11-01T08:00, 08:00, today, yesterday, or a length of time: 2h"

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(?:\d{1,6}[smhdw])+")
_LONGEST = timedelta(days=36_500)
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
WORDS = (*_DAYS, "now")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?P<seconds>:\d{2})?")
_MOMENT = re.compile(
    r"(?:19|2\d)\d{2}-\d{2}-\d{2}"
    r"(?P<clock>[Tt ]\d{2}:\d{2}(?P<seconds>:\d{2}(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment up to another, which does not belong to it."""

    first: datetime
    end: datetime


def duration(text: str) -> timedelta | None:
    """Return a length of time; None for other text."""
    lowered = text.lower()
    if not _DURATION.fullmatch(lowered):
        return None
    parts = re.findall(r"(\d+)([smhdw])", lowered)
    return min(timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts)), _LONGEST)


def stretch(text: str, now: datetime) -> Stretch | None:
    """Return the time that a moment in words or digits stands for; None for other text."""
    word, today = text.lower(), now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if word in _DAYS:
        return _of_day(today + timedelta(days=_DAYS[word]))
    if word == "now":
        return Stretch(now, now)
    try:
        if clock := _CLOCK.fullmatch(text):
            at = datetime.fromisoformat(f"{today:%Y-%m-%d}T{text if text[2] == ':' else '0' + text}")
            return _exact(at, to_seconds=clock["seconds"] is not None)
        if written := _MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text.upper())
            return _of_day(at) if written["clock"] is None else _exact(at, to_seconds=written["seconds"] is not None)
    except ValueError:  # such as the 31st of February
        return None
    return None


def _of_day(midnight: datetime) -> Stretch:
    return Stretch(midnight.astimezone(), (midnight + timedelta(days=1)).astimezone())


def _exact(at: datetime, *, to_seconds: bool) -> Stretch:
    begin = at.astimezone()
    return Stretch(begin, begin + (timedelta(seconds=1) if to_seconds else timedelta(minutes=1)))
