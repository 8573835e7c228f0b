"""What may stand at the cursor of a filter?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.filters.completion import Completion, completion
from engine.filters.held import Held
from engine.filters.language import condition
from engine.filters.processes import PROCESSES
from engine.filters.subscriptions import subscription_language
from engine.filters.syntax import All, Not, Term, parsed
from engine.filters.writing import narrower, written
from engine.narrowing import takes
from tests.unit.engine.test_filters import NOW

NAMES = {
    "workflows.name": ["create_node", "create_port", "recreate_node"],
    "products.name": ["Node", "Node 10G", '7" rack'],
    "processes.assignee": ["CHANGES", "NOC"],
}
SOLD = subscription_language(Held(frozenset({"vlan", "admin_password"})))


def at_end(text: str) -> Completion:
    """Return how a filter of processes may go on at its end."""
    return completion(text, len(text), PROCESSES.takes(), lambda takes: NAMES.get(str(takes.names), []))


@pytest.mark.parametrize(
    ("text", "at", "offers"),
    [
        pytest.param("sta", 0, ["status:", "started:"], id="field"),
        pytest.param("ams !St", 5, ["status:", "step:", "started:"], id="behind-an-exclusion"),
        pytest.param("(ams | ag", 7, ["age>"], id="in-a-group"),
        pytest.param("-attem", 1, ["attempts>"], id="behind-a-minus"),
        pytest.param("status:fai", 7, ["failed"], id="value"),
        pytest.param("status:ING", 7, ["running", "waiting", "awaiting_callback"], id="value-from-any-place"),
        pytest.param("status:failed|wai", 14, ["waiting", "awaiting_callback"], id="behind-a-bar"),
        pytest.param("status:(failed | abo", 17, ["aborted"], id="in-brackets"),
        pytest.param("status:(failed) wo", 16, ["workflow:"], id="behind-brackets"),
        pytest.param("status:failed|workflow:create_p", 23, ["create_port"], id="another-field-behind-a-bar"),
        pytest.param("workflow:create", 9, ["create_node", "create_port", "recreate_node"], id="names-of-the-store"),
        pytest.param("product:node ", 13, list(PROCESSES.fields), id="a-new-term"),
        pytest.param("product:no", 8, ['"Node 10G"', "Node"][::-1], id="in-quotes-where-needed"),
        pytest.param('product:"node 1', 8, ['"Node 10G"'], id="in-quotes-that-are-open"),
        pytest.param("started:yesterday..to", 19, ["today", "tomorrow"], id="the-end-of-a-range"),
        pytest.param("assignee:", 9, ["CHANGES", "NOC"], id="nothing-typed"),
    ],
)
def test_what_may_stand_at_the_cursor(text: str, at: int, offers: list[str]) -> None:
    found = at_end(text)
    spelled = [offer.rstrip(":<>") for offer in found.offers] if offers == list(PROCESSES.fields) else found.offers
    assert (found.at, list(spelled)) == (at, offers)


@pytest.mark.parametrize(
    "text", ["nope:fa", "status:failed", '"ams', 'status:"failed"', "(ams)", "! sta", "10.0.0.0/8", "note:x", "id:7"]
)
def test_nothing_is_offered_where_nothing_fits(text: str) -> None:
    assert at_end(text).offers == ()


@pytest.mark.parametrize(
    ("text", "words"), [("age>", "2h"), ("attempts:2..", "2..5"), ("id:", "7f3a"), ("retry<", "2h")]
)
def test_what_has_no_names_is_said_in_words(text: str, words: str) -> None:
    assert words in at_end(text).words


def test_inside_of_a_word_nothing_is_offered_and_before_a_blank_as_at_the_end() -> None:
    text = "status:fai ams"
    fields = PROCESSES.takes()
    assert completion(text, 10, fields, lambda takes: ()).offers == ("failed",)
    assert completion(text, 9, fields, lambda takes: ()).offers == ()


def test_what_blocks_hold_is_offered_by_name_and_secrets_are_not() -> None:
    fields = SOLD.takes()
    assert completion("v", 1, fields, lambda takes: ()).offers == ("value:", "vlan:")
    assert "whole" in completion("vlan:", 5, fields, lambda takes: ()).words
    assert completion("admin", 5, fields, lambda takes: ()).offers == ()


def test_a_list_read_whole_offers_the_short_words_of_its_rows() -> None:
    fields = takes(("name", "text"), [{"name": "b", "text": "x" * 31}, {"name": "a", "text": ""}])
    assert completion("name:", 5, fields, lambda takes: ()).offers == ("a", "b")
    assert completion("text:", 5, fields, lambda takes: ()).offers == ()


@given(st.text(min_size=1, max_size=20).filter(lambda text: "\x00" not in text))
def test_a_value_is_written_so_that_it_is_read_as_itself(value: str) -> None:
    assert parsed(f"note:{written(value)}", PROCESSES.why_no_field) == Term("note", ":", value, 5)


@pytest.mark.parametrize(
    ("text", "without", "narrowed"),
    [
        pytest.param("", False, 'step:"Push config"', id="alone"),
        pytest.param("ams", True, 'ams !step:"Push config"', id="beside-a-word"),
        pytest.param("ams | utr", False, '(ams | utr) step:"Push config"', id="a-bar-is-kept-together"),
        pytest.param(
            "status:failed|waiting", False, 'status:failed|waiting step:"Push config"', id="values-are-together"
        ),
    ],
)
def test_a_filter_is_narrowed_by_one_more_value(text: str, without: bool, narrowed: str) -> None:
    assert narrower(text, "step", "Push config", without=without) == narrowed
    whole = parsed(narrowed, PROCESSES.why_no_field)
    last = Term("step", ":", "Push config", len(narrowed) - len('"Push config"'))
    wanted = Not(last) if without else last
    assert whole == wanted if not text else isinstance(whole, All) and whole.nodes[-1] == wanted


def test_what_a_filter_wants_already_is_not_added_again() -> None:
    assert narrower("ams status:failed", "status", "failed") == "ams status:failed"


@given(st.text(alphabet='status:|() !"-.><=agfr ', max_size=30), st.integers(0, 30))
def test_whatever_is_typed_an_offer_can_be_taken(text: str, at: int) -> None:
    at = min(at, len(text))
    found = completion(text, at, PROCESSES.takes(), lambda takes: NAMES.get(str(takes.names), []))
    assert 0 <= found.at <= at or not found.offers


@pytest.mark.parametrize("text", ["status:", "ams workflow:cre", "!product:no", "target:(", "is_task:"])
def test_a_taken_offer_makes_a_filter_that_is_understood(text: str) -> None:
    found = at_end(text)
    for offer in found.offers:
        taken = text[: found.at] + offer + ")" * text.count("(")
        condition(taken, PROCESSES, NOW)
