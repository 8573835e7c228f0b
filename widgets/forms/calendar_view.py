"""How is a day found by looking, instead of by writing it? A month in place; the arrows go by days and weeks."""

from __future__ import annotations

from calendar import Calendar, monthrange
from datetime import date, timedelta
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from widgets.forms.control import Control

__all__ = ["CalendarView"]

QUIET = "$foreground 60%"


class CalendarView(Control):
    """A month, and a day in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "go(-1)", "a day back", show=False),
        Binding("right", "go(1)", "a day on", show=False),
        Binding("up", "go(-7)", "a week back", show=False),
        Binding("down", "go(7)", "a week on", show=False),
        Binding("pageup", "turn(-1)", "a month back", show=False),
        Binding("pagedown", "turn(1)", "a month on", show=False),
        Binding("home", "today", "today", show=False),
        Binding("enter,space", "take", "take the day", show=False),
        Binding("escape,f4", "close", "close", show=False),
    ]

    class Taken(Message):
        """The operator wants this day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    class Closed(Message):
        """The operator wants no day."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__()
        self.day = day
        """The day that is pointed at."""
        self._today = today

    def render(self) -> Content:
        """Draw the month, the day with a sign."""
        lines = [
            Content.styled(f"{self.day:%B %Y}".center(28).rstrip(), "bold"),
            Content.styled("  Mo  Tu  We  Th  Fr  Sa  Su", QUIET),
        ]
        lines += [Content("").join([self._cell(day) for day in week]) for week in self._weeks()]
        keys = Content.styled("pgup pgdn: months · home: today · enter takes it", QUIET)
        return Content("\n").join([*lines, keys])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Title, days of the week, weeks, keys."""
        return 3 + len(self._weeks())

    def action_go(self, days: int) -> None:
        """Point at another day; the calendar has an end, as the years have."""
        try:
            self._point(self.day + timedelta(days=days))
        except OverflowError:
            return

    def action_turn(self, months: int) -> None:
        """Point at the same day of another month, or at its last."""
        year, month = divmod(self.day.year * 12 + self.day.month - 1 + months, 12)
        if date.min.year <= year <= date.max.year:
            self._point(date(year, month + 1, min(self.day.day, monthrange(year, month + 1)[1])))

    def action_today(self) -> None:
        """Point at today."""
        self._point(self._today)

    def action_take(self) -> None:
        """Take the day."""
        self.post_message(self.Taken(self.day))

    def action_close(self) -> None:
        """Take none."""
        self.post_message(self.Closed())

    def on_click(self, event: events.Click) -> None:
        """Take the day under the pointer."""
        event.stop()
        weeks = self._weeks()
        if 0 <= event.y - 2 < len(weeks) and 0 <= event.x // 4 < 7:
            self._point(weeks[event.y - 2][event.x // 4])
            self.action_take()

    def _point(self, day: date) -> None:
        self.day = day
        self.refresh(layout=True)

    def _weeks(self) -> list[list[date]]:
        first = self.day.replace(day=1)
        try:
            return Calendar().monthdatescalendar(first.year, first.month)
        except (OverflowError, ValueError):  # the first and the last month of all have no neighbours
            return [[self.day]]

    def _cell(self, day: date) -> Content:
        sign = ">" if day == self.day else " "
        style = "bold reverse" if day == self.day else "" if day.month == self.day.month else "$foreground 40%"
        number = f"{day.day:>2}" + ("*" if day == self._today else "")
        return Content.styled(f"{sign}{number:<3}", style)
