"""Is a filter that cannot be understood refused with what is wrong and what there is instead?

What a filter finds is tested on both kinds of store, in `tests/integration/test_filters.py`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadQuery
from engine.filters import FIELDS, condition


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("status:faild", "There is no status 'faild'; there are: created, running, suspended", id="status"),
        pytest.param("stat:failed", "There is no field 'stat'; there are: assignee, by, id, note", id="field"),
        pytest.param("status:", "'status:' needs a value right behind it", id="no-value"),
        pytest.param("status:|", "'status:' needs a value right behind it", id="only-a-bar"),
        pytest.param("status: failed", "'status:' needs a value right behind it", id="value-apart"),
        pytest.param("task:maybe", "task: is true or false, not 'maybe'", id="no-boolean"),
        pytest.param("!", "'!' excludes the term right behind it: !status:completed", id="nothing-to-exclude"),
        pytest.param("! status:failed", "'!' excludes the term right behind it", id="exclusion-apart"),
        pytest.param('"push config', "A quote is open in the filter; close it or leave it out", id="open-quote"),
        pytest.param("x" * 501, "The filter is longer than 500 characters", id="too-long"),
        pytest.param("a\x00b", "holds a character that no text in the store can hold", id="nul"),
        pytest.param("a\ud800b", "holds a character that no text in the store can hold", id="lone-surrogate"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadQuery) as refusal:
        condition(text)

    assert told in str(refusal.value)
    assert refusal.value.exit_code == 2


@given(st.text(st.sampled_from("ab:|!\"'\\%_- ") | st.characters(), max_size=40))
def test_any_text_is_a_filter_or_is_refused_and_nothing_else(text: str) -> None:
    try:
        told = repr(condition(text))
    except BadQuery as refusal:
        told = str(refusal)
    assert told


@given(st.text(max_size=30))
def test_what_is_typed_is_a_bound_parameter_and_never_part_of_the_statement(word: str) -> None:
    try:
        one, other = str(condition(f"note:x{word}")), str(condition("note:y"))
    except BadQuery:
        return
    assert one.count(":") >= other.count(":")
    assert word == "" or f"x{word}" not in one


def test_every_field_is_named_in_the_refusal_of_another() -> None:
    with pytest.raises(BadQuery) as refusal:
        condition("nonsense:1")

    assert str(refusal.value).endswith(", ".join(sorted(FIELDS)))
