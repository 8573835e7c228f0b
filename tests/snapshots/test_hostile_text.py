"""Text that is markup, drives a terminal, turns lines around, hides, or is twice as wide as it is long."""

from __future__ import annotations

from dataclasses import replace

from engine.outcome import ProcessStatus
from tests.snapshots.console import Look, form_of, process_called
from tests.snapshots.pages import hostile
from tests.unit.console.fake_deck import FakeDeck, detail_of, process
from tests.unit.console.pages import with_answer_form
from tests.unit.widgets.stage import HOSTILE


def poisoned() -> FakeDeck:
    """Return a deck whose every text is out to do harm, a process for each."""
    rows = [
        process(
            f"bad{number}",
            ProcessStatus.FAILED,
            workflow=text,
            step=text,
            assignee=text,
            minutes=number,
            failed_reason=text,
        )
        for number, text in enumerate(HOSTILE)
    ]
    deck = FakeDeck([*rows, process("ask", ProcessStatus.SUSPENDED, minutes=300)])
    row = deck.name("bad3")
    detail = detail_of(row)
    steps = tuple(
        replace(step, name=text, changed={text: text, "next": HOSTILE[-1]}, error=text, traceback=None)
        for step, text in zip(detail.steps, HOSTILE[3:], strict=False)
    )
    deck.details[row.process_id] = replace(detail, steps=steps, pending=tuple(HOSTILE[6:]))
    return deck


def test_hostile_text_in_a_list(look: Look) -> None:
    look("2", deck=poisoned())


def test_hostile_text_in_a_process(look: Look) -> None:
    look(deck=poisoned(), first=process_called("bad3"))


def test_hostile_text_in_a_question(look: Look) -> None:
    look("2", "A", deck=poisoned(), environment=HOSTILE[1])


def test_hostile_text_in_a_form(look: Look) -> None:
    look(deck=with_answer_form(hostile, poisoned()), first=form_of("ask"))


def test_hostile_text_in_an_error_of_a_form(look: Look) -> None:
    look("tab", "tab", "space", "ctrl+j", deck=with_answer_form(hostile, poisoned()), first=form_of("ask"))
