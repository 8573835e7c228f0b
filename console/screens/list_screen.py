"""How is a list shown, filtered, marked and kept fresh, under the operator's cursor?

The grid holds the cursor by the identity of a row; a refresh never puts another one under it. A list that was
asked for before a newer one (another tab, another filter) and answers after it is dropped.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from console.actions import Action
from console.deck import Rows, Tab
from console.list_line import ListLine, ListState
from console.messages import OpenPane, ReadAgain
from console.panes import PANES, Pane, view_of
from console.places import Place
from console.screens.filtered import BEHIND, FilteredScreen
from console.shell import Shell
from console.status import COLOURS
from console.wording import one_line
from engine.plain import shorten
from widgets import grid_messages
from widgets.grid import Grid

if TYPE_CHECKING:
    from engine.errors import BadQuery

__all__ = ["GRID_KEYS", "ListScreen"]

Row = TypeVar("Row")

Wanted = tuple[int, str, str]
"""Place of a tab, filter, order."""

GRID_KEYS = frozenset(
    f"list.{name}"
    for name in "down up top bottom page_down page_up half_down half_up open mark unmark".split()  # noqa: SIM905
)
"""What the grid binds itself, under the same ids."""


class ListScreen(FilteredScreen, Generic[Row]):
    """A view that is a list."""

    TABS: ClassVar[Sequence[tuple[Tab, str]]] = ()
    """The lists of this view: what the deck calls each, and its title."""
    NOUN: ClassVar[tuple[str, str]] = ("row", "rows")
    """What a line of it is, as one and as several."""

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self.grid: Grid[Row] = self.make_grid()
        self._panes: Sequence[Pane] = PANES.get(view_of(view), ())
        """Every tab of the view, where some of them are on other screens."""
        self._first_tab = next((place for place, pane in enumerate(self._panes) if pane.mode == view), 0)
        """Place of our own first tab among them."""
        kept = shell.memory.list_of(view)
        self.tab_index = next((index for index, (tab, _) in enumerate(self.TABS) if tab == kept.tab), 0)
        self.filter_text = kept.filter
        self.sort = kept.sort
        """In which order, as the deck takes it; empty: the usual one."""
        self.why_line = Static("", id="why", markup=False)
        self._problem: BadQuery | None = None
        self._shown: Wanted | None = None
        """Of the rows in the grid."""
        self._unfit: Wanted | None = None
        """What the engine could not understand."""
        self.line = ListLine(self._line_state())

    def body(self) -> Iterable[Widget]:
        """The line of tabs, the grid, and a place for words where there is no list."""
        return (self.line, self.notice, self.middle(), self.why_line)

    def middle(self) -> Widget:
        """Return the grid, with what stands beside it."""
        return self.grid

    def crumbs(self) -> Sequence[str]:
        """Return the view and its tab."""
        return (self.view, self.TABS[self.tab_index][1].lower()) if len(self.TABS) > 1 else (self.view,)

    @abstractmethod
    def make_grid(self) -> Grid[Row]:
        """Return the grid, with its columns."""

    @abstractmethod
    def open_row(self, row: Row) -> None:
        """Show what a row is of."""

    @abstractmethod
    def row_words(self, row: Row) -> Content:
        """Return the line below the list about the row under the cursor."""

    @abstractmethod
    async def listing(self, tab: Tab, text: str) -> Rows[Row]:
        """Ask the deck for a list; raises when the filter cannot be understood."""

    def applying(self) -> list[Action]:
        """Leave out the keys that do nothing now."""
        without = set() if self.grid.marks or self.filter_text else {"list.leave"}
        without |= {"list.open", "list.mark"} if self.grid.cursor_row is None else set()
        without |= set() if self.shell.opened else {"list.filter"}
        gone = self.grid.cursor_gone
        return [
            action
            for action in super().applying()
            if action.id not in without and not (gone and action.scope == "process")
        ]

    def empty(self) -> str:
        """Return what is said where there is no row, and no filter either."""
        return "Nothing here."

    async def refresh_data(self) -> None:
        """Ask for the list when it is another than the shown one; else read the visible rows again."""
        wanted = self._wanted
        if wanted in (self._shown, self._unfit):
            await self.grid.refresh_rows()
        else:
            await self._ask(wanted)
        self.answered.set()
        self.show_shell()

    @property
    def is_behind(self) -> bool:
        """Whether the rows are of another list than was asked for."""
        return self._wanted not in (self._shown, self._unfit)

    @property
    def _wanted(self) -> Wanted:
        return (self.tab_index, self.filter_text, self.sort)

    async def _ask(self, wanted: Wanted) -> None:
        from engine.errors import BadQuery

        tab, text, _ = wanted
        try:
            rows = await self.listing(self.TABS[tab][0], text)
        except BadQuery as error:  # the rows of before stay, beside what is wrong
            self._unfit, self._problem = wanted, error
            return
        if wanted == self._wanted:
            sorted_anew = self._shown is not None and self._shown[:2] == wanted[:2]
            await self.grid.show(rows, keep_marks=sorted_anew)
            self._shown, self._unfit, self._problem = wanted, None, None

    def tick(self) -> None:
        """Move the ages on."""
        super().tick()
        self.grid.refresh_clocks()

    def redraw_times(self) -> None:
        """Draw every row anew."""
        self.grid.forget_drawing()
        self.grid.refresh()

    def show_shell(self) -> None:
        """Show header, line, footer; and the list, or in its place why there is none."""
        super().show_shell()
        self.line.show(self._line_state())
        self.why_line.update(self._why())
        self._point_at_fault()
        self.say_instead(self._said(), self.grid, keys=self.grid)

    def _said(self) -> str:
        if self.shell.trouble is not None or self._shown is None:
            return self.shell.why_nothing_yet()
        if self.grid.row_count or self.grid.cursor_gone:
            return ""
        if not self._shown[1]:
            return self.empty()
        return f"No {self.NOUN[0]} matches /{self._shown[1]}; {self.shell.key('list.leave')} drops the filter."

    @property
    def _is_unfit(self) -> bool:
        """Whether the engine cannot understand the filter as it is now."""
        return self._unfit == self._wanted

    def _why(self) -> Content:
        """Return the line below the list: what is wrong with the filter, else about the row under the cursor."""
        if self._is_unfit and self._problem is not None and not self.filter_line.display:
            return Content.styled(shorten(f" ! {one_line(self._problem)}", self.size.width), COLOURS["bad"])
        row = self.grid.cursor_row
        if row is not None and self.grid.cursor_gone:
            gone = f" no longer in this list; {self.shell.key('list.open')} shows what became of it"
            return Content.styled(shorten(gone, self.size.width), COLOURS["dim"])
        return self.row_words(row) if row is not None else Content("")

    def _point_at_fault(self) -> None:
        """Show what is wrong under the filter that is being typed, while it is the one that was asked about."""
        typed = self.filter_line.text
        if self._is_unfit and self._problem is not None and typed.strip() == self.filter_text:
            self.filter_line.show_fault(self._problem.problem, self._problem.at + len(typed) - len(typed.lstrip()))
        else:
            self.filter_line.clear_fault()

    def _line_state(self) -> ListState:
        one, several = self.NOUN
        return ListState(
            one=one,
            several=several,
            tabs=self._titles,
            tab=self._first_tab + self.tab_index,
            filter=self.filter_text,
            wrong=self._is_unfit,
            marked=len(self.grid.marks),
            count=self.grid.row_count if self._shown is not None else None,
            sort=self.sort,
        )

    def on_grid_highlighted(self, message: grid_messages.Highlighted) -> None:
        """Show the keys that apply to the row under the cursor."""
        self.show_shell()

    def on_grid_marks_changed(self, message: grid_messages.MarksChanged) -> None:
        """Say how many are marked."""
        self.show_shell()

    def on_grid_counted(self, message: grid_messages.Counted) -> None:
        """Say how many rows there are, now that it is known."""
        self.show_shell()

    def on_grid_opened(self, message: grid_messages.Opened) -> None:
        """Open a row."""
        if self.is_behind:
            self.say(BEHIND, "warning")
        else:
            self.open_row(message.row)

    def on_grid_read_failed(self, message: grid_messages.ReadFailed) -> None:
        """Say why some rows are still dots."""
        self.say(one_line(message.error), "error")

    def on_list_line_picked(self, message: ListLine.Picked) -> None:
        """Show the tab that was clicked."""
        self._show_tab(message.index)

    def action_list_next_tab(self) -> None:
        """Show the next tab."""
        self._show_tab((self._first_tab + self.tab_index + 1) % len(self._titles))

    def action_list_previous_tab(self) -> None:
        """Show the previous tab."""
        self._show_tab((self._first_tab + self.tab_index - 1) % len(self._titles))

    @property
    def _titles(self) -> tuple[str, ...]:
        return tuple(pane.title for pane in self._panes) or tuple(title for _, title in self.TABS)

    def _show_tab(self, place: int) -> None:
        if self._panes and self._panes[place].mode != self.view:
            self.post_message(OpenPane(self._panes[place]))
        else:
            self.show_tab(self.TABS[place - self._first_tab][0])

    def show_tab(self, tab: Tab) -> None:
        """Show a list of this screen."""
        self.tab_index = next(place for place, (own, _) in enumerate(self.TABS) if own == tab)
        self._remember()
        self.show_shell()
        self.post_message(ReadAgain())

    def focus_rows(self) -> None:
        """Have the keys go to the grid."""
        self.grid.focus()

    def look_for(self, text: str) -> None:
        """Show what matches, of everything there is: in the tab that holds all rows, where there is one."""
        everything = next((index for index, (tab, _) in enumerate(self.TABS) if "all" in tab.split()), self.tab_index)
        self.tab_index = everything
        self.narrow(text)

    def place(self) -> Place:
        """Return the list as it is narrowed and sorted now."""
        return Place(mode=self.view, tab=self.TABS[self.tab_index][0], filter=self.filter_text, sort=self.sort)

    def go_to(self, place: Place) -> None:
        """Show the list as it was kept; a tab that is no more is the present one."""
        self.tab_index = next((index for index, (tab, _) in enumerate(self.TABS) if tab == place.tab), self.tab_index)
        self.sort = place.sort
        self.narrow(place.filter)

    def narrowed(self) -> None:
        """Show what the filter leaves now, and remember it."""
        self._remember()
        self.show_shell()
        self.post_message(ReadAgain())

    def _remember(self) -> None:
        """Let the next run of the console begin with this list as it is now."""
        kept = self.shell.memory.list_of(self.view)
        kept.tab, kept.filter, kept.sort = self.TABS[self.tab_index][0], self.filter_text, self.sort

    def action_list_leave(self) -> None:
        """Drop the marks, then the filter."""
        if self.grid.marks:
            self.grid.action_list_unmark()
        elif self.filter_text:
            self.widen()
