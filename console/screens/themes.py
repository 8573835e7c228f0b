"""In which colours shall the console be drawn? The list of themes; the highlighted one is shown at once."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList

from console.screens.deck_screen import DeckScreen
from console.screens.picker import Pick, PickerScreen
from console.theming import Theming

__all__ = ["ThemeScreen"]

OWN_COLOURS = "the colours of your terminal"


class ThemeScreen(PickerScreen):
    """The themes there are."""

    PLACEHOLDER = "which theme? type a part of its name; enter keeps it"

    def __init__(self, behind: DeckScreen) -> None:
        super().__init__(behind.shell, behind.view)
        self._behind = behind
        self._before = behind.app.theme

    def crumbs(self) -> Sequence[str]:
        """Return the way here."""
        return (*self._behind.crumbs(), "themes")

    def picks(self) -> Sequence[Pick]:
        """Return the themes, the present one first."""
        themes = self.app.available_themes.values()
        ordered = sorted(themes, key=lambda theme: (theme.name != self._before, theme.name))
        return [
            Pick(id=theme.name, line=_line(theme.name, theme.dark), detail=Content(theme.name)) for theme in ordered
        ]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the highlighted theme."""
        if event.option.id is not None:
            self.app.theme = event.option.id

    def picked(self, pick: Pick) -> None:
        """Keep it."""
        assert isinstance(self.app, Theming)
        self.app.choose_theme(pick.id)
        self.dismiss(None)

    async def leave(self) -> None:
        """Go back to the theme of before."""
        self.app.theme = self._before
        await super().leave()


def _line(name: str, dark: bool) -> Content:
    said = OWN_COLOURS if name.startswith("ansi-") else ""
    return Content.assemble(
        (f" {name:<24} ", "bold"), (f"{'dark' if dark else 'light':<6} {said}", "$foreground-muted")
    )
