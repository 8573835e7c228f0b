"""Is a workflow started on a subscription as the operator saw it, and what if that has changed since?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, model_validator
from pydantic_forms.core import FormPage

from engine.authored import FormGenerator
from engine.errors import StaleDataError
from engine.forms import SubmitFormPage
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.fake_subscriptions import subscriptions
from tests.unit.console.pages import with_start_form

NODE = subscriptions()[0].row


def on_a_store_of_versions(deck: FakeDeck) -> FakeDeck:
    """Have modify_node ask for what the engine's own first page asks, and refuse a version that is not that of now."""

    def form(state: dict[str, Any]) -> FormGenerator:
        class WhichPage(FormPage):
            subscription_id: UUID
            version: int | None = None

            @model_validator(mode="after")
            def _unchanged(self) -> WhichPage:
                now = deck.sold[self.subscription_id].row.version
                if self.version not in (None, now):
                    raise StaleDataError(
                        f"Stale data: given version ({self.version}) does not match the current version ({now})"
                    )
                return self

        class NotePage(SubmitFormPage):
            model_config = ConfigDict(title="Note")
            note: str = ""

        yield WhichPage
        return dict((yield NotePage).model_dump())

    deck.sessions |= with_start_form(form, "modify_node").sessions
    return deck


async def open_modify(it: Driver) -> None:
    await it.press("3", "enter", "m", "j", "enter")


def change(deck: FakeDeck) -> None:
    """Have somebody else change the node."""
    sold = deck.sold[NODE.subscription_id]
    deck.sold[NODE.subscription_id] = replace(sold, row=replace(sold.row, version=sold.row.version + 1))


def test_the_version_that_was_seen_goes_along() -> None:
    async def journey(it: Driver) -> None:
        await open_modify(it)
        await it.press("x", "ctrl+j")

    deck = drive(journey, on_a_store_of_versions(FakeDeck()))
    answers = [{"subscription_id": str(NODE.subscription_id), "version": 7}, {"note": "x"}]
    assert deck.calls == [("start", "modify_node", answers)]


def test_what_has_changed_since_is_refused_in_words_and_a_key_builds_the_form_on_what_it_is_now() -> None:
    async def journey(it: Driver) -> None:
        await open_modify(it)
        await it.press("x")
        change(it.deck)
        await it.press("ctrl+j")
        said = " ".join(it.text.split())
        assert "Stale data: given version (7) does not match the current version (8)" in said
        assert "f5 builds the form on what it is now, answers kept" in said
        assert it.deck.calls == []
        await it.press("f5")
        assert "x" in it.line(">Note")
        await it.press("ctrl+j")

    deck = drive(journey, on_a_store_of_versions(FakeDeck()))
    answers = [{"subscription_id": str(NODE.subscription_id), "version": 8}, {"note": "x"}]
    assert deck.calls == [("start", "modify_node", answers)]


def test_a_draft_is_of_the_subscription_in_whichever_version_it_is_opened() -> None:
    async def journey(it: Driver) -> None:
        await open_modify(it)
        await it.press("x", "escape")
        change(it.deck)
        await it.press("R", "enter")
        assert "x" in it.line(">Note")
        await it.press("ctrl+j")

    ((_, _, answers),) = drive(journey, on_a_store_of_versions(FakeDeck())).calls
    assert answers[0]["version"] == 8


def test_a_form_that_asks_for_no_version_is_given_none() -> None:
    def form(state: dict[str, Any]) -> FormGenerator:
        class WhichPage(FormPage):
            subscription_id: UUID

        class NotePage(SubmitFormPage):
            note: str = ""

        yield WhichPage
        return dict((yield NotePage).model_dump())

    async def journey(it: Driver) -> None:
        await open_modify(it)
        await it.press("x", "ctrl+j")

    ((_, _, answers),) = drive(journey, with_start_form(form, "modify_node")).calls
    assert answers == [{"subscription_id": str(NODE.subscription_id)}, {"note": "x"}]


def test_a_form_that_asks_for_no_subscription_begins_with_its_first_page() -> None:
    def form(state: dict[str, Any]) -> FormGenerator:
        class NotePage(SubmitFormPage):
            note: str

        return dict((yield NotePage).model_dump())

    async def journey(it: Driver) -> None:
        await open_modify(it)
        await it.press("x", "ctrl+j")

    ((_, _, answers),) = drive(journey, with_start_form(form, "modify_node")).calls
    assert answers == [{"note": "x"}]
