"""Is a text counted while it is typed, and a long one written in the operator's own editor without being lost?"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field, SecretStr
from pydantic_forms.core import page_schema
from pydantic_forms.validators import LongText

from tests.unit.widgets.pages import Form, form, page, play
from widgets.forms import FormPageView


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (Annotated[str, Field(max_length=500)], "", "0 of 500 characters"),
        (Annotated[str, Field(max_length=500)], "abc", "3 of 500 characters"),
        (Annotated[str, Field(min_length=2, max_length=5)], "abc", "3 of 2 to 5 characters"),
        (Annotated[str, Field(min_length=2, max_length=2)], "a", "1 of 2 characters"),
        (Annotated[str, Field(min_length=2)], "abc", "at least 2 characters"),
        (Annotated[LongText, Field(max_length=1500)], "ab", "2 of 1500 characters"),
        (Annotated[LongText | None, Field(max_length=1500)], "ab", "2 of 1500 characters"),
        (Annotated[SecretStr, Field(max_length=20)], "abc", "at most 20 characters"),  # nothing of its length
    ],
)
def test_a_text_is_counted_against_its_bounds_while_it_is_typed(field: Any, typed: str, told: str) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter(typed)
        assert told in stage.text

    play(form(f=field), scene)


def test_a_line_longer_than_its_room_shows_its_end_while_it_is_typed() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("".join(f"{number:03}" for number in range(40)))
        assert stage.lines[0].rstrip().endswith("038039")
        await stage.press("home")
        assert "000001" in stage.lines[0]

    play(form(f=str), scene, size=(60, 24))


def test_help_that_no_schema_holds_stands_before_what_the_schema_says() -> None:
    schema = page_schema(page(f=Annotated[int, Field(ge=1, le=9)]))

    async def scene(stage: Form) -> None:
        assert "as on the [bold]label of the rack · 1 to 9" in stage.text

    play(lambda: FormPageView(schema, docs={"f": "as on the\n  [bold]label of the rack", "gone": "x"}), scene)


def the_editor(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """Have an editor that runs this script with the file as $1; return where it leaves what it was given."""
    program = folder / "an editor"
    program.write_text(f'#!/bin/sh\ncp "$1" "{folder}/given"\nls -l "$1" > "{folder}/mode"\n{script}\n')
    program.chmod(0o700)
    monkeypatch.setenv("VISUAL", f"'{program}'")
    return folder / "given"


def test_a_long_text_is_written_in_the_operators_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = the_editor(
        monkeypatch, tmp_path, 'printf "line 1\\nline 2 \\342\\202\\254\\n" > "$1"; echo "$1" > "$0.path"'
    )

    async def scene(stage: Form) -> None:
        stage.app.suspend = nullcontext  # type: ignore[method-assign, assignment]
        stage.widget.focus_first()
        await stage.press("tab")
        field = stage.widget.long_text
        assert field is not None
        field.open_editor()
        await stage.press()
        assert stage.widget.answers()["note"] == "line 1\nline 2 €"
        assert "15 of 500 characters" in stage.text
        assert stage.widget.touched == {"note"}

    play(form(name=str, note=(Annotated[LongText, Field(max_length=500)], "before")), scene)
    assert given.read_text() == "before"
    assert (tmp_path / "mode").read_text().startswith("-rw-------")
    assert not Path((tmp_path / "an editor.path").read_text().strip()).exists()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('echo "half" > "$1"; exit 3', "ended with status 3; the text is as it was"),
        ('printf "\\377" > "$1"', "can't decode byte 0xff"),
        ('rm "$1"', "No such file or directory"),
    ],
)
def test_an_editor_that_fails_is_told_and_the_text_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    the_editor(monkeypatch, tmp_path, script)

    async def scene(stage: Form) -> None:
        stage.app.suspend = nullcontext  # type: ignore[method-assign, assignment]
        stage.widget.focus_first()
        await stage.press("x")
        assert stage.widget.long_text is not None
        stage.widget.long_text.open_editor()
        await stage.press()
        assert told in " ".join(stage.text.split())
        assert stage.widget.answers() == {"note": "xbefore"}
        await stage.press("y")
        assert told not in " ".join(stage.text.split())

    play(form(note=(LongText, "before")), scene, size=(200, 24))


@pytest.mark.parametrize("editor", ["/no/such/editor", "an 'open quote"])
def test_an_editor_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, editor: str) -> None:
    monkeypatch.setenv("VISUAL", editor)

    async def scene(stage: Form) -> None:
        stage.app.suspend = nullcontext  # type: ignore[method-assign, assignment]
        stage.widget.focus_first()
        await stage.press()
        assert stage.widget.long_text is not None
        stage.widget.long_text.open_editor()
        await stage.press()
        assert f"! {editor}: " in stage.text

    play(form(note=LongText), scene, size=(160, 24))


def test_where_the_terminal_cannot_be_handed_over_that_is_said() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press()
        assert stage.widget.long_text is not None
        stage.widget.long_text.open_editor()
        await stage.press()
        assert "! this terminal cannot be handed to an editor" in stage.text

    play(form(note=LongText), scene)


def test_a_text_of_400_lines_is_there_whole_and_shows_a_few() -> None:
    text = "\n".join(f"line {number}" for number in range(400))

    async def scene(stage: Form) -> None:
        assert stage.text.count("line ") == 8
        stage.widget.focus_first()
        await stage.press("end", "x")
        assert stage.widget.answers() == {"note": text.replace("line 0", "line 0x", 1)}

    play(form(note=(LongText, text)), scene)


@pytest.mark.parametrize(("height", "lines"), [(24, 8), (60, 20)])
def test_a_long_text_takes_a_third_of_the_terminal(height: int, lines: int) -> None:
    text = LongText("\n".join(f"line {number}" for number in range(1, 41)))

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("ctrl+home")
        shown = [line for line in stage.text.splitlines() if "line " in line]
        assert len(shown) == lines

    play(form(note=(LongText, text)), scene, size=(80, height))
