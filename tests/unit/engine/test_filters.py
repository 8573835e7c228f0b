"""Is a filter that cannot be understood refused with what is wrong, where, and what there is instead?

What a filter finds is tested on both kinds of store, in `tests/integration/test_filters.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ColumnElement

from engine.errors import BadQuery
from engine.filters.held import Held
from engine.filters.language import Language, condition
from engine.filters.moments import WORDS
from engine.filters.processes import PROCESSES
from engine.filters.subscriptions import subscription_language
from engine.filters.syntax import All, Any, Node, Not, Term, parsed

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
SUBSCRIPTIONS = subscription_language(Held(frozenset({"vlan", "admin_password"})))


def meaning(text: str, language: Language = PROCESSES) -> ColumnElement[bool]:
    return condition(text, language, NOW)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("status:faild", "at character 8: There is no status 'faild'; there are: created, ru", id="status"),
        pytest.param("ams stat:failed", "at character 5: There is no field 'stat'; there are: status, wor", id="field"),
        pytest.param("status:", "at character 8: 'status:' needs a value right behind it", id="no-value"),
        pytest.param("status:|", "at character 8: 'status:' needs a value right behind it", id="only-a-bar"),
        pytest.param("status: failed", "at character 8: 'status:' needs a value right behind it", id="value-apart"),
        pytest.param("status:()", "at character 9: 'status:' needs a value between its brackets", id="no-value-inside"),
        pytest.param("status:(failed", "at character 8: This bracket is open", id="open-values"),
        pytest.param("a (b | c", "at character 3: This bracket is open: close it with ')'", id="open-group"),
        pytest.param("((((((((((((((((((((((", "at character 21: More than 20 brackets are open", id="deep"),
        pytest.param("is_task:maybe", "at character 9: is_task: is true or false, not 'maybe'", id="no-boolean"),
        pytest.param("!", "at character 1: '!' excludes the term right behind it: !status:completed", id="nothing"),
        pytest.param("! status:failed", "at character 1: '!' excludes the term right behind it", id="exclusion-apart"),
        pytest.param('ams "push config', "at character 5: This quote is open: close it, or leave it", id="open-quote"),
        pytest.param("status>failed", "at character 8: 'status' has no order; write status:failed", id="no-order"),
        pytest.param("attempts>x", "at character 10: 'x' is no whole number; write attempts>3 or", id="no-number"),
        pytest.param("attempts:..", "at character 10: A range has two ends, or one", id="no-ends"),
        pytest.param("age>2x", "at character 5: '2x' is no length of time; write 90s, 15m, 2h", id="no-length"),
        pytest.param("age:2h", "at character 5: 'age' is compared: write age>2h or age<2h", id="age-alone"),
        pytest.param("started<someday", "at character 9: 'someday' is no time; write 2026-11-01, ", id="no-time"),
        pytest.param("started<2026-02-31", "at character 9: '2026-02-31' is no time", id="no-such-day"),
        pytest.param("x" * 501, "at character 501: The filter is longer than 500 characters", id="too-long"),
        pytest.param("a\x00b", "at character 2: The filter holds a character that no text in the store can", id="nul"),
        pytest.param("a\ud800b", "at character 2: The filter holds a character that no text", id="lone-surrogate"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_refused_and_the_character_named(text: str, told: str) -> None:
    with pytest.raises(BadQuery) as refusal:
        meaning(text)

    assert str(refusal.value).startswith(told)
    assert refusal.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.0/24",
        "2a10:e300:fff0::/48",
        "fe80::1",
        "ge-0/0/1.100",
        "00:11:22:aa:bb:cc",
        "aa:bb:cc:00:11:22",
        "0011.22aa.bbcc",
        "node123(planned)",
        "https://noc.example/x",
        "10:30",
        "a>b",
        "it's",
        "100%",
        r"\\server\x",
        "-",
        "--yes",
        "=1+1",
        ")",
    ],
)
def test_what_networks_are_made_of_is_a_word_as_it_is(text: str) -> None:
    assert parsed(text, PROCESSES.why_no_field) == Term(None, ":", text, 0)


def word(text: str, at: int, **more: bool) -> Term:
    return Term(None, ":", text, at, **more)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", All(())),
        ("a b", All((word("a", 0), word("b", 2)))),
        ("a b|c", All((word("a", 0), Any((word("b", 2), word("c", 4)))))),
        ("a b | c", Any((All((word("a", 0), word("b", 2))), word("c", 6)))),
        ("!a -b !-c", All((Not(word("a", 1)), Not(word("b", 4)), word("c", 8)))),
        ("-(a b)", Not(All((word("a", 2), word("b", 4))))),
        ('"a | b" "say \\"x\\""', All((word("a | b", 0), word('say "x"', 8)))),
        ("(node1(planned))", word("node1(planned)", 1)),
        ("ams*", word("ams", 0, starred=True)),
        ("step:x|y", Any((Term("step", ":", "x", 5), Term("step", ":", "y", 7)))),
        ("step:(x | y)", Any((Term("step", ":", "x", 6), Term("step", ":", "y", 10)))),
        ("step:x|note:y", Any((Term("step", ":", "x", 5), Term("note", ":", "y", 12)))),
        ("step:x|", Term("step", ":", "x", 5)),
        ("a |", word("a", 0)),
        ("attempts>=3", Term("attempts", ">=", "3", 10)),
        ("attempts:>3", Term("attempts", ">", "3", 10)),
        ("ATTEMPTS=3", Term("attempts", ":", "3", 9)),
        ('note:"a b"', Term("note", ":", "a b", 5)),
        ("modified>=2026-11-01T08:00", Term("modified", ">=", "2026-11-01T08:00", 10)),
    ],
)
def test_a_filter_has_these_parts(text: str, node: Node) -> None:
    assert parsed(text, PROCESSES.why_no_field) == node


@given(st.text(st.sampled_from("ab:|!\"'\\%_-()<>=.*5hd ") | st.characters(), max_size=40))
def test_any_text_is_a_filter_or_is_refused_at_one_of_its_characters(text: str) -> None:
    for language in (PROCESSES, SUBSCRIPTIONS):
        try:
            said, at = str(meaning(text, language)), 0
        except BadQuery as refusal:
            said, at = refusal.problem, refusal.at
        assert said
        assert 0 <= at <= len(text)


@given(st.text(max_size=30))
def test_what_is_typed_is_a_bound_parameter_and_never_part_of_the_statement(text: str) -> None:
    try:
        one, other = str(meaning(f"note:x{text}")), str(meaning("note:y"))
    except BadQuery:
        return
    assert one.count(":") >= other.count(":")
    assert text == "" or f"x{text}" not in one


@pytest.mark.parametrize("text", ["!" * 499 + "a", "(" * 20 + "a" + ")" * 20, "a|" * 249 + "a", "a " * 250])
def test_the_longest_filters_are_understood(text: str) -> None:
    assert str(meaning(text))


def test_every_field_is_named_in_the_refusal_of_another() -> None:
    with pytest.raises(BadQuery) as refusal:
        meaning("nonsense:1")

    assert f"; there are: {', '.join(PROCESSES.fields)}; to look for the text itself" in str(refusal.value)


def test_a_resource_type_is_a_field_where_the_store_has_it_and_a_secret_never() -> None:
    assert str(meaning("vlan:100", SUBSCRIPTIONS))
    for text in ("vlam:100", "admin_password:x"):
        with pytest.raises(BadQuery, match="or a resource type or fixed input by its name"):
            meaning(text, SUBSCRIPTIONS)


@pytest.mark.parametrize(
    ("title", "language"), [("processes and tasks", PROCESSES), ("subscriptions", subscription_language(Held()))]
)
def test_the_page_about_filters_names_every_field_and_every_value_there_is(title: str, language: Language) -> None:
    page = (Path(__file__).parents[3] / "docs" / "filters.md").read_text()
    part = page.partition(f"## Fields of {title}")[2].partition("\n## ")[0]
    for name, takes in language.takes().items():
        (line,) = (line for line in part.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1])
        assert [value for value in takes.values if value not in line and value not in WORDS] == []
