"""Can the longest form of the demo be filled in, and the ones that its drill asks for on the way?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.journeys.filling import Filling, answered, started
from workflows.network.drill import ask_drill, report

KINDS = {
    "about": "callout",
    "scene": "words",
    "codename": "text",
    "caller": "text",
    "story": "lines of text",
    "network": "read-only",
    "extent": "line",
    "people": "number",
    "pace": "number",
    "announced": "box",
    "severity": "options in sight",
    "sites": "several of a list",
    "course": "line",
    "with_measurement": "box",
    "with_report": "box",
    "with_call": "box",
    "with_failure": "box",
}


def test_a17_a_drill_is_refused_field_by_field_then_as_a_whole_and_begins_when_it_is_confirmed() -> None:
    async def story(it: Filling) -> None:
        it.sees(**KINDS)
        it.reads("Nothing real is touched", "What is practised")
        await it.fill(codename="fire", people="many", pace=11, with_call=True)
        await it.send()
        it.wrong(
            codename="fire is reserved for real incidents", people="Input should be a valid integer",
            pace="Input should be less than or equal to 10", sites="field required",
        )  # fmt: skip
        await it.fill(codename="lost-fibre", story="Digger\nat Delft", people=4, pace=10)
        await it.fill(severity="Major: a site", sites=["Milan (IT)", "Vienna (AT)"], with_report=False)
        await it.send()
        it.wrong()
        it.wrong_all_over("name who calls, or let no partner call back")
        await it.fill(caller="Duty desk")
        await it.send()
        it.sees(answers_so_far="lines of text", continue_task="box")
        it.reads("Drill lost-fibre", '"codename": "lost-fibre"')
        await it.fill(continue_task=False)
        await it.send()
        it.wrong(continue_task="go back to change it, or leave the form")
        await it.fill(continue_task=True)
        await it.send()

    first, second = started(ask_drill, story)
    assert first == {
        "codename": "lost-fibre",
        "caller": "Duty desk",
        "story": "Digger\nat Delft",
        "people": 4,
        "pace": 10,
        "announced": True,
        "severity": "major",
        "sites": ["mil", "vie"],
        "with_measurement": False,
        "with_report": False,
        "with_call": True,
        "with_failure": False,
    }
    assert second["continue_task"] is True
    assert '"people": 4' in second["answers_so_far"]


def test_a17_the_noc_reports_what_it_sees() -> None:
    async def story(it: Filling) -> None:
        it.sees(what="words", headline="text", details="lines of text", customers_called="box")
        await it.fill(headline="No")
        await it.send()
        it.wrong(headline="String should have at least 3 characters")
        await it.fill(headline="Nobody hurt", customers_called=True)
        await it.send()

    answers = answered(report.form, story, codename="lost-fibre")  # type: ignore[arg-type]
    assert answers == [{"headline": "Nobody hurt", "details": None, "customers_called": True}]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_edge_19_every_field_of_the_longest_form_is_reached_and_filled_in_on_a_small_terminal(size: Any) -> None:
    async def story(it: Filling) -> None:
        await it.fill(with_failure=True, sites=["Hamburg (DE)"], codename="small-screen")
        await it.send()
        await it.send()

    first, _ = started(ask_drill, story, size=size)
    assert (first["codename"], first["sites"], first["with_failure"]) == ("small-screen", ["ham"], True)
