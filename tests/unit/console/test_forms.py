"""Can an operator fill in a form, be wrong, go back, leave and come back, without losing what she typed?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import SecretStr
from pydantic_forms.core import FormPage
from pydantic_forms.validators import DisplaySubscription, LongText, read_only_field

from console.screens.form_of import AnswerScreen, StartFormScreen
from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from engine.authored import FormGenerator
from engine.errors import Overtaken
from engine.forms import FieldError, FormSession, PageView
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.pages import confirm_rack, no_input, node_wizard, with_answer_form, with_start_form
from tests.unit.widgets.pages import Site, choice


def subject(deck: FakeDeck, name: str = "ask") -> str:
    return deck.sessions[deck.name(name).process_id].subject


def test_enter_on_a_suspended_process_in_the_inbox_opens_its_form_and_answering_it_moves_the_process_on() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        assert it.screen() is AnswerScreen
        assert "Rack and power confirmed" in it.text
        await it.type("12")
        await it.press("tab")
        await it.type("powered")
        await it.press("ctrl+j")
        assert it.screen() is InboxScreen
        assert "answered 14e816bb" in it.text

    deck = drive(journey, with_answer_form(confirm_rack))
    (call,) = deck.calls
    assert call == ("submit", deck.name("ask").process_id, [{"unit": 12, "note": "powered"}], 7)


def test_i_opens_the_form_from_the_processes_view_and_from_the_process_screen() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("ask")
        await it.press("i")
        assert it.screen() is AnswerScreen
        await it.press("escape", "enter", "i")
        assert it.screen() is AnswerScreen

    drive(journey, with_answer_form(confirm_rack))


def test_an_invalid_answer_stays_with_its_error_below_it_and_can_be_corrected() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("99")
        await it.press("ctrl+j")
        assert "Input should be less than or equal to 47" in it.text
        assert "1 error" in it.text
        assert "99" in it.line("Unit")
        assert it.deck.calls == []
        await it.press("backspace", "backspace")
        await it.type("7")
        await it.press("ctrl+j")

    deck = drive(journey, with_answer_form(confirm_rack))
    assert deck.calls[0][2] == [{"unit": 7, "note": ""}]


def test_the_engines_class_validates_while_typing_and_holds_nothing_against_what_was_not_touched() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "tab")
        await it.type("x")
        await it.settle()
        assert "error" not in it.text
        await it.press("shift+tab")
        await it.type("48")
        await it.settle()
        assert "Input should be less than or equal to 47" in it.text

    drive(journey, with_answer_form(confirm_rack))


def test_the_way_out_stays_in_the_footer_when_there_is_not_room_for_all_its_keys() -> None:
    def asked(state: dict[str, Any]) -> FormGenerator:
        class NamePage(FormPage):
            name: str = ""

        class ReportPage(FormPage):
            report: LongText = LongText("")
            ports: int

        yield NamePage
        return dict((yield ReportPage).model_dump())

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "ctrl+j", "ctrl+j", "shift+tab")
        footer = it.line("help")
        assert "ctrl+j send" in footer
        assert "esc keep draft, leave" in footer
        assert "next error" in footer
        assert "previous page" not in footer

    drive(journey, with_answer_form(asked))


def test_a_verdict_on_an_older_answer_is_dropped() -> None:
    class Slow(FakeDeck):
        first: asyncio.Event | None = None

        async def check(self, session: FormSession, page: PageView, answer: Mapping[str, Any]) -> list[FieldError]:
            if self.first is None:
                self.first = asyncio.Event()
                await self.first.wait()
                return [FieldError(("unit",), "stale verdict", "x")]
            return []

    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, Slow)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("4")
        await it.type("0")
        assert it.deck.first is not None
        it.deck.first.set()
        await it.settle()
        assert "stale verdict" not in it.text

    drive(journey, with_answer_form(confirm_rack, Slow()))


def test_a_message_about_the_whole_page_stands_above_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("n")
        await it.type("prov")
        await it.press("enter")
        await it.type("ams-pe2")
        await it.press("ctrl+j")
        await it.press("backspace")
        await it.type("2")
        await it.press("ctrl+j")
        assert "! the two must differ" in it.text
        assert it.deck.calls == []

    drive(journey, with_start_form(node_wizard))


def test_a_workflow_is_started_from_the_picker_page_by_page_and_its_process_is_shown() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "n")
        await it.type("prov")
        await it.press("enter")
        assert it.screen() is StartFormScreen
        await it.type("ams-pe2")
        await it.press("ctrl+j")
        assert "Place of ams-pe2" in it.text
        assert "page 2" in it.text
        await it.press("ctrl+j")
        assert it.screen() is ProcessScreen
        assert "started" in it.text
        await it.press("escape")
        assert it.screen() is ProcessesScreen

    (call,) = drive(journey, with_start_form(node_wizard)).calls
    assert call == ("start", "provision_node", [{"node_name": "ams-pe2"}, {"first": 1, "second": 2, "remark": ""}])


def test_going_back_a_page_keeps_the_answers_of_both() -> None:
    async def journey(it: Driver) -> None:
        await it.press("n")
        await it.type("prov")
        await it.press("enter")
        await it.type("ams-pe2")
        await it.press("ctrl+j")
        await it.type("5")
        await it.press("ctrl+left")
        assert "ams-pe2" in it.line("Node name")
        await it.press("ctrl+j")
        assert "15" in it.line("First")

    drive(journey, with_start_form(node_wizard))


def test_leaving_keeps_a_draft_and_opening_again_restores_it_on_the_page_it_was_left() -> None:
    async def journey(it: Driver) -> None:
        await it.press("n")
        await it.type("prov")
        await it.press("enter")
        await it.type("ams-pe2")
        await it.press("ctrl+j")
        await it.type("5")
        await it.press("escape")
        assert it.screen() is InboxScreen
        assert "draft kept" in it.text
        await it.press("n")
        await it.type("prov")
        await it.press("enter")
        assert "your draft is here again" in it.text
        assert "page 2" in it.text
        assert "15" in it.line("First")

    deck = drive(journey, with_start_form(node_wizard))
    assert deck.drafts["start:provision_node"][0] == {"node_name": "ams-pe2"}


def test_a_form_that_was_not_touched_leaves_no_draft() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "escape")
        assert "draft" not in it.text

    assert drive(journey, with_answer_form(confirm_rack)).drafts == {}


def test_the_draft_goes_when_the_form_is_sent() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("9")
        await it.settle()
        assert subject(it.deck) in it.deck.drafts
        await it.press("ctrl+j")

    assert drive(journey, with_answer_form(confirm_rack)).drafts == {}


def test_quitting_with_a_form_half_filled_in_keeps_its_draft() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.pilot.press("3", "ctrl+q")
        await it.settle()
        assert it.app._exit

    deck = drive(journey, with_answer_form(confirm_rack))
    assert deck.drafts[subject(deck)][0]["unit"] in (3, "3")


def test_a_secret_is_sent_and_never_kept_in_a_draft() -> None:
    def with_secret(state: dict[str, Any]) -> FormGenerator:
        class Page(FormPage):
            name: str
            password: SecretStr

        answer = yield Page
        return {"name": answer.name}

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("anna")
        await it.press("tab")
        await it.type("hunter2")
        await it.settle()
        assert "hunter2" not in it.text
        assert "hunter2" not in str(it.deck.drafts)
        await it.press("ctrl+j")

    deck = drive(journey, with_answer_form(with_secret))
    assert deck.calls[0][2] == [{"name": "anna", "password": "hunter2"}]


def test_a_form_that_needs_no_input_says_so_and_one_key_sends_it() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        assert "no input needed" in it.text
        assert it.deck.calls == []
        await it.press("enter")

    deck = drive(journey, with_answer_form(no_input))
    assert deck.calls == [("submit", deck.name("ask").process_id, [], 7)]


def test_a_form_that_fails_in_its_own_code_shows_its_traceback_and_capital_r_tries_again() -> None:
    broken = [True]

    def flaky(state: dict[str, Any]) -> FormGenerator:
        if broken[0]:
            raise ConnectionError("inventory \x1b[31mdown [/red]")
        return (yield from confirm_rack(state))

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        assert "The form failed in its own code" in it.text
        assert 'raise ConnectionError("inventory' in it.text
        assert "ConnectionError: inventory ␛[31mdown [/red]" in it.text
        broken[0] = False
        await it.press("R")
        assert "Rack and power confirmed" in it.text

    drive(journey, with_answer_form(flaky))


def test_edge_5_a_form_that_fails_on_its_second_page_keeps_the_first_one() -> None:
    broken = [True]

    def flaky(state: dict[str, Any]) -> FormGenerator:
        class NamePage(FormPage):
            node_name: str

        name = yield NamePage
        if broken[0]:
            raise KeyError("site")
        return dict(name.model_dump())

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("ams-pe2")
        await it.press("ctrl+j")
        assert "KeyError: 'site'" in it.text
        await it.press("R")
        assert "ams-pe2" in it.line("Node name")
        broken[0] = False
        await it.press("ctrl+j")

    assert drive(journey, with_answer_form(flaky)).calls[0][2] == [{"node_name": "ams-pe2"}]


def test_answers_that_somebody_else_gave_first_are_refused_and_stay_on_the_screen() -> None:
    deck = with_answer_form(confirm_rack)
    deck.refusals["submit"] = Overtaken("Process 14e816bb was answered by bram 12 s ago")

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j")
        assert "was answered by bram 12 s ago" in it.text
        assert "12" in it.line("Unit")

    drive(journey, deck)


def test_edge_21_a_process_that_moves_on_under_an_open_form_is_said_and_the_form_stays() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        for version in (8, 9, 10):
            it.deck.put(replace(it.deck.name("ask"), status=ProcessStatus.RUNNING, version=version))
            await it.settle()
        assert it.text.count("14e816bb has changed, it is running now") == 1
        it.deck.put(replace(it.deck.name("ask"), status=ProcessStatus.ABORTED, version=11))
        await it.settle()
        assert "14e816bb has changed, it is aborted now" in it.text
        assert "12" in it.line("Unit")

    drive(journey, with_answer_form(confirm_rack))


def test_a_process_that_waits_for_nothing_any_more_says_so_in_place_of_the_form() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")  # the fake deck has no form for it
        await it.press("enter")
        assert "14e816bb does not wait for input" in it.text
        await it.press("escape")
        assert it.screen() is InboxScreen

    drive(journey)


class TakesWhenTold(FakeDeck):
    """Takes an answer when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = asyncio.Event()

    async def submit(self, process_id: Any, answers: Sequence[Mapping[str, Any]], seen: int | None) -> None:
        """Wait, then take it."""
        await self.answer.wait()
        await super().submit(process_id, answers, seen)


