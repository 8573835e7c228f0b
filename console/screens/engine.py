"""How do the engines fare: who runs what, what is due when, and is anything late?

Enter opens the process under the cursor, or the list of those that wait. The clocks move once a second; the store is
asked when it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget

from console.actions import Action
from console.bindings import LIST_ALONE, TAB_KEYS, bindings
from console.engine_lines import engine_head, engine_parts
from console.messages import WorkRequested
from console.screens.parts import PartsScreen
from console.screens.tabbed import TabbedScreen
from console.shell import Shell

if TYPE_CHECKING:
    from textual.binding import BindingType

    from engine.watch import EngineReport

__all__ = ["EngineScreen"]

NOT_HERE = LIST_ALONE - TAB_KEYS


class EngineScreen(TabbedScreen, PartsScreen, inherit_bindings=False):
    """The state of the engines of the store."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list", "engine", without=NOT_HERE | {"list.open"})]
    SCOPES = ("global", "list", "reader", "engine")
    WITHOUT = NOT_HERE
    FOOTER: ClassVar[Sequence[str]] = ("list.open", "engine.pause", "list.next_tab", "view.refresh")

    def __init__(self, shell: Shell, view: str) -> None:
        super().__init__(shell, view)
        self._report: EngineReport | None = None

    def body(self) -> Iterable[Widget]:
        """The tabs over the parts, or over why there are none."""
        return (self.line, *super().body())

    def head_words(self) -> Content:
        """Say whether the engines run, and when they act next."""
        return engine_head(self._report, self.shell, self.size.width) if self._report is not None else Content("")

    async def refresh_data(self) -> None:
        """Read how the engines fare."""
        self._report = await self.shell.deck.engine()
        self._show()

    def tick(self) -> None:
        """Move ages and countdowns on."""
        super().tick()
        self._show()

    def _show(self) -> None:
        if self._report is not None:
            self.show_parts([*engine_parts(self._report, self.shell)])

    @property
    def _verb(self) -> str:
        return "resume" if self._report is not None and self._report.pause is not None else "pause"

    def why_not(self, action: Action) -> str | None:
        """Say why an action does not apply, of pause and resume in the engine's words."""
        reason = super().why_not(action)
        if reason is not None or action.scope != "engine" or self._report is None:
            return reason
        return self.shell.deck.why_not_engine(self._verb, self._report.pause)

    @work
    async def action_engine_pause(self) -> None:
        """Ask, then pause every engine of the store, or have them go on."""
        if self.refused("engine.pause"):
            return
        verb, deck = self._verb, self.shell.deck
        asked = {
            "pause": "pause every engine of this store after the step in hand?",
            "resume": "have the engines of this store go on?",
        }

        async def done() -> str:
            await deck.engine_verb(verb)
            return {"pause": "the engines rest after the step in hand", "resume": "the engines go on"}[verb]

        if await self.ask(asked[verb]):
            self.post_message(WorkRequested(f"{verb} the engines", done))
