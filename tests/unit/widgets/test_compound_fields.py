"""Is a value made of parts answered part by part, and does what is wrong with a part stand under it?"""

from __future__ import annotations

from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal, Optional

import pytest
from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator
from pydantic_forms.validators import ContactPerson, unique_conlist

from tests.unit.widgets.pages import Form, Site, form, page, play


class Vlan(BaseModel):
    vlan: int = Field(ge=1, le=4094)
    name: str | None = None

    @model_validator(mode="after")
    def _management_is_named(self) -> Vlan:
        if self.vlan == 1 and not self.name:
            raise ValueError("VLAN 1 needs a name")
        return self


class Tree(BaseModel):
    label: str
    below: Optional[Tree] = None  # noqa: UP045  (a class that names itself)


class Line(BaseModel):
    vlan: int
    site: Site | None = None
    tagged: bool = False
    key: SecretStr | None = None


Few = Annotated[list[int], Field(min_length=1, max_length=3)]


@pytest.mark.parametrize(
    ("field", "keys", "answer"),
    [
        # a model
        (Vlan, [], {"f": {"name": None}}),
        (Vlan, ["7", "enter", "x"], {"f": {"vlan": 7, "name": "x"}}),
        ((Vlan, Vlan(vlan=9)), [], {"f": {"vlan": 9, "name": None}}),
        # one that may be left out
        ((Vlan | None, None), [], {"f": None}),
        ((Vlan | None, None), ["space", "enter", "7"], {"f": {"vlan": 7, "name": None}}),
        ((Vlan | None, Vlan(vlan=9)), ["space"], {"f": None}),
        ((Vlan | None, Vlan(vlan=9)), ["space", "space"], {"f": {"vlan": 9, "name": None}}),
        # one within another, however deep
        (Tree, ["a", "enter", "space", "enter", "b"], {"f": {"label": "a", "below": {"label": "b", "below": None}}}),
        # a list of typed items
        (list[int], [], {}),
        (list[int], ["enter", "7"], {"f": [7]}),
        (list[int], ["enter", "7", "ctrl+n", "8"], {"f": [7, 8]}),
        ((list[int], [7, 8, 9]), [], {"f": [7, 8, 9]}),
        ((list[int], [7, 8, 9]), ["enter", "ctrl+d"], {"f": [7, 9]}),
        ((list[int], [7, 8, 9]), ["ctrl+d", "ctrl+d", "ctrl+d"], {"f": []}),
        ((list[int], [7, 8, 9]), ["alt+down"], {"f": [8, 7, 9]}),
        ((list[int], [7, 8, 9]), ["enter", "enter", "alt+up", "alt+up", "alt+up"], {"f": [9, 7, 8]}),
        ((list[int], [7]), ["enter", "enter", "8"], {"f": [7, 8]}),
        (Few, ["7"], {"f": [7]}),
        ((list[list[int]], [[1, 2], [3]]), ["enter", "ctrl+d"], {"f": [[1], [3]]}),
        ((set[str], {"a"}), ["b"], {"f": ["ab"]}),
        # a list of models
        (
            (list[Vlan], [Vlan(vlan=1, name="m")]),
            ["ctrl+n", "7"],
            {"f": [{"vlan": 1, "name": "m"}, {"vlan": 7, "name": None}]},
        ),
        # places, and pairs
        (tuple[int, str], [], {}),
        (tuple[int, str], ["7", "enter", "x"], {"f": [7, "x"]}),
        (tuple[int, str], ["enter", "x"], {"f": [None, "x"]}),  # nothing moves into another's place
        ((list[SecretStr], []), ["enter", "a", "ctrl+n", "b", "alt+up"], {"f": ["b", "a"]}),
        (dict[str, int], [], {}),
        (dict[str, int], ["enter", "a", "enter", "7"], {"f": {"a": 7}}),
        ((dict[str, int], {"a": 1, "b": 2}), ["ctrl+d"], {"f": {"b": 2}}),
    ],
)
def test_a_value_of_parts_is_sent_as_one(field: Any, keys: list[str], answer: dict[str, Any]) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*keys)
        assert stage.widget.answers() == answer

    play(form(f=field), scene)


def shown_errors(stage: Form, **fields: Any) -> None:
    """Show what the page's own class says of the answers."""
    with pytest.raises(ValidationError) as refused:
        page(**fields)(**stage.widget.answers())
    stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.value.errors()])


def test_what_is_wrong_with_a_part_stands_under_it_and_the_cursor_goes_there() -> None:
    fields = {"name": (str, "x"), "vlans": (list[Vlan], [Vlan(vlan=7), Vlan(vlan=8)])}

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("tab", "tab", "enter", "9", "9", "9", "9", "escape")
        assert ">  2 ▸ 89999" in stage.text
        stage.widget.focus_first()
        shown_errors(stage, **fields)
        await stage.press()
        marked, _, below = stage.text.partition("   2 ▾ 89999")[2].partition("\n")
        assert marked.endswith("! 1")
        assert "less than or equal to 4094" in below
        assert "1 error" in stage.text
        await stage.press("backspace", "backspace", "backspace", "backspace")
        assert "less than" not in stage.text
        assert stage.widget.answers()["vlans"][1]["vlan"] == 8

    play(form(**fields), scene, size=(80, 30))


