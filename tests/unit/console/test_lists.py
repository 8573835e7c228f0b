"""Do the lists show what there is, keep the operator's place, and act on nothing else?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from console.offers import pointed
from console.screens import filtered
from console.screens.inbox import InboxScreen
from console.screens.process import ProcessScreen
from engine.outcome import ProcessStatus
from tests.unit.console.driving import Driver, drive
from tests.unit.console.fake_deck import NOW, FakeDeck, process


def test_the_console_opens_on_what_needs_the_operator_input_first_each_oldest_first() -> None:
    async def journey(it: Driver) -> None:
        ids = re.findall(r"^.{18}([0-9a-f]{8}) ", it.text, re.MULTILINE)
        assert ids == [str(it.deck.name(name).process_id)[:8] for name in ("ask2", "ask", "diff", "api", "fail")]

    drive(journey)


def test_every_status_is_on_the_first_page_of_the_all_tab_with_glyph_and_word() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab")
        for shown in ("> running", "· created", "· resumed", "~ waiting", "? suspended", "! failed", "~ callback"):
            assert shown in it.text
        for shown in ("! unavailable", "! inconsistent", "✓ completed", "x aborted"):
            assert shown in it.text

    drive(journey)


def test_the_tabs_of_the_processes_view_divide_what_is_active_from_what_ended() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        assert "10 processes" in it.text
        await it.press("tab")
        assert "4 processes" in it.text
        await it.press("tab")
        assert "15 processes" in it.text  # every one, tasks too
        await it.press("tab")
        assert "10 processes" in it.text

    drive(journey)


def test_the_header_counts_what_waits_elsewhere_on_every_screen() -> None:
    async def journey(it: Driver) -> None:
        for keys in ((), ("2",), ("enter",), ("?",)):
            await it.press(*keys)
            assert "1 Inbox 5" in it.text
            assert "4 Tasks 1" in it.text

    drive(journey)


def test_a_wide_header_also_counts_how_much_there_is() -> None:
    async def journey(it: Driver) -> None:
        assert "2 Processes 15" in it.text
        assert "3 Subscriptions 6" in it.text
        assert "! 3 failed" in it.text

    drive(journey, size=(140, 40))


def test_the_header_says_who_paused_the_engines() -> None:
    deck = FakeDeck()
    deck.paused_by = "bert [/red]"

    async def journey(it: Driver) -> None:
        assert "engine running paused by bert [/red]" in it.text.splitlines()[0]

    drive(journey, deck)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_waiting_process_shows_when_it_is_retried_and_the_clock_moves_it_on(size: tuple[int, int]) -> None:
    clock = [NOW]

    async def journey(it: Driver) -> None:
        await it.press("2")
        assert "in 42s" in it.line("~ waiting")
        clock[0] += timedelta(seconds=2)
        it.app._tick()
        await it.settle()
        assert "in 40s" in it.line("~ waiting")
        clock[0] += timedelta(seconds=40)
        it.app._tick()
        await it.settle()
        assert "due" in it.line("~ waiting")

    drive(journey, size=size, now=lambda: clock[0])


def test_the_reason_of_the_process_under_the_cursor_is_on_screen_at_80_columns() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        assert "! LinkDown: ams-pe1: no answer on the management link in 5 s (vendor case 4411)" in it.text

    drive(journey)


def test_a_refresh_never_moves_the_cursor_to_another_process() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("wait")
        before = it.cursor
        for number in range(5):  # each is the latest change, and so goes on top
            it.deck.put(process(f"newer {number}", ProcessStatus.RUNNING, minutes=0))
        await it.settle()
        assert "15 processes" in it.text
        assert it.cursor == before

    drive(journey)


def test_a_process_that_leaves_the_list_stays_under_the_cursor_until_it_moves() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        fail = it.deck.name("fail")
        it.deck.put(replace(fail, status=ProcessStatus.COMPLETED, version=9))
        await it.settle()
        assert "- gone" in it.line(str(fail.process_id)[:8])
        assert it.cursor == str(fail.process_id)
        assert "no longer in this list; enter shows what became of it" in it.text
        assert "retry" not in it.text.splitlines()[-1]
        await it.press("j")
        assert str(fail.process_id)[:8] not in it.text

    drive(journey)


def test_what_became_of_an_input_step_is_a_key_away_once_a_colleague_has_answered_it() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("ask")
        it.deck.put(replace(it.deck.name("ask"), status=ProcessStatus.COMPLETED, version=9))
        await it.settle()
        await it.press("enter")
        assert it.screen() is ProcessScreen
        assert "✓ completed" in it.text

    drive(journey)


def test_the_last_process_that_leaves_a_list_stays_too_until_the_cursor_moves() -> None:
    async def journey(it: Driver) -> None:
        it.deck.put(replace(it.deck.name("only"), status=ProcessStatus.COMPLETED, version=9))
        await it.settle()
        assert "- gone" in it.text
        assert "retry" not in it.text.splitlines()[-1]
        await it.press("j")
        assert "Nothing waits for you." in it.text
        await it.press("r")

    row = process("only", ProcessStatus.FAILED, step="Verify")
    assert drive(journey, FakeDeck([row])).calls == []


def test_the_inbox_says_whom_the_operator_stands_for() -> None:
    async def journey(it: Driver) -> None:
        assert "Needs you (NOC, CHANGES)" in it.text

    deck = FakeDeck()
    deck.operator_teams = ("NOC", "CHANGES")
    drive(journey, deck)


def test_the_key_of_the_view_that_is_shown_goes_to_its_list_another_leaves_what_is_open() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("enter", "2", "1")
        assert it.screen() is ProcessScreen
        await it.press("1")
        assert it.screen() is InboxScreen

    drive(journey)


def test_the_filter_narrows_the_list_and_escape_drops_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("check_link")
        await it.press("enter")
        assert "2 match" in it.text
        assert "/check_link" in it.text
        await it.press("escape")
        assert "10 processes" in it.text

    drive(journey)


def test_escape_while_typing_puts_the_filter_of_before_back() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("check_link")
        await it.press("enter", "/")
        await it.type("xyz")
        await it.press("escape")
        assert "2 match" in it.text

    drive(journey)


def test_up_and_down_bring_back_the_filters_of_before_and_what_was_typed() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        for text in ("check", "provision", "check"):
            await it.press("/", "ctrl+u")
            await it.type(text)
            await it.press("enter")
        await it.press("/", "ctrl+u")
        await it.type("mob")
        shown = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await it.press(key)
            shown.append(it.text.split("\n")[-2].strip())
        assert shown == ["/check", "/provision", "/provision", "/check", "/mob", "/mob"]

    drive(journey)


def test_letters_typed_into_the_filter_are_no_actions() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("/")
        await it.type("rqA1n?")
        assert "rqA1n?" in it.text
        assert isinstance(it.app.screen, InboxScreen)
        assert it.app.is_running

    assert drive(journey).calls == []


def test_a_filter_that_cannot_be_understood_says_so_and_leaves_the_rows() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("status:")
        await it.press("enter")
        assert "! /status:" in it.text
        assert "! at character 8: 'status:' needs a value right behind it" in it.text
        assert "> running" in it.text
        assert "esc clear" in it.text
        await it.press("escape")
        assert "needs a value" not in it.text

    drive(journey)


def test_a_filter_that_goes_wrong_is_pointed_at_under_the_character_while_it_is_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type(" ams stat:")
        await it.settle()
        typed, fault = it.text.splitlines()[-2:]
        assert typed == " / ams stat:"
        assert fault == "       ^ There is no field 'stat'; there are: status, workflow, step, assignee,…"
        await it.press("backspace")
        await it.settle()
        assert "There is no field" not in it.text

    monkeypatch.setattr(filtered, "TYPING_PAUSE", 0.001)
    drive(journey)


@pytest.mark.parametrize(
    ("column", "width", "line"),
    [
        (4, 40, "    ^ There is no such field"),
        (25, 40, "  There is no such field ^"),
        (60, 40, "              There is no such field ^".rjust(40)),
        (4, 20, "    ^ There is no s…"),
    ],
)
def test_the_sign_stands_under_the_character_and_the_words_where_there_is_room(
    column: int, width: int, line: str
) -> None:
    assert pointed("There is no such field", column, width) == line


def test_a_filter_that_nothing_matches_says_how_to_drop_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("/")
        await it.type("zzz")
        await it.press("enter")
        assert "No line matches /zzz; esc drops the filter." in it.text
        await it.press("escape")
        assert "! failed" in it.text

    drive(journey)


def test_an_empty_inbox_says_what_to_do() -> None:
    async def journey(it: Driver) -> None:
        assert "Nothing waits for you." in it.text
        it.deck.put(process("ask", ProcessStatus.SUSPENDED, assignee="NOC"))
        await it.settle()
        assert "? suspended" in it.text

    drive(journey, FakeDeck([]))


def test_marks_are_counted_and_u_drops_them() -> None:
    async def journey(it: Driver) -> None:
        await it.press("space", "j", "space")
        assert "2 marked" in it.text
        await it.press("u")
        assert "marked" not in it.text

    drive(journey)


@pytest.mark.parametrize(
    ("name", "applies", "not_here"),
    [
        ("fail", ("r retry", "A abort"), ("i fill in",)),
        ("ask", ("i fill in", "A abort"), ("r retry",)),
    ],
)
def test_the_footer_shows_only_what_applies_to_the_row(
    name: str, applies: tuple[str, ...], not_here: tuple[str, ...]
) -> None:
    async def journey(it: Driver) -> None:
        await it.go_to(name)
        footer = it.text.splitlines()[-1]
        assert all(shown in footer for shown in applies)
        assert not any(shown in footer for shown in not_here)

    drive(journey)


def test_enter_opens_the_process_and_escape_comes_back_to_it() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("wait")
        await it.press("enter")
        assert isinstance(it.app.screen, ProcessScreen)
        await it.press("escape")
        assert it.cursor == str(it.deck.name("wait").process_id)

    drive(journey)


def test_each_view_keeps_what_was_open_on_it() -> None:
    async def journey(it: Driver) -> None:
        await it.go_to("fail")
        await it.press("enter", "2", "1")
        assert isinstance(it.app.screen, ProcessScreen)

    drive(journey)


def test_a_click_on_a_view_a_tab_or_a_key_does_what_its_key_does() -> None:
    async def journey(it: Driver) -> None:
        header, line = it.text.splitlines()[1], 2
        await it.pilot.click(offset=(header.index("Processes"), 1))
        await it.settle()
        await it.pilot.click(offset=(it.text.splitlines()[line].index("Completed"), line))
        await it.settle()
        assert "4 processes" in it.text
        footer = it.text.splitlines()[-1]
        await it.pilot.click(offset=(footer.index("help"), 23))
        await it.settle()
        assert "processes > completed > help" in it.text

    drive(journey)


def test_s_sorts_by_the_next_order_and_shift_turns_it_around_under_the_same_cursor() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab")
        await it.go_to("ask2")
        before = it.cursor
        assert " by " not in it.line("15 processes")
        await it.press("s")
        assert "15 processes by started ↓" in it.text
        await it.press("s")
        assert "by status ↑" in it.text
        shown = re.findall(r"[>·~?!✓x] ([a-z]+) +[0-9a-f]{8}", it.text)
        words = [
            word for word in shown if word in ("aborted", "completed", "created", "failed", "running", "suspended")
        ]
        assert words == sorted(words)
        assert it.cursor == before
        await it.press("S")
        assert "by status ↓" in it.text
        assert it.cursor == before
        await it.press("s")
        assert " by " not in it.line("15 processes")
        await it.press("S", "g")
        assert "by modified ↑" in it.text
        assert it.cursor == str(it.deck.name("done3").process_id)

    drive(journey)


def test_marks_survive_another_order_and_go_with_another_filter() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab")
        for name in ("ask2", "fail"):
            await it.go_to(name)
            await it.press("space")
        await it.press("s", "S")
        assert "by started ↑" in it.line("2 marked")
        await it.press("/", *"prov", "enter")
        assert "marked" not in it.text

    drive(journey)


def test_subscriptions_and_tasks_are_sorted_likewise_and_the_inbox_is_not() -> None:
    async def journey(it: Driver) -> None:
        await it.press("3", "s")
        assert "by customer ↑" in it.text
        await it.press("4", "S")
        assert "by modified ↑" in it.text
        await it.press("1", "s")
        assert "↑" not in it.text

    drive(journey)