def test_a_second_press_while_the_form_is_sent_sends_it_once() -> None:
    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, TakesWhenTold)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j", "ctrl+j")
        it.deck.answer.set()
        await it.settle()

    assert len(drive(journey, with_answer_form(confirm_rack, TakesWhenTold())).calls) == 1


def test_a_form_sent_while_another_view_is_looked_at_is_gone_when_the_operator_comes_back() -> None:
    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, TakesWhenTold)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j")
        await it.app.action_view_processes()
        await it.settle()
        it.deck.answer.set()
        await it.settle()
        assert it.screen() is ProcessesScreen
        await it.press("1")
        assert it.screen() is InboxScreen

    drive(journey, with_answer_form(confirm_rack, TakesWhenTold()))


def test_digits_and_letters_typed_into_a_form_are_no_actions() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "tab")
        await it.type("12qnRA?")
        assert it.screen() is AnswerScreen
        assert "12qnRA?" in it.line("Note")

    assert drive(journey, with_answer_form(confirm_rack)).calls == []


def test_the_footer_of_a_form_shows_no_key_that_would_be_typed() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        footer = it.text.splitlines()[-1]
        assert "f1 help" in footer
        assert "? help" not in footer
        assert "previous page" not in footer

    drive(journey, with_answer_form(confirm_rack))


