"""Can a state, or a traceback, of any size and content be read?"""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from tests.unit.widgets.stage import HOSTILE, Stage, play
from widgets.lines import broken
from widgets.searching import SearchedView
from widgets.state import StateView, TextView


def shown(value: Any, size: tuple[int, int] = (60, 20)) -> str:
    """What the viewer shows of a value."""
    found: list[str] = []

    async def scene(stage: Stage[StateView]) -> None:
        found.append(stage.text.rstrip())

    play(lambda: StateView(value), scene, size=size)
    return found[0]


def test_the_keys_of_a_level_are_aligned_and_what_is_nested_is_indented() -> None:
    state = {"id": 7, "node": {"name": "ams-pe1", "up": True, "ports": [{"if": "ge-0/0/0"}, {"if": "ge-0/0/1"}]}}
    assert shown(state).splitlines() == [
        "id    7",
        "node",
        "  name   ams-pe1",
        "  up     true",
        "  ports",
        "    - if  ge-0/0/0",
        "    - if  ge-0/0/1",
    ]


def test_a_list_of_values_stands_under_dashes() -> None:
    assert shown({"vlans": [10, 20, [30, 40]]}).splitlines() == ["vlans", "  - 10", "  - 20", "  - - 30", "    - 40"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ({}, "{}"),
        ([], "[]"),
        ("text", "text"),
        # what could be taken for something else stands in quotes
        ("", '""'),
        ("null", '"null"'),
        ("12", '"12"'),
        ("-1.5e3", '"-1.5e3"'),
        (" lead", '" lead"'),
        ("[]", '"[]"'),
        # and what could not, does not
        ("10.0.0.1", "10.0.0.1"),
        ("7f3a1c2e-0000", "7f3a1c2e-0000"),
    ],
)
def test_values_are_shown_so_that_they_cannot_be_mistaken(value: Any, text: str) -> None:
    assert shown({"key": value}) == f"key  {text}"


def test_a_long_value_is_broken_below_itself() -> None:
    lines = shown({"key": "abcdefghij" * 6}, (46, 10)).splitlines()  # the last column is the scrollbar's
    assert lines == ["key  " + ("abcdefghij" * 6)[:40], "     " + ("abcdefghij" * 6)[40:]]


def test_a_long_text_is_broken_between_words_and_no_character_of_it_is_lost() -> None:
    text = "no answer on the management link " * 3 + "x" * 60
    pieces = broken(text, 40)
    assert pieces[:2] == ["no answer on the management link no ", "answer on the management link no answer "]
    assert "".join(pieces) == text
    assert broken("日本 " * 12, 20) == ["日本 日本 日本 日本 ", "日本 日本 日本 日本 ", "日本 日本 日本 日本 "]
    # a word as long as half the line is not worth a line of its own
    assert broken(f"key {'v' * 30}", 20) == [f"key {'v' * 16}", "v" * 14]


def test_a_value_of_many_lines_stands_below_itself() -> None:
    assert shown({"key": "one\ntwo", "next": 1}).splitlines() == ["key   one", "      two", "next  1"]


def test_nothing_is_said_in_words() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        assert stage.text.strip() == "no changes"

    play(lambda: StateView({}, empty="no changes"), scene)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_keys_and_values_are_shown_as_text(text: str) -> None:
    lines = shown({text: text, "next": text}, (80, 24)).splitlines()
    assert not any(ord(character) < 32 or "\u202a" <= character <= "\u202e" for line in lines for character in line)
    assert all(cell_len(line) <= 80 for line in lines)
    assert text[:1].replace("\x1b", "␛") in lines[0]


def test_keys_move_the_cursor_and_the_end_is_reached() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        assert "key_0 " in stage.lines[0]
        await stage.press("j", "down", "k")
        assert (stage.widget.reading_at(), "key_0 " in stage.lines[0]) == (1, True)
        await stage.press("pagedown")
        assert "key_25 " in stage.lines[23]
        await stage.press("G")
        assert "key_99 " in stage.lines[23]
        await stage.press("g")
        assert "key_0 " in stage.lines[0]

    play(lambda: StateView({f"key_{number}": number for number in range(100)}), scene)


