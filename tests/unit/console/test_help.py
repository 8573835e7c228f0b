"""Does the help list the keys of the screen it was opened on, and run what is chosen?"""

from __future__ import annotations

import pytest
from textual.app import App

from console.actions import ACTIONS
from console.screens.deck_screen import DeckScreen
from console.screens.help import HelpScreen
from console.screens.inbox import InboxScreen
from tests.unit.console.driving import Driver, drive


def test_the_help_lists_every_action_of_the_screen_with_its_key() -> None:
    async def journey(it: Driver) -> None:
        await it.press("?")
        for shown in ("r", "retry", "A", "abort", "j down", "filter", "ctrl+q", "quit"):
            assert shown in it.text
        assert "next tab" not in it.text  # the Inbox has one list

    drive(journey, size=(120, 70))


def test_typing_narrows_the_help_and_enter_runs_the_action_on_the_screen_behind() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("?")
        await it.type("retry")
        await it.press("enter")
        assert isinstance(it.app.screen, InboxScreen)

    deck = drive(journey)
    assert deck.calls == [("retry", deck.name("fail").process_id, 7)]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("mark the row", "1 marked"),  # the list's own
        ("processes of workflows", "10 processes"),  # the app's
    ],
)
def test_the_help_runs_actions_of_the_list_and_of_the_app(words: str, shown: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press("?")
        await it.type(words)
        await it.press("enter")
        assert shown in it.text

    drive(journey)


def test_the_help_says_why_an_action_does_not_apply_to_the_row_under_the_cursor() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("?")
        await it.type("fill in")
        assert "0e9f83af is failed" in it.text
        await it.press("enter")
        assert "help" in it.text.splitlines()[0]

    assert drive(journey).calls == []


def test_what_is_looked_for_is_found_on_other_screens_too_and_not_run_from_here() -> None:
    async def journey(it: Driver) -> None:
        await it.press("?")
        assert "relations" not in it.text
        await it.type("depends")
        assert "x                 relations" in it.text
        assert "not a key of this screen" in it.text
        await it.press("enter")
        assert it.screen() is HelpScreen

    drive(journey)


def test_the_help_says_when_nothing_matches_and_escape_leaves_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("?")
        await it.type("zzz")
        assert "Nothing matches; esc leaves." in it.text
        await it.press("enter", "escape")
        assert isinstance(it.app.screen, InboxScreen)

    drive(journey)


def test_every_action_a_screen_offers_has_somebody_who_does_it() -> None:
    async def journey(it: Driver) -> None:
        for keys in ((), ("2",), ("enter",)):
            await it.press(*keys)
            screen = it.app.screen
            assert isinstance(screen, DeckScreen)
            owners = (it.app.focused, screen, it.app)
            without = [
                action.id
                for action in screen.offered()
                if not any(hasattr(owner, f"action_{action.method}") for owner in owners)
            ]
            assert without == []

    drive(journey)


def test_every_key_of_an_offered_action_is_bound_where_it_is_offered() -> None:
    async def journey(it: Driver) -> None:
        for keys in ((), ("2",), ("enter",)):
            await it.press(*keys)
            screen = it.app.screen
            assert isinstance(screen, DeckScreen)
            bound = {active.binding.id for active in screen.active_bindings.values()}
            assert {action.id for action in screen.offered() if action.keys} - bound == set()

    drive(journey)


def test_no_action_shadows_one_of_textuals_own() -> None:
    """`App.action_quit` and its like are called by Textual itself: a method of that name would change what it does."""
    assert [action.id for action in ACTIONS if hasattr(App, f"action_{action.method}")] == []
