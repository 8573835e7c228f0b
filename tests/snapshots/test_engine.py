"""The Engine view."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.snapshots.console import Look
from tests.unit.console.fake_deck import FakeDeck


def test_state(look: Look) -> None:
    look("6")


def test_pausing(look: Look) -> None:
    deck = FakeDeck()
    deck.paused_by = "bert"
    look("6", "j", deck=deck)


def test_no_engine_and_late(look: Look) -> None:
    deck = FakeDeck()
    deck.engines = replace(deck.engines, owners=(), running={}, late=timedelta(minutes=3))
    look("6", deck=deck)


def test_the_question_before_a_pause(look: Look) -> None:
    look("6", "P")


def test_audit(look: Look) -> None:
    look("6", "tab")


def test_log(look: Look) -> None:
    look("6", "shift+tab")


def test_no_log(look: Look) -> None:
    deck = FakeDeck()
    deck.log = ""
    look("6", "shift+tab", deck=deck)
