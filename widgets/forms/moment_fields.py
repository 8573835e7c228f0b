"""How is a day, a moment or a span typed: as the engine reads it, or in words, with what they come to said below?"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from tzlocal import get_localzone

from widgets.forms.calendar_view import CalendarView
from widgets.forms.moments import day_in, moment_in, span_in, time_in
from widgets.forms.text_fields import TextField

__all__ = ["DateField", "DurationField", "MomentField", "TimeField", "TimestampField"]


class WordsField(TextField):
    """A line of text that may be words for something else."""

    @staticmethod
    def clock() -> datetime:
        """Return the time, in the operator's zone."""
        return datetime.now(get_localzone())

    @abstractmethod
    def resolved(self) -> tuple[Any, str] | None:
        """Return what the words come to: to send, and to show; None where they are no words."""

    def answer(self) -> Any:
        """Return what the words come to, or the text as typed."""
        found = self.resolved()
        return super().answer() if found is None else found[0]

    def hint(self) -> str:
        """Say what the words come to."""
        found = self.resolved()
        return " · ".join(part for part in (f"= {found[1]}" if found else "", self.spec.help) if part)

    def edited(self) -> None:
        """Say it while they are typed."""
        super().edited()
        self.show_note()


class DayField(WordsField):
    """A line that means a day, with or without a time; a calendar opens below it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "calendar", "calendar", show=False)]

    @abstractmethod
    def meant(self) -> datetime | None:
        """Return the moment that the text means now; None while it means none."""

    @abstractmethod
    def text_of_day(self, day: date) -> str:
        """Return the text of a day, with the time there is now."""

    def hint(self) -> str:
        """Say the key of the calendar while it works."""
        return " · ".join(part for part in (super().hint(), "f4: calendar" if self._focused else "") if part)

    def point(self, *, here: bool) -> None:
        """Say the key while it works."""
        super().point(here=here)
        self.show_note()

    async def action_calendar(self) -> None:
        """Open the calendar at the day that is meant, or today."""
        if not self.query(CalendarView):
            today = self.clock().date()
            meant = self.meant()
            view = CalendarView(meant.date() if meant is not None else today, today)
            view.styles.margin = (0, 0, 0, self._margin)
            await self.mount(view, after=self._input)
            view.focus()

    async def on_calendar_view_taken(self, event: CalendarView.Taken) -> None:
        """Write the day; a time that was there is kept."""
        event.stop()
        self._input.value = self.text_of_day(event.day)
        await self._close()

    async def on_calendar_view_closed(self, event: CalendarView.Closed) -> None:
        """Go back to the line as it is."""
        event.stop()
        await self._close()

    async def _close(self) -> None:
        self._input.focus()
        await self.query(CalendarView).remove()

    def _time(self) -> time:
        """Return the time of day there is: of a day in words, its beginning."""
        meant = self.meant()
        return meant.timetz().replace(microsecond=0, tzinfo=None) if meant is not None else time()


class DateField(DayField):
    """A day."""

    def meant(self) -> datetime | None:
        """The beginning of the day."""
        found = day_in(self.text, self.clock())
        if found is not None:
            return datetime.combine(found, time())
        return _written(self.text, self.clock())

    def text_of_day(self, day: date) -> str:
        """The day alone."""
        return day.isoformat()

    def resolved(self) -> tuple[Any, str] | None:
        """The day, as the engine reads it."""
        found = day_in(self.text, self.clock())
        return None if found is None else (found.isoformat(), f"{found:%a %d %b %Y}")


class TimeField(WordsField):
    """A time of day."""

    def resolved(self) -> tuple[Any, str] | None:
        """The time; it has no zone of its own, so that of the operator is named."""
        now = self.clock()
        found = time_in(self.text, now)
        return None if found is None else (found.isoformat(), f"{found:%H:%M:%S}, as it is {now:%H:%M %Z} here now")


class MomentField(DayField):
    """A moment."""

    def meant(self) -> datetime | None:
        """In words, or written out."""
        now = self.clock()
        return moment_in(self.text, now) or _written(self.text, now)

    def text_of_day(self, day: date) -> str:
        """With the zone, which a moment needs."""
        return datetime.combine(day, self._time(), self.clock().tzinfo).isoformat()

    def resolved(self) -> tuple[Any, str] | None:
        """The moment with its zone."""
        found = moment_in(self.text, self.clock())
        return None if found is None else (found.isoformat(), f"{found:%a %d %b %Y %H:%M:%S %Z}")


class TimestampField(DayField):
    """A moment that travels as seconds since 1970."""

    def meant(self) -> datetime | None:
        """In words, in seconds, or written out: a number is the seconds already."""
        now = self.clock()
        return moment_in(self.text, now) or _counted(self.text, now) or _written(self.text, now)

    def text_of_day(self, day: date) -> str:
        """As an operator writes it."""
        return f"{day.isoformat()} {self._time():%H:%M}"

    def resolved(self) -> tuple[Any, str] | None:
        """The moment in seconds: a number is one already, a local time without a zone is in the operator's."""
        found = self.meant()
        return None if found is None else (int(found.timestamp()), self._said(found))

    def hint(self) -> str:
        """Say what the words come to, and from when to when it may be."""
        limits = [self._limit(name) for name in ("min", "max")]
        low, high = (self._said(found) if found is not None else "" for found in limits)
        between = f"{low} to {high}" if low and high else f"from {low}" if low else f"until {high}" if high else ""
        return " · ".join(part for part in (super().hint(), between) if part)

    def _limit(self, name: str) -> datetime | None:
        extra = self.spec.schema.get("extraProperties") or self.spec.schema.get("uniforms") or {}
        seconds = self.spec.schema.get({"min": "minimum", "max": "maximum"}[name], extra.get(name))
        return None if seconds is None else _counted(str(seconds), self.clock())

    def _said(self, moment: datetime) -> str:
        """Return a moment in words; only its day where the author asks for no time."""
        extra = self.spec.schema.get("extraProperties") or self.spec.schema.get("uniforms") or {}
        return f"{moment:%a %d %b %Y}" if extra.get("showTimeSelect") is False else f"{moment:%a %d %b %Y %H:%M:%S %Z}"

    def answer(self) -> Any:
        """Return the seconds; emptied, it is no number: nothing, or what the engine refuses where a default waits."""
        if self._is_set and not self.text.strip() and (self.spec.nullable or not self.spec.has_default):
            return self.unset
        return super().answer()


class DurationField(WordsField):
    """A span of time."""

    def resolved(self) -> tuple[Any, str] | None:
        """The span as ISO 8601."""
        found = span_in(self.text)
        return None if found is None else (f"PT{found // timedelta(seconds=1)}S", str(found))


def _written(text: str, now: datetime) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)


def _counted(text: str, now: datetime) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), now.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None
