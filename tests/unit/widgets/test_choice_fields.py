"""Does a choice show what there is, say what there is not, and speak of its options by their labels?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_forms.core import page_schema
from pydantic_forms.validators import choice_list

from tests.unit.widgets.pages import Form, Site, choice, form, page, play
from widgets.forms import FormPageView, Outside
from widgets.forms.picker import Picker
from widgets.forms.radio import Radio

AS_RADIO = Field(json_schema_extra={"format": "radio"})
NoPorts = choice("PortsEnum")


class Place(BaseModel):
    site: Site


def rooms(count: int) -> Any:
    """A choice of that many rooms."""
    return choice("Room", **{f"r{number}": f"Room {number}" for number in range(count)})


@pytest.mark.parametrize(
    ("field", "control"),
    [
        (rooms(5), Radio),
        (rooms(6), Picker),
        (Annotated[rooms(6), AS_RADIO], Radio),
        (Annotated[rooms(8), AS_RADIO], Radio),
        (Annotated[rooms(9), AS_RADIO], Picker),
    ],
)
def test_a_radio_has_up_to_eight_options_in_sight(field: Any, control: type) -> None:
    async def scene(stage: Form) -> None:
        assert len(stage.widget.query(control)) == 1
        assert ("Room 4" in stage.text) == (control is Radio)

    play(form(f=field), scene)


def test_edge_1_an_empty_choice_says_so_and_what_to_do_instead_of_the_name_of_a_class() -> None:
    model = page(port=NoPorts, more=choice_list(NoPorts, min_items=1))
    outside = Outside(nothing_to_choose="ctrl+left goes back")

    async def scene(stage: Form) -> None:
        assert stage.text.count("! there is nothing to choose from; ctrl+left goes back") == 2
        with pytest.raises(ValidationError) as refused:
            model(port="x", more=["y"])
        stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.value.errors()])
        await stage.press()
        assert "PortsEnum" not in stage.text
        assert "2 errors" in stage.text
        assert stage.widget.answers() == {}

    play(lambda: FormPageView(page_schema(model), outside=outside), scene)


def test_edge_2_a_stale_default_stands_in_the_field_and_is_wrong_until_it_is_replaced() -> None:
    fields: dict[str, Any] = {"few": Site, "room": rooms(9), "many": choice_list(Site, max_items=2)}

    async def scene(stage: Form) -> None:
        assert "! id-old is no longer available" in stage.text
        assert "r77 ▾" in stage.text
        assert "3 errors" in stage.text
        assert stage.widget.answers() == {"few": "id-old", "room": "r77", "many": ["id-old", "id-ams"]}
        stage.widget.focus_first()
        await stage.press("b", "tab", "enter", "enter")
        assert "1 error" in stage.text
        assert "r77" not in stage.text
        await stage.press("tab", "down", "space")
        assert "error" not in stage.text
        assert stage.widget.answers() == {"few": "id-ber", "room": "r0", "many": ["id-ams", "id-ber"]}

    play(form({"few": "id-old", "room": "r77", "many": ["id-old", "id-ams"]}, **fields), scene)


@pytest.mark.parametrize(
    ("field", "answer", "told"),
    [
        (Site, "no", "Input should be 'Amsterdam' or 'Berlin'"),
        (list[Site], ["id-ams", "no"], "item 2: Input should be 'Amsterdam' or 'Berlin'"),
        (Place, {"site": "no"}, "Input should be 'Amsterdam' or 'Berlin'"),
        (list[Place], [{"site": "no"}], "Input should be 'Amsterdam' or 'Berlin'"),
        (dict[str, Site], {"a": "no"}, "Input should be 'Amsterdam' or 'Berlin'"),
        (rooms(20), "no", "it is none of the 20 options"),
        # what stands for another's value is not replaced once more
        (choice("Swap", a="b", b="c"), "no", "Input should be 'b' or 'c'"),
    ],
)
def test_an_error_names_options_by_their_labels(field: Any, answer: Any, told: str) -> None:
    model = page(f=field)

    async def scene(stage: Form) -> None:
        with pytest.raises(ValidationError) as refused:
            model(f=answer)
        stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.value.errors()])
        await stage.press()
        assert f"! {told}" in stage.text
        assert "id-ber" not in stage.text

    play(form({"f": answer}, f=field), scene)


@pytest.mark.parametrize(
    ("field", "keys", "told", "not_told"),
    [
        (Site | int, ["s"], "Input should be 'Amsterdam' or 'Berlin'", "integer"),
        (Literal["x", "y"] | int, ["t"], "Input should be 'x' or 'y'", "integer"),
        (Annotated[int, Field(ge=5)] | Site, ["w", "enter", "1"], "greater than or equal to 5", "Berlin'"),
    ],
)
def test_of_several_types_only_the_chosen_one_says_what_is_wrong(
    field: Any, keys: list[str], told: str, not_told: str
) -> None:
    model = page(f=field)

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*keys)
        with pytest.raises(ValidationError) as refused:
            model(f=stage.widget.answers().get("f", "no"))
        stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.value.errors()])
        await stage.press()
        assert told in stage.text
        assert not_told not in stage.text

    play(form(f=field), scene)
