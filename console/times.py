"""How long ago, how long, and how long until: times as an operator reads them at a glance?

Pure functions of two moments (aware datetimes) or a `timedelta`; nobody here looks at a clock. Where the present is
given in UTC, moments are shown in it, else in local time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["age", "countdown", "duration", "moment", "span", "until", "zone"]


def age(since: datetime, now: datetime) -> str:
    """Return the time passed in one unit, four characters wide below ten thousand days: `8s`, `12m`, `2h`, `3d`.

    A moment in the future, as two clocks may make it, is `0s`.
    """
    return _in_one_unit(max(0, int((now - since).total_seconds())))


def until(due: datetime, now: datetime) -> str:
    """Return the time left in one unit, six characters wide below a hundred days: `in 42s`, `in 12m`; then `due`."""
    seconds = _left(due, now)
    return f"in {_in_one_unit(seconds)}" if seconds > 0 else "due"


def countdown(due: datetime, now: datetime) -> str:
    """Return the time left: `in 0:42`, `in 1:02:03`, `in 3d`; `due` from the moment on."""
    seconds = _left(due, now)
    if seconds <= 0:
        return "due"
    if seconds >= 2 * 86_400:
        return f"in {seconds // 86_400}d"
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"in {hours}:{minutes:02}:{seconds:02}" if hours else f"in {minutes}:{seconds:02}"


def duration(length: timedelta) -> str:
    """Return a length of time in two units at most: `85ms`, `4.2s`, `3m07s`, `2h05m`, `3d04h`."""
    seconds = max(0.0, length.total_seconds())
    if seconds < 0.9995:
        return f"{round(seconds * 1000)}ms"
    if seconds < 59.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    for big, small, names in ((86_400, 3_600, "dh"), (3_600, 60, "hm"), (60, 1, "ms")):
        if whole >= big:
            return f"{whole // big}{names[0]}{whole % big // small:02}{names[1]}"
    return f"{whole}s"


def moment(at: datetime, now: datetime) -> str:
    """Return a moment: `14:02:11` today, `12 Mar 14:02` this year, `2024-03-12` before."""
    shown, today = _shown(at, now), _shown(now, now)
    if shown.date() == today.date():
        return f"{shown:%H:%M:%S}"
    return f"{shown:%d %b %H:%M}" if shown.year == today.year else f"{shown:%Y-%m-%d}"


def zone(now: datetime) -> str:
    """Return the name of the zone that moments are shown in: `UTC`, `CEST`."""
    return f"{_shown(now, now):%Z}"


def span(first: datetime, last: datetime, now: datetime) -> str:
    """Return from when to when, to the minute: `10:02-11:32`; one moment alone where they are in the same minute."""
    texts = [moment(at, now) for at in (first, last)]
    begin, end = (text[:-3] if text.count(":") == 2 else text for text in texts)
    return begin if begin == end else f"{begin}-{end}"


def _shown(at: datetime, now: datetime) -> datetime:
    return at.astimezone(UTC if now.tzinfo is UTC else None)


def _left(due: datetime, now: datetime) -> int:
    """Return the seconds left; a part of one is not yet over."""
    return int(-((now - due).total_seconds() // 1))


def _in_one_unit(seconds: int) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
