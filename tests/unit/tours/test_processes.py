"""Does an operator get from what waits for her to what she did about it, over all the screens on the way?"""

from __future__ import annotations

from dataclasses import replace

from console.screens.bulk import BulkScreen
from console.screens.form_of import AgainScreen, AnswerScreen
from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from console.screens.processes import ProcessesScreen
from console.times import moment
from engine.answers import KeptPage
from engine.outcome import ProcessStatus
from engine.records import ProcessRow
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import NOW, FakeDeck, process
from tests.unit.console.pages import confirm_rack, with_answer_form, with_answers

LINK_DOWN = "LinkDown: ams-pe1: no answer on the management link in 5 s"


def failed(name: str) -> ProcessRow:
    """Return a process that failed as others did, an hour ago."""
    return process(name, ProcessStatus.FAILED, step="Verify", minutes=60, failed_reason=LINK_DOWN)


async def command(it: Driver, line: str) -> None:
    """Type a line after `:`."""
    await it.press(":")
    await it.type(line)
    await it.press("enter")


def test_an_input_step_is_answered_from_the_inbox_first_wrongly_and_is_gone_from_it() -> None:
    async def journey(it: Driver) -> None:
        before = await it.deck.badges()
        await it.go_to("ask")
        await it.press("enter")
        assert it.screen() is AnswerScreen
        await it.type("99")
        await it.press("tab")
        await it.type("left side")
        await it.press("ctrl+j")
        assert it.screen() is AnswerScreen
        assert "less than or equal to 47" in it.text
        await it.press("ctrl+g", "home", "delete", "delete")
        await it.type("12")
        await it.press("ctrl+j")
        assert it.screen() is InboxScreen
        await it.press("R")
        after = await it.deck.badges()
        assert (before.inbox - after.inbox, f"1 Inbox {after.inbox} " in it.text) == (1, True)
        await it.press("j", "g")
        assert "14e816bb provision_node" not in it.text
        await it.press("2")
        assert "resumed" in it.line("14e816bb provision_node")

    deck = drive(journey, with_answer_form(confirm_rack))
    ((verb, _, pages, seen),) = deck.calls
    assert (verb, pages, seen) == ("submit", [{"unit": 12, "note": "left side"}], 7)


def test_what_was_begun_is_left_for_another_process_and_finished_later() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("enter")
        await it.type("12")
        await it.press("tab")
        await it.type("ask bram")
        await it.press("escape")
        assert it.screen() is InboxScreen
        assert "draft" in it.line("14e816bb provision_node")
        await it.go_to("fail")
        await it.press("r", "2")
        await it.go_to("ask")
        await it.press("i")
        assert "ask bram" in it.text
        await it.press("ctrl+j")
        assert it.screen() is ProcessesScreen

    deck = drive(journey, with_answer_form(confirm_rack))
    assert [call[0] for call in deck.calls] == ["retry", "submit"]
    assert deck.calls[1][2] == [{"unit": 12, "note": "ask bram"}]
    assert deck.drafts == {}


def test_why_one_failed_and_since_when_is_read_and_it_is_retried_where_it_was_read() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("enter")
        assert it.screen() is ProcessScreen
        assert "! failed   provision_node   at Verify" in it.text
        since = moment(it.deck.name("fail").last_modified_at, NOW)
        assert it.line("at Verify").endswith(f"{since}, 1h ago")
        assert "! LinkDown: ams-pe1: no answer" in it.text
        assert "vendor case 4411" in it.text
        assert "raise LinkDown" in it.text
        await it.press("r")
        assert "resumed" in it.text
        it.deck.put(replace(it.deck.name("fail"), status=ProcessStatus.COMPLETED, version=9))
        await it.settle()
        assert "✓ completed" in it.text
        await it.press("escape")
        assert it.screen() is InboxScreen

    deck = drive(journey)
    assert deck.calls == [("retry", deck.name("fail").process_id, 7)]