def test_an_input_that_waits_for_another_team_is_refused_by_the_engine_not_by_the_screen() -> None:
    """Who may answer is the engine's rule: the screen asks `why_not`, and shows what it says."""

    class Strict(FakeDeck):
        def why_not(self, verb: str, row: Any) -> str | None:
            return "only CHANGES may answer this" if verb == "submit" else super().why_not(verb, row)

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("i")
        assert "fill in: only CHANGES may answer this" in it.text
        assert it.screen() is InboxScreen

    drive(journey, with_answer_form(confirm_rack, Strict()))


def test_leaving_waits_for_a_draft_that_is_being_kept_and_keeps_it_again_when_that_fails() -> None:
    class Slow(FakeDeck):
        answer = asyncio.Event()

        async def keep_draft(self, subject: str, pages: Sequence[Mapping[str, Any]], at: int) -> None:
            if not self.answer.is_set():
                await self.answer.wait()
                raise OSError("the store is full")
            await super().keep_draft(subject, pages, at)

    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, Slow)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.settle()
        await it.press("escape")
        assert it.screen() is AnswerScreen
        it.deck.answer.set()
        await it.settle()
        assert it.screen() is InboxScreen

    deck = drive(journey, with_answer_form(confirm_rack, Slow()))
    assert deck.drafts[subject(deck)][0]["unit"] == "12"


