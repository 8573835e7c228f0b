"""Does foreign text reach the screen as text, and nothing else reach the terminal?"""

from __future__ import annotations

import pytest
from rich.control import Control
from rich.segment import Segment
from textual.color import Color

from tests.unit.widgets.stage import HOSTILE
from widgets.text import SafeLineFilter, plain

BLACK = Color(0, 0, 0)


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_becomes_content_without_markup_or_control_characters(text: str) -> None:
    content = plain(text)
    assert content.spans == []
    assert not any(ord(character) < 32 for character in content.plain)
    assert len(content.plain) == len(text)


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert plain("one\r\ntwo", newlines=True).plain == "one\ntwo"
    assert plain("one\ntwo").plain == "one␊two"


@pytest.mark.parametrize(("value", "shown"), [(None, "None"), (12, "12"), (["[x]"], "['[x]']")])
def test_any_value_can_be_shown(value: object, shown: str) -> None:
    assert plain(value).plain == shown


@pytest.mark.parametrize(
    "character", ["\x1b", "\x07", "\x7f", "\x9b", "\n", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800"]
)
def test_no_harmful_character_leaves_for_the_terminal(character: str) -> None:
    line = SafeLineFilter().apply([Segment("a"), Segment(f"x{character}y")], BLACK)
    assert [segment.text for segment in line] == ["a", "x�y"]


def test_a_harmless_line_is_passed_on_as_it_is() -> None:
    line = [Segment("✓ done 日本 │ é")]
    assert SafeLineFilter().apply(line, BLACK) is line


def test_what_moves_the_cursor_for_the_screen_itself_passes() -> None:
    line = [Segment("\x1b"), *Control.home().segment[:0], Control.home().segment]
    assert SafeLineFilter().apply(line, BLACK)[-1] == Control.home().segment
