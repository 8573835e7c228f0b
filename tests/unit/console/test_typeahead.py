"""Does what is typed in one piece reach the line that its first key opens, and no key of it the list behind?"""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from console.deck import Rows, Tab
from console.screens.filtered import TYPING_PAUSE
from console.screens.picker import PickerScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from engine.outcome import ProcessStatus
from engine.records import ProcessRow
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck, process
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


class Slow(FakeDeck):
    """Narrows a list only when it is let."""

    def __init__(self) -> None:
        steps = {"first": "Verify", "other": "Push"}
        super().__init__([process(name, ProcessStatus.FAILED, step=step) for name, step in steps.items()])
        self.let = asyncio.Event()

    async def listing(self, tab: Tab, text: str, sort: str = "") -> Rows[ProcessRow]:
        if text:
            await self.let.wait()
        return await super().listing(tab, text, sort)


def test_a_key_behind_a_filter_is_meant_for_what_the_filter_leaves() -> None:
    deck = Slow()

    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("push")
        for key, character in (("enter", "\r"), ("r", "r")):
            it.app.post_message(events.Key(key, character))
            for _ in range(100):
                await asyncio.sleep(0)
        deck.let.set()
        await it.settle()

    drive(journey, deck)
    assert [call[1] for call in deck.calls] == [deck.name("other").process_id]


def test_a_key_in_one_piece_with_a_filter_is_no_letter_of_it() -> None:
    deck = Slow()
    deck.let.set()

    async def journey(it: Driver) -> None:
        await it.press("2")
        await burst(it, "/push\rr")
        await it.pilot.pause(TYPING_PAUSE)
        assert "/push " in it.text

    drive(journey, deck)
    assert all(call[1] == deck.name("other").process_id for call in deck.calls)


@pytest.mark.parametrize("key", ["r", "enter"])
def test_no_key_acts_on_the_rows_of_before_while_a_filter_is_slow(key: str) -> None:
    deck = Slow()

    async def journey(it: Driver) -> None:
        await it.press("2")
        await burst(it, "/push\r")
        await it.press(key)
        assert "the list is still being read" in it.text
        assert isinstance(it.app.screen, ProcessesScreen)
        deck.let.set()
        await it.settle()
        assert it.cursor == str(deck.name("other").process_id)

    drive(journey, deck)
    assert deck.calls == []


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