def test_the_place_is_kept_while_it_is_about_the_same_thing() -> None:
    state = {f"key_{number}": number for number in range(100)}

    async def scene(stage: Stage[StateView]) -> None:
        stage.widget.show(state, of="step 1")
        await stage.press("pagedown")
        stage.widget.show({**state, "key_24": "changed"}, of="step 1")
        await stage.press()
        assert stage.lines[23].split()[:2] == ["key_24", "changed"]
        assert stage.widget.reading_at() == 24
        stage.widget.show(state, of="step 2")
        await stage.press()
        assert "key_0 " in stage.lines[0]

    play(lambda: StateView(), scene)


def test_another_width_breaks_the_lines_anew() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        assert len(stage.text.strip().splitlines()) == 1
        await stage.pilot.resize_terminal(40, 24)
        await stage.press()
        assert len(stage.text.strip().splitlines()) == 2

    play(lambda: StateView({"key": "x" * 60}), scene)


def test_a_megabyte_opens_and_only_the_screen_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    state = {f"node_{number}": {"name": "é" * 80, "ports": list(range(20))} for number in range(4000)}
    state["text"] = {"name": "x" * 1_000_000, "ports": []}
    drawn: list[int] = []
    draw = StateView.draw

    def counted(self: StateView, y: int, look: Any) -> Any:
        drawn.append(y)
        return draw(self, y, look)

    monkeypatch.setattr(StateView, "draw", counted)

    async def scene(stage: Stage[StateView]) -> None:
        await stage.press("G")
        assert "ports  []" in stage.lines[23]
        assert len(drawn) < 200

    play(lambda: StateView(state), scene)


def test_a_traceback_is_shown_line_by_line_with_long_lines_broken() -> None:
    text = 'Traceback (most recent call last):\n\tFile "x.py", line 1\n' + "E" * 100 + "\n[red]\x1b[31m"

    async def scene(stage: Stage[TextView]) -> None:
        lines = stage.text.splitlines()
        assert lines[0] == "Traceback (most recent call last):"
        assert lines[1] == '    File "x.py", line 1'
        assert "".join(lines[2:4]).replace(" ", "") == "E" * 100
        assert lines[4] == "[red]␛[31m"
        stage.widget.show("another", of=2)
        await stage.press()
        assert stage.text.strip() == "another"

    play(lambda: TextView(text), scene, size=(60, 20))


def test_no_character_of_a_long_text_is_lost_under_the_scrollbar() -> None:
    numbers = "".join(f"{number:05d}" for number in range(120))  # 600 cells: more lines than the widget has

    async def scene(stage: Stage[TextView]) -> None:
        assert stage.widget.show_vertical_scrollbar
        seen = "".join(line[:39] for line in stage.lines)
        assert seen == numbers[: len(seen)]

    play(lambda: TextView(numbers), scene, size=(40, 10))


def test_what_is_shown_while_hidden_is_there_when_it_is_shown_again() -> None:
    async def scene(stage: Stage[TextView]) -> None:
        stage.widget.display = False
        await stage.press()
        stage.widget.show("the second text")
        stage.widget.display = True
        await stage.press()
        assert stage.lines[0].strip() == "the second text"

    play(lambda: TextView("the first text"), scene, size=(40, 10))


NODE = {"node": {"name": "ams-pe1", "ports": [{"if": "ge-0/0/0"}, {"if": "ge-0/0/1"}]}, "up": True}


