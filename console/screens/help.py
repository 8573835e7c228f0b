"""Which keys work on the screen I came from, and what does each do?

A view of the registry of actions: searchable, and enter runs the chosen one on the screen behind. What is typed is
looked for on the other screens, too: below, and not to be run from here.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from console.actions import Action, key_label
from console.screens.deck_screen import DeckScreen
from console.screens.picker import Pick, PickerScreen
from engine.plain import clean

__all__ = ["HelpScreen"]

TITLES = {
    "process": "process",
    "schedule": "schedule",
    "catalogue": "catalogue",
    "engine": "engine",
    "listed": "list",
    "filtered": "list",
    "list": "list",
    "text": "process",
    "reader": "what is read",
    "subscription": "subscription",
    "form": "form",
    "global": "everywhere",
}
ORDER = (
    "subscription",
    "form",
    "process",
    "schedule",
    "catalogue",
    "engine",
    "text",
    "reader",
    "listed",
    "filtered",
    "list",
    "global",
)


class HelpScreen(PickerScreen):
    """The keys of one screen."""

    PLACEHOLDER = "search the keys; enter runs the one below"

    def __init__(self, behind: DeckScreen) -> None:
        super().__init__(behind.shell, behind.view)
        self._behind = behind

    def crumbs(self) -> Sequence[str]:
        """Return the way here."""
        return (*self._behind.crumbs(), "help")

    def picks(self) -> Sequence[Pick]:
        """Return the actions of the screen behind, those of the row under its cursor first."""
        offered = self._behind.offered()
        others = [action for action in self.shell.actions.values() if action not in offered] if self.typed else []
        return [
            Pick(id=action.id, line=self._line(action), detail=self._detail(action), why_not=self._why_not(action))
            for actions in (offered, others)
            for action in sorted(actions, key=lambda action: ORDER.index(action.scope))
            if action.id != "help.open"
        ]

    def picked(self, pick: Pick) -> None:
        """Leave the help, then run the action where it belongs."""
        action, behind, app = self.shell.actions[pick.id], self._behind, self.app
        self.dismiss(None)
        if action.needs_argument:
            behind.call_later(app.run_action, ("", "command_open", (f"{action.names[0]} ",)))
        else:
            behind.call_later(behind.do, action)

    def _why_not(self, action: Action) -> str | None:
        is_here = action in self._behind.offered()
        reason = self._behind.why_not(action) if is_here else "not a key of this screen"
        return f"{action.label}: {reason}" if reason is not None else None

    def _line(self, action: Action) -> Content:
        keys = " ".join(key_label(key) for key in action.keys) or f":{action.names[0]} {action.takes}".strip()
        key_style = "$text-error bold" if action.dangerous else "$accent bold"
        off = "dim" if self._why_not(action) is not None else ""
        return Content.assemble(
            (f" {keys:<17}", f"{key_style} {off}".strip()),
            ("!" if action.dangerous else " ", key_style),
            (f"{action.label:<18} ", off),
            (action.help, f"$foreground-muted {off}".strip()),
        )

    def _detail(self, action: Action) -> Content:
        why_not = self._why_not(action)
        return Content.assemble(
            (f"{action.id} ", "bold"),
            (f"({TITLES[action.scope]})  ", "$foreground-muted"),
            ("! cannot be taken back. " if action.dangerous else "", "$text-error"),
            action.help,
            (f"  ! {clean(why_not)}" if why_not else "", "$text-warning"),
        )
