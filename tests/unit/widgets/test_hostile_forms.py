"""Is text that is out to do harm drawn as it is written, wherever in a form it stands?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, cast
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, SecretStr
from pydantic_forms.core import page_schema
from pydantic_forms.validators import (
    Accept,
    DisplaySubscription,
    Label,
    LongText,
    callout,
    choice_list,
    markdown,
    migration_summary,
    read_only_field,
    read_only_list,
    timestamp,
)
from textual.geometry import Region

from engine.plain import clean
from tests.quick import draw_when_read
from tests.unit.widgets.pages import Form, form, page, play
from tests.unit.widgets.stage import HOSTILE
from widgets.forms import Asked, FormPageView, Found, Outside

RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ufeff\ud800-\udfff]")
WORDS = [text.encode("utf-8", "replace").decode() for text in HOSTILE]
"""What an author can put into a page at all: half a pair, pydantic refuses."""
KEY = "7f3a1c2e-0000-4000-8000-000000000001"


def squeezed(text: str) -> str:
    """Return a text without blanks and line ends, since lines are wrapped where there is room, and some are kept."""
    return "".join(text.replace("␍", "").replace("␊", "").split())


def many(text: str) -> type[Enum]:
    return cast("type[Enum]", Enum("Many", [(f"V{number}", f"{text} {number}") for number in range(9)]))


def every_field(text: str) -> dict[str, Any]:
    """Return a field of each kind, with the text wherever an author may put one."""
    few = cast("Any", Enum("Few", [("A", text), ("B", "other")]))
    checks = type("Checks", (Accept,), {"data": [(text, "label"), (text, "checkbox"), (text, "warning")]})

    class Row(BaseModel):
        name: Annotated[str, Field(title=text, description=text)] = text
        one: few | None = None  # type: ignore[valid-type]

    table = {"headers": [text, text], "labels": [text], "columns": [[text], ["x"]]}
    kinds: dict[str, Any] = {
        "line": (str, text),
        "lines": (LongText, text),
        "maybe": (str | None, None),
        "secret": SecretStr,
        "whole": int,
        "exact": Decimal,
        "truth": bool,
        "few": (few, text),
        "many": (many(text), f"{text} 3"),
        "gone": (few, f"{text} gone"),
        "several": (choice_list(few), [text]),
        "accept": checks,
        "day": (date, None),
        "moment": (datetime, None),
        "span": (timedelta, None),
        "stamp": timestamp(),
        "rows": (list[str], [text]),
        "models": (list[Row], [Row(), Row()]),
        "model": Row,
        "model_maybe": (Row | None, Row()),
        "pair": (tuple[str, int], (text, 1)),
        "mapping": (dict[str, str], {text: text}),
        "anything": (dict[str, Any], {text: text}),
        "either": (int | str, text),
        "subscription_id": UUID,
        "fixed": read_only_field(text),
        "fixed_list": read_only_list([text]),
        "about": (DisplaySubscription, KEY),
        "label": (Label, text),
        "callout": callout(header=text, message=text, message_type="danger"),
        "markdown": markdown(content=f"# {text}\n- {text}\n\n`{text}`"),
        "table": migration_summary(cast("Any", table)),
    }
    return {name: titled(field, text) for name, field in kinds.items()}


def mixed(turn: int) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a field of each kind with one of the texts, in turn, and which text each of them has."""
    names = list(every_field(""))
    texts = {name: WORDS[(at + 4 * turn) % len(WORDS)] for at, name in enumerate(names)}
    made = {text: every_field(text) for text in WORDS}
    return {name: made[texts[name]][name] for name in names}, texts


def titled(field: Any, text: str) -> Any:
    """Return a field with the text as its label and its help."""
    kind, *default = field if isinstance(field, tuple) else (field,)
    said = Annotated[kind, Field(title=text, description=text, examples=[text])]  # type: ignore[valid-type]
    return (said, *default) if default else said


def shown(stage: Form) -> dict[str, str]:
    """Return what each field shows."""
    lines = stage.lines

    def within(area: Region) -> str:
        return squeezed("".join(line[area.x : area.right] for line in lines[area.y : area.bottom]))

    return {field.spec.name: within(field.region) for field in stage.widget.fields}


@pytest.mark.parametrize("turn", range(3))
def test_words_of_every_kind_of_field_are_drawn_as_they_are_written(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_when_read(monkeypatch)  # the screen is as large as the whole form, and read twice
    fields, texts = mixed(turn)
    schema = page_schema(page(**fields))

    async def lookup(asked: Asked) -> Sequence[Found]:
        return [Found(key=KEY, label=HOSTILE[turn], facts={HOSTILE[turn]: HOSTILE[turn]})]

    async def scene(stage: Form) -> None:
        drawn = shown(stage)
        for name, text in texts.items():
            assert squeezed(clean(text))[:6] in drawn[name], name
        wrong = [((name,), text) for name, text in texts.items()]
        stage.widget.show_errors([*wrong, ((), HOSTILE[turn]), (("gone_field",), HOSTILE[turn])])
        await stage.press()
        for _ in fields:
            await stage.pilot.press("tab", "space")
        stage.widget.answers()
        stage.widget.raw()
        assert not RAW.search(stage.text)

    play(
        lambda: FormPageView(schema, docs=texts, outside=Outside(lookup=lookup)),
        scene,
        size=(100, 260),
    )


def test_a_hidden_field_is_not_drawn_and_what_is_wrong_with_it_stands_on_top_with_its_name() -> None:
    from pydantic_forms.validators import Hidden

    schema = page_schema(page(secret_id=(Hidden, 3), buttons=(dict[str, Any], {"next": {"text": "Go"}}), name=str))

    async def scene(stage: Form) -> None:
        assert [field.spec.name for field in stage.widget.fields] == ["name"]
        stage.widget.show_errors([(("secret_id",), "is [red]gone"), (("buttons",), "no")])
        await stage.press()
        assert "! Secret id: is [red]gone" in stage.lines[0]
        assert "2 errors" in stage.text
        assert "Go" not in stage.text

    play(lambda: FormPageView(schema), scene)


LONG = "9" * 5_000
TOO_LONG: dict[str, tuple[Any, str]] = {
    "integer": (int, LONG),
    "number": (float, "1e999"),
    "decimal": (Decimal, LONG),
    "day": (date, f"+{LONG}d"),
    "moment": (datetime, f"now+{LONG}h"),
    "span": (timedelta, f"{LONG}s"),
    "timestamp": (timestamp(), f"+{LONG}s"),
    "json number": (Any, LONG),
    "json depth": (Any, "[" * 100_000),
    "json object": (dict[str, Any], f'{{"a": {LONG}}}'),
    "union": (int | str, LONG),
}


@pytest.mark.parametrize("kind", TOO_LONG)
def test_a_text_too_long_for_what_it_shall_be_is_an_answer_like_any_other(kind: str) -> None:
    """Pasted by mistake: the engine refuses it, and the form stays."""
    field, typed = TOO_LONG[kind]

    async def scene(stage: Form) -> None:
        assert "f" in stage.widget.answers()
        (only,) = stage.widget.fields
        only.edited()
        await stage.press("tab")
        assert "f" in stage.widget.raw()

    play(form({"f": typed}, f=field), scene)


def test_a_number_of_a_billion_digits_is_not_written_out() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("up")
        assert "1e999999999" in stage.text

    play(form({"f": "1e999999999"}, f=float), scene)
