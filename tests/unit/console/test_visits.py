"""Does going back and forward pass the screens that were on?"""

from __future__ import annotations

from console.places import Place
from console.visits import Visits
from tests.unit.console.driving import Driver, drive
from tests.unit.console.pages import confirm_rack, with_answer_form

LISTS = [Place(mode=mode) for mode in ("inbox", "processes", "tasks")]


def test_going_back_leaves_what_is_ahead_and_going_elsewhere_drops_it() -> None:
    visits = Visits()
    for place in LISTS[:2]:
        visits.arrived(place)
    assert visits.step(1) is None
    assert visits.step(-1) == LISTS[0]
    visits.arrived(LISTS[0])
    assert visits.step(-1) is None
    assert visits.step(1) == LISTS[1]
    visits.arrived(LISTS[1])
    visits.step(-1)
    visits.arrived(LISTS[0])
    visits.arrived(LISTS[2])
    assert visits.step(1) is None
    assert visits.step(-1) == LISTS[0]


def test_what_lies_on_the_way_is_no_visit_and_the_same_list_narrowed_is_one() -> None:
    visits = Visits()
    for place in (*LISTS, Place(mode="tasks", filter="ams")):
        visits.arrived(place)
    assert visits.step(-2) == LISTS[0]
    visits.arrived(LISTS[1])
    visits.arrived(LISTS[0])
    assert visits.step(2) == Place(mode="tasks", filter="ams")


def test_back_and_forward_open_again_what_was_left() -> None:
    async def journey(it: Driver) -> None:
        def at() -> str:
            return (
                it.text.splitlines()[0].split("running")[1].rsplit("   ", 1)[0].strip().removesuffix("0s ago").strip()
            )

        await it.press("2", "enter")
        process = at()
        await it.press("escape", "3", "enter")
        subscription = at()
        await it.press("6")
        seen = []
        for _ in range(7):
            await it.press("alt+left")
            seen.append(at())
        lists = "processes > active", "subscriptions > active"
        assert seen == [subscription, lists[1], lists[0], process, lists[0], "inbox", "inbox"]
        assert "there is no screen before this one" in it.text
        seen.clear()
        for _ in range(6):
            await it.press("alt+right")
            seen.append(at())
        assert seen == [lists[0], process, lists[0], lists[1], subscription, "engine"]
        await it.press("alt+right")
        assert "there is no screen after this one" in it.text
        await it.press("alt+left", "1", "alt+right")
        assert at() == "inbox"

    drive(journey, size=(100, 30))


def test_going_back_to_what_is_open_still_does_not_open_it_again() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2", "enter", "1", "alt+left")
        assert len(it.app.screen_stack) == 2
        await it.press("alt+left")
        assert len(it.app.screen_stack) == 1
        assert "processes > active" in it.text

    drive(journey)


def test_a_form_that_is_passed_keeps_what_was_typed() -> None:
    async def journey(it: Driver) -> None:
        await it.press("2")
        await it.go_to("ask")
        await it.press("i", "3", "alt+left")
        assert "inbox" in it.text.splitlines()[0]
        await it.press("alt+right")
        assert "processes > active" in it.text

    deck = drive(journey, with_answer_form(confirm_rack))
    (kept,) = deck.drafts.values()
    assert kept[0]["unit"] in (3, "3")
