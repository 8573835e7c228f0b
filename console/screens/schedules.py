"""What is started by the clock, when next, and what came of it last?

Below the list stand the next moments of the schedule under the cursor, as the engine will act on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.content import Content

from console.actions import Action
from console.bindings import MARK_KEYS, bindings
from console.deck import Filtered, Rows, Tab
from console.facets import Facet, of_schedule
from console.messages import OpenProcess, OpenSchedule, WorkRequested
from console.screens.list_screen import GRID_KEYS, ListScreen
from console.status import COLOURS, process_look
from console.times import moment, until, zone
from console.wording import short_id
from engine.plain import clean, shorten
from widgets.grid import Cell, Column, Grid

if TYPE_CHECKING:
    from datetime import datetime

    from textual.binding import BindingType

    from engine.schedule_lines import ScheduleLine

__all__ = ["SchedulesScreen"]


class SchedulesScreen(ListScreen["ScheduleLine"]):
    """Every schedule, the one that is due next first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "schedule", without=GRID_KEYS | MARK_KEYS)]
    SCOPES = ("global", "list", "filtered", "schedule")
    WITHOUT = MARK_KEYS
    NOUN = ("schedule", "schedules")
    TABS = (("schedules", "Schedules"),)
    FOOTER: ClassVar[Sequence[str]] = (
        "schedule.run",
        "schedule.add",
        "schedule.edit",
        "schedule.pause",
        "schedule.remove",
        "list.open",
        "list.filter",
        "list.leave",
        "list.next_tab",
    )

    @property
    def filtered(self) -> Filtered:
        """Of what the rows are."""
        return "schedule"

    def facets(self) -> Sequence[Facet]:
        """Return the values of the row under the cursor that narrow the list."""
        row = self.grid.cursor_row
        return of_schedule(row) if row is not None else ()

    def make_grid(self) -> Grid[ScheduleLine]:
        """Return the grid of schedules: at 80 columns what, when, when next, and how it went."""
        columns: list[Column[ScheduleLine]] = [
            Column("STATE", 8, _state),
            Column("SCHEDULE", 20, lambda line: Cell(line.row.name, ""), grow=True),
            Column("WHEN", 14, lambda line: Cell(line.when, ""), wide=26),
            Column("NEXT", 8, lambda line: Cell(self._next(line), "dim")),
            Column("LAST RUN", 14, self._outcome),
            Column(
                lambda: f"AT {zone(self.shell.now())}",
                12,
                lambda line: Cell(self._moment(line.row.last_run_at), "dim"),
                min_total=104,
            ),
            Column("WORKFLOW", 28, lambda line: Cell(line.row.workflow, "dim"), min_total=136),
            Column("BY", 10, lambda line: Cell(line.row.created_by, "dim"), min_total=152),
        ]
        return Grid(
            columns,
            row_key=lambda line: str(line.row.schedule_id),
            row_version=lambda line: (line.facts, self._next(line)),
        )

    def _next(self, line: ScheduleLine) -> str:
        return until(line.coming[0], self.shell.now()) if line.coming else ""

    def _moment(self, at: datetime | None) -> str:
        return moment(at, self.shell.now()) if at is not None else ""

    def _outcome(self, line: ScheduleLine) -> Cell:
        """How the last run went: of a process that is gone, that it was started."""
        row = line.row
        if row.last_run_at is None:
            return Cell("never", "dim")
        if row.last_skipped is not None:
            return Cell("! skipped", "bad")
        if row.last_status is None:
            return Cell("started", "dim")
        look = process_look(row.last_status)
        return Cell(look.text, look.style)

    async def listing(self, tab: Tab, text: str) -> Rows[ScheduleLine]:
        """Ask for the schedules."""
        return await self.shell.deck.schedules(text)

    def why_not(self, action: Action) -> str | None:
        """Say why an action does not apply, of a schedule's in the engine's words."""
        reason = super().why_not(action)
        if reason is not None or action.scope != "schedule" or action.verb in (None, "add"):
            return reason
        line = self.grid.cursor_row
        if line is None:
            return "there is no schedule under the cursor"
        return self.shell.deck.why_not_schedule(self._verb(action, line), line.row)

    def applying(self) -> list[Action]:
        """Leave out enter where there was no run to open."""
        line = self.grid.cursor_row
        leads = line is not None and line.row.last_process_id is not None
        return [action for action in super().applying() if leads or action.id != "list.open"]

    def open_row(self, row: ScheduleLine) -> None:
        """Show the process that the last run started."""
        process_id = row.row.last_process_id
        if process_id is not None:
            self.post_message(OpenProcess(process_id))
        else:
            self.say(f"'{row.row.name}' has started nothing yet", "warning")

    def row_words(self, row: ScheduleLine) -> Content:
        """Say when it runs next, five times; of the last one that started nothing, why."""
        if row.row.last_skipped is not None:
            why = " ".join(row.row.last_skipped.split())
            return Content.styled(shorten(f" ! skipped: {clean(why)}", self.size.width), COLOURS["bad"])
        times = ", ".join(moment(at, self.shell.now()) for at in row.coming)
        said = f"next: {times}" if times else f"{'paused' if row.row.paused else 'over'}: it starts nothing by itself"
        return Content.styled(shorten(f" {clean(said)}", self.size.width), COLOURS["dim"])

    def empty(self) -> str:
        """Name the way on."""
        return f"Nothing is started by the clock.\n\n{self.shell.key('schedule.add')} adds a schedule."

    def action_schedule_add(self) -> None:
        """Fill in the form of a new schedule."""
        if not self.refused("schedule.add"):
            self.post_message(OpenSchedule(None))

    def action_schedule_edit(self) -> None:
        """Fill in the form of the schedule."""
        line = self.grid.cursor_row
        if not self.refused("schedule.edit") and line is not None:
            self.post_message(OpenSchedule(line.row.schedule_id))

    def action_schedule_run(self) -> None:
        """Start the workflow of the schedule now."""
        self._request("schedule.run")

    def action_schedule_pause(self) -> None:
        """Pause the schedule; resume a paused one."""
        self._request("schedule.pause")

    @work
    async def action_schedule_remove(self) -> None:
        """Ask, then take the schedule away."""
        line = self.grid.cursor_row
        if not self.refused("schedule.remove") and line is not None and await self.ask(f"remove '{line.row.name}'?"):
            self._request_of("remove", line)

    def _request(self, action_id: str) -> None:
        line = self.grid.cursor_row
        if not self.refused(action_id) and line is not None:
            self._request_of(self._verb(self.shell.actions[action_id], line), line)

    def _request_of(self, verb: str, line: ScheduleLine) -> None:
        deck, row = self.shell.deck, line.row

        async def done() -> str:
            started = await deck.schedule_verb(verb, row.schedule_id)
            return f"started {short_id(started)}" if started is not None else f"{DONE[verb]} '{row.name}'"

        self.post_message(WorkRequested(f"{verb} '{row.name}'", done))

    def _verb(self, action: Action, line: ScheduleLine) -> str:
        """Return the engine's verb: one key pauses, and resumes what is paused."""
        return "resume" if action.verb == "pause" and line.row.paused else action.verb or ""


DONE = {"pause": "paused", "resume": "resumed", "remove": "removed"}


def _state(line: ScheduleLine) -> Cell:
    if line.row.paused:
        return Cell("- paused", "wait")
    return Cell("~ due", "busy") if line.row.next_run_at is not None else Cell("x over", "dim")