def test_a_list_of_models_is_a_table_whose_rows_open_where_they_stand() -> None:
    fields: dict[str, Any] = {
        "lines": (list[Line], [Line(vlan=100, site=Site.BER, key=SecretStr("x")), Line(vlan=7)]),
        "after": (str, ""),
    }

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press()
        titles, first, second = stage.lines[2:5]
        at = [titles.index(title) for title in ("Vlan", "Site", "Tagged", "Key")]
        assert [first[start:].split()[0] for start in at] == ["100", "Berlin", "no", "–"]
        assert [second[start:].split()[0] for start in at] == ["7", "–", "no", "–"]
        await stage.press("down", "enter")  # a key that means nothing here, then the row
        assert ">Vlan" in stage.text
        await stage.press("0", "tab", "a", "tab", "space", "tab", "s")
        assert [stage.lines[3][start:].split()[0] for start in at] == ["1000", "Amsterdam", "yes", "•••"]
        await stage.press("escape")
        assert ">Vlan" not in stage.text
        assert ">  1 ▸ 1000" in stage.text
        await stage.press("tab", "alt+up", "ctrl+n", *"12", "escape", "alt+up", "alt+up")
        assert [line["vlan"] for line in stage.widget.answers()["lines"]] == [12, 7, 1000]
        await stage.press("ctrl+d")
        assert [line["vlan"] for line in stage.widget.answers()["lines"]] == [7, 1000]
        await stage.press("enter", *["enter"] * 4)
        assert ">  2 ▸ 1000" in stage.text

    play(form(**fields), scene)


def test_a_row_that_is_closed_again_over_its_error_is_found_by_the_key_to_it() -> None:
    fields: dict[str, Any] = {"vlans": (list[Vlan], [Vlan(vlan=7), Vlan.model_construct(vlan=0)])}

    async def scene(stage: Form) -> None:
        shown_errors(stage, **fields)
        await stage.press()
        assert ">Vlan" in stage.text
        await stage.press("escape")
        stage.widget.focus_first()
        stage.widget.action_next_error()
        await stage.press()
        assert ">  2 ▸ 0" in stage.text
        assert "1 error" in stage.text

    play(form(**fields), scene)


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        (set[int], [7, 7]),
        (frozenset[int], [7, 7]),
        (Annotated[list[int], Field(min_length=3)], [7, 7]),
        (Annotated[list[int], Field(max_length=1)], [7, 7]),
        (unique_conlist(int, min_items=1, max_items=5), [7, 7]),
    ],
)
def test_what_is_wrong_with_a_list_stands_under_it_beside_the_count(field: Any, answer: Any) -> None:
    model = page(f=field)

    async def scene(stage: Form) -> None:
        assert stage.widget.answers() == {"f": answer}
        assert "2 " in stage.lines[1]
        try:
            model(**stage.widget.answers())
        except ValidationError as refused:
            stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.errors()])
            await stage.press()
            assert stage.lines[2].strip().startswith("! ")
            assert "1 error" in stage.text

    play(form({"f": answer}, f=field), scene)


def test_what_is_wrong_with_a_whole_stands_under_its_heading() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        stage.widget.show_errors(
            [
                (("f", 0, "__root__"), "Value error, VLAN 1 needs a name"),
                (("f",), "List should have at least 2 items after validation, not 1"),
                (("f", 7, "vlan"), "no such row"),
            ]
        )
        await stage.press()
        lines = [line.strip() for line in stage.text.splitlines()]
        at = lines.index("F")
        assert lines[at + 2] == "! List should have at least 2 items after validation, not 1"
        assert lines[at + 3] == "! item 8, vlan: no such row"
        assert lines[at + 5].startswith(">  1 ▸ 2 ")
        assert lines[at + 6] == "! Value error, VLAN 1 needs a name"

    play(form(f=(Annotated[list[Vlan], Field(min_length=2)], [Vlan(vlan=2)])), scene)


def test_the_count_and_the_keys_of_rows_are_said_where_the_cursor_is() -> None:
    async def scene(stage: Form) -> None:
        assert "0 of 1 to 3 items" not in stage.text
        assert "1 of 1 to 3 items" in stage.text
        assert "ctrl+n adds" not in stage.text
        await stage.press("tab")
        assert "ctrl+n adds, ctrl+d removes" in stage.text

    play(form(a=str, f=Few), scene)


