"""Which screen comes up for what the operator asks?

A view is a mode, or a few, each with a stack of its own: what was opened on one is still there after a look at the
other. The screens beside the first views are imported when they are first opened.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial

from textual.widget import AwaitMount

from console.commanding import Commanding
from console.copying import Copying
from console.messages import (
    OpenAgain,
    OpenBulk,
    OpenEntry,
    OpenForm,
    OpenList,
    OpenPane,
    OpenPreview,
    OpenProcess,
    OpenSchedule,
    OpenStart,
    OpenSubscription,
)
from console.panes import PANES, Pane, view_of
from console.places import Place
from console.screens.deck_screen import DeckScreen
from console.screens.inbox import InboxScreen
from console.screens.list_screen import ListScreen
from console.shell import Shell
from console.theming import Theming
from console.typeahead import TypeAhead
from console.visiting import Visiting
from console.zoning import Zoning

__all__ = ["Routes"]

AT_ONCE = 0.001
"""Seconds."""


class Routes(Commanding, Copying, Theming, TypeAhead, Visiting, Zoning, inherit_bindings=False):
    """The ways between the screens."""

    def __init__(self, shell: Shell) -> None:
        views: dict[str, Callable[[], DeckScreen]] = {
            "inbox": lambda: InboxScreen(shell, "inbox"),
            "processes": lambda: _processes(shell),
            "subscriptions": lambda: _subscriptions(shell),
            "tasks": lambda: _tasks(shell),
            "schedules": lambda: _schedules(shell),
            "engine": lambda: _engine(shell),
            "audit": lambda: _audit(shell),
            "log": lambda: _log(shell),
            **{pane.mode: partial(_catalogue, shell, pane) for pane in PANES["catalogue"]},
        }
        if shell.memory.view in views:  # Textual begins with the screen of this mode, and reads it when it is made
            self.DEFAULT_MODE = shell.memory.view  # type: ignore[misc]
        super().__init__()
        self.shell = shell
        self._view_before = ""
        self._is_new = True
        """Whether the view that is shown next was never shown before."""
        for name, make in views.items():
            self.add_mode(name, make)
        self._mode_of = {view_of(shell.memory.view): shell.memory.view}
        """By view of several modes: the one that was shown last."""

    @property
    def front(self) -> DeckScreen:
        """The screen the operator sees."""
        screen = self.screen
        assert isinstance(screen, DeckScreen)
        return screen

    @abstractmethod
    def action_app_quit(self) -> object:
        """End the console."""

    async def on_open_process(self, message: OpenProcess) -> None:
        """Show a process over the present screen."""
        from console.screens.process import ProcessScreen

        await self.push_screen(ProcessScreen(self.shell, self.current_mode, message.process_id))

    async def on_open_subscription(self, message: OpenSubscription) -> None:
        """Show a subscription over the present screen."""
        from console.screens.subscription import SubscriptionScreen

        await self.push_screen(SubscriptionScreen(self.shell, self.current_mode, message.subscription_id))

    async def on_open_bulk(self, message: OpenBulk) -> None:
        """Ask about many processes at once."""
        from console.screens.bulk import BulkScreen

        screen = BulkScreen(
            self.shell, self.current_mode, message.action_id, message.process_ids, message.text, message.acted
        )
        await self.push_screen(screen)

    async def on_open_form(self, message: OpenForm) -> None:
        """Show the form a process waits for."""
        from console.screens.form_of import AnswerScreen

        await self.push_screen(AnswerScreen(self.shell, self.current_mode, message.process_id))

    async def on_open_again(self, message: OpenAgain) -> None:
        """Show the form of a process's workflow, with the answers of before."""
        from console.screens.form_of import AgainScreen

        await self.push_screen(AgainScreen(self.shell, self.current_mode, message.workflow, message.process_id))

    async def on_open_entry(self, message: OpenEntry) -> None:
        """Show an entry of the catalogue."""
        from console.screens.entry import EntryScreen

        await self.push_screen(EntryScreen(self.shell, self.current_mode, message.kind, message.name))

    async def on_open_preview(self, message: OpenPreview) -> None:
        """Show the form of a workflow, only to look at."""
        from console.screens.preview import PreviewScreen

        await self.push_screen(PreviewScreen(self.shell, self.current_mode, message.workflow))

    async def on_open_schedule(self, message: OpenSchedule) -> None:
        """Show the form of a schedule."""
        from console.screens.schedule_form import ScheduleFormScreen

        await self.push_screen(ScheduleFormScreen(self.shell, self.current_mode, message.schedule_id))

    async def on_open_start(self, message: OpenStart) -> None:
        """Show the form of the chosen workflow: over the subscription it is to run on, or in place of the choice."""
        from console.screens.form_of import StartFormScreen
        from console.screens.picker import PickerScreen
        from console.wizard import VERSION

        if message.subscription_id is None:
            form = StartFormScreen(self.shell, self.current_mode, message.workflow)
            await (self.switch_screen(form) if isinstance(self.front, PickerScreen) else self.push_screen(form))
        else:
            first: dict[str, object] = {"subscription_id": str(message.subscription_id)}
            first |= {VERSION: message.seen} if message.seen is not None else {}
            await self.push_screen(StartFormScreen(self.shell, self.current_mode, message.workflow, first))

    def switch_mode(self, mode: str) -> AwaitMount:
        """Show another view, and know the one of before."""
        if mode != self.current_mode:
            self._view_before = self.current_mode
        self._is_new = mode not in self._screen_stacks
        return super().switch_mode(mode)

    def delay_update(self, delay: float = 0.05) -> None:
        """Draw nothing for a moment, lest a view be seen being made; one that was made before is drawn at once."""
        super().delay_update(delay if self._is_new else AT_ONCE)

    async def _show(self, view: str, text: str) -> None:
        """Show a view with whatever was open on it; with a filter, or where it is shown already, its list."""
        is_shown = view == self.current_mode
        await self.switch_mode(view)
        if text or is_shown:
            await self._close_all()
        if text and isinstance(self.front, ListScreen):
            self.front.look_for(text)

    async def show_place(self, place: Place) -> None:
        """Show a list as it was kept; what was open over it is closed."""
        await self.switch_mode(place.mode if place.mode in self._modes else self.DEFAULT_MODE)
        await self._close_all()
        if isinstance(self.front, ListScreen):
            self.front.go_to(place)

    async def _close_all(self) -> None:
        """Close what was opened on the present view."""
        while len(self.screen_stack) > 1:
            await self.front.keep()
            await self.pop_screen()

    async def action_view_inbox(self, text: str = "") -> None:
        """Show the Inbox, with whatever was open on it."""
        await self._show("inbox", text)

    async def action_view_processes(self, text: str = "") -> None:
        """Show the Processes view, with whatever was open on it."""
        await self._show("processes", text)

    async def action_view_subscriptions(self, text: str = "") -> None:
        """Show the Subscriptions view, with whatever was open on it."""
        await self._show("subscriptions", text)

    async def action_view_catalogue(self, text: str = "") -> None:
        """Show the Catalogue view, with whatever was open on it."""
        await self._show(self._mode_of.get("catalogue", "products"), text)

    async def action_view_engine(self, text: str = "") -> None:
        """Show the Engine view, with whatever was open on it; with a filter the commands that were given."""
        await self._show("audit" if text else self._mode_of.get("engine", "engine"), text)

    async def on_open_list(self, message: OpenList) -> None:
        """Show what of all processes fits a filter."""
        await self._show("processes", message.text)

    async def action_view_previous(self) -> None:
        """Show the view of before."""
        if self._view_before:
            await self.switch_mode(self._view_before)
        else:
            self.front.say("there is no view before this one", "warning")

    async def action_view_tasks(self, text: str = "") -> None:
        """Show the Tasks view, with whatever was open on it."""
        await self._show("tasks" if text else self._mode_of.get("tasks", "tasks"), text)

    async def on_open_pane(self, message: OpenPane) -> None:
        """Show a tab that is on another screen of the view."""
        pane = message.pane
        self._mode_of[view_of(pane.mode)] = pane.mode
        await self.switch_mode(pane.mode)
        if isinstance(self.front, ListScreen):
            self.front.show_tab(pane.tab)

    async def action_workflow_start(self, workflow: str = "") -> None:
        """Choose a workflow to start, or start the one that was named."""
        from console.screens.start import StartScreen

        if self.front.refused("workflow.start"):
            return
        if workflow:
            await self.start_named(workflow)
        else:
            await self.push_screen(StartScreen(self.shell, self.current_mode))

    async def action_palette_open(self) -> None:
        """Search everything that can be done here."""
        from console.screens.palette import PaletteScreen

        await self.push_screen(PaletteScreen(self.front))

    async def action_help_open(self) -> None:
        """Show the keys of this screen."""
        from console.screens.help import HelpScreen

        await self.push_screen(HelpScreen(self.front))

    async def action_view_back(self) -> None:
        """Go back; quit on a view."""
        if len(self.screen_stack) > 1:
            await self.front.leave()
        else:
            self.action_app_quit()


def _processes(shell: Shell) -> DeckScreen:
    from console.screens.processes import ProcessesScreen

    return ProcessesScreen(shell, "processes")


def _tasks(shell: Shell) -> DeckScreen:
    from console.screens.tasks import TasksScreen

    return TasksScreen(shell, "tasks")


def _schedules(shell: Shell) -> DeckScreen:
    from console.screens.schedules import SchedulesScreen

    return SchedulesScreen(shell, "schedules")


def _catalogue(shell: Shell, pane: Pane) -> DeckScreen:
    from console.screens.catalogue import CatalogueScreen

    return CatalogueScreen(shell, pane)


def _engine(shell: Shell) -> DeckScreen:
    from console.screens.engine import EngineScreen

    return EngineScreen(shell, "engine")


def _audit(shell: Shell) -> DeckScreen:
    from console.screens.audit import AuditScreen

    return AuditScreen(shell, "audit")


def _log(shell: Shell) -> DeckScreen:
    from console.screens.engine_log import LogScreen

    return LogScreen(shell, "log")


def _subscriptions(shell: Shell) -> DeckScreen:
    from console.screens.subscriptions import SubscriptionsScreen

    return SubscriptionsScreen(shell, "subscriptions")
