"""Does an operator see what she is about to change before she sends a form?"""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr
from pydantic_forms.core import FormPage
from pydantic_forms.validators import DisplaySubscription, migration_summary

from console.messages import OpenStart
from console.screens.subscription import SubscriptionScreen
from engine.authored import FormGenerator
from engine.forms import SubmitFormPage
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_subscriptions import subscriptions
from tests.unit.console.pages import Which, change_node, confirm_rack, with_answer_form, with_target

NODE = subscriptions()[0].row


async def open_on_the_node(it: Driver) -> None:
    it.app.post_message(OpenStart("provision_node", NODE.subscription_id))
    await it.settle()


async def to_the_last_page(it: Driver) -> None:
    """Another rack."""
    await open_on_the_node(it)
    await it.press("space", "ctrl+j")


def test_the_last_page_of_a_change_says_what_changes_on_all_pages_and_of_which_subscription() -> None:
    async def journey(it: Driver) -> None:
        await open_on_the_node(it)
        assert "What changes" not in it.text
        await it.press("space", "ctrl+j")
        assert "What changes" in it.text
        assert "Node ams1" in it.text
        assert it.line("~ Rack").split("  ")[-2:] == ["Row A, rack 1", "Row B, rack 2"]
        assert "edge of ams" not in it.text
        await it.press("backspace", "4")
        await it.settle()
        assert it.line("~ Feeds").split()[-2:] == ["2", "4"]

    drive(journey, with_target("MODIFY", change_node))


def test_an_answer_that_is_what_it_was_again_is_no_change() -> None:
    async def journey(it: Driver) -> None:
        await open_on_the_node(it)
        await it.press("ctrl+j", "backspace", "4")
        await it.settle()
        assert "~ Feeds" in it.text
        await it.press("backspace", "2")
        await it.settle()
        assert "~ Feeds" not in it.text
        assert "nothing so far: every answer is what the form was opened with" in it.text

    drive(journey, with_target("MODIFY", change_node))


def test_a_secret_that_was_typed_is_told_and_not_shown() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.press("tab", *"hush")
        await it.settle()
        assert "•••" in it.line("~ Password")
        assert "hush" not in it.text

    drive(journey, with_target("MODIFY", change_node))


def test_a_secret_of_a_page_before_is_told_too() -> None:
    def login(state: dict[str, Any]) -> FormGenerator:
        class LoginPage(FormPage):
            password: SecretStr

        class SurePage(SubmitFormPage):
            sure: bool = False

        yield Which
        yield LoginPage
        return dict((yield SurePage).model_dump())

    async def journey(it: Driver) -> None:
        await open_on_the_node(it)
        await it.press(*"hush", "ctrl+j")
        assert "hush" not in it.text
        assert "Password" in it.line("~")

    drive(journey, with_target("MODIFY", login))


def test_where_a_form_opens_without_a_value_the_subscriptions_own_is_what_was_before() -> None:
    def unset(state: dict[str, Any]) -> FormGenerator:
        class NamePage(SubmitFormPage):
            node_name: str
            loopback: str

        yield Which
        return dict((yield NamePage).model_dump())

    async def journey(it: Driver) -> None:
        await open_on_the_node(it)
        await it.press(*"ams9", "tab", *"198.18.0.7")
        await it.settle()
        assert it.line("~ Node name").split()[-2:] == ["ams1", "ams9"]
        assert it.text.count("198.18.0.7") == 1  # it is that already

    drive(journey, with_target("MODIFY", unset))


def test_going_back_and_forth_counts_each_page_once() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.press("ctrl+left")
        assert "> 2 Rack  · 3 Power" in it.text
        await it.press("ctrl+right")
        assert it.text.count("~ Rack") == 1

    drive(journey, with_target("MODIFY", change_node))


def test_the_subscription_named_there_opens_and_the_form_waits_behind_it() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.press("tab", "tab", "enter")
        assert it.screen() is SubscriptionScreen
        await it.press("escape")
        assert "What changes" in it.text

    drive(journey, with_target("MODIFY", change_node))


def test_a_key_shows_what_changes_in_any_form_and_hides_it() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "7")
        assert "What changes" not in it.text
        await it.press("alt+c")
        assert it.line("~ Unit").split()[-2:] == ["–", "7"]
        await it.press("f8")
        assert "What changes" not in it.text

    drive(journey, with_answer_form(confirm_rack))


def test_the_last_page_of_an_end_names_what_ends_unless_its_author_does() -> None:
    def plain_end(state: dict[str, Any]) -> FormGenerator:
        class SurePage(SubmitFormPage):
            sure: bool = False

        yield Which
        return dict((yield SurePage).model_dump())

    def shown_end(state: dict[str, Any]) -> FormGenerator:
        class EndPage(SubmitFormPage):
            subscription: DisplaySubscription = NODE.subscription_id

        yield Which
        yield EndPage
        return {}

    async def journey(it: Driver) -> None:
        await open_on_the_node(it)
        assert "What ends" in it.text
        assert it.text.count("Node ams1") == 1

    drive(journey, with_target("TERMINATE", plain_end))
    drive(journey, with_target("TERMINATE", shown_end))


def test_where_the_author_shows_a_table_of_his_own_ours_is_behind_the_key() -> None:
    def summarised(state: dict[str, Any]) -> FormGenerator:
        class RackPage(FormPage):
            description: str = "edge"

        table = {"labels": ["Description"], "headers": ["Old", "New"], "columns": [["edge"], ["core"]]}

        class SummaryPage(SubmitFormPage):
            summary: migration_summary(table)  # type: ignore[valid-type]

        yield Which
        page = yield RackPage
        yield SummaryPage
        return dict(page.model_dump())

    async def journey(it: Driver) -> None:
        await open_on_the_node(it)
        await it.press("x", "ctrl+j")
        assert "What changes" not in it.text
        await it.press("alt+c")
        assert "What changes" in it.text

    drive(journey, with_target("MODIFY", summarised))
