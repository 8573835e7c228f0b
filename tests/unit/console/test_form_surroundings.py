"""Does a form reach what lies outside of it: the operator's editor, subscriptions, words of its author?"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic_forms.validators import DisplaySubscription, LongText
from sqlalchemy.exc import OperationalError
from typing_extensions import Doc

from console.screens.form_of import AnswerScreen
from console.screens.subscription import SubscriptionScreen
from console.surroundings import outside_of
from engine.authored import FormGenerator
from engine.domain.choosing import Choosable
from engine.forms import SubmitFormPage
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.fake_subscriptions import subscriptions
from tests.unit.console.pages import with_answer_form
from widgets.forms import Asked


def test_a_long_text_offers_the_editor_and_a_line_of_text_keeps_the_key() -> None:
    def notes(state: dict[str, Any]) -> FormGenerator:
        class NotesPage(SubmitFormPage):
            name: str
            note: Annotated[LongText, Doc("for the [bold]next shift")] = LongText("")

        answer = yield NotesPage
        return dict(answer.model_dump())

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "a", "home", "ctrl+e", "b")
        assert "ab" in it.line("Name")
        assert "editor" not in it.line("esc")
        assert "for the [bold]next shift" in it.text
        await it.press("tab")
        assert "ctrl+e editor" in it.line("esc")
        await it.press("ctrl+e")
        assert "this terminal cannot be handed to an editor" in it.text

    drive(journey, with_answer_form(notes))


def test_the_card_of_a_subscription_opens_it_and_the_form_waits_behind() -> None:
    sold = subscriptions()[2].row

    def confirm(state: dict[str, Any]) -> FormGenerator:
        class ConfirmPage(SubmitFormPage):
            subscription_id: DisplaySubscription = sold.subscription_id
            node_subscription_id: UUID

        answer = yield ConfirmPage
        return {"node": str(answer.node_subscription_id)}

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", *"dub1 node", "enter")
        assert "Node dub1" in it.text
        await it.press("shift+tab", "enter")
        assert it.screen() is SubscriptionScreen
        await it.press("escape")
        assert it.screen() is AnswerScreen
        await it.press("ctrl+j")

    deck = drive(journey, with_answer_form(confirm))
    node = subscriptions()[1].row
    assert deck.calls[0][2] == [{"node_subscription_id": str(node.subscription_id)}]


def test_a_line_of_cron_says_when_the_engine_will_fire_it() -> None:
    def ask(state: dict[str, Any]) -> FormGenerator:
        class CronPage(SubmitFormPage):
            cron: str = "0 8 * * 1"

        answer = yield CronPage
        return dict(answer.model_dump())

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        assert "next: Mon 16 Mar 08:00 UTC, Mon 23 Mar 08:00 UTC" in it.text
        await it.press("x")
        assert "! Invalid trigger_kwargs for 'cron' trigger" in it.text

    drive(journey, with_answer_form(ask))


def test_what_cannot_be_looked_up_is_said_without_the_statement_that_was_asked() -> None:
    class Failing(FakeDeck):
        async def choosables(self, *args: Any, **named: Any) -> list[Choosable]:
            raise OperationalError("SELECT secret", {}, Exception("disk I/O error"))

    async def journey(it: Driver) -> None:
        lookup = outside_of(it.app.shell, 0).lookup
        assert lookup is not None
        with pytest.raises(LookupError) as caught:
            await lookup(Asked(kind="product", text="node"))
        assert str(caught.value) == "the store did not answer: disk I/O error"

    drive(journey, Failing())
