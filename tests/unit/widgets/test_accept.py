"""Is a list of things to do accepted when all that is asked for is ticked, and not before?"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from pydantic_forms.validators import Accept

from tests.unit.widgets.pages import Form, form, page, play
from tests.unit.widgets.stage import HOSTILE


class Ready(Accept):
    data: ClassVar[Any] = [
        ("Before the window", "label"),
        ("Mind the fan tray", "warning"),
        ("Rack ready", "checkbox"),
        ("Spare at hand", "checkbox?"),
        ("Spare tested", ">checkbox"),
        ("Old way out", "skip"),
        ("Runbook", "url", {"href": "https://wiki.example/runbook"}),
    ]


@pytest.mark.parametrize(
    ("keys", "answer", "said"),
    [
        ([], {}, "0 of 1 done"),
        (["space"], {"f": "ACCEPTED"}, ""),
        (["enter", "space"], {"f": "INCOMPLETE"}, "0 of 2 done"),  # the spare is at hand, so it has to be tested
        (["space", "enter", "space"], {"f": "INCOMPLETE"}, "1 of 2 done"),
        (["space", "enter", "space", "enter", "space"], {"f": "ACCEPTED"}, "2 of 2 done"),
        (["space", "space"], {"f": "INCOMPLETE"}, ""),
    ],
)
def test_a_list_is_accepted_when_all_that_is_asked_for_is_ticked(keys: list[str], answer: Any, said: str) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*keys)
        assert stage.widget.answers() == answer
        if keys and said:
            assert said in stage.text

    play(form(f=Ready), scene)


def test_every_line_is_shown_as_what_it_is_and_a_way_out_that_is_refused_is_not() -> None:
    async def scene(stage: Form) -> None:
        for text in (
            "Before the window",
            "! Mind the fan tray",
            "[ ] Rack ready",
            "  [ ] Spare tested",
            "https://wiki",
        ):
            assert text in stage.text
        assert "Old way out" not in stage.text

    play(form(f=Ready), scene)


def test_a_draft_brings_the_ticks_back_and_an_answer_all_of_them() -> None:
    async def ticked(stage: Form) -> None:
        assert stage.text.count("[x]") == 1
        assert stage.widget.answers() == {"f": "ACCEPTED"}
        assert stage.widget.raw() == {"f": [2]}

    async def answered(stage: Form) -> None:
        assert stage.text.count("[x]") == 3
        page(f=Ready)(**stage.widget.answers())

    play(form({"f": [2]}, f=Ready), ticked)
    play(form({"f": "ACCEPTED"}, f=Ready), answered)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_are_text(text: str) -> None:
    class Hostile(Accept):
        data: ClassVar[Any] = [(text, "checkbox"), (text, "warning"), (text, "url", {"href": text})]

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("space")
        assert stage.widget.answers() == {"f": "ACCEPTED"}
        assert "\x1b" not in stage.text

    play(form(f=Hostile), scene)
