"""Does a read-only console look, and change nothing, on every screen and by every way there is?"""

from __future__ import annotations

import pytest

from console.actions import ACTIONS
from console.screens.deck_screen import DeckScreen
from tests.unit.console.driving import Driver, drive
from tests.unit.console.pages import confirm_rack, node_wizard, with_answer_form, with_start_form
from tests.unit.console.test_sizes import SCREENS

CHANGING = [action for action in ACTIONS if action.verb is not None]
NOT_TO_PRESS = {"enter", "escape", "tab"}
"""What moves within a screen."""


@pytest.mark.parametrize(
    "screen", ["inbox", "processes", "subscriptions", "tasks", "catalogue", "engine", "process", "subscription"]
)
def test_no_key_and_no_command_changes_anything_on_any_screen(screen: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(*SCREENS[screen])
        here = it.app.screen
        assert isinstance(here, DeckScreen)
        assert " read-only " in it.text.splitlines()[0]
        assert [action.id for action in here.footer.shown if action.verb is not None] == []
        for action in CHANGING:
            if action not in here.offered():
                continue
            for key in set(action.keys) - NOT_TO_PRESS:
                await it.press(key)
                assert it.screen() is type(here), f"{key} of {action.id} opened something"
            await it.press(":")
            await it.type(action.names[0])
            await it.press("enter")
            assert "read-only" in it.text.splitlines()[-1], action.id
            await it.press("escape")

    deck = with_answer_form(confirm_rack, with_start_form(node_wizard))
    assert drive(journey, deck, read_only=True).calls == []


def test_marks_do_not_change_that() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "space", "j", "space")
        for action in CHANGING:
            if action.scope == "process":
                await it.press(*action.keys)
                assert "y/N" not in it.text
                assert "enter:" not in it.text.splitlines()[-1]

    assert drive(journey, read_only=True).calls == []


def test_every_action_that_cannot_be_taken_back_names_its_verb() -> None:
    """What a read-only console leaves out is what names a verb: a dangerous action without one would stay. No form can
    be opened there."""
    without = [action.id for action in ACTIONS if action.dangerous and action.verb is None and action.scope != "form"]
    assert without == []