def test_a_form_that_is_being_sent_is_not_left_so_that_nobody_sends_it_twice() -> None:
    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, TakesWhenTold)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j", "escape")
        assert it.screen() is AnswerScreen
        assert "it is being sent" in it.text
        it.deck.answer.set()
        await it.settle()
        assert it.screen() is InboxScreen
        assert "answered" in it.text

    deck = drive(journey, with_answer_form(confirm_rack, TakesWhenTold()))
    assert len(deck.calls) == 1
    assert deck.drafts == {}


def test_what_is_typed_while_a_form_is_sent_leaves_no_draft_of_it_behind() -> None:
    class Slow(FakeDeck):
        answer = asyncio.Event()

        async def drop_draft(self, subject: str) -> None:
            await super().drop_draft(subject)
            await self.answer.wait()

    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, Slow)
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j")
        await it.type("3")
        await it.settle()
        it.deck.answer.set()
        await it.settle()
        assert it.screen() is InboxScreen

    assert drive(journey, with_answer_form(confirm_rack, Slow())).drafts == {}


def test_a_form_that_was_sent_is_left_also_where_its_draft_cannot_be_forgotten() -> None:
    class Full(FakeDeck):
        async def drop_draft(self, subject: str) -> None:
            raise OSError("the store is full")

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("ctrl+j")
        assert it.screen() is InboxScreen
        assert "the draft could not be forgotten" in it.text

    assert len(drive(journey, with_answer_form(confirm_rack, Full())).calls) == 1


def test_a_card_of_something_that_is_no_subscription_opens_nothing() -> None:
    def about(state: dict[str, Any]) -> FormGenerator:
        class Page(FormPage):
            subscription_id: DisplaySubscription = "not an id"  # type: ignore[assignment]

        yield Page
        return {}

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "shift+tab", "enter")
        assert it.screen() is AnswerScreen
        assert "not an id is not the id of a subscription" in it.text

    drive(journey, with_answer_form(about))


def test_no_letter_and_no_sign_typed_into_a_form_reaches_the_keys_of_the_screen() -> None:
    def every_control(state: dict[str, Any]) -> FormGenerator:
        class Page(FormPage):
            fixed: read_only_field("as it is")  # type: ignore[valid-type]
            few: Site
            more: choice("Room", **{f"r{number}": f"Room {number}" for number in range(9)})  # type: ignore[valid-type]
            many: list[Site]
            names: list[str]
            sure: bool = False
            day: date = date(2026, 1, 2)

        yield Page
        return {}

    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("ask")
        await it.press("i")
        seen = set()
        for _ in range(10):
            focused = it.app.screen.focused
            assert focused is not None
            seen.add(type(focused).__name__)
            await it.type("-!?:/.1n,")
            await it.press("escape") if getattr(focused, "_open", False) else None
            assert it.screen() is AnswerScreen
            assert "? help" not in it.text.splitlines()[-1]
            await it.press("tab")
        assert seen == {"Fixed", "Radio", "Picker", "AddRow", "Check", "TextLine", "SubmitButton"}

    assert drive(journey, with_answer_form(every_control)).calls == []
