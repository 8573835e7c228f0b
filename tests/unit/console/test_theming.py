"""Which colours is the console drawn in, and does a choice of them last?"""

from __future__ import annotations

from pathlib import Path

from tests.unit.console.driving import Driver, drive


def test_a_chosen_theme_is_shown_at_once_and_lasts(tmp_path: Path) -> None:
    async def choose(it: Driver) -> None:
        await it.press("T")
        await it.type("ansi-l")
        assert it.app.theme == "ansi-light"
        await it.press("enter", "q")

    async def come_back(it: Driver) -> None:
        assert it.app.theme == "ansi-light"

    async def configured_anew(it: Driver) -> None:
        assert it.app.theme == "gruvbox"

    drive(choose, state_dir=tmp_path, theme="nord")
    drive(come_back, state_dir=tmp_path, theme="nord")
    drive(configured_anew, state_dir=tmp_path, theme="gruvbox")


def test_leaving_the_list_puts_the_theme_of_before_back() -> None:
    async def journey(it: Driver) -> None:
        before = it.app.theme
        await it.press("T", "down", "down")
        assert it.app.theme != before
        await it.press("escape")
        assert it.app.theme == before

    drive(journey)


def test_a_theme_is_taken_by_its_name() -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.type("theme nor")
        await it.press("tab", "enter")
        assert it.app.theme == "nord"
        await it.press(":")
        await it.type("theme pink")
        await it.press("enter")
        assert "there is no theme 'pink'" in it.text.splitlines()[-1]

    drive(journey)


def test_a_configured_theme_that_is_not_there_is_said() -> None:
    async def journey(it: Driver) -> None:
        assert "there is no theme 'pink'; T shows them" in it.text

    drive(journey, theme="pink", size=(120, 40))