def test_what_nests_something_is_folded_and_unfolded_where_the_cursor_is() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        await stage.press("enter")
        assert stage.text.split() == ["node", "▸", "2", "up", "true"]
        await stage.press("right")
        assert "ge-0/0/1" in stage.text
        await stage.press("G", "k", "left")
        assert [line.rstrip() for line in stage.lines[:4]] == ["node", "  name   ams-pe1", "  ports ▸ 2", "up    true"]
        assert stage.widget.reading_at() == 2
        await stage.press("left", "E")
        assert "ge-0/0/0" in stage.text
        await stage.press("Z")
        assert stage.text.split() == ["node", "▸", "2", "up", "true"]

    play(lambda: StateView(NODE), scene)


def test_a_value_that_nests_nothing_is_not_folded() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        await stage.press("G", "enter", "left")
        assert "ge-0/0/1" in stage.text

    play(lambda: StateView(NODE), scene)


def test_folds_are_kept_while_it_is_about_the_same_thing() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        stage.widget.show(NODE, of="step 1")
        await stage.press("enter")
        stage.widget.show({**NODE, "more": 1}, of="step 1")
        await stage.press()
        assert stage.text.split() == ["node", "▸", "2", "up", "true", "more", "1"]
        stage.widget.show(NODE, of="step 2")
        await stage.press()
        assert "ge-0/0/1" in stage.text

    play(lambda: StateView(), scene)


def test_a_search_unfolds_marks_and_goes_round() -> None:
    async def scene(stage: Stage[StateView]) -> None:
        await stage.press("Z")
        stage.widget.search("GE-0")
        await stage.press()
        assert (stage.widget.reading_at(), "ge-0/0/1" in stage.text) == (3, True)
        await stage.press("n")
        assert stage.widget.reading_at() == 4
        await stage.press("n")
        assert stage.widget.reading_at() == 3
        await stage.press("N")
        assert stage.widget.reading_at() == 4
        told = [
            (it.place, it.count) for it in stage.told(SearchedView.Searched) if isinstance(it, SearchedView.Searched)
        ]
        assert told == [(1, 2), (2, 2), (1, 2), (2, 2)]

    play(lambda: StateView(NODE), scene)


def test_a_search_in_a_text_scrolls_to_what_it_finds_and_says_when_there_is_nothing() -> None:
    text = "\n".join(f"line {number}" for number in range(100))

    async def scene(stage: Stage[TextView]) -> None:
        stage.widget.search("line 77")
        await stage.press()
        assert "line 77" in stage.text
        stage.widget.search("nowhere")
        await stage.press()
        last = stage.told(SearchedView.Searched)[-1]
        assert isinstance(last, SearchedView.Searched)
        assert (last.needle, last.place, last.count) == ("nowhere", 0, 0)

    play(lambda: TextView(text), scene)


def test_the_cursor_stays_on_its_value_at_another_width_and_when_something_comes_above_it() -> None:
    state = {"long": "x" * 100, "node": {"name": "ams-pe1"}, "last": 1}

    def under_the_cursor(stage: Stage[StateView]) -> str:
        return stage.lines[stage.widget.reading_at()].split()[0]

    async def scene(stage: Stage[StateView]) -> None:
        stage.widget.show(state, of="step 1")
        await stage.press("G", "k")
        assert under_the_cursor(stage) == "name"
        await stage.pilot.resize_terminal(40, 24)
        await stage.press()
        assert under_the_cursor(stage) == "name"
        stage.widget.show({"before": 1, "and": 2, **state}, of="step 1")
        await stage.press()
        assert under_the_cursor(stage) == "name"

    play(lambda: StateView(), scene)


def test_a_search_goes_on_from_the_cursor_where_something_above_it_is_folded() -> None:
    state = {"first": {"name": "a", "port": "b"}, "second": {"name": "c"}}

    async def scene(stage: Stage[StateView]) -> None:
        await stage.press("enter", "j")
        stage.widget.search("name")
        await stage.press()
        assert stage.lines[stage.widget.reading_at()].split() == ["name", "c"]

    play(lambda: StateView(state), scene)
