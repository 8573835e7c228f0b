"""How are many pages put on one screen, one after the other? Opening a screen takes longer than most scenes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TypeVar

from textual.pilot import Pilot

from tests.unit.widgets.stage import Stage, Theatre
from widgets.forms import FormPageView

__all__ = ["Repertoire"]

T = TypeVar("T")


class Repertoire:
    """A screen that stays open between scenes."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._app = Theatre(lambda: FormPageView({}))
        self._pilot: Pilot[None]

    def __enter__(self) -> Repertoire:
        self._runner.run(self._begin())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._open.aclose())
        self._runner.close()

    def play(self, build: Callable[[], FormPageView], scene: Callable[[Stage[FormPageView]], Awaitable[None]]) -> None:
        """Put a form on the screen, play a scene with it, and take it away."""
        self._runner.run(self._play(build, scene))

    def run(self, work: Callable[[], T]) -> T:
        """Do something for which a screen has to be open, and nothing drawn."""

        async def done() -> T:
            return work()

        return self._runner.run(done())

    async def _begin(self) -> None:
        self._pilot = await self._open.enter_async_context(self._app.run_test())

    async def _play(
        self, build: Callable[[], FormPageView], scene: Callable[[Stage[FormPageView]], Awaitable[None]]
    ) -> None:
        shown = build()
        await self._app.mount(shown)
        try:
            await self._pilot.pause()
            await scene(Stage(self._app, self._pilot, shown, []))
        finally:
            await shown.remove()
