"""Which colours is the console drawn in, and does a choice of them last?"""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet

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


def test_styles_are_parsed_again_for_other_colours_and_not_for_another_view(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Stylesheet] = []
    reparse = Stylesheet.reparse

    def counted(sheet: Stylesheet) -> None:
        parsed.append(sheet)
        reparse(sheet)

    monkeypatch.setattr(Stylesheet, "reparse", counted)

    async def journey(it: Driver) -> None:
        await it.press("2", "3", "5", "1")
        assert parsed == []
        it.app.choose_theme("ansi-light")
        await it.settle()
        assert len(parsed) == 1

    drive(journey)


def test_a_view_that_was_not_in_sight_when_another_theme_was_chosen_has_its_colours() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        in_dark = it.app.screen.styles.background
        await it.press("1")
        it.app.choose_theme("textual-light")
        await it.settle()
        await it.press("2")
        in_light = it.app.screen.styles.background
        assert in_light != in_dark
        await it.press("3")
        assert it.app.screen.styles.background == in_light

    drive(journey)
