"""What holds the console together?

The app paints the shell, opens the deck, carries out what screens ask for, and keeps the visible one fresh. It knows no
process and no rule. Nothing of the engine but its text cleaner is imported here: the shell is on the screen before the
engine is loaded.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath
from typing import ClassVar

from rich.segment import Segments
from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.filter import LineFilter

from console.actions import ACTIONS, Action
from console.bindings import bindings, keymap
from console.crash import crash_report
from console.deck import Deck, EngineState, Told
from console.environment import Environment
from console.live import Refresher
from console.memory import Keeper, Memory, memory_file, recall
from console.messages import FeedMoved, FormSent, OpenProcess, ReadAgain, VerbRequested, WorkRequested
from console.routes import Routes
from console.screens.deck_screen import DeckScreen
from console.shell import Shell
from console.verbs import DOING, announce, carry_out, verdict
from console.wording import counted, one_line, short_id
from widgets.text import SafeLineFilter

__all__ = ["ConsoleApp"]

HERE = Path(__file__).parent

PACE = 0.25
"""Least seconds between two reads of the visible screen."""

PAUSE_TO_REMEMBER = 5.0
"""Seconds between two looks at what the next run is to begin with."""


class ConsoleApp(Routes, inherit_bindings=False):
    """The operator console."""

    TITLE = "nocdeck"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        HERE.parent / "widgets" / "widgets.tcss",
        HERE / "console.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "inbox"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("global"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        deck: Deck,
        *,
        environment: str | Environment = "",
        theme: str | None = None,
        state_dir: Path | None = None,
        actions: Iterable[Action] = ACTIONS,
        read_only: bool = False,
        bell: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        live: bool = True,
    ) -> None:
        known = {action.id: action for action in actions}
        where = Environment(name=environment) if isinstance(environment, str) else environment
        kept = memory_file(state_dir, where.name) if state_dir is not None else None
        memory = recall(kept) if kept is not None else Memory()
        super().__init__(
            Shell(
                deck=deck,
                actions=known,
                clock=now,
                environment=where,
                read_only=read_only,
                bell=bell,
                live=live,
                state_dir=state_dir,
                memory=memory,
            )
        )
        self._keeper = Keeper(kept, memory)
        pace = PACE if live else 0.0
        self._refresher = Refresher(partial(self._reading, self._read), pace)
        self._counter = Refresher(partial(self._reading, self._count), pace)
        self._wanted_theme = theme
        self._troubles: dict[str, str] = {}
        """What the store would not tell the last time, and why."""
        self._guard = SafeLineFilter()
        """One for all lines: Textual keeps with each what a filter has made of it."""
        self._loads_next = False
        """Whether the workflows are loaded as soon as the first rows are on the screen."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the last guard of the terminal: no control character leaves, wherever it came from."""
        return [*super().get_line_filters(), self._guard]

    def on_mount(self) -> None:
        """Paint first; then open the store."""
        self.begin_theme(self._wanted_theme or self.theme)
        self.set_keymap(keymap(self.shell.actions.values()))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(RuntimeError, ValueError):  # not the main thread: somebody else's signals
                loop.add_signal_handler(number, self._end)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))  # `fg`: the terminal is bare
        if self.shell.live:
            self.set_interval(1.0, self._tick)
            self.set_interval(PAUSE_TO_REMEMBER, self._remember)
        self.call_after_refresh(self.open_deck)

    async def on_unmount(self) -> None:
        """Let go of the store."""
        await self.shell.deck.close()

    @work(group="open", exclusive=True)
    async def open_deck(self) -> None:
        """Open the store and follow it. A store that cannot be opened is said on the screen, which stays: it may come
        back. A wrong configuration stays wrong until the console is started again, and ends it."""
        shell = self.shell
        try:
            await shell.deck.open()
            shell.trouble, shell.opened = None, True
        except Exception as error:
            self._could_not_open(error)
        self.front.show_shell()
        if shell.opened:
            self._loads_next = True
            self._keep_fresh()
            self._follow()
            self._refresher.request()

    @work(group="load", exclusive=True)
    async def _load_deck(self) -> None:
        """Load what is needed to do something about the rows that are on the screen."""
        try:
            await self.shell.deck.load()
        except Exception as error:
            self._could_not_open(error)
        self._collect_again()
        self.front.show_shell()

    def _could_not_open(self, error: Exception) -> None:
        from engine.errors import ConfigError

        self.shell.trouble, self.shell.opened = one_line(error), False
        self._collect_again()
        if isinstance(error, ConfigError):
            self._end()

    def _collect_again(self) -> None:
        """Turn on the collector that console.start turned off for the start."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    async def action_view_refresh(self) -> None:
        """Do again what the screen shows; open the store again when it could not be opened."""
        if self.shell.opened:
            await self.front.again()
        elif self.shell.trouble is not None:
            self.shell.trouble = None
            self.front.show_shell()
            self.open_deck()

    @work(group="refresh", exclusive=True)
    async def _keep_fresh(self) -> None:
        await asyncio.gather(self._refresher.run(), self._counter.run())

    @work(group="feed", exclusive=True)
    async def _follow(self) -> None:
        async for change in self.shell.deck.changes():
            self.post_message(FeedMoved(change))

    async def _reading(self, read: Callable[[], Awaitable[None]]) -> None:
        """Read, and show it; why the store cannot be read is said once."""
        try:
            await read()
            self._troubles.pop(read.__name__, None)
        except Exception as error:
            trouble, said = one_line(error), self._troubles.values()
            if trouble not in said:
                self.front.say(f"the store could not be read: {trouble}", "error")
            self._troubles[read.__name__] = trouble
        self.front.show_shell()
        if self._loads_next:
            self._loads_next = False
            self.call_after_refresh(self._load_deck)

    async def _read(self) -> None:
        """Read what the visible screen shows; the header's counts come after it, and the next reading does not wait for
        them."""
        try:
            await self.front.refresh_data()
            self.shell.read_at, self.shell.unread = self.shell.now(), ""
        except Exception as error:
            self.shell.unread = one_line(error)
            raise
        finally:
            self._counter.request()

    async def _count(self) -> None:
        before, self.shell.badges = self.shell.badges, await self.shell.deck.badges()
        if self.shell.bell and before is not None and self.shell.badges.inbox > before.inbox:
            self.bell()

    def _tick(self) -> None:
        self.front.tick()

    async def _remember(self) -> None:
        """Keep how the interface is now for the next run."""
        self.shell.memory.view = self.current_mode
        await self._keeper.keep()

    def on_feed_moved(self, message: FeedMoved) -> None:
        """Read again after a change; show how the engine fares."""
        match message.change:
            case EngineState(note=note, bad=bad) as state:
                self.shell.engine = state
                self.front.show_shell()
            case Told(text=note, bad=bad):
                pass
            case _:
                if not self.shell.paused:
                    self._refresher.request()
                return
        if note:
            self.front.say(note, "error" if bad else "information")

    def action_live_pause(self) -> None:
        """Leave what is shown as it is, or follow again."""
        self.shell.paused = not self.shell.paused
        if not self.shell.paused:
            self._refresher.request()
        self.front.show_shell()

    def on_read_again(self, message: ReadAgain) -> None:
        """A screen came to the front, or asks for fresh data."""
        self._refresher.request(pressing=True)

    def on_verb_requested(self, message: VerbRequested) -> None:
        """Carry a verb out, in a worker of the app: the screen may be left meanwhile."""
        self.run_worker(self._carry_out(message), group="verbs")

    async def _carry_out(self, request: VerbRequested) -> None:
        shell = self.shell
        shell.acting |= {process_id: DOING[request.verb] for process_id, _ in request.targets}
        self.front.say(announce(request.verb, request.targets))
        self._tick()
        refusals = await carry_out(shell.deck, request.verb, request.targets, request.text, request.report)
        for process_id, _ in request.targets:
            shell.acting.pop(process_id, None)
        if told := verdict(request.verb, request.targets, refusals):
            self.front.say(told, "error")
        self._refresher.request()

    def on_work_requested(self, message: WorkRequested) -> None:
        """Do it in a worker of the app: the screen may be left meanwhile."""
        self.run_worker(self._do(message), group="verbs")

    async def _do(self, wanted: WorkRequested) -> None:
        try:
            told = await wanted.work()
        except Exception as error:
            self.front.say(f"{wanted.what}: {one_line(error)}", "error")
        else:
            self.front.say(told)
        self._refresher.request()

    def on_form_sent(self, message: FormSent) -> None:
        """Say so; a process that was started is shown."""
        if message.process_id is None:
            self.front.say(message.said)
        else:
            self.front.say(f"{'started' if message.started else 'answered'} {short_id(message.process_id)}")
            if message.started:
                self.post_message(OpenProcess(message.process_id))
        self._refresher.request()

    @work(group="quit", exclusive=True)
    async def action_app_quit(self) -> None:
        """End the console; where steps run, say what becomes of them and ask."""
        running = counted(self.shell.engine.running, "process runs", "processes run")
        question = f"{running}; the engine finishes the steps in hand, then ends. Quit?"
        if not self.shell.engine.running or await self.front.ask(question):
            self._end()

    @work(group="end", exclusive=True)
    async def _end(self) -> None:
        """Keep what was typed on any screen, then end."""
        for screen in [screen for stack in self._screen_stacks.values() for screen in stack]:
            if isinstance(screen, DeckScreen):
                await screen.keep()
        await self._remember()
        if self.shell.trouble is None:
            self.exit()
        else:
            self.exit(return_code=2, message=Text(f"nocdeck: {self.shell.trouble}"))

    def _fatal_error(self) -> None:
        """Print what went wrong without the local variables, where Textual prints them."""
        report = crash_report(sys.exc_info()[1] or self._exception)
        self._exit_renderables.append(Segments(self.console.render(report)))
        self._close_messages_no_wait()
