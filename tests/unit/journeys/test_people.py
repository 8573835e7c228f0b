"""Are forms in the spelling of five years ago as good as others, and those the engine brings along?"""

from __future__ import annotations

import pytest

from tests.inventory.people import change_group, change_user, create_group, create_user, remove_user
from tests.inventory.shipped import NOTE_LENGTH, change_note, tell_changes, user_step
from tests.inventory.stock import EDGE_NODE
from tests.unit.journeys.filling import Filling, answered, started

ON = {"subscription_id": str(EDGE_NODE)}
USER = {"username": "text", "age": "number", "user_group_ids": "several of a list"}


def test_b1_an_age_that_is_asked_for_may_be_answered_with_none() -> None:
    async def story(it: Filling) -> None:
        it.sees(**USER)
        await it.fill(age="old")
        await it.send()
        it.wrong(username="field required", age="Input should be a valid integer", user_group_ids="field required")
        await it.fill(username="bram", age=None, user_group_ids=["Day shift", "Field"])
        await it.send()
        it.wrong(user_group_ids="List should have at most 1 item")
        await it.fill(user_group_ids=["Field"])
        await it.send()

    assert started(create_user, story) == [{"username": "bram", "age": None, "user_group_ids": ["9"]}]


def test_b2_a_user_is_changed_from_what_is_known() -> None:
    async def story(it: Filling) -> None:
        it.sees(**USER)
        await it.fill(username="anna b", user_group_ids=[])
        await it.send()
        it.wrong(user_group_ids="List should have at least 1 item")
        await it.fill(user_group_ids=["Day shift"])
        await it.send()

    answers = started(change_user, story, on=EDGE_NODE)
    assert answers == [ON, {"username": "anna b", "age": 41, "user_group_ids": ["7"]}]


def test_b3_the_sentence_of_a_label_is_read_and_nothing_is_typed() -> None:
    async def story(it: Filling) -> None:
        it.sees(are_you_sure="words")
        it.reads("Are you sure you want to remove anna?")
        await it.it.press("enter")

    assert started(remove_user, story, on=EDGE_NODE) == [ON, {}]


def test_b4_a_group_needs_a_name() -> None:
    async def story(it: Filling) -> None:
        it.sees(group_name="text")
        it.reads("New group")
        await it.send()
        it.wrong(group_name="field required")
        await it.fill(group_name="Standby")
        await it.send()

    assert started(create_group, story) == [{"group_name": "Standby"}]


def test_b5_what_stays_of_a_group_is_seen_and_not_sent() -> None:
    async def story(it: Filling) -> None:
        it.sees(group_name="text", group_id="read-only")
        await it.fill(group_name="Field and roof")
        await it.send()

    assert started(change_group, story, on=EDGE_NODE) == [ON, {"group_name": "Field and roof"}]


def test_c1_a_note_is_written_where_there_is_none_although_none_is_refused() -> None:
    async def story(it: Filling) -> None:
        it.sees(note="lines of text")
        await it.send()
        it.wrong(note="Input should be a valid string")
        await it.fill(note="x" * (NOTE_LENGTH + 1))
        await it.send()
        it.wrong(note="String should have at most 40 characters")
        await it.fill(note="Key at the desk\nring twice")
        await it.send()

    assert started(change_note(None), story, on=EDGE_NODE) == [ON, {"note": "Key at the desk\nring twice"}]


def test_c1_a_note_is_changed_from_what_it_says() -> None:
    async def story(it: Filling) -> None:
        it.reads("Old words")
        await it.fill(note="New words")
        await it.send()

    assert started(change_note("Old words"), story, on=EDGE_NODE) == [ON, {"note": "New words"}]


@pytest.mark.parametrize(
    ("old", "kinds", "read"),
    [
        ({"Speed": "1G"}, {"summary": "table"}, ("Was", "Will be", "1G", "10G")),
        (None, {"summary": "table"}, ("Speed", "10G")),
        ({"Speed": "10G"}, {"nothing": "read-only"}, ("Nothing has changed",)),
    ],
)
def test_c3_a_summary_has_two_columns_or_one_or_says_that_nothing_changes(
    old: dict[str, object] | None, kinds: dict[str, str], read: tuple[str, ...]
) -> None:
    async def story(it: Filling) -> None:
        it.sees(**kinds)
        it.reads(*read)
        await it.send()

    assert started(tell_changes({"Speed": "10G"}, old), story) == [{}]


def test_c5_a_step_of_the_noc_asks_for_a_name() -> None:
    async def story(it: Filling) -> None:
        it.sees(name="text")
        await it.send()
        it.wrong(name="field required")
        await it.fill(name="bram")
        await it.send()

    assert answered(user_step, story) == [{"name": "bram"}]
