"""Does the engine make the same of an answer that went through the widgets as of the answer itself?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError
from pydantic_forms.validators import Accept, LongText, choice_list

from tests.unit.widgets.pages import Colour, Form, Site, form, page, play


class Vlan(BaseModel):
    vlan: int = Field(ge=1, le=4094)
    name: str | None = None


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
VLANS = st.fixed_dictionaries({"vlan": st.integers(-1, 5000)}, optional={"name": st.none() | TEXT})

KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (str, TEXT),
    "bounded": (Annotated[str, Field(min_length=2, max_length=6)], TEXT),
    "maybe": (str | None, st.none() | TEXT),
    "lines": (LongText, TEXT),
    "whole": (Annotated[int, Field(ge=0, le=9)], st.integers(-5, 20)),
    "whole_maybe": (int | None, st.none() | st.integers()),
    "real": (float, st.floats(allow_nan=False, allow_infinity=False)),
    "exact": (Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)),
    "truth": (bool, st.booleans()),
    "truth_maybe": (bool | None, st.none() | st.booleans()),
    "key": (UUID, st.uuids().map(str) | TEXT),
    "address": (IPv4Address, st.ip_addresses(v=4).map(str) | TEXT),
    "day": (date, st.dates().map(str)),
    "moment": (datetime, st.datetimes().map(str)),
    "span": (timedelta, st.integers(0, 99_999).map(lambda seconds: f"PT{seconds}S")),
    "site": (Site, st.sampled_from(["id-ams", "id-ber", "id-gone"])),
    "site_maybe": (Site | None, st.none() | st.sampled_from(["id-ams", "id-ber"])),
    "colour": (Colour, st.sampled_from(["red", "blue"])),
    "literal": (Literal[10, 100], st.sampled_from([10, 100, 5])),
    "sites": (
        choice_list(Site, min_items=1, max_items=2, unique_items=True),
        st.lists(st.sampled_from(["id-ams", "id-ber"]), unique=True),
    ),
    "accept": (Accept, st.sampled_from(["ACCEPTED"])),
    "numbers": (Annotated[list[int], Field(max_length=3)], st.lists(st.integers(), max_size=4)),
    "nested": (Vlan, VLANS),
    "nested_maybe": (Vlan | None, st.none() | VLANS),
    "rows": (list[Vlan], st.lists(VLANS, max_size=3)),
    "pair": (tuple[int, str], st.tuples(st.integers(), TEXT).map(list)),
    "mapping": (dict[str, int], st.dictionaries(TEXT.filter(bool), st.integers(), max_size=3)),
    "either": (int | str, st.integers() | TEXT),
    "anything": (dict[str, Any], st.dictionaries(TEXT, TEXT | st.integers() | st.none(), max_size=3)),
}


def verdict(model: type[BaseModel], answers: dict[str, Any]) -> Any:
    """Return what a page makes of answers: its values, or where and how they are wrong."""
    try:
        return model(**answers).model_dump()
    except ValidationError as error:
        return sorted((tuple(map(str, item["loc"])), item["type"]) for item in error.errors())


@st.composite
def pages(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A page of some kinds of field, and answers to it."""
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5, unique=True))
    return {name: KINDS[name][0] for name in names}, {name: draw(KINDS[name][1]) for name in names}


@settings(max_examples=80)
@given(pages())
def test_an_answer_is_the_same_with_and_without_the_widgets(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    fields, answers = drawn
    model = page(**fields)

    async def scene(stage: Form) -> None:
        assert verdict(model, stage.widget.answers()) == verdict(model, answers)

    play(form(answers, **fields), scene)
