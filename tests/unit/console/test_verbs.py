"""Does a key do to a process what its operator meant, once, and say what came of it?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from console.deck import EngineState, StoreChanged
from console.screens.bulk import BulkScreen
from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from engine.errors import Overtaken
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import FakeDeck


def test_r_retries_the_failed_process_under_the_cursor_at_once() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("fail")
        await it.press("r")
        assert "retrying 0e9f83af" in it.text
        assert "resumed" in it.line("0e9f83af provision_node")

    deck = drive(journey)
    assert deck.calls == [("retry", deck.name("fail").process_id, 7)]


def test_the_row_says_retrying_until_the_store_has_answered() -> None:
    class Slow(FakeDeck):
        answer = asyncio.Event()

        async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
            await self.answer.wait()
            self._record(verb, process_id, seen)

    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, Slow)
        await it.go_to("fail")
        await it.press("r")
        assert "> retrying" in it.line("0e9f83af provision_node")
        it.deck.answer.set()
        await it.settle()
        assert "! failed" in it.line("0e9f83af provision_node")

    drive(journey, Slow())


def test_r_says_why_it_does_not_apply_and_asks_the_engine_nothing() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        await it.press("r")
        assert "retry: 14e816bb is suspended" in it.text

    assert drive(journey).calls == []


def test_a_retry_that_somebody_else_was_first_with_says_so() -> None:
    deck = FakeDeck()
    deck.refusals["retry"] = Overtaken("Process 0e9f83af was retried by bram 12 s ago")

    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("r")
        assert "was retried by bram 12 s ago" in it.text
        assert "! failed" in it.line("0e9f83af provision_node")

    drive(journey, deck)


def test_r_with_marks_asks_once_and_retries_exactly_the_marked() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("space")
        await it.go_to("api")
        await it.press("space", "r")
        assert "retry 2 processes?" in it.text
        await it.press("y")

    deck = drive(journey)
    assert {call[:2] for call in deck.calls} == {("retry", deck.name(name).process_id) for name in ("fail", "api")}


def test_one_refusal_among_the_marked_stops_none_of_the_others() -> None:
    class Picky(FakeDeck):
        async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
            self.calls.append((verb, process_id, seen))
            if process_id == self.name("api").process_id:
                raise Overtaken("bram was first")

    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("space")
        await it.go_to("api")
        await it.press("space", "r", "y")
        assert "retried 1, refused 1" in it.text
        assert "bram was first" in it.text

    assert len(drive(journey, Picky()).calls) == 2


@pytest.mark.parametrize("answer", ["n", "enter", "escape", "q"])
def test_abort_asks_and_the_default_is_no(answer: str) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("A")
        assert "abort 0e9f83af provision_node, at step Verify?  y/N" in it.text
        await it.press(answer)
        assert "y/N" not in it.text
        assert "r retry" in it.text

    assert drive(journey).calls == []


def test_abort_after_a_yes_ends_the_process() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("wait")
        await it.press("A", "y")
        assert "aborting 82e11a22" in it.text

    deck = drive(journey)
    assert deck.calls == [("abort", deck.name("wait").process_id, 7)]


def test_no_other_key_acts_while_a_question_is_open() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        before = it.cursor
        await it.press("A", "r", "j", "2", "x", "slash", "space")
        assert "y/N" in it.text
        await it.press("n")
        assert it.cursor == before
        assert "marked" not in it.text

    assert drive(journey).calls == []


def test_abort_is_about_the_process_it_named_whatever_the_list_does_meanwhile() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("A")
        for name in ("diff", "api", "fail"):
            it.deck.put(replace(it.deck.name(name), status=ProcessStatus.COMPLETED, version=9))
        await it.settle()
        await it.press("y")

    deck = drive(journey)
    assert deck.calls == [("abort", deck.name("fail").process_id, 7)]


def test_abort_from_the_process_screen_stays_on_it() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("enter", "A", "y")
        assert isinstance(it.app.screen, ProcessScreen)
        assert "x aborted" in it.text

    deck = drive(journey)
    assert deck.calls == [("abort", deck.name("fail").process_id, 7)]


def test_y_copies_the_whole_process_id() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("y", "i")
        assert it.app.clipboard == str(it.deck.name("fail").process_id)

    drive(journey)


@pytest.mark.parametrize("key", ["r", "A", "n"])
def test_a_read_only_console_changes_nothing_and_says_why(key: str) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        assert " read-only " in it.text
        assert "retry" not in it.text.splitlines()[-1]
        await it.press(key)
        assert "this console is read-only" in it.text

    assert drive(journey, read_only=True).calls == []


def test_a_verb_goes_on_when_its_screen_is_left() -> None:
    class Slow(FakeDeck):
        answer = asyncio.Event()

        async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
            await self.answer.wait()
            self._record(verb, process_id, seen)

    async def journey(it: Driver) -> None:
        assert isinstance(it.deck, Slow)
        await it.go_to("fail")
        await it.press("enter", "r", "escape", "2")
        it.deck.answer.set()
        await it.settle()

    assert len(drive(journey, Slow()).calls) == 1


async def answer(it: Driver, text: str) -> None:
    """Type over whatever the line begins with, and send it."""
    await it.press("ctrl+u")
    await it.type(text)
    await it.press("enter")


@pytest.mark.parametrize(
    ("key", "asked", "text", "verb"),
    [
        ("c", "note", "vendor is on site", "note"),
        ("a", "assign to team", "CHANGES", "assign"),
        ("K", "skip Verify: why?", "done by hand", "skip"),
        ("C", "continue at step", "Verify", "continue"),
    ],
)
def test_a_verb_that_needs_words_asks_for_them_on_the_bottom_line(key: str, asked: str, text: str, verb: str) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(key)
        assert asked in it.text.splitlines()[-1]
        await answer(it, text)

    deck = drive(journey)
    assert deck.calls == [(verb, deck.name("fail").process_id, 7, text)]


@pytest.mark.parametrize("key", ["K", "a"])
def test_no_words_are_no_answer_and_escape_is_none(key: str) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press(key)
        await answer(it, "  ")
        await it.press(key)
        await it.type("half a thought")
        await it.press("escape")
        assert "r retry" in it.text.splitlines()[-1]

    assert drive(journey).calls == []


def test_an_empty_note_takes_the_note_away() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("c")
        assert "vendor case 4411" in it.text.splitlines()[-1]
        await answer(it, "")

    deck = drive(journey)
    assert deck.name("fail").note is None


def test_a_process_is_taken_in_hand_and_given_back() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("t")
        assert "@anna" in it.line("0e9f83af provision_node")
        await it.press("enter")
        assert "in hand of anna" in it.text
        await it.press("b")
        assert "in hand of" not in it.text

    deck = drive(journey)
    assert [call[0] for call in deck.calls] == ["take", "release"]


def test_only_a_task_is_deleted_and_only_after_a_yes() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("D")
        assert "delete: 0e9f83af is failed" in it.text
        await it.go_to("api")
        await it.press("D")
        assert "delete f4660436 task_clean_up_tasks, log and all?" in it.text.splitlines()[-1]
        await it.press("y")
        assert "- gone" in it.line("f4660436 task_clean_up_ta…")

    deck = drive(journey)
    assert [call[0] for call in deck.calls] == ["delete"]


async def mark(it: Driver, *names: str) -> None:
    """Mark these processes of the visible list."""
    for name in names:
        await it.go_to(name)
        await it.press("space")


def test_before_many_are_asked_about_each_says_whether_it_will_and_why_not() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "fail", "ask", "api")
        await it.press("r")
        assert it.screen() is BulkScreen
        assert "retry 2 of 3 processes?" in it.text.splitlines()[-1]
        assert "retry: 2 will, 1 will not" in it.text
        assert "+ will      0e9f83af  provision_node" in it.text
        assert "14e816bb is suspended" in it.line("- will not")

    assert drive(journey, size=(120, 40)).calls == []


def test_a_no_to_many_goes_back_to_the_list_with_its_marks() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "fail", "api")
        await it.press("r", "n")
        assert it.screen() is InboxScreen
        assert "2 marked" in it.text

    assert drive(journey).calls == []


def test_after_a_yes_each_outcome_is_told_and_then_where_each_came_to_rest() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "fail", "api", "ask")
        await it.press("r", "y")
        assert "retried 2 processes: 2 under way" in it.text
        it.deck.put(replace(it.deck.name("fail"), status=ProcessStatus.COMPLETED, version=9))
        it.deck.put(replace(it.deck.name("api"), status=ProcessStatus.FAILED, version=9))
        await it.settle()
        assert "retried 2 processes: 1 completed, 1 failed again" in it.text
        assert "503 from inventory" in it.line("! failed")
        await it.press("escape")
        assert it.screen() is InboxScreen
        assert "marked" not in it.text

    drive(journey, size=(120, 40))


def test_what_the_engine_refuses_of_many_is_said_beside_it_and_stops_nothing() -> None:
    class Picky(FakeDeck):
        async def act(self, verb: str, process_id: UUID, seen: int | None, text: str = "") -> None:
            if process_id == self.name("api").process_id:
                raise Overtaken("bram was first")
            await super().act(verb, process_id, seen, text)

    async def journey(it: Driver) -> None:
        await mark(it, "fail", "api")
        await it.press("r", "y")
        assert "retried 1 process, refused 1: 1 under way" in it.text
        assert "bram was first" in it.line("! refused")

    drive(journey, Picky(), size=(120, 40))


def test_many_that_a_verb_does_not_apply_to_are_told_and_nothing_is_asked() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "ask", "ask2")
        await it.press("r")
        assert "retry: 0 will, 2 will not; nothing was done" in it.text
        assert "y/N" not in it.text
        await it.press("enter")
        assert isinstance(it.app.screen, ProcessScreen)

    assert drive(journey, size=(120, 40)).calls == []


def test_one_note_is_written_on_all_marked_ones() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "fail", "api")
        await it.press("c")
        assert "note, 2 processes" in it.text.splitlines()[-1]
        await it.type("fibre cut at AMS")
        await it.press("enter", "y")
        assert "noted 2 processes" in it.text

    deck = drive(journey)
    assert {(call[0], call[3]) for call in deck.calls} == {("note", "fibre cut at AMS")}
    assert {deck.name(name).note for name in ("fail", "api")} == {"fibre cut at AMS"}


def test_a_process_that_went_while_many_are_acted_on_says_so() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "fail", "api")
        await it.press("r", "y")
        del it.deck.processes[it.deck.name("api").process_id]
        it.deck.tell(StoreChanged())
        await it.settle()
        assert "- gone" in it.text

    drive(journey)


def test_many_are_acted_on_in_the_versions_that_were_asked_about() -> None:
    async def journey(it: Driver) -> None:
        await mark(it, "fail", "api")
        await it.press("r")
        row = it.deck.name("fail")
        it.deck.put(replace(row, version=row.version + 5, failed_reason="something else"))
        await it.settle()
        await it.press("y")

    seen = {name: FakeDeck().name(name).version for name in ("fail", "api")}
    deck = drive(journey)
    assert {call[1]: call[2] for call in deck.calls} == {deck.name(name).process_id: seen[name] for name in seen}


def test_a_question_is_whole_where_a_step_has_a_long_name() -> None:
    deck = FakeDeck()
    deck.put(replace(deck.name("fail"), last_step="Verify that every interface of the new node is " + "long " * 20))

    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("A")
        assert it.text.splitlines()[-1].rstrip().endswith("y/N")
        await it.press("n", "k")
        await it.go_to("fail")
        await it.press("K")
        await it.type("not needed")
        assert "…" in it.text.splitlines()[-1]
        assert "not needed" in it.text.splitlines()[-1]

    drive(journey, deck)


def test_quitting_while_a_question_is_open_is_asked_after_it() -> None:
    async def journey(it: Driver) -> None:
        it.deck.tell(EngineState("running", running=1))
        await it.settle()
        await it.go_to("fail")
        await it.press("A", "ctrl+q")
        assert "abort 0e9f83af" in it.text.splitlines()[-1]
        await it.press("n")
        assert "Quit?" in it.text.splitlines()[-1]
        await it.press("n")
        assert "? help" in it.text.splitlines()[-1]

    assert drive(journey).calls == []
