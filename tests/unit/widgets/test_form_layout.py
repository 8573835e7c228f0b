"""Do fields stand side by side where their author says so and there is room, and below each other elsewhere?"""

from __future__ import annotations

from typing import Annotated

from pydantic_forms.validators import Layout

from tests.unit.widgets.pages import Form, form, play

HALF = Annotated[str, Layout(span=6)]
FIELDS = {
    "whole": str,
    "left": HALF,
    "right": HALF,
    "third": Annotated[str, Layout(span=4)],
    "last": Annotated[str, Layout(start=9, span=4)],
    "alone": Annotated[str, Layout(span=4, new_row=True)],
}


def rows(stage: Form) -> list[list[str]]:
    """The labels on each line of the screen."""
    names = [name.capitalize() for name in FIELDS]
    found = [[name for name in names if name in line] for line in stage.lines]
    return [line for line in found if line]


def test_fields_with_columns_share_a_line_on_a_wide_screen() -> None:
    async def scene(stage: Form) -> None:
        assert rows(stage) == [["Whole"], ["Left", "Right"], ["Third", "Last"], ["Alone"]]
        line = next(line for line in stage.lines if "Third" in line)
        assert line.index("Last") >= 2 * line.index("Third") + 70  # two thirds of the way

    play(form(**FIELDS), scene, size=(120, 30))


def test_they_stand_below_each_other_on_a_narrow_one_and_move_when_it_is_resized() -> None:
    async def scene(stage: Form) -> None:
        assert rows(stage) == [[name.capitalize()] for name in FIELDS]
        await stage.pilot.resize_terminal(120, 30)
        await stage.pilot.pause()
        assert rows(stage)[1] == ["Left", "Right"]

    play(form(**FIELDS), scene)


def test_tab_goes_along_the_line() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("a", "tab", "b", "tab", "c", "tab", "d", "enter", "e")
        assert stage.widget.answers() == {"whole": "a", "left": "b", "right": "c", "third": "d", "last": "e"}

    play(form(**FIELDS), scene, size=(120, 30))
