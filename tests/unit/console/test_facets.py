"""Is a list narrowed by what the row under the cursor has, a key and a letter at a time, and widened again?"""

from __future__ import annotations

import pytest

from tests.unit.console.driving import Driver, drive


def test_f_and_a_letter_show_only_the_same_and_escape_goes_back_step_by_step() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "shift+tab")
        await it.go_to("fail")
        await it.press("f")
        assert " only this  s status  w workflow  p step  a assignee  t target  b created_by" in it.text
        await it.press("w")
        assert "/workflow:provision_node" in it.text.splitlines()[2]
        await it.press("F", "s")
        assert "/workflow:provision_node !status:failed" in it.text.splitlines()[2]
        await it.press("escape")
        assert "/workflow:provision_node " in it.text.splitlines()[2]
        assert "!status" not in it.text
        await it.press("escape")
        assert "15 processes" in it.text

    drive(journey)


def test_a_typed_filter_is_narrowed_and_comes_back_and_a_new_one_begins_anew() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "/")
        await it.type("check")
        await it.press("enter", "f", "t")
        assert "/check target:SYSTEM" in it.text.splitlines()[2]
        await it.press("f", "t")
        await it.press("escape")
        assert "/check " in it.text.splitlines()[2]
        await it.press("f", "t", "/", "ctrl+u")
        await it.type("prov")
        await it.press("enter", "escape")
        assert "/" not in it.text.splitlines()[2]

    drive(journey)


def test_any_other_key_narrows_nothing() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "f", "escape", "F", "z")
        assert "10 processes" in it.text
        assert not it.deck.calls

    drive(journey)


@pytest.mark.parametrize(
    ("keys", "letter", "narrowed"),
    [
        pytest.param(("1",), "a", "/assignee:NOC", id="inbox"),
        pytest.param(("3",), "c", "/customer:", id="subscriptions"),
        pytest.param(("3",), "i", "/insync:yes", id="in-sync"),
        pytest.param(("4", "shift+tab"), "s", "/state:", id="schedules"),
        pytest.param(("5",), "t", "/tag:", id="catalogue"),
        pytest.param(("6", "tab"), "w", "/who:", id="audit"),
    ],
)
def test_every_list_is_narrowed_by_its_own_values(keys: tuple[str, ...], letter: str, narrowed: str) -> None:
    async def journey(it: Driver) -> None:
        await it.press(*keys, "f", letter)
        assert narrowed in it.text.splitlines()[2]

    drive(journey)


def test_a_list_without_a_row_says_so() -> None:
    async def journey(it: Driver) -> None:
        await it.press("5", "/")
        await it.type("zzz")
        await it.press("enter", "f")
        assert "there is nothing under the cursor to go by" in it.text

    drive(journey)
