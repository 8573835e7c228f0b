"""Is text from the store drawn as it is, on every screen, whatever it holds?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.segment import Segment
from textual.color import Color

from console.deck import Told
from console.screens.filtered import FilteredScreen
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck, detail_of, process
from widgets.text import SafeLineFilter

# Each payload with what must be on the screen for it, as far as it is one word.
PAYLOADS = [
    # markup that Textual would parse, and that would end the program
    ("[/red]", "[/red]"),
    ("[bold", "[bold"),
    ("[@click=app.exit]x", "[@click=app.exit]x"),
    ("$accent[/", "$accent[/"),
    # an escape that would set the terminal's title, and one that would write its clipboard
    ("\x1b]0;pwn\x07", "␛]0;pwn␇"),
    ("\x1b]52;c;eA==\x1b\\", "␛]52;c;eA==␛"),
    # C1 control, bidi override, zero width
    ("\x9b31m", "�31m"),
    ("\u202egnp", "�gnp"),
    ("a\u200bb", "a�b"),
]
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def poisoned(payload: str) -> FakeDeck:
    """Return a deck whose every text holds the payload."""
    row = process("bad", ProcessStatus.FAILED, workflow=payload, step=payload, assignee=payload, created_by=payload)
    row = replace(row, failed_reason=payload, note=payload, target=payload)
    deck = FakeDeck([row])
    detail = detail_of(row)
    steps = tuple(
        replace(step, name=payload, changed={payload: payload}, error=payload, error_class=payload, traceback=payload)
        for step in detail.steps
    )
    deck.details[row.process_id] = replace(
        detail, steps=steps, pending=(payload, payload), initial={payload: [payload]}, state={payload: payload}
    )
    return deck


@pytest.mark.parametrize(("payload", "drawn"), PAYLOADS, ids=[repr(payload) for payload, _ in PAYLOADS])
def test_hostile_text_is_drawn_literally_on_every_screen(payload: str, drawn: str) -> None:
    async def journey(it: Driver) -> None:
        async def look(*keys: str) -> None:
            await it.press(*keys)
            assert drawn in it.text
            assert HARMFUL.search(it.text) is None

        await look()  # the list, and the line below it
        await look("A")  # the question
        await it.press("n")
        await look("enter")  # the process: traceback
        await look("v")
        await look("v")
        await look("g")  # the state it was started with
        await it.press("escape")
        it.deck.tell(Told(payload, bad=True))
        await look()  # a toast

    drive(journey, poisoned(payload), size=(160, 48))


@pytest.mark.parametrize("payload", [payload for payload, _ in PAYLOADS])
def test_hostile_text_in_an_error_of_the_store_is_drawn_literally(payload: str) -> None:
    deck = FakeDeck()
    deck.open_error = RuntimeError(payload)

    async def journey(it: Driver) -> None:
        assert "The store could not be opened" in it.text
        assert HARMFUL.search(it.text) is None

    drive(journey, deck)


@pytest.mark.parametrize("payload", [payload for payload, _ in PAYLOADS])
def test_hostile_text_in_filter_and_environment_is_drawn_literally(payload: str) -> None:
    async def journey(it: Driver) -> None:
        screen = it.app.front
        assert isinstance(screen, FilteredScreen)
        screen.narrow(payload)
        await it.settle()
        assert "No line matches" in it.text
        assert HARMFUL.search(it.text) is None

    drive(journey, environment=payload)


def test_a_line_that_is_drawn_again_is_not_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[SafeLineFilter] = []
    apply = SafeLineFilter.apply

    def counted(guard: SafeLineFilter, segments: list[Segment], background: Color) -> list[Segment]:
        looked.append(guard)
        return apply(guard, segments, background)

    async def journey(it: Driver) -> None:
        once = it.text
        monkeypatch.setattr(SafeLineFilter, "apply", counted)
        assert it.text == once
        assert looked == []

    drive(journey)
