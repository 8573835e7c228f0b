"""What can be done from here, whatever it is called?

A view of the registry, as the help is: but only what can be done now, by its name and its sentence, and the workflows
that can be started besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from console.actions import Action, Scope, key_label
from console.messages import OpenStart
from console.screens.deck_screen import DeckScreen
from console.screens.picker import Pick, PickerScreen
from engine.plain import clean

if TYPE_CHECKING:
    from engine.records import WorkflowInfo

__all__ = ["PaletteScreen"]

START = "workflow.start"

LAST: tuple[Scope, ...] = ("global", "filtered", "list")
"""Whose actions are listed last: they are not about what is under the cursor."""


class PaletteScreen(PickerScreen):
    """Everything that can be done on the screen behind, and every workflow that can be started."""

    PLACEHOLDER = "what shall be done? type a part of it; enter does it"

    def __init__(self, behind: DeckScreen) -> None:
        super().__init__(behind.shell, behind.view)
        self._behind = behind
        self._row = behind.current_row()
        self._workflows: Sequence[WorkflowInfo] | None = None

    def crumbs(self) -> Sequence[str]:
        """Return the way here."""
        return (*self._behind.crumbs(), "palette")

    async def refresh_data(self) -> None:
        """Ask which workflows there are, once."""
        if self._workflows is None and self.shell.why_not(self.shell.actions[START], None) is None:
            self._workflows = await self.shell.deck.workflows()
            self.show_picks()

    def picks(self) -> Sequence[Pick]:
        """Return what can be done, those about the row under the cursor first; then what can be started."""
        actions = [
            action
            for action in self._behind.offered()
            if action.id != "palette.open"
            and not action.needs_argument  # what cannot do without an argument is for the command line
            and self.shell.why_not(action, self._row) is None
        ]
        actions.sort(key=lambda action: LAST.index(action.scope) + 1 if action.scope in LAST else 0)
        workflows = [info for info in self._workflows or () if info.why_not is None]
        return [
            *(Pick(id=action.id, line=_action_line(action), detail=_action_detail(action)) for action in actions),
            *(
                Pick(id=f"{START} {info.name}", line=_start_line(info), detail=_start_detail(info))
                for info in workflows
            ),
        ]

    def picked(self, pick: Pick) -> None:
        """Leave, then do it on the screen behind."""
        action_id, _, workflow = pick.id.partition(" ")
        behind = self._behind
        self.dismiss(None)
        if workflow:
            behind.post_message(OpenStart(workflow))
        else:
            behind.call_later(behind.do, self.shell.actions[action_id])


def _action_line(action: Action) -> Content:
    key = key_label(action.keys[0]) if action.keys else ""
    return Content.assemble(
        (f" {action.names[0]:<18}", "$text-error bold" if action.dangerous else "bold"),
        (f"{key:>9}  ", "$accent bold"),
        (action.help, "$foreground-muted"),
    )


def _action_detail(action: Action) -> Content:
    names = ", ".join(f":{name}" for name in action.names[:-1])
    return Content.assemble((f"{names}  ", "bold"), action.help)


def _start_line(info: WorkflowInfo) -> Content:
    return Content.assemble(
        (f" {'start ' + clean(info.name):<28} ", "bold"), (clean(info.description), "$foreground-muted")
    )


def _start_detail(info: WorkflowInfo) -> Content:
    return Content.assemble((f":start {clean(info.name)}  ", "bold"), clean(info.description))
