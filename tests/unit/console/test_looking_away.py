"""Is what an operator is typing safe while she looks elsewhere: at another window, at a line she clicks?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events

from tests.unit.console.driving import Driver, drive


async def look_at_another_window(it: Driver) -> None:
    """Go to another window of the desktop while the store changes, and come back."""
    it.app.post_message(events.AppBlur())
    await it.settle()
    row = it.deck.name("fail")
    it.deck.put(replace(row, version=row.version + 1))
    await it.settle()
    it.app.post_message(events.AppFocus())
    await it.settle()


@pytest.mark.parametrize(("key", "line"), [("/", "/fail retry"), (":", ":fail retry"), ("c", "note fail retry")])
def test_a_line_goes_on_after_a_look_at_another_window_and_no_letter_of_it_is_a_key(key: str, line: str) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press(key)
        await it.type("fail")
        await look_at_another_window(it)
        await it.type(" retry")
        assert line in it.text

    assert drive(journey).calls == []


def test_a_question_still_stands_after_a_look_at_another_window() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("A")
        await look_at_another_window(it)
        await it.press("y")

    ((verb, *_),) = drive(journey).calls
    assert verb == "abort"


def test_a_menu_still_stands_after_a_look_at_another_window() -> None:
    async def journey(it: Driver) -> None:
        await it.press("y")
        await look_at_another_window(it)
        await it.press("i")
        assert "copied id" in it.text

    drive(journey)


def test_a_click_on_the_list_keeps_the_filter_and_the_footer_is_back() -> None:
    async def journey(it: Driver) -> None:
        await it.press("/")
        await it.type("provision")
        await it.pilot.click("Grid", offset=(5, 2))
        await it.settle()
        assert "/provision" in it.line("Needs you")
        assert "? help" in it.text
        assert it.app.focused is it.app.front.query_one("Grid")

    drive(journey)


def test_a_click_on_the_list_leaves_the_command_line() -> None:
    async def journey(it: Driver) -> None:
        await it.press(":")
        await it.pilot.click("Grid", offset=(5, 2))
        await it.settle()
        assert "? help" in it.text
        await it.press(":")
        await it.type("inbox")
        assert ":inbox" in it.text

    drive(journey)
