"""Does text that we did not write become safe to show (faults F21, F22, H1, H3)?"""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plain import MASK, clean, clean_lines, is_secret, redact, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("ge-0/0/1 [x] $primary [@click=app.quit] \\[ 100%", None, id="markup-stays-as-it-is"),
        pytest.param("Zürich → Ørsted 東京 🙂 naïve", None, id="letters-of-the-world-stay"),
        pytest.param("\x1b[2J\x1b[H", "␛[2J␛[H", id="clear-the-screen"),
        pytest.param("\x1b]0;title\x07", "␛]0;title␇", id="set-the-title"),
        pytest.param("\x1b]52;c;cm0gLXJm\x1b\\", "␛]52;c;cm0gLXJm␛\\", id="write-the-clipboard"),
        pytest.param("\x9b2J\x90q\x9d0;t\x9c", "�2J�q�0;t�", id="eight-bit-controls"),
        pytest.param("ok\rno\bx\x0e\x05\x7f", "ok␍no␈x␎␅␡", id="overstrike-charset-answerback"),
        pytest.param("a\tb\nc\x00", "a b␊c␀", id="tab-newline-nul"),
        pytest.param("user\u202egnp.exe", "user�gnp.exe", id="bidi-override"),
        pytest.param("a\u200bb\u2060c\ufeffd\xade", "a�b�c�d�e", id="zero-width"),
        pytest.param("a\u2028b\u2029c\x85d", "a�b�c�d", id="other-line-ends"),
        pytest.param("x\ud800y", "x�y", id="lone-surrogate"),
        pytest.param("x\U000e0041y\ufe0fz", "x�y�z", id="tags-and-variations"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, shown: str | None) -> None:
    assert clean(text) == (text if shown is None else shown)


def test_line_feeds_stay_where_lines_are_wanted() -> None:
    assert clean("a\nb\r\nc\rd\x0b", newlines=True) == "a\nb\nc␍d␋"
    assert clean_lines("a\nb\x1b[m\r\n") == ["a", "b␛[m", ""]
    assert clean_lines("") == [""]


INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")

everything = st.text(st.characters(), max_size=200)


@given(everything)
def test_no_control_bidi_or_invisible_character_is_left(text: str) -> None:
    for letter in clean(text):
        assert unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(letter) not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(everything)
def test_text_keeps_its_length_and_is_safe_once_and_for_all(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert clean(clean(text)) == clean(text)


@given(everything)
def test_lines_are_as_safe_as_text(text: str) -> None:
    assert [clean(line) for line in clean_lines(text)] == clean_lines(text)


# Format characters that are drawn: signs that enclose or follow Arabic, Syriac and Kaithi digits.
DRAWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


def test_of_all_characters_there_are_none_passes_that_is_not_drawn() -> None:
    unseen = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in INVISIBLE]

    assert [letter for letter in unseen if clean(letter) == letter and letter not in DRAWN] == []


@pytest.mark.parametrize(
    ("text", "length", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc", 1, "…"), ("abc", 0, "…"), ("", 0, "")]
)
def test_a_long_text_ends_in_an_ellipsis(text: str, length: int, short: str) -> None:
    assert shorten(text, length) == short


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("password", True),
        ("Admin-Password", True),
        ("API_KEY", True),
        ("x_access_token_2", True),
        ("snmp_community", False),
        ("node_name", False),
    ],
)
def test_secrets_are_known_by_their_keys(key: str, secret: bool) -> None:
    assert is_secret(key) is secret


def test_a_site_names_secret_keys_of_its_own() -> None:
    assert is_secret("SNMP_community", ["snmp_Community"])


SECRETS: dict[str, Any] = {
    "password": "hunter2",
    "node": {"api_key": 12345, "name": "ams", "list": [{"token": ["a", "b"]}, ("x", {"secret": {"a": 1}})]},
    "snmp": "public",
}


def test_values_of_secret_keys_are_masked_at_any_depth() -> None:
    assert redact(SECRETS, ["snmp"]) == {
        "password": MASK,
        "node": {"api_key": MASK, "name": "ams", "list": [{"token": MASK}, ["x", {"secret": MASK}]]},
        "snmp": MASK,
    }
    assert SECRETS["password"] == "hunter2"


@pytest.mark.parametrize("value", [None, "", True, False])
def test_whether_a_secret_is_set_may_be_seen(value: Any) -> None:
    assert redact({"password": value}) == {"password": value}


@pytest.mark.parametrize("value", [0, 1, 1.0, 0.0])
def test_a_number_that_equals_a_boolean_is_a_secret_all_the_same(value: Any) -> None:
    assert redact({"pin_secret": value}) == {"pin_secret": MASK}
