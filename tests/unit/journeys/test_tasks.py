"""Can tasks be started, and what they came to be seen?"""

from __future__ import annotations

from tests.inventory.pages import nothing_to_ask
from tests.inventory.shipped import schedule, validate_type
from tests.inventory.tasks import show_results, wipe
from tests.unit.journeys.filling import Filling, answered, started


def test_a15_a_box_that_has_to_be_ticked_says_why() -> None:
    async def story(it: Filling) -> None:
        it.sees(annihilate="box")
        await it.send()
        it.wrong(annihilate="nothing is wiped until you say so")
        await it.fill(annihilate=True)
        await it.send()

    assert started(wipe, story) == [{"annihilate": True}]


def test_a16_a_task_without_a_form_is_one_key() -> None:
    async def story(it: Filling) -> None:
        it.reads("no input needed")
        await it.it.press("enter")

    assert started(nothing_to_ask, story) == []


def test_a18_results_from_elsewhere_are_seen_whole_and_handed_back_as_they_came() -> None:
    results = {"ports": [{"name": f"xe-1/{number}", "light": -2.5} for number in range(12)]}

    async def story(it: Filling) -> None:
        it.reads("Results of the run", '"name": "xe-1/0"')
        it.sees(run_status="text", run_results="lines of text")
        await it.fill(run_status="ok, seen")
        await it.send()

    ((answer),) = answered(show_results, story, run_status="ok", run_results=results)
    assert answer["run_status"] == "ok, seen"
    assert answer["run_results"].count("\n") == 4 * 12 + 3


def test_c2_a_task_is_scheduled_by_its_own_page_and_the_last_button_is_the_authors() -> None:
    async def story(it: Filling) -> None:
        it.sees(task="options in sight", recurs="options in sight")
        await it.fill(task="Compare all nodes", recurs="once")
        await it.send()
        it.sees(depth="number")
        await it.fill(depth=4)
        await it.send()
        it.wrong(depth="Input should be less than or equal to 3")
        await it.fill(depth=3)
        await it.send()
        it.sees(task_name="read-only", at="moment")
        it.reads("Compare all nodes", "[ Create Schedule ]")
        await it.fill(at="1970-01-02T00:00:00Z")
        await it.send()
        it.wrong(at="Input should be greater than or equal to 1700000000")
        await it.it.press("ctrl+left", "ctrl+left")
        await it.fill(recurs="every")
        await it.send()
        await it.send()
        it.sees(task_name="read-only", mind="callout", hours="number", minutes="number")
        await it.fill(hours=6)
        await it.send()

    answers = started(schedule, story)
    assert answers == [{"task": "compare", "recurs": "every"}, {"depth": 3}, {"hours": 6, "minutes": 0}]


def test_c4_a_page_that_is_the_last_says_what_its_button_does() -> None:
    async def story(it: Filling) -> None:
        it.sees(product_type="options in sight")
        it.reads("[ Start workflow ]")
        await it.send()
        it.wrong(product_type="field required")
        await it.fill(product_type="Port")
        await it.send()

    assert started(validate_type, story) == [{"product_type": "Port"}]
