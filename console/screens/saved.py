"""Which of the places that were kept shall be shown?"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from console.actions import key_label
from console.places import Place
from console.saving import Saving
from console.screens.deck_screen import DeckScreen
from console.screens.picker import Pick, PickerScreen
from console.shell import Shell
from engine.plain import clean

__all__ = ["SavedScreen"]

NUMBERED = ("place.first", "place.second", "place.third")


class SavedScreen(PickerScreen):
    """The places under their names, in the order they were first kept in."""

    PLACEHOLDER = "which saved view? type a part of it; enter shows it"

    def __init__(self, behind: DeckScreen) -> None:
        super().__init__(behind.shell, behind.view)
        self._behind = behind

    def crumbs(self) -> Sequence[str]:
        """Return the way here."""
        return (*self._behind.crumbs(), "saved")

    def picks(self) -> Sequence[Pick]:
        """Return all of them."""
        saved = self.shell.memory.saved
        keys = [*(_key(self.shell, action_id) for action_id in NUMBERED), *("" for _ in saved)]
        width = max(map(cell_len, saved), default=0)
        return [
            Pick(
                id=name,
                line=_line(set_cell_size(name, width), place, key),
                detail=Content(clean(f":show {name}   :forget {name}")),
            )
            for (name, place), key in zip(saved.items(), keys, strict=False)
        ]

    def nothing(self) -> str:
        """Say how there comes to be one."""
        return "Nothing is saved; :save NAME keeps the list, process or subscription that is shown."

    def picked(self, pick: Pick) -> None:
        """Leave, and show it."""
        assert isinstance(self.app, Saving)
        place = self.shell.memory.saved[pick.id]
        self.dismiss(None)
        self.app.call_later(self.app.go_to, place)


def _key(shell: Shell, action_id: str) -> str:
    keys = shell.actions[action_id].keys
    return key_label(keys[0]) if keys else ""


def _line(name: str, place: Place, key: str) -> Content:
    return Content.assemble(
        (f"{key:>3}  ", "$accent bold"), (f"{name}  ", "bold"), (clean(place.words), "$foreground-muted")
    )
