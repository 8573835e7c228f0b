"""Is what a page only tells drawn as what it is, in a straight table, with signs beside colours, and never as more?"""

from __future__ import annotations

from typing import Any, cast

import pytest
from pydantic_forms.validators import callout, markdown, migration_summary

from tests.unit.widgets.pages import Form, form, play
from widgets.forms.markdown import markdown as drawn

LONG = "Backbone link from Amsterdam to Dublin over two fibres, protected"


def test_a_summary_marks_what_changes_by_a_sign_and_its_columns_stay_straight() -> None:
    data: dict[str, Any] = {
        "headers": ["Before", "After"],
        "labels": ["Speed", "Port", "Seen", "日本"],
        "columns": [[1000, "ge-0/0/1", None, True], [10000, "ge-0/0/1", None, False]],
    }

    async def scene(stage: Form) -> None:
        lines = [line.rstrip() for line in stage.lines[1:6]]
        assert lines == [
            "          Before    After",
            " ~ Speed  1000      10000",
            "   Port   ge-0/0/1  ge-0/0/1",
            "   Seen   –         –",
            " ~ 日本   yes       no",
        ]

    play(form(f=migration_summary(cast(Any, data))), scene)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_long_values_of_a_summary_are_wrapped_within_their_column(width: int) -> None:
    data: dict[str, Any] = {
        "headers": ["Before", "After"],
        "labels": ["Description", "Port"],
        "columns": [[LONG, "a"], [f"{LONG} until Friday", "x" * 300]],
    }

    async def scene(stage: Form) -> None:
        at = stage.lines[1].index("After")
        left = "".join(line[:at] for line in stage.lines).split()
        right = "".join(line[at:] for line in stage.lines[2:]).split()
        assert " ".join(left).count("protected") == 1
        assert "until Friday" in " ".join(right)
        assert max(len(line.rstrip()) for line in stage.lines) <= width

    play(form(f=migration_summary(cast(Any, data))), scene, size=(width, 24))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"labels": [], "columns": []},
        {"labels": ["Only"], "columns": []},
        {"headers": ["A"], "labels": ["x", "y"], "columns": [["1"], ["2", "3", "4"]]},
        {"headers": ["A", "B", "C"], "labels": ["x"], "columns": [["1"]]},
    ],
)
def test_a_summary_of_any_shape_is_drawn(data: Any) -> None:
    async def scene(stage: Form) -> None:
        for label in data.get("labels", ()):
            assert label in stage.text

    play(form(f=migration_summary(cast(Any, data))), scene)


@pytest.mark.parametrize(
    ("kind", "sign"), [("danger", "!! Mind"), ("warning", "! Mind"), ("success", "+ Mind"), ("primary", "Mind")]
)
def test_a_callout_says_its_kind_by_a_sign_beside_its_colour(kind: str, sign: str) -> None:
    async def scene(stage: Form) -> None:
        (line,) = [line for line in stage.lines if "Mind" in line]
        assert line.strip(" ▌▐█▎▏│┃").startswith(sign)
        assert "the gap" in stage.text

    play(form(f=callout(header="Mind", message="the gap", message_type=kind)), scene)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Title", "Title"),
        ("## Sub ##", "Sub"),
        ("- one\n* two\n  1. three", "• one\n• two\n  1. three"),
        ("some *italic*, **bold**, `code`", "some italic, bold, code"),
        ("```\n# no *heading*\n```", "  # no *heading*"),
        ("> said", "│ said"),
        ("---", "─" * 20),
        # what only looks like it stays as it is written
        ("2 * 3 * 4 and node_name_1", "2 * 3 * 4 and node_name_1"),
        ("#5 and [text](http://x) <b>", "#5 and [text](http://x) <b>"),
        ("[bold]loud[/bold] [/", "[bold]loud[/bold] [/"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("**", "**"),
        ("", ""),
    ],
)
def test_markdown_is_styled_text_and_nothing_more(source: str, text: str) -> None:
    assert drawn(source).plain == text


def test_markdown_of_a_page_is_drawn() -> None:
    async def scene(stage: Form) -> None:
        assert "• **not" not in stage.text
        assert "• bold" in stage.text

    play(form(f=markdown(content="- **bold**")), scene)
