"""Is a form drawn to the letter when its every word is out to do harm? Every type of field, in the whole screen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, Field
from pydantic_forms.core import FormPage
from pydantic_forms.validators import (
    Label,
    LongText,
    callout,
    choice_list,
    markdown,
    migration_summary,
    read_only_field,
)
from rich.cells import cell_len

from engine.authored import FormGenerator
from engine.plain import clean
from tests.inventory.stock import Form
from tests.unit.journeys.filling import Filling, opened
from tests.unit.widgets.kinds import KINDS
from tests.unit.widgets.stage import HOSTILE
from workflows.network.fields import choice_of

EDGES = (
    *(text for text in HOSTILE if "\ud800" not in text),  # pydantic itself makes no class of half a letter
    "عربي ١٢٣ שלום",
    "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301",
    "x" * 300,
)
"""With letters that run the other way, signs made of several, and a word longer than the screen is wide."""


def hostile_form(turn: int) -> Form:
    """Return a form that says one of the texts wherever an author can say something, each time the next one."""
    texts = islice(cycle(EDGES), turn, None)

    def said() -> Any:
        text = next(texts)
        return Field(title=text, description=text, examples=[text])

    def refusing(text: str) -> Callable[[Any], Any]:
        def refuse(value: Any) -> Any:
            raise ValueError(text)

        return refuse

    def form(state: dict[str, Any]) -> FormGenerator:
        Few = choice_of("Few", {"a": next(texts), "b": "other"})
        Many = choice_of("Many", {str(number): f"{text} {number}" for number, text in enumerate(EDGES)})
        data: Any = {"headers": EDGES[:2], "labels": EDGES[2:6], "columns": [EDGES[6:10], EDGES[1:5]]}
        fields: dict[str, Any] = {name: Annotated[kind, said()] for name, (kind, _) in KINDS.items()}
        fields |= {
            "words": Label, "box": callout(header=EDGES[turn], message=next(texts), message_type="danger"),
            "marks": markdown(content="\n".join(EDGES)), "table": migration_summary(data),
            "fixed": read_only_field(next(texts)), "few": Annotated[Few, said()], "many": Annotated[Many, said()],
            "list": Annotated[choice_list(Many), said()],
        }  # fmt: skip
        defaults: dict[str, Any] = {"words": next(texts), "lines": LongText("\n".join(EDGES)), "names": [*EDGES]}
        defaults["anything"] = dict.fromkeys(EDGES, next(texts))
        for number, text in enumerate(EDGES):
            fields[f"wrong_{number}"] = Annotated[str, said(), AfterValidator(refusing(text))]
            defaults[f"wrong_{number}"] = text

        class Whole(FormPage, title=next(texts)):
            """Whose title is one of them."""

        yield type("Hostile", (Whole,), {"__annotations__": fields, "__module__": __name__, **defaults})
        return {}

    return form


@pytest.mark.parametrize("turn", [0, 5])
def test_edge_23_whatever_an_author_says_is_drawn_to_the_letter(turn: int) -> None:
    async def story(it: Filling) -> None:
        drawn_to_the_letter(it.text)
        await it.send()
        drawn_to_the_letter(it.text)
        for number, text in enumerate(EDGES):
            assert it.field(f"wrong_{number}").errors == (text,)
        await it.it.press("escape")

    assert opened(hostile_form(turn), story, size=(100, 500)) == []


def drawn_to_the_letter(screen: str) -> None:
    """See that every text is there in signs, that no letter drives the terminal, and that no line is too long."""
    assert max(map(cell_len, screen.splitlines())) <= 100
    assert not any(ord(letter) < 32 or "\u202a" <= letter <= "\u202e" for letter in screen.replace("\n", ""))
    for text in EDGES:
        assert screen.count(clean(text)[:5]) > 4
