"""Does what is typed in one piece reach the line that its first key opens, and no key of it the list behind?"""

from __future__ import annotations

import pytest
from textual import events

from console.screens.picker import PickerScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from tests.unit.console.driving import Driver, drive
from tests.unit.console.pages import confirm_rack, with_answer_form

NAMES = {"\r": "enter", "\x1b": "escape", " ": "space", ":": "colon", "/": "slash", "?": "question_mark"}


async def burst(it: Driver, text: str) -> None:
    """Type a text so fast that every key is on its way before the first is done."""
    for character in text:
        it.app.post_message(events.Key(NAMES.get(character, character), character))
    for _ in range(3):
        await it.settle()


@pytest.mark.parametrize(
    ("text", "screen"), [(":process 0e9f\r", ProcessScreen), (":p failed\r", ProcessesScreen), ("nprov", PickerScreen)]
)
def test_a_command_in_one_piece_is_nothing_but_that_command(text: str, screen: type) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await burst(it, text)
        assert isinstance(it.app.screen, screen)

    assert drive(journey).calls == []


def test_a_filter_in_one_piece_is_nothing_but_that_filter() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await burst(it, "/retry abort\r")
        assert "No line matches /retry abort" in it.text

    assert drive(journey).calls == []


@pytest.mark.parametrize(("text", "calls"), [("Ay", 1), ("An", 0), ("Arrr", 0), ("A\r", 0), ("A\x1b", 0)])
def test_an_answer_in_one_piece_with_its_question_is_the_answer(text: str, calls: int) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await burst(it, text)

    done = drive(journey).calls
    assert len(done) == calls
    assert all(call[0] != "retry" for call in done)


def test_a_note_in_one_piece_is_the_note() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("diff")
        await burst(it, "crAck in fibre, retry Dub\r")

    ((verb, *_, text),) = drive(journey).calls
    assert (verb, text) == ("note", "rAck in fibre, retry Dub")


def test_keys_of_the_list_in_one_piece_are_keys_of_the_list() -> None:
    async def journey(it: Driver) -> None:
        await burst(it, "j j ?\x1b")
        assert "2 marked" in it.text

    drive(journey)


def test_a_form_filled_in_in_one_piece_has_every_letter_in_its_field_and_is_sent() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        for key in ("1", "3", "backspace", "2", "tab", *"powx", "backspace", *"er", "ctrl+j"):
            it.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await it.settle()

    deck = drive(journey, with_answer_form(confirm_rack))
    assert deck.calls[0][2] == [{"unit": 12, "note": "power"}]
