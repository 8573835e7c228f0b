"""Can an operator go back and forth through a form of several pages, see where she is, and find every error?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from pydantic import ConfigDict, Field, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.types import FormMeta, strEnum
from pydantic_forms.validators import Button, ButtonsConfig, Hidden

from console.screens.form_of import StartFormScreen
from console.screens.inbox import InboxScreen
from engine.authored import FormGenerator
from engine.forms import SubmitFormPage
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck
from tests.unit.console.pages import confirm_rack, node_wizard, with_answer_form, with_start_form
from tests.unit.widgets.pages import choice


class Speed(strEnum):
    """Of a port."""

    TEN = "10G"
    HUNDRED = "100G"


class Onward(FormPage):
    """A page that is known not to be the last."""

    meta__: ClassVar[FormMeta | None] = {"hasNext": True}


def port_of_a_speed(state: dict[str, Any]) -> FormGenerator:
    """Three pages; the ports of the second depend on the speed of the first."""

    class SpeedPage(Onward):
        model_config = ConfigDict(title="Speed")

        speed: Speed
        due: date = date(2026, 1, 2)

    asked = yield SpeedPage
    ports = {"10G": {"xe0": "xe-0/0/0", "xe1": "xe-0/0/1"}, "100G": {"et0": "et-0/0/0", "et1": "et-0/0/1"}}

    class PortPage(Onward):
        model_config = ConfigDict(title="Port")

        port: choice("Port", **ports[str(asked.speed.value)])  # type: ignore[valid-type]
        label: str = ""

    port = yield PortPage

    class NotePage(SubmitFormPage):
        model_config = ConfigDict(title="Note")

        note: str = ""

    note = yield NotePage
    return {**asked.model_dump(), **port.model_dump(), **note.model_dump()}


async def begin(it: Driver) -> None:
    await it.press("n")
    await it.type("prov")
    await it.press("enter")


def label_with_cursor(it: Driver) -> str:
    (found,) = re.findall(r"^ *>(\w+)", it.text, re.MULTILINE)
    return str(found)


async def to_the_last_page(it: Driver) -> None:
    """10G, xe-0/0/1, and a label."""
    await begin(it)
    await it.press("space", "ctrl+j", "space", "space", "tab")
    await it.type("uplink")
    await it.press("ctrl+j")


def test_the_way_through_the_pages_is_in_sight_also_of_those_filled_in_before() -> None:
    async def journey(it: Driver) -> None:
        await begin(it)
        assert "> 1 Speed  · …" in it.text
        await it.press("space", "ctrl+j")
        assert "✓ 1 Speed  > 2 Port  · …" in it.text
        await it.press("space", "ctrl+j")
        assert "✓ 1 Speed  ✓ 2 Port  > 3 Note" in it.text
        await it.press("ctrl+left", "ctrl+left")
        assert "> 1 Speed  · 2 Port  · 3 Note" in it.text

    drive(journey, with_start_form(port_of_a_speed))


def test_a_page_without_a_title_is_called_by_what_it_asks_first() -> None:
    def untitled(state: dict[str, Any]) -> FormGenerator:
        class Page(Onward):
            node_name: str

        name = yield Page
        return {**(yield from confirm_rack({})), **name.model_dump()}

    async def journey(it: Driver) -> None:
        await begin(it)
        await it.press("x", "ctrl+j")
        assert "✓ 1 Node name  > 2 Rack and power confirmed" in it.text

    drive(journey, with_start_form(untitled))


def test_going_back_and_forth_changes_nothing_and_sends_nothing() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.type("n1")
        await it.press("ctrl+left", "ctrl+left", "ctrl+right", "ctrl+right", "ctrl+right")
        assert it.deck.calls == []
        assert "n1" in it.line(">Note")
        await it.press("ctrl+j")

    (call,) = drive(journey, with_start_form(port_of_a_speed)).calls
    assert call[2] == [{"speed": "10G", "due": "2026-01-02"}, {"port": "xe1", "label": "uplink"}, {"note": "n1"}]


def test_an_answer_that_does_not_fit_any_more_after_going_back_is_marked_and_its_cause_named() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.press("ctrl+left", "ctrl+left", "space", "ctrl+j")
        assert "! Speed (page 1) changed since: 1 answer below does not fit any more" in it.text
        assert "xe1 is no longer available" in it.text
        assert "uplink" in it.line("Label")
        await it.press("space", "ctrl+j")
        assert "> 3 Note" in it.text

    assert drive(journey, with_start_form(port_of_a_speed)).calls == []


def test_a_draft_is_restored_page_by_page_words_and_all() -> None:
    deck = with_start_form(port_of_a_speed)
    deck.drafts["start:provision_node"] = [{"speed": "10G", "due": "tomorrow"}, {"port": "gone", "label": "x"}]

    async def journey(it: Driver) -> None:
        await begin(it)
        assert "your draft is here again" in it.text
        assert "> 2 Port" in it.text
        assert "1 answer of your draft does not fit" in it.text
        await it.press("ctrl+left")
        assert "tomorrow" in it.line("Due")

    drive(journey, deck)


def test_a_draft_reopens_on_the_page_it_was_left_on_also_when_that_is_not_the_last_one_filled_in() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.type("n1")
        await it.press("ctrl+left", "escape")
        await begin(it)
        assert "✓ 1 Speed  > 2 Port  · 3 Note" in it.text
        await it.press("ctrl+left", "escape")
        await begin(it)
        assert "> 1 Speed  · 2 Port  · 3 Note" in it.text
        await it.press("ctrl+right", "ctrl+right")
        assert "n1" in it.line(">Note")

    drive(journey, with_start_form(port_of_a_speed))


def test_what_does_not_fit_any_more_behind_the_page_a_draft_was_left_on_is_told_when_it_reopens() -> None:
    deck = with_start_form(port_of_a_speed)
    first = {"speed": "10G", "due": "2026-01-02"}
    deck.drafts["start:provision_node"] = [first, {"port": "gone", "label": "x"}, {"note": "n1"}]
    deck.left_at["start:provision_node"] = 0

    async def journey(it: Driver) -> None:
        await begin(it)
        assert "> 1 Speed  · 2 Port" in it.text
        assert "! On page 2 your draft does not fit any more: Port" in it.text
        assert "Kept for the pages behind: note (n1)" in " ".join(it.text.split())

    drive(journey, deck)


def test_a_draft_that_stops_fitting_says_what_it_has_for_the_pages_behind() -> None:
    deck = with_start_form(port_of_a_speed)
    deck.drafts["start:provision_node"] = [{"speed": "1G", "due": "2026-01-02"}, {"port": "xe0"}, {"note": "n1"}]

    async def journey(it: Driver) -> None:
        await begin(it)
        assert "> 1 Speed" in it.text
        assert "Kept for the pages behind: port (xe0), note (n1)" in " ".join(it.text.split())
        await it.press("space", "ctrl+j")
        assert "> 2 Port" in it.text

    drive(journey, deck)


def test_a_draft_of_a_form_with_fewer_pages_now_stands_on_the_last_there_is() -> None:
    deck = with_answer_form(confirm_rack)
    deck.drafts[deck.sessions[deck.name("ask").process_id].subject] = [{"unit": "7"}, {"gone": "x"}]

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        assert "7" in it.line("Unit")

    drive(journey, deck)


def test_edge_6_that_a_second_round_of_errors_may_come_is_said_and_an_error_about_all_is_told_at_both_ends() -> None:
    def both(state: dict[str, Any]) -> FormGenerator:
        class Page(FormPage):
            unit: int = Field(le=4)
            other: int = 3
            key: Hidden = None

            @model_validator(mode="after")
            def differ(self) -> Page:
                if self.unit == self.other:
                    raise ValueError("the two must differ")
                return self

        return dict((yield Page).model_dump())

    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter", "9", "ctrl+j")
        assert "1 error · more is looked at when these are right" in it.text
        await it.press("backspace", "3", "ctrl+j")
        assert "1 error · the two must differ" in it.text
        assert "! the two must differ" in it.text.splitlines()[4]

    drive(journey, with_answer_form(both))


def test_every_error_is_reached_by_a_key() -> None:
    def three(state: dict[str, Any]) -> FormGenerator:
        class Page(FormPage):
            first: int = Field(le=4)
            second: str = ""
            third: list[int]

        return dict((yield Page).model_dump())

    async def journey(it: Driver) -> None:
        assert "next error" not in it.text
        await it.go_to("ask")
        await it.press("enter", "9", "tab", "tab", "enter", "x", "ctrl+n", "y", "ctrl+j")
        assert "ctrl+g next error" in it.text
        seen = [label_with_cursor(it)]
        for _ in range(3):
            await it.press("ctrl+g")
            seen.append(label_with_cursor(it))
        assert seen == ["First", "1", "2", "First"]

    drive(journey, with_answer_form(three), size=(80, 30))


def test_the_buttons_say_what_the_author_says() -> None:
    class Labelled(FormPage):
        unit: int = 1
        ways: ButtonsConfig = ButtonsConfig(next=Button(text="Rack it", color="danger"), previous=Button(text="Undo"))

    def labelled(state: dict[str, Any]) -> FormGenerator:
        yield SubmitFormPage
        return dict((yield Labelled).model_dump())

    async def journey(it: Driver) -> None:
        await begin(it)
        assert "[ Start workflow ]" in it.text
        await it.press("ctrl+j")
        assert "[ Rack it ]  [ Undo ]" in it.text
        await it.press("tab", "tab", "enter")
        assert "page 1" in it.text

    drive(journey, with_start_form(labelled))


def test_the_word_before_the_cursor_is_reached_where_there_is_no_page_before() -> None:
    async def journey(it: Driver) -> None:
        await begin(it)
        await it.type("ams pe2")
        await it.press("ctrl+left")
        await it.type("x")
        assert "ams xpe2" in it.line("Node name")

    drive(journey, with_start_form(node_wizard))


def test_a_workflow_that_ends_something_asks_before_it_is_started() -> None:
    def ending() -> FakeDeck:
        deck = with_start_form(confirm_rack)
        deck.sessions["provision_node"] = replace(deck.sessions["provision_node"], target="TERMINATE")
        return deck

    async def no(it: Driver) -> None:
        await begin(it)
        await it.press("7", "ctrl+j")
        assert "start Bring a node into service? What it ends stays ended" in it.text
        await it.press("enter")
        assert it.deck.calls == []
        assert it.screen() is StartFormScreen

    async def yes(it: Driver) -> None:
        await begin(it)
        await it.press("7", "ctrl+j", "y")
        assert it.screen() is not InboxScreen

    drive(no, ending())
    assert len(drive(yes, ending()).calls) == 1


def test_a_start_that_was_begun_on_one_thing_is_still_there_after_one_on_another() -> None:
    async def on(it: Driver, node: str) -> None:
        await it.app.push_screen(StartFormScreen(it.app.shell, "inbox", "provision_node", {"node_name": node}))
        await it.settle()

    async def journey(it: Driver) -> None:
        await on(it, "ams-pe1")
        await it.type("4")
        await it.press("escape")
        await on(it, "ams-pe2")
        assert "your draft is here again" not in it.text
        await it.type("5")
        await it.press("escape")
        await on(it, "ams-pe1")
        assert "your draft is here again" in it.text
        assert "14" in it.line("First")
        await it.press("escape", "n")
        await it.type("prov")
        await it.press("enter")
        assert "page 1" in it.text

    drive(journey, with_start_form(node_wizard))


def test_the_head_of_a_form_is_drawn_anew_for_another_width() -> None:
    async def journey(it: Driver) -> None:
        await to_the_last_page(it)
        await it.pilot.resize_terminal(120, 30)
        await it.settle()
        assert len(it.text.splitlines()[2].rstrip()) > 110
        await it.pilot.resize_terminal(70, 24)
        await it.settle()
        assert it.text.splitlines()[2].rstrip().endswith("page 3")

    drive(journey, with_start_form(port_of_a_speed))