def test_a_row_that_is_not_sent_is_told_and_kept_in_a_draft() -> None:
    kept: list[dict[str, Any]] = []

    async def first(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("tab", "tab", "ctrl+n", "a", "enter", "7", "ctrl+n", "enter", "8", "ctrl+n", "z")
        for told in ("row 2 has the key of an earlier one", "row 3 has no key", "row 4 has no value", "4 items"):
            assert told in " ".join(stage.text.split())
        assert stage.widget.answers() == {"f": {"a": 1}}
        kept.append(stage.widget.raw())

    async def again(stage: Form) -> None:
        assert stage.widget.answers() == {"f": {"a": 1}}
        assert "row 3 has no key" in " ".join(stage.text.split())

    play(form(f=(dict[str, int], {"a": 1})), first, size=(100, 30))
    assert len(kept[0]["f"]) == 4
    play(form(kept[0], f=(dict[str, int], {"a": 1})), again, size=(100, 30))


def test_rows_are_numbered_as_they_stand() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("alt+down", "ctrl+n", "9", "alt+up")
        rows = [
            line.split() for line in stage.text.splitlines() if line.strip(" >")[:1].isdigit() and "item" not in line
        ]
        assert rows == [["1", "8"], [">2", "9"], ["3", "7"]]
        assert stage.widget.answers() == {"f": [8, 9, 7]}

    play(form(f=(list[int], [7, 8])), scene)


def test_a_draft_brings_parts_back_as_they_were_typed() -> None:
    fields: dict[str, Any] = {"vlans": list[Vlan], "pair": tuple[int, str], "more": (Vlan | None, None)}
    kept: list[dict[str, Any]] = []

    async def first(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("enter", "x", "y", "tab", "n", "tab", "tab", "9", "tab", "tab", "space")
        kept.append(stage.widget.raw())

    async def again(stage: Form) -> None:
        assert stage.widget.raw() == kept[0]
        assert stage.widget.answers() == {
            "vlans": [{"vlan": "xy", "name": "n"}],
            "pair": [9],
            "more": {"name": None},
        }

    play(form(**fields), first)
    assert kept[0]["vlans"] == [{"vlan": "xy", "name": "n"}]
    play(form(kept[0], **fields), again)


def test_people_are_rows_and_choices_within_models_are_choices() -> None:
    class Place(BaseModel):
        site: Site

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("enter", *"Ada", "enter", *"ada", "enter", "enter")
        await stage.press("tab", "b")
        assert ">Site" in stage.text
        assert stage.widget.answers() == {
            "people": [{"name": "Ada", "email": "ada", "phone": ""}],
            "place": {"site": "id-ber"},
        }

    play(form(people=list[ContactPerson], place=Place), scene)


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = Field(ge=1)


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    barks: bool


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


@pytest.mark.parametrize(
    ("field", "keys", "answer"),
    [
        (int | str, [], {}),
        (int | str, ["space", "enter", "7"], {"f": 7}),
        (int | str, ["t", "enter", "7"], {"f": "7"}),
        ((int | str, 7), [], {"f": 7}),
        ((int | str, "x"), [], {"f": "x"}),
        ((int | str, "7"), ["w"], {"f": 7}),  # what was typed goes along
        ((int | str | None, None), [], {"f": None}),
        ((Decimal | None, None), [], {"f": None}),
        ((int | list[int], [1, 2]), [], {"f": [1, 2]}),
        (IPv4Address | IPv6Address, [*"::1"], {"f": "::1"}),
        (Pet, ["d", "enter", "y"], {"f": {"kind": "dog", "barks": True}}),
        ((Pet, Cat(lives=9)), [], {"f": {"kind": "cat", "lives": 9}}),
        ((Pet, Cat(lives=9)), ["d"], {"f": {"kind": "dog"}}),
    ],
)
def test_a_value_of_several_types_is_sent_as_the_one_chosen(
    field: Any, keys: list[str], answer: dict[str, Any]
) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*keys)
        assert stage.widget.answers() == answer

    play(form(f=field), scene)


def test_what_is_wrong_is_said_of_the_type_chosen_alone() -> None:
    fields: dict[str, Any] = {"pet": (Pet, Cat.model_construct(lives=0)), "either": (int | Few, [])}

    async def scene(stage: Form) -> None:
        shown_errors(stage, **fields)
        await stage.press()
        assert "greater than or equal to 1" in stage.text
        assert "at least 1 item" in stage.text
        assert "valid integer" not in stage.text
        assert ">Lives" in stage.text

    play(form(**fields), scene, size=(80, 30))


def test_the_values_of_a_type_are_there_again_when_the_operator_comes_back_to_it() -> None:
    """An arrow too far on the choice of the type must not cost what was typed into a model."""

    class Left(BaseModel):
        name: str

    class Right(BaseModel):
        number: int

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("space", "tab")
        await stage.enter("ams")
        await stage.press("shift+tab", "right", "right")
        assert stage.widget.answers() == {"f": {"name": "ams"}}

    play(form(f=Left | Right), scene)


def test_what_is_wrong_in_a_group_that_is_switched_off_is_in_sight() -> None:
    class Group(BaseModel):
        enabled: bool = False
        vlan: int = 5

    field = Annotated[Group, Field(json_schema_extra={"format": "optGroup"})]

    async def scene(stage: Form) -> None:
        assert "Vlan" not in stage.text
        stage.widget.show_errors([(("f", "vlan"), "the group is full")])
        await stage.press()
        assert "the group is full" in stage.text

    play(form(f=(field, Group())), scene)
