"""Does every screen live through any size of the terminal, and through a long day of changing focus?"""

from __future__ import annotations

import asyncio

import pytest

from console.screens.help import HelpScreen
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.pages import confirm_rack, node_wizard, with_answer_form, with_start_form

SCREENS: dict[str, tuple[str, ...]] = {
    "inbox": (),
    "processes": ("2",),
    "subscriptions": ("3",),
    "tasks": ("4",),
    "catalogue": ("5",),
    "engine": ("6",),
    "process": ("2", "enter"),
    "subscription": ("3", "enter"),
    "form": ("G", "enter"),
    "start": ("n",),
    "help": ("?",),
    "palette": ("ctrl+p",),
    "themes": ("T",),
    "command": (":", "p"),
    "filter": ("/", "x"),
    "question": ("A",),
    "menu": ("y",),
}


def deck() -> FakeDeck:
    """A deck with forms to open."""
    return with_answer_form(confirm_rack, with_answer_form(confirm_rack, with_start_form(node_wizard)), "ask2")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_any_size_at_any_moment(screen: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(*SCREENS[screen])
        shown = it.screen()
        for width, height in ((60, 15), (240, 70), (80, 24), (30, 8), (1, 1), (120, 40)):
            await it.pilot.resize_terminal(width, height)
            await it.settle()
            lines = it.text.split("\n")
            assert len(lines) == height
            assert all(len(line) <= width for line in lines)
            if width >= 60:
                assert lines[0].startswith(" nocdeck")
                assert lines[-1].strip(), "the bottom line is empty"
        assert it.screen() is shown

    drive(journey, deck())


def test_a_terminal_that_is_too_small_is_told_and_nothing_is_lost() -> None:
    async def journey(it: Driver) -> None:
        await it.press("j")
        here = it.cursor
        await it.pilot.resize_terminal(40, 10)
        await it.settle()
        assert it.text.split() == ["This", "terminal", "is", "40x10;", "nocdeck", "needs", "60x15."]
        await it.pilot.resize_terminal(80, 24)
        await it.settle()
        assert it.cursor == here
        await it.press("k")
        assert it.cursor != here

    drive(journey)


def test_four_hundred_changes_of_focus_leave_as_many_widgets_as_before() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "enter")
        screen = it.app.screen
        before = len(list(screen.walk_children()))
        for _ in range(400):
            screen.focus_next()
            await asyncio.sleep(0)
        await it.settle()
        assert len(list(screen.walk_children())) == before

    drive(journey)


def test_a_click_on_the_footer_does_what_it_names() -> None:
    async def journey(it: Driver) -> None:
        at = it.text.splitlines()[-1].index("? help")
        await it.pilot.click(offset=(at + 1, 23))
        await it.settle()
        assert it.screen() is HelpScreen

    drive(journey)
