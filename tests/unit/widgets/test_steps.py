"""Does the timeline show every step, and keep the one the operator looks at?"""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.unit.widgets.stage import HOSTILE, Stage, play
from widgets.steps import StepLine, StepTimeline

Scene = Stage[StepTimeline]


def step(key: str, name: str = "Push config", detail: str = "12s") -> StepLine:
    """A finished step."""
    return StepLine(key=key, glyph="✓", word="success", style="ok", name=name, detail=detail)


PENDING = StepLine(key="p", glyph="○", word="pending", style="dim", name="Done")


def test_a_line_tells_status_in_glyph_and_word_name_and_detail() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step("1"), PENDING])
        await stage.press()
        assert stage.lines[0].startswith("> ✓ success  Push config ")
        assert stage.lines[0].rstrip().endswith("12s")
        assert stage.lines[1].startswith("  ○ pending  Done")

    play(StepTimeline, scene, size=(60, 10))


def test_a_long_name_gives_way_to_the_detail() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step("1", "A name that is longer than the pane it is in", "3m · try 2")])
        await stage.press()
        assert "A name t" in stage.lines[0]
        assert "…  3m · try 2" in stage.lines[0]

    play(StepTimeline, scene, size=(40, 10))


def test_keys_move_the_cursor_and_tell_which_step_it_is_on() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step(str(number)) for number in range(50)])
        await stage.press("j", "G", "k", "g", "enter")
        told = [m.key for m in stage.told(StepTimeline.Highlighted) if isinstance(m, StepTimeline.Highlighted)]
        assert told == ["0", "1", "49", "48", "0"]
        assert [m.key for m in stage.told(StepTimeline.Opened) if isinstance(m, StepTimeline.Opened)] == ["0"]

    play(StepTimeline, scene)


def test_the_cursor_stays_on_its_step_when_others_come_in() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step("1"), PENDING])
        await stage.press("j")
        stage.told(StepTimeline.Highlighted)
        stage.widget.show([step("1"), step("2"), step("3"), PENDING])
        await stage.press()
        assert stage.widget.cursor_key == "p"
        assert stage.lines[3].startswith("> ○")
        assert stage.told(StepTimeline.Highlighted) == []

    play(StepTimeline, scene)


def test_the_cursor_goes_where_the_screen_puts_it_and_into_sight() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step(str(number), f"step-{number}") for number in range(50)], cursor="49")
        await stage.press()
        assert stage.lines[23].startswith("> ✓ success  step-49")
        stage.widget.select("3")
        await stage.press()
        assert stage.lines[0].startswith("> ✓ success  step-3 ")
        stage.widget.select("no such step")
        assert stage.widget.cursor_key == "3"

    play(StepTimeline, scene)


def test_a_step_that_is_not_there_any_more_leaves_the_cursor_on_its_line() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step("1"), PENDING])
        await stage.press("j")
        stage.widget.show([step("1"), step("2")])
        await stage.press()
        assert stage.widget.cursor_key == "2"
        stage.widget.show([])
        await stage.press("j", "enter")
        assert stage.widget.cursor_key is None

    play(StepTimeline, scene)


def test_a_click_moves_the_cursor() -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step("1"), step("2")])
        await stage.press()
        await stage.pilot.click(offset=(5, 1))
        await stage.press()
        assert stage.widget.cursor_key == "2"

    play(StepTimeline, scene)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    async def scene(stage: Scene) -> None:
        stage.widget.show([step("1", text, text), step("2")])
        await stage.press()
        assert not any(ord(character) < 32 or "\u202a" <= character <= "\u202e" for character in stage.lines[0])
        assert cell_len(stage.lines[0]) == 80
        assert text[:1].replace("\x1b", "␛") in stage.lines[0]

    play(StepTimeline, scene)
