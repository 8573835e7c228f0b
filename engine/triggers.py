"""When is a schedule due? By the triggers of APScheduler, whose words a row of the store keeps as JSON.

Pure functions over kind, words and time: what a screen previews is what the engine will do (contract SCH-1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from engine.errors import UsageError

__all__ = ["Kind", "Trigger", "cron_of", "cron_text", "interval_of", "interval_text"]

Kind = Literal["interval", "cron", "date"]

_KINDS: dict[str, type[BaseTrigger]] = {"interval": IntervalTrigger, "cron": CronTrigger, "date": DateTrigger}

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

SHORTEST = timedelta(seconds=5)
"""An interval below it would keep an engine busy with nothing but starting."""


class Trigger:
    """When a schedule is due.

    `words` are, for `interval`, weeks, days, hours, minutes, seconds, end_date; for `cron` month, day, day_of_week,
    hour, minute and so on; for `date` run_date; for the last two timezone, which is UTC otherwise.

    Raises:
        UsageError: there is no such kind, or its words are wrong; the message says which and how.
    """

    def __init__(self, kind: str, words: Mapping[str, Any]) -> None:
        if kind not in _KINDS:
            raise UsageError(f"There is no trigger '{kind}'; there are: {', '.join(get_args(Kind))}")
        self.kind, self.words = kind, dict(words)
        if kind == "date" and not words.get("run_date"):
            raise UsageError("Invalid trigger_kwargs for 'date' trigger: it needs a run_date")
        try:
            if kind == "date":
                words = {**words, "run_date": datetime.fromisoformat(str(words["run_date"]))}
            self._zone = ZoneInfo(str(words.get("timezone", "UTC")))
            # A crontab is about the clock on the wall: it is computed there, since adding hours to an instant loses
            # some on the day on which the clocks change.
            on_the_wall = {"timezone": "UTC"} if kind == "cron" else {"timezone": self._zone}
            self._trigger = _KINDS[kind](**{**words, **on_the_wall})
        except (TypeError, ValueError, OverflowError, LookupError, OSError) as error:
            raise UsageError(f"Invalid trigger_kwargs for '{kind}' trigger: {error}") from None
        if kind == "interval" and self._trigger.interval < SHORTEST:
            raise UsageError(
                f"Invalid trigger_kwargs for 'interval' trigger: it has to be {SHORTEST.seconds} seconds or longer"
            )

    def first_after(self, now: datetime) -> datetime | None:
        """Return when a schedule that is made `now` is due first, in UTC; None: never."""
        if self.kind == "date":
            at: datetime = self._trigger.run_date.astimezone(UTC)
            return at if at > now else None
        return self.next_after(now.replace(microsecond=0), now)

    def next_after(self, tick: datetime, now: datetime) -> datetime | None:
        """Return when a schedule is due again after `tick`, later than `now`; None: never.

        Ticks that were slept through count as one (contract SCH-4).
        """
        since = max(tick, now)
        if self.kind == "date":
            return None
        if self.kind == "interval":
            step: timedelta = self._trigger.interval
            try:
                due = tick + ((since - tick) // step + 1) * step
            except OverflowError:  # beyond what a calendar holds
                return None
            end = self._trigger.end_date
            return None if end is not None and due > end else due
        return self._next_on_the_wall(since)

    def _next_on_the_wall(self, since: datetime) -> datetime | None:
        """A time that a change of the clocks leaves out comes an hour later; one that comes twice counts once."""
        wall = since.astimezone(self._zone).replace(tzinfo=UTC)
        while (found := self._trigger.get_next_fire_time(wall, wall)) is not None:
            due: datetime = found.replace(tzinfo=self._zone).astimezone(UTC)
            if due > since:
                return due
            wall = found
        return None

    def fire_times(self, now: datetime, count: int = 5) -> list[datetime]:
        """Return the first moments of a schedule that is made `now`, as it will really fire, in UTC."""
        return self.following(self.first_after(now), count)

    def following(self, due: datetime | None, count: int) -> list[datetime]:
        """Return a moment (None: there is none) and those after it, `count` in all."""
        found: list[datetime] = []
        while due is not None and len(found) < count:
            found.append(due)
            due = self.next_after(due, due)
        return found

    def __str__(self) -> str:
        """As an operator reads it, such as `every 6 hours` or `10 0 * * * (UTC)`."""
        if self.kind == "interval":
            said = {unit: self.words[unit] for unit in reversed(_UNITS.values()) if self.words.get(unit)}
            told = [f"{number} {unit.removesuffix('s') if number == 1 else unit}" for unit, number in said.items()]
            return f"every {' '.join(told).removeprefix('1 ') if len(told) == 1 else ' '.join(told)}"
        if self.kind == "cron":
            return f"{cron_text(self.words)} ({self._zone})"
        return f"once, at {self._trigger.run_date.astimezone(self._zone):%Y-%m-%d %H:%M} ({self._zone})"


_CRONTAB = ("minute", "hour", "day", "month", "day_of_week")


def interval_of(text: str) -> dict[str, Any]:
    """Return the words of an interval such as `90s`, `10m`, `6h`, `1d` or `1h30m`.

    Raises:
        UsageError: it is none.
    """
    parts = re.findall(r"(\d+)\s*([smhdw])", text.strip().lower())
    if not parts or re.sub(r"\d+\s*[smhdw]|\s", "", text.strip().lower()):
        raise UsageError(f"'{text}' is no interval; write one such as 90s, 10m, 6h, 1d or 1h30m")
    return {_UNITS[unit]: int(number) for number, unit in parts}


def interval_text(words: Mapping[str, Any]) -> str:
    """Return the words of an interval as `interval_of` reads them, such as `1h30m`; empty where there is none."""
    return "".join(f"{words[name]}{unit}" for unit, name in reversed(_UNITS.items()) if words.get(name))


def cron_text(words: Mapping[str, Any]) -> str:
    """Return the words of a crontab line as `cron_of` reads them."""
    return " ".join(str(words.get(name, "*")) for name in _CRONTAB)


def cron_of(text: str, zone: str) -> dict[str, Any]:
    """Return the words of a crontab line, `minute hour day month day_of_week`, in a time zone such as Europe/Amsterdam.

    A number for the day of the week counts from Sunday, as in a crontab.

    Raises:
        UsageError: it is none.
    """
    fields = text.split()
    if len(fields) != len(_CRONTAB):
        raise UsageError(f"'{text}' is no crontab line: it has {len(fields)} fields, of 5: {' '.join(_CRONTAB)}")
    words = dict(zip(_CRONTAB, fields, strict=True))
    words["day_of_week"] = re.sub(r"[0-7]", lambda day: _DAYS[int(day[0]) % 7], words["day_of_week"])
    return {**words, "timezone": zone}


_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
