"""A terminal with one widget on it, for a test to play with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

import tests.quick  # noqa: F401  # what it changes in Textual
import widgets
from widgets.text import SafeLineFilter

__all__ = ["HOSTILE", "Stage", "play"]

Shown = TypeVar("Shown", bound=Widget)

HOSTILE: Sequence[str] = (
    "value [/red] end",
    "[bold]loud[/bold] [vlan 100]",
    "[/",
    "\x1b]52;c;cm0gLXJm\x07clip",
    "\x1b[31mred\x1b[0m",
    "evil\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "half \ud800 a pair",
    "two\nlines\r\nand\ttabs",
    "日本語のルーター名前",
    "1 validation error for Page\nvlan\n  Value error [type=value_error, input_value='[x', input_type=str]",
)
"""Text that is markup, drives a terminal, turns lines around, hides, or is twice as wide as it is long."""


class Theatre(App[None], Generic[Shown]):
    """Nothing but the widget, in the styles and behind the guard of the console."""

    CSS_PATH = Path(widgets.__file__).with_name("widgets.tcss")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, build: Callable[[], Shown]) -> None:
        super().__init__()
        self.animation_level = "none"
        self._build = build
        self.widget: Shown

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), SafeLineFilter()]

    def compose(self) -> ComposeResult:
        self.widget = self._build()
        yield self.widget


class Stage(Generic[Shown]):
    """The widget under a test's hands."""

    def __init__(self, app: Theatre[Shown], pilot: Pilot[None], widget: Shown, messages: list[Message]) -> None:
        self.app, self.pilot, self.widget = app, pilot, widget
        self.messages = messages
        """Every message so far."""

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything about them is done."""
        if keys:
            await self.pilot.press(*keys)
        await self.pilot.pause()

    async def enter(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        await self.press(*("space" if character == " " else character for character in text))

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What is on the screen, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.lines)

    def told(self, kind: type[Message]) -> list[Message]:
        """The messages of one kind, and none before the last call for them."""
        # A message is seen once by every widget that it bubbles through.
        found = list({id(message): message for message in self.messages if isinstance(message, kind)}.values())
        self.messages[:] = [message for message in self.messages if not isinstance(message, kind)]
        return found


def play(
    build: Callable[[], Shown], scene: Callable[[Stage[Shown]], Awaitable[None]], *, size: tuple[int, int] = (80, 24)
) -> None:
    """Put a widget on a screen, focused where it can be, and play a scene with it."""

    async def run() -> None:
        app, messages = Theatre(build), list[Message]()
        async with app.run_test(size=size, message_hook=messages.append) as pilot:
            if app.widget.focusable:
                app.widget.focus()
            await pilot.pause()
            await scene(Stage(app, pilot, app.widget, messages))

    asyncio.run(run())
