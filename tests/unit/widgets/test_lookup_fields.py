"""Is what lies outside of a form found while it is typed, and named by what it is instead of by its id?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field
from pydantic_forms.core import page_schema
from pydantic_forms.validators import DisplaySubscription, OrganisationId

from engine.references import CustomerId, product_id
from tests.unit.widgets.pages import Form, page, play
from widgets.forms import Asked, FormPageView, Found, Outside, SubscriptionCard

AMS, DUB, OTHER = (f"7f3a1c2e-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
NODES = [
    Found(key=AMS, label="Node ams1", facts={"Product": "Node 10G", "Status": "active", "In sync": "in sync"}),
    Found(key=DUB, label="Node dub1", facts={"Product": "Node 10G", "Status": "active", "In sync": "out of sync"}),
]

Answering = Callable[[Asked], Awaitable[Sequence[Found]]]


class Shelf:
    """What answers questions from a list, and writes them down."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    async def __call__(self, asked: Asked) -> Sequence[Found]:
        self.asked.append(asked)
        if asked.key is not None:
            return [one for one in NODES if one.key == asked.key]
        return [one for one in NODES if all(word in one.label.lower() for word in asked.text.lower().split())]


def looking(lookup: Answering | None, /, values: dict[str, Any] | None = None, **fields: Any) -> Callable[[], Any]:
    """What builds a form whose questions are answered so."""
    return lambda: FormPageView(page_schema(page(**fields)), values, outside=Outside(lookup=lookup))


def test_a_subscription_is_found_by_its_words_and_sent_by_its_id() -> None:
    shelf = Shelf()

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*"dub")
        assert "Node dub1" in stage.text
        assert "Node 10G · active · out of sync" in stage.text
        assert "ams1" not in stage.text
        await stage.press("enter")
        assert "Node dub1 ▾" in stage.text
        assert DUB not in stage.text
        assert stage.widget.answers() == {"node_subscription_id": DUB}
        assert stage.widget.raw() == {"node_subscription_id": DUB}

    play(looking(shelf, node_subscription_id=UUID), scene)
    assert [asked.text for asked in shelf.asked][-1] == "dub"
    assert {asked.kind for asked in shelf.asked} == {"subscription"}


def test_without_somebody_to_ask_an_id_is_typed_as_text() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("x1")
        assert "a UUID" in stage.text
        assert stage.widget.answers() == {"subscription_id": "x1"}

    play(looking(None, subscription_id=UUID), scene)


@pytest.mark.parametrize("leave", [[], ["enter"], ["tab"]])
def test_an_id_that_is_typed_whole_is_taken_as_it_is(leave: list[str]) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter(OTHER)
        await stage.press(*leave)
        assert stage.widget.answers() == {"subscription_id": OTHER}

    play(looking(Shelf(), subscription_id=UUID), scene)


def test_what_was_only_typed_or_pointed_at_is_not_chosen() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*"ams", "tab")
        assert stage.widget.answers() == {}
        await stage.press("shift+tab", *"ams", "escape")
        assert stage.widget.answers() == {}
        await stage.press(*"nothing like it", "enter")
        assert stage.widget.answers() == {}

    play(looking(Shelf(), subscription_id=UUID), scene)


def test_an_answer_to_older_words_is_dropped() -> None:
    late = asyncio.Event()

    async def lookup(asked: Asked) -> Sequence[Found]:
        if asked.text == "a":
            try:
                await late.wait()
            except asyncio.CancelledError:
                return [Found(key=OTHER, label="too late")]
        return [one for one in NODES if asked.text in one.label]

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("a", "m")
        late.set()
        await stage.press()
        assert "too late" not in stage.text
        assert "Node ams1" in stage.text

    play(looking(lookup, subscription_id=UUID), scene)


def test_a_question_that_cannot_be_answered_says_why_and_the_next_one_may() -> None:
    async def lookup(asked: Asked) -> Sequence[Found]:
        if "x" in asked.text:
            raise OSError("the store is [red]locked")
        return NODES

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("x", "enter")
        assert "could not be looked up: the store is [red]locked" in stage.text
        assert stage.widget.answers() == {}
        await stage.press("backspace", "enter")
        assert stage.widget.answers() == {"subscription_id": AMS}

    play(looking(lookup, subscription_id=UUID), scene, size=(110, 24))


def test_a_value_that_is_there_already_goes_by_its_name_and_can_be_taken_away() -> None:
    async def scene(stage: Form) -> None:
        assert "Node ams1 ▾" in stage.text
        assert OTHER in stage.text
        stage.widget.focus_first()
        await stage.press("ctrl+delete")
        assert stage.widget.answers() == {"subscription_id": None, "gone_subscription_id": OTHER}

    fields: dict[str, Any] = {"subscription_id": (UUID | None, None), "gone_subscription_id": UUID}
    play(looking(Shelf(), {"subscription_id": AMS, "gone_subscription_id": OTHER}, **fields), scene)


@pytest.mark.parametrize(
    ("field", "kind", "filters"),
    [
        (CustomerId, "customer", {}),
        (OrganisationId, "customer", {}),
        (product_id([UUID(AMS)]), "product", {"productIds": [AMS]}),
        (
            Annotated[
                str,
                Field(
                    json_schema_extra={
                        "format": "subscriptionId",
                        "uniforms": {"statuses": ["active"], "tags": ["NODE"], "excludedSubscriptionIds": [DUB]},
                    }
                ),
            ],
            "subscription",
            {"statuses": ["active"], "tags": ["NODE"], "excludedSubscriptionIds": [DUB]},
        ),
    ],
)
def test_what_an_author_narrows_a_choice_by_is_asked_for(field: Any, kind: str, filters: dict[str, Any]) -> None:
    shelf = Shelf()

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("enter", "down", "enter")
        assert stage.widget.answers() == {"f": DUB}

    play(looking(shelf, f=field), scene)
    assert (shelf.asked[0].kind, shelf.asked[0].filters) == (kind, filters)


def test_a_subscription_that_a_page_is_about_is_a_card_that_opens_and_is_never_sent() -> None:
    async def scene(stage: Form) -> None:
        assert "Node ams1" in stage.text
        assert "Node 10G · active · in sync" in stage.text
        assert AMS not in stage.text
        assert "enter opens it" in stage.text
        await stage.press("enter")
        (opened,) = stage.told(SubscriptionCard.Opened)
        assert isinstance(opened, SubscriptionCard.Opened)
        assert opened.key == AMS
        await stage.press("y")
        assert stage.app.clipboard == AMS
        assert stage.widget.answers() == {}

    play(looking(Shelf(), f=(DisplaySubscription, AMS)), scene)


def test_a_card_of_a_subscription_nobody_knows_shows_its_id() -> None:
    async def lookup(asked: Asked) -> Sequence[Found]:
        raise OSError("locked")

    async def scene(stage: Form) -> None:
        assert stage.text.count(AMS) == 1
        assert stage.text.count(OTHER) == 1

    play(looking(None, f=(DisplaySubscription, AMS), g=(DisplaySubscription, OTHER)), scene)
    play(looking(lookup, f=(DisplaySubscription, AMS), g=(DisplaySubscription, OTHER)), scene)
