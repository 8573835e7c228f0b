"""The Subscriptions view and the screen of a subscription."""

from __future__ import annotations

from tests.snapshots.console import Look
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.test_subscriptions import of_nodes, on


def nothing_sold() -> FakeDeck:
    deck = FakeDeck()
    deck.sold.clear()
    return deck


def test_active(look: Look) -> None:
    look("3")


def test_out_of_sync(look: Look) -> None:
    look("3", "tab")


def test_all(look: Look) -> None:
    look("3", "tab", "tab", "j", "j")


def test_nothing_sold(look: Look) -> None:
    look("3", deck=nothing_sold())


def test_a_filter_that_finds_nothing(look: Look) -> None:
    look("3", "/", *"zz", "enter")


def test_a_node(look: Look) -> None:
    look("3", "enter")


def test_a_block_under_the_cursor(look: Look) -> None:
    look("3", "enter", "j", "j")


def test_a_workflow_that_may_not_run(look: Look) -> None:
    look("3", "enter", "m", "j", "j")


def test_a_linked_block_of_a_circuit(look: Look) -> None:
    look("3", "j", "enter", "j", "j", "j")


def test_read_only(look: Look) -> None:
    look("3", read_only=True, environment="production")


def test_what_breaks_if_it_goes(look: Look) -> None:
    look(*on("Node ams1"), "x", "x", deck=of_nodes())


def test_the_question_before_it_is_set_in_sync(look: Look) -> None:
    deck = FakeDeck()
    look(*on("Node waw1"), "S", deck=deck)


def test_a_subscription_as_json(look: Look) -> None:
    look(*on("Node ams1"), "J", deck=of_nodes())
