"""Are answers and drafts of before there again, and is it said what of them has no place any more?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from console.messages import OpenForm as OpenTheForm
from console.screens.form_of import AgainScreen, AnswerScreen, StartFormScreen
from console.screens.process import ProcessScreen
from engine.answers import KeptPage
from engine.errors import Overtaken
from engine.presence import OpenForm
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.pages import (
    confirm_rack,
    node_wizard,
    sold_node,
    with_answer_form,
    with_answers,
    with_start_form,
)

NODE = KeptPage({"node_name": "ams-pe7", "ports": 6})
LOGIN = KeptPage({"user": "anna"}, ("enable",))


def test_a_workflow_is_started_again_with_the_answers_of_a_process_and_its_secrets_are_asked_for_anew() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(".")
        assert it.screen() is AgainScreen
        assert "ams-pe7" in it.text
        assert f"answers of {str(it.deck.name('fail').process_id)[:8]}" in it.text
        assert it.deck.calls == []
        await it.press("ctrl+j")
        assert "anna" in it.line("User *")
        assert "Not kept, to be typed anew: Enable" in it.text
        await it.press("tab")
        await it.type("s3cret")
        await it.press("ctrl+j")
        assert it.screen() is ProcessScreen

    deck = drive(journey, with_answers(NODE, LOGIN))
    assert deck.calls == [
        ("start", "provision_node", [{"node_name": "ams-pe7", "ports": 6}, {"user": "anna", "enable": "s3cret"}])
    ]


def test_an_answer_of_before_that_does_not_fit_any_more_is_there_with_its_error() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("fail")
        await it.press("enter", ".")
        assert it.screen() is AgainScreen
        assert "12" in it.line("Ports")
        assert "Input should be less than or equal to 8" in it.text
        assert "The form has changed, not in it any more: colour (red)" in " ".join(it.text.split())

    drive(journey, with_answers(KeptPage({"node_name": "ams-pe7", "ports": 12, "colour": "red"}), LOGIN))


def test_why_a_process_cannot_be_started_again_is_said_in_place_of_the_form() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(".")
        assert "was started with is not kept" in it.text

    drive(journey, with_start_form(sold_node))


def test_what_is_typed_into_the_answers_of_before_is_a_draft_of_its_own() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(".")
        await it.type("x")
        await it.press("escape")
        assert "draft kept" in it.text
        await it.press(".")
        assert "your draft is here again" in it.text
        await it.press("ctrl+left")
        assert "ams-pe7x" in it.line("Node name *")

    deck = drive(journey, with_answers(NODE, LOGIN))
    assert list(deck.drafts) == [f"again:{deck.name('fail').process_id}"]


def test_a_form_that_was_begun_is_marked_in_the_inbox_with_its_age() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        assert "? suspended" in it.line("14e816bb")
        await it.press("enter")
        await it.type("9")
        await it.press("escape")
        await it.press("R")
        assert "✎ draft 12m" in it.line("14e816bb")
        assert "you began its form 12m ago; enter goes on with it" in it.text
        await it.press("enter")
        assert it.screen() is AnswerScreen
        assert "your draft is here again" in it.text

    drive(journey, with_answer_form(confirm_rack))


def test_a_start_that_was_begun_is_marked_where_workflows_are_chosen_and_comes_first() -> None:
    deck = with_start_form(node_wizard)
    deck.drafts["start:provision_node"] = [{"node_name": "ams-pe3"}]

    async def journey(it: Driver) -> None:
        await it.press("n")
        assert "✎ draft 2h" in it.line("create")
        assert it.text.index("provision_node") < it.text.index("check_link")
        await it.press("enter")
        assert it.screen() is StartFormScreen
        assert "ams-pe3" in it.text

    drive(journey, deck)


def test_edge_22_a_draft_of_a_form_with_other_fields_and_fewer_pages_says_what_has_no_place_any_more() -> None:
    deck = with_answer_form(confirm_rack)
    deck.drafts[deck.sessions[deck.name("ask").process_id].subject] = [
        {"unit": "12", "colour": "red [b]", "tags": ["a", "b"]},
        {"remark": "beside the door"},
    ]

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        said = " ".join(it.text.split())
        assert "The form has changed, not in it any more: colour (red [b])" in said
        assert 'tags (["a", "b"])' in said
        assert "remark (beside the door)" in said
        assert "12" in it.line("Unit")
        await it.press("ctrl+j")

    drive(journey, deck)
    assert deck.calls[0][2] == [{"unit": 12, "note": ""}]


def test_a_draft_is_discarded_after_a_question_and_the_form_begins_anew() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "ctrl+r")
        assert "forget" not in it.text  # there is nothing to forget yet
        await it.type("9")
        await it.settle()
        await it.press("ctrl+r")
        assert "forget what you typed into this form?" in it.text
        await it.press("n")
        assert "9" in it.line("Unit")
        assert it.deck.drafts
        await it.press("ctrl+r", "y")
        await it.settle()
        assert "9" not in it.line("Unit *")
        assert it.deck.drafts == {}
        await it.press("escape")
        assert "draft kept" not in it.text

    assert drive(journey, with_answer_form(confirm_rack)).drafts == {}


def test_the_answers_of_a_page_are_copied_as_json_without_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def journey(it: Driver) -> None:
        monkeypatch.setattr(it.app, "copy_to_clipboard", copied.append)
        await it.go_to("fail")
        await it.press(".", "ctrl+j", "tab")
        await it.type("hunter2")
        await it.press("alt+y")
        assert "copied this page's answers as JSON, without secrets" in it.text

    drive(journey, with_answers(NODE, LOGIN))
    assert json.loads(copied[0]) == {"user": "anna"}


ANNA = OpenForm("anna [b]", "noc2", timedelta(minutes=3, seconds=5))


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([ANNA], "! anna [b] has had this form open for 3m (noc2)"),
        ([replace(ANNA, is_mine=True)], "! you have had this form open for 3m (noc2)"),
        (
            [ANNA, replace(ANNA, display_name="bram", host="noc1")],
            "! open elsewhere, too: anna [b] (3m, noc2), bram (3m, noc1)",
        ),
    ],
)
def test_who_opens_a_form_that_a_colleague_has_open_is_told_and_known_to_them_until_she_leaves(
    others: list[OpenForm], said: str
) -> None:
    deck = with_answer_form(confirm_rack)
    deck.others = others

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.settle()
        assert said in it.text
        assert list(it.deck.open_forms.values()) == [deck.sessions[deck.name("ask").process_id].subject]
        await it.press("escape")
        await it.settle()
        assert it.deck.open_forms == {}

    drive(journey, deck)


def test_who_is_alone_at_a_form_or_whose_store_does_not_say_sees_nothing_of_it() -> None:
    class Silent(FakeDeck):
        async def watch_form(self, form_id: UUID, subject: str) -> list[OpenForm]:
            raise ConnectionError("the store is away")

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        assert "Rack and power confirmed" in it.text
        assert "this form open" not in it.text
        assert "the store is away" not in it.text

    drive(journey, with_answer_form(confirm_rack))
    drive(journey, with_answer_form(confirm_rack, Silent()))


def test_who_answers_second_is_told_by_whom_and_copies_what_she_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    deck = with_answer_form(confirm_rack)
    deck.refusals["submit"] = Overtaken("Process 14e816bb was answered by bram 12 s ago")
    copied: list[str] = []

    async def journey(it: Driver) -> None:
        monkeypatch.setattr(it.app, "copy_to_clipboard", copied.append)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j")
        assert "was answered by bram 12 s ago; alt+y copies these answers" in " ".join(it.text.split())
        assert "12" in it.line("Unit *")
        await it.press("alt+y")
        assert "12" in it.line("Unit *")

    drive(journey, deck)
    assert json.loads(copied[0]) == {"unit": 12, "note": ""}


def test_a_form_that_stays_open_is_seen_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.company.LOOK_AGAIN", 0.01)

    class Counting(FakeDeck):
        looks = 0

        async def watch_form(self, form_id: UUID, subject: str) -> list[OpenForm]:
            self.looks += 1
            return [ANNA] if self.looks > 3 else []

    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, Counting)
        it.app.post_message(OpenTheForm(it.deck.name("ask").process_id))
        for _ in range(500):
            await it.pilot.pause(0.01)
            if "anna [b] has had this form open" in it.text:
                return
        raise AssertionError(it.text)

    drive(journey, with_answer_form(confirm_rack, Counting()), live=True)
