"""Is the registry of actions sound, and are an operator's own keys taken or refused with what to do?"""

from __future__ import annotations

from pathlib import Path

import pytest

from console.actions import ACTIONS, TOGETHER, BadKeys, key_label, with_keys
from console.bindings import bindings, keymap
from console.keys_page import keys_page


def test_the_page_of_keys_is_the_one_that_the_registry_makes() -> None:
    page = Path(__file__).parents[3] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == keys_page(), "run `make keys`"


def test_the_page_has_every_action_once_and_marks_what_cannot_be_taken_back() -> None:
    lines = keys_page().splitlines()
    for action in ACTIONS:
        (line,) = [line for line in lines if line.endswith(f"| `{action.id}` |")]
        assert ("**!**" in line) is action.dangerous
        assert line.count(" | ") == 3


def test_action_ids_are_unique() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_every_action_has_a_sentence_of_help() -> None:
    assert [action.id for action in ACTIONS if not action.help.endswith(".") or len(action.help) < 15] == []


def test_the_default_keys_do_not_clash() -> None:
    assert with_keys({}) == ACTIONS


def test_an_action_takes_the_operators_keys() -> None:
    changed = {action.id: action for action in with_keys({"process.retry": "f5, ctrl+r"})}
    assert changed["process.retry"].keys == ("f5", "ctrl+r")
    assert keymap(changed.values()) == {"process.retry": "f5,ctrl+r"}


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        # an id that is no action's
        ({"process.rerty": "R"}, "keys.process.rerty: there is no such action"),
        # a word that is no key
        ({"process.retry": "retrun"}, "'retrun' is not a key"),
        # no key at all
        ({"process.retry": " "}, "no key is given"),
        # the key of a global action
        ({"process.retry": "R"}, "'R' is the key of view.refresh already"),
        # the key of another action of a screen that has both
        ({"process.abort": "r"}, "'r' is the key of process.retry already"),
    ],
)
def test_bad_keys_are_refused_with_what_to_do(overrides: dict[str, str], said: str) -> None:
    with pytest.raises(BadKeys) as caught:
        with_keys(overrides)
    assert said in str(caught.value)


def test_every_bad_key_is_listed_at_once() -> None:
    with pytest.raises(BadKeys) as caught:
        with_keys({"no.such": "x", "process.retry": "nokey"})
    assert len(caught.value.problems) == 2


def test_a_key_may_mean_different_things_on_different_screens() -> None:
    assert with_keys({"form.again": "r"})


def test_two_actions_may_swap_their_keys() -> None:
    changed = {action.id: action.keys for action in with_keys({"process.retry": "A", "process.abort": "r"})}
    assert (changed["process.retry"], changed["process.abort"]) == (("A",), ("r",))


def test_every_scope_shares_a_screen_with_the_global_keys() -> None:
    assert {scope for scopes in TOGETHER for scope in scopes} == {action.scope for action in ACTIONS}
    # a reader takes its keys first, while it has the focus
    assert all("global" in scopes for scopes in TOGETHER if scopes != {"reader"})


def test_bindings_carry_the_action_id_for_textuals_keymap() -> None:
    retry = next(binding for binding in bindings("process") if binding.id == "process.retry")
    assert (retry.key, retry.action) == ("r", "process_retry")


def test_a_screen_leaves_out_what_it_does_not_offer() -> None:
    assert "list.next_tab" not in {binding.id for binding in bindings("list", without={"list.next_tab"})}


@pytest.mark.parametrize(
    ("key", "label"), [("escape", "esc"), ("ctrl+pagedown", "ctrl+pgdn"), ("+", "+"), ("?", "?"), ("A", "A")]
)
def test_keys_are_named_as_operators_name_them(key: str, label: str) -> None:
    assert key_label(key) == label
