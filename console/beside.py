"""How does a wide terminal show a list and what is under its cursor side by side?

The list's cursor leads: where it rests, the process is read and shown at the right. On a narrower terminal there is the
list alone, and nothing is read for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from console.shell import Shell

if TYPE_CHECKING:
    from console.process_pane import ProcessPane

__all__ = ["WIDE", "Beside"]

WIDE = 160
"""Columns from which on a process has its place beside the list."""

REST = 0.1
"""Seconds the cursor rests on a row before its process is read: a list is scrolled through faster."""


class Beside(Horizontal):
    """A list, and beside it the process under its cursor where there is room."""

    def __init__(self, shell: Shell, list_of_processes: Widget) -> None:
        super().__init__()
        self.shell = shell
        self._list = list_of_processes
        self.pane: ProcessPane | None = None
        self._wanted: UUID | None = None
        self._reads = False
        self._stale = False

    def compose(self) -> ComposeResult:
        """The list; the process comes when there is room for it."""
        yield self._list

    async def on_resize(self, event: events.Resize) -> None:
        """Make room for the process, or take it away."""
        if event.size.width >= WIDE and self.pane is None:
            from console.process_pane import ProcessPane

            self.pane = ProcessPane(self.shell)
            await self.mount(self.pane)
        self._fit()

    def follow(self, process_id: UUID | None, *, changed: bool = False) -> None:
        """Show this process once the cursor rests on it; `changed`: again, it may be another by now."""
        self._stale |= changed or process_id != self._wanted
        self._wanted = process_id
        self._fit()

    def tick(self) -> None:
        """Move the process's clocks on."""
        if self.pane is not None and self.pane.display:
            self.pane.tick()

    def _fit(self) -> None:
        if self.pane is None:
            return
        self.pane.display = self.size.width >= WIDE and self._wanted is not None and self._list.display
        if self.pane.display and self._stale and not self._reads:
            self._read()

    @work
    async def _read(self) -> None:
        """Read what the cursor rests on. A process that is gone, or a store that is away, is the list's to say."""
        self._reads = True
        try:
            while self._stale and self._wanted is not None and self.pane is not None:
                wanted, self._stale = self._wanted, False
                if self.shell.live and (self.pane.detail is None or wanted != self.pane.detail.row.process_id):
                    await asyncio.sleep(REST)
                if wanted == self._wanted:
                    await self.pane.read(wanted)
        except Exception:
            self.log("the process beside the list could not be read")
        finally:
            self._reads = False
