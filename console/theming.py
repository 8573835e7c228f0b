"""In which colours is the console drawn?

The configured theme, or the one the operator chose over it. A choice is kept until another one is configured.
"""

from __future__ import annotations

from contextlib import suppress

from textual.app import App, ScreenStackError

from console.commands import BadCommand
from console.screens.deck_screen import DeckScreen
from console.shell import Shell

__all__ = ["Theming"]


class Theming(App[None], inherit_bindings=False):
    """The app's part in themes."""

    shell: Shell
    _configured_theme = ""

    def begin_theme(self, configured: str) -> None:
        """Draw in the theme that was chosen over the configured one, else in that."""
        memory = self.shell.memory
        self._configured_theme = configured
        chosen = memory.theme if memory.theme_configured == configured else ""
        found = next((name for name in (chosen, configured) if name in self.available_themes), None)
        if found is not None:
            self.theme = found
        if configured not in self.available_themes:
            self.call_after_refresh(self._say_unknown, configured)

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the styles again where the colours have become others, and only then.

        Textual does it twice for each view that is opened the first time, which takes longer than to show it.
        """
        if self.get_css_variables() != self.stylesheet._variables:
            super().refresh_css(animate)
        with suppress(ScreenStackError):  # at the start there is no screen
            screen = self.screen
            if 0 <= screen._css_update_count < self._css_update_count:  # the colours changed while it was not in sight
                self.stylesheet.update(screen, animate=animate)
                screen._refresh_layout(self.size)
            screen._css_update_count = self._css_update_count

    def _say_unknown(self, name: str) -> None:
        screen = self.screen
        assert isinstance(screen, DeckScreen)
        screen.say(f"[ui] theme: there is no theme {name!r}; {self.shell.key('theme.choose')} shows them", "warning")

    async def action_theme_choose(self, name: str = "") -> None:
        """Choose a theme from the list, or take the one that was named. Raises BadCommand."""
        if not name:
            from console.screens.themes import ThemeScreen

            assert isinstance(self.screen, DeckScreen)
            await self.push_screen(ThemeScreen(self.screen))
        elif name in self.available_themes:
            self.choose_theme(name)
        else:
            raise BadCommand(f"there is no theme {name!r}")

    def choose_theme(self, name: str) -> None:
        """Draw in this theme from now on."""
        self.theme = name
        self.shell.memory.theme = name
        self.shell.memory.theme_configured = self._configured_theme
