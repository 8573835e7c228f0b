"""Where am I, on which store, how fares the engine, how old is what I see, and what waits elsewhere?

Two lines on every screen: the state of the console with the way here, then the views with their counts. Parts are laid
out by width, so that a narrow terminal loses the least important ones whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from console.panes import VIEWS, view_of
from console.shell import Shell
from console.times import age
from console.wording import counted
from engine.plain import clean, shorten

if TYPE_CHECKING:
    from engine.records import Badges

__all__ = ["Header", "is_too_small"]

STALE = 30.0
"""Seconds after which the age of the data is a warning."""

ROOMY = 120
"""Cells of a terminal from which on the views show how much there is, not only what needs attention."""

LEAST = "60x15"

Part = tuple[str, str]


class Header(Widget):
    """The two lines on top of every screen."""

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__()
        self._shell = shell
        self._view = view
        self._crumbs: tuple[str, ...] = ()
        self._places: list[tuple[int, int, str]] = []

    def show(self, crumbs: Sequence[str]) -> None:
        """Show the way to this screen, and whatever else the shell now says."""
        self._crumbs = tuple(crumbs)
        self.refresh()

    def render(self) -> Content:
        """Draw both lines; where there is no room for a screen, say so instead."""
        width = self.size.width
        if is_too_small(self.app.size):
            return Content(f"This terminal is {self.app.size.width}x{self.app.size.height}; nocdeck needs {LEAST}.")
        return Content("\n").join([self._state_line(width), self._view_line(width)])

    def _state_line(self, width: int) -> Content:
        shell = self._shell
        environment = clean(shell.environment.name)
        left: list[Part] = [(" nocdeck ", "$accent bold")]
        if environment:
            left.append((f" {shorten(environment, 16)} ", shell.environment.style))
        left.append((" read-only ", "$text-warning bold") if shell.read_only else (" RW ", "$foreground-muted"))
        if shell.memory.utc:
            left.append((" UTC ", "$text-warning bold"))
        style = "$text-error bold" if shell.engine.bad else "$foreground-muted"
        doing = f" {shell.engine.running}" if shell.engine.running else ""
        if shell.trouble is None:  # without a store there is no engine to speak of
            left.append((f" engine {clean(shell.engine.word)}{doing}", style))
        if shell.badges is not None and shell.badges.paused_by is not None:
            left.append((f" paused by {shorten(clean(shell.badges.paused_by), 12)}", "$text-warning bold"))
        right = self._age()
        used = sum(len(text) for text, _ in left) + len(right[0]) + 5
        crumbs = shorten(" > ".join(clean(crumb) for crumb in self._crumbs), max(0, width - used))
        return _spread([*left, ("   ", ""), (crumbs, "")], [right], width)

    def _age(self) -> Part:
        read_at = self._shell.read_at
        if self._shell.trouble is not None:
            return ("no data ", "$text-error")
        if read_at is None:
            return ("opening… ", "$foreground-muted")
        now = self._shell.now()
        if self._shell.paused:
            return (f"paused, {age(read_at, now)} ago ", "$text-warning bold")
        stale = (now - read_at).total_seconds() > STALE
        return (f"{age(read_at, now)} ago ", "$text-warning" if stale else "$foreground-muted")

    def _view_line(self, width: int) -> Content:
        badges = self._shell.badges
        waits = _waits(badges) if badges else {}
        counts = _counts(badges) if badges and width >= ROOMY else {}
        parts: list[Part] = []
        self._places = []
        column = 0
        for number, (view, title) in enumerate(VIEWS, start=1):
            here = view == view_of(self._view)
            name = f"{number} {title}"
            sign = waits.get(view) or counts.get(view, "")
            count = f" {sign} " if sign else " "
            parts += [(" ", ""), (name, "$accent bold underline" if here else "")]
            parts += [(count, "$text-warning bold" if waits.get(view) else "$foreground-muted")]
            width_taken = 1 + len(name) + len(count)
            self._places.append((column, column + width_taken, f"app.view_{view}"))
            column += width_taken
        right: list[Part] = []
        if badges is not None and badges.failed:
            right.append((f"! {badges.failed:,} failed  ", "$text-error"))
        if badges is not None and badges.running:
            right.append((f"> {counted(badges.running, 'running', 'running')} ", "$foreground-muted"))
        return _spread(parts, right, width)

    async def on_click(self, event: events.Click) -> None:
        """Open the view whose name was clicked."""
        if event.y == 1:
            for start, end, action in self._places:
                if start <= event.x < end:
                    await self.run_action(action)


def _waits(badges: Badges) -> dict[str, str]:
    """Return what needs attention, by view."""
    counts = {"inbox": badges.inbox, "tasks": badges.failed_tasks}
    waits = {view: f"{count:,}" for view, count in counts.items() if count}
    return waits | ({"engine": "!"} if badges.engine is not None else {})


def _counts(badges: Badges) -> dict[str, str]:
    """Return how much there is, by view."""
    return {"processes": f"{badges.total:,}", "subscriptions": f"{badges.subscriptions:,}"}


def is_too_small(size: Size) -> bool:
    """Say whether a terminal is too small for any screen."""
    width, _, height = LEAST.partition("x")
    return size.width < int(width) or size.height < int(height)


def _spread(left: list[Part], right: list[Part], width: int) -> Content:
    """Lay out one line: `left`, then `right` at the far edge; without room for both, `right` goes."""
    head, tail = Content.assemble(*left), Content.assemble(*right)
    gap = width - head.cell_length - tail.cell_length
    return Content.assemble(head, " " * gap, tail) if gap >= 0 else head.truncate(max(0, width))