def test_three_are_marked_and_aborted_after_a_question_that_counts_them() -> None:
    deck = FakeDeck([failed("one"), failed("two"), failed("three"), failed("four")])

    async def journey(it: Driver) -> None:
        await it.press("2")
        for name in ("one", "two", "three"):
            await it.go_to(name)
            await it.press("space")
        assert "3 marked" in it.text
        await it.press("A")
        assert it.screen() is BulkScreen
        assert "abort 3 processes?" in it.text.splitlines()[-1]
        await it.press("y")
        assert "aborted 3 processes" in it.text
        await it.press("escape", "tab")
        assert "3 processes" in it.text
        await it.press("shift+tab")
        assert "four" not in it.text
        assert it.cursor == str(it.deck.name("four").process_id)

    drive(journey, deck)
    assert {call[:2] for call in deck.calls} == {
        ("abort", deck.name(name).process_id) for name in ("one", "two", "three")
    }


def test_one_is_taken_noted_by_command_and_given_back_and_a_colleague_sees_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("fail")
        await it.press("t")
        assert "@anna" in it.line("0e9f83af provision_node")
        await it.press("enter")
        assert "in hand of anna" in it.text
        await it.press("c")
        assert "vendor case 4411" in it.text.splitlines()[-1]
        await it.press("end")
        await it.type(", on site at 16:00")
        await it.press("enter")
        assert "vendor case 4411, on site at 16:00" in it.text
        await it.press("t")
        assert "take:" in it.text
        await it.press("escape", "b")
        assert "in hand of" not in it.text

    deck = drive(journey, size=(120, 40))
    assert [call[0] for call in deck.calls] == ["take", "note", "release"]


def test_a_step_that_was_done_by_hand_is_skipped_with_a_note_that_must_be_given() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("enter", "]", "K", "enter")
        assert it.deck.calls == []
        assert it.screen() is ProcessScreen
        await it.press("K")
        await it.type("link patched by hand")
        await it.press("enter")
        assert "resumed" in it.text
        await it.press("K")
        assert "skip step: 0e9f83af is resumed" in it.text

    deck = drive(journey)
    assert deck.calls == [("skip", deck.name("fail").process_id, 7, "link patched by hand")]


def test_one_is_given_to_another_team_and_leaves_the_inbox() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("a")
        await it.press("ctrl+u")
        await it.type("CHANGES")
        await it.press("enter", "j", "g")
        assert "14e816bb provision_node" not in it.text
        await it.press("2")
        await it.go_to("ask")
        assert "CHANGES" in it.text

    deck = drive(journey, size=(120, 40))
    assert [(call[0], call[-1]) for call in deck.calls] == [("assign", "CHANGES")]


def test_one_that_was_aborted_is_started_again_with_another_answer() -> None:
    deck = with_answers(KeptPage({"node_name": "ams-pe7", "ports": 6}), KeptPage({"user": "anna"}, ("enable",)))

    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("A", "y")
        await it.press("2", "tab")
        await it.go_to("fail")
        await it.press(".")
        assert it.screen() is AgainScreen
        await it.press("end")
        await it.type("b")
        await it.press("ctrl+j", "tab")
        await it.type("s3cret")
        await it.press("ctrl+j")
        assert it.screen() is ProcessScreen
        assert "created" in it.text
        await it.press("escape")
        assert it.screen() is ProcessesScreen

    drive(journey, deck)
    assert [call[0] for call in deck.calls] == ["abort", "start"]
    assert deck.calls[1][2] == [{"node_name": "ams-pe7b", "ports": 6}, {"user": "anna", "enable": "s3cret"}]


def test_a_process_that_a_colleague_names_is_found_by_the_beginning_of_its_id_and_the_way_back_is_kept() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("provision")
        await it.press("enter", "G")
        place = it.cursor
        await command(it, "process 0e9f")
        assert it.screen() is ProcessScreen
        assert "0e9f83af" in it.text
        await it.press("3", "-")
        assert it.screen() is ProcessScreen
        await it.press("q")
        assert it.screen() is ProcessesScreen
        assert "/provision" in it.text
        assert it.cursor == place

    drive(journey)
