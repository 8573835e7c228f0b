"""The Inbox and the Processes view."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from console.deck import EngineState
from console.filter_line import FilterLine
from console.screens import filtered
from engine.errors import StoreError
from engine.outcome import ProcessStatus
from tests.snapshots.console import Look
from tests.unit.console.alike import failing
from tests.unit.console.driving import Driver
from tests.unit.console.fake_deck import FakeDeck, process


def test_inbox(look: Look) -> None:
    look()


def test_inbox_with_nothing_to_do(look: Look) -> None:
    look(deck=FakeDeck([process("run", ProcessStatus.RUNNING)]))


def test_active(look: Look) -> None:
    look("2")


def test_completed(look: Look) -> None:
    look("2", "tab")


def test_all(look: Look) -> None:
    look("2", "tab", "tab")


def test_cursor_on_a_waiting_process(look: Look) -> None:
    look("2", "j", "j", "j", "j")


def test_no_process_at_all(look: Look) -> None:
    look("2", deck=FakeDeck([]))


def test_marks_under_the_filter_line(look: Look) -> None:
    look("2", "space", "j", "j", "space", "/")


def test_a_filter_that_narrows(look: Look) -> None:
    look("2", "/", *"ch", "enter")


def test_a_filter_that_finds_nothing(look: Look) -> None:
    look("/", *"zz", "enter")


def test_a_filter_that_is_wrong(look: Look) -> None:
    look("/", *"status:", "enter")


def test_what_may_follow_in_a_filter(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtered, "TYPING_PAUSE", 0.001)
    look("2", "/", *"status:failed|a", "tab")


def test_the_choice_of_what_narrows_a_list(look: Look) -> None:
    look("2", "f")


def test_a_filter_that_goes_wrong_while_it_is_typed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    async def typed(it: Driver) -> None:
        await it.press("2", "/")
        it.app.screen.query_one(FilterLine).query_one(Input).value = "check_link stat:"

    monkeypatch.setattr(filtered, "TYPING_PAUSE", 0.001)
    look(first=typed)


def test_the_question_before_an_abort(look: Look) -> None:
    look("A")


def test_the_question_before_a_retry_of_marked_ones(look: Look) -> None:
    look("space", "j", "space", "r")


def test_a_key_that_does_not_apply(look: Look) -> None:
    look("2", "r")


def test_a_row_that_went_while_the_cursor_was_on_it(look: Look) -> None:
    async def answered(it: Driver) -> None:
        del it.deck.processes[it.deck.name("diff").process_id]

    look("R", first=answered)


def test_read_only(look: Look) -> None:
    look(read_only=True, environment="production")


def test_before_the_store_is_open(look: Look) -> None:
    deck = FakeDeck()
    deck.gate = asyncio.Event()
    look(deck=deck)


def test_a_store_that_cannot_be_opened(look: Look) -> None:
    deck = FakeDeck()
    deck.open_error = StoreError(
        "The store postgresql://noc@db1.example.net/nocdeck cannot be reached: connection refused; is it running?"
    )
    look(deck=deck)


def test_an_engine_that_died(look: Look) -> None:
    async def die(it: Driver) -> None:
        note = "engine died (exit code 3); starting it again in 2 s"
        it.deck.tell(EngineState("died", note=note, bad=True))

    look(first=die)


def test_engines_that_are_paused(look: Look) -> None:
    deck = FakeDeck()
    deck.paused_by = "bert"
    look(deck=deck)


def test_tasks(look: Look) -> None:
    look("4")


def test_schedules(look: Look) -> None:
    look("4", "shift+tab")


def test_a_schedule_that_started_nothing(look: Look) -> None:
    look("4", "shift+tab", "j", "j")


def test_no_schedule_at_all(look: Look) -> None:
    deck = FakeDeck()
    deck.planned.clear()
    look("4", "shift+tab", deck=deck)


def test_the_question_before_a_schedule_is_removed(look: Look) -> None:
    look("4", "shift+tab", "D")


def test_forty_failures_that_are_alike(look: Look) -> None:
    look("j", deck=failing())


def test_failures_that_are_alike_one_by_one(look: Look) -> None:
    look("j", "enter", "j", deck=failing(5))
