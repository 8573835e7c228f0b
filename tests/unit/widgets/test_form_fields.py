"""Does every kind of field take an answer, in the type that the engine expects, and tell three states apart?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, SecretStr
from pydantic_forms.validators import (
    Accept,
    DisplaySubscription,
    Divider,
    Hidden,
    Label,
    LongText,
    callout,
    choice_list,
    markdown,
    migration_summary,
    read_only_field,
    read_only_list,
)

from tests.unit.widgets.pages import Colour, Form, Site, choice, form, page, play

Many = choice("Many", **{f"v{number}": f"Vendor number {number}" for number in range(1, 1001)})
Ports = choice_list(Site, min_items=1, max_items=2, unique_items=True)
Repeating = choice_list(Site)
NoPorts = choice("PortsEnum")


@pytest.mark.parametrize(
    ("field", "keys", "answer"),
    [
        # text: not set, a value, empty
        (str, [], {}),
        (str, ["a", "b"], {"f": "ab"}),
        (str, ["a", "backspace"], {"f": ""}),
        ((str, "given"), [], {"f": "given"}),
        ((str, "x"), ["backspace"], {"f": ""}),
        # nullable text has a key back to not set
        (str | None, [], {"f": None}),
        ((str | None, "x"), ["backspace"], {"f": ""}),
        ((str | None, "x"), ["ctrl+delete"], {"f": None}),
        ((IPv4Address | None, IPv4Address("10.0.0.1")), ["end", "ctrl+u"], {"f": None}),  # never an empty address
        ((date | None, date(2026, 1, 2)), ["end", "ctrl+u"], {"f": None}),
        ((str | None, "x"), ["ctrl+delete", "y"], {"f": "y"}),
        # whole numbers
        (int, [], {}),
        (int, ["4", "2"], {"f": 42}),
        (int, ["-", "1"], {"f": -1}),
        ((int, 5), ["up", "up", "down"], {"f": 6}),
        (int, ["4", "2", "x"], {"f": "42x"}),  # the engine says what is wrong with it
        (int, ["4", "backspace"], {}),
        ((int, 5), ["backspace"], {"f": ""}),  # the default must not come back unseen
        ((int | None, None), [], {"f": None}),
        ((int | None, 7), ["backspace"], {"f": None}),
        # other numbers
        (float, ["1", ".", "5"], {"f": 1.5}),
        (float, ["3"], {"f": 3}),
        (Decimal, ["0", ".", "1", "0"], {"f": "0.10"}),
        # yes and no
        (bool, [], {}),
        (bool, ["y"], {"f": True}),
        (bool, ["right", "right"], {"f": False}),
        (bool, ["y", "left"], {}),
        ((bool, False), [], {"f": False}),
        ((bool, False), ["space"], {"f": True}),
        ((bool, True), ["n"], {"f": False}),
        ((bool | None, False), [], {"f": False}),
        ((bool | None, False), ["left"], {"f": True}),
        ((bool | None, False), ["left", "left"], {"f": None}),
        # one of a few
        (Site, [], {}),
        (Site, ["space"], {"f": "id-ams"}),
        (Site, ["b"], {"f": "id-ber"}),
        ((Site, Site.AMS), ["right"], {"f": "id-ber"}),
        ((Site | None, None), [], {"f": None}),
        ((Site | None, None), ["down"], {"f": "id-ams"}),
        ((Site | None, Site.AMS), ["left"], {"f": None}),
        (Colour, ["b"], {"f": "blue"}),
        (Literal["a", "b"], ["b"], {"f": "b"}),
        (Literal[10, 100], ["1"], {"f": 10}),
        (Literal["only"], [], {"f": "only"}),
        (Accept, ["space"], {"f": "ACCEPTED"}),
        # one of many
        (Many, [], {}),
        (Many, ["enter", "enter"], {"f": "v1"}),
        (Many, ["down", "down", "down", "enter"], {"f": "v3"}),
        (Many, ["7", "7", "7", "enter"], {"f": "v777"}),
        (Many, ["v", "e", "n", "space", "9", "9", "9", "enter"], {"f": "v999"}),
        (Many, ["7", "escape"], {}),
        (Many, ["z", "enter"], {}),
        (Many, ["z", "backspace", "end", "enter"], {"f": "v1000"}),
        # several, in the order of choosing
        (Ports, [], {}),
        (Ports, ["space"], {"f": ["id-ams"]}),
        (Ports, ["down", "space", "up", "space"], {"f": ["id-ber", "id-ams"]}),
        (Ports, ["space", "space"], {"f": []}),
        ((Ports, ["id-ber"]), [], {"f": ["id-ber"]}),
        (Repeating, ["+", "+", "down", "+", "up", "-"], {"f": ["id-ams", "id-ber"]}),
        (choice_list(Many), ["5", "5", "5", "space", "backspace", "4", "space"], {"f": ["v555", "v554"]}),
        # many lines
        (LongText, [], {}),
        (LongText, ["a", "enter", "b"], {"f": "a\nb"}),
        ((LongText, "x"), ["delete"], {"f": ""}),
        ((LongText | None, None), [], {"f": None}),
        ((LongText | None, "x"), ["ctrl+delete"], {"f": None}),
        # a secret is sent when it was typed
        (SecretStr, ["s"], {"f": "s"}),
        ((SecretStr, SecretStr("old")), [], {}),
        # what no field is made for is typed as JSON
        (dict[str, Any], [], {}),
        (dict[str, Any], ["{", '"', "a", '"', ":", "1", "}"], {"f": {"a": 1}}),
        (dict[str, Any], ["{", "a"], {"f": "{a"}),
        ((list[int], [1, 2]), [], {"f": [1, 2]}),
        ((int | str, "12"), [], {"f": "12"}),
        ((int | str, 12), [], {"f": 12}),
    ],
)
def test_a_field_sends_what_was_answered_in_its_own_type(field: Any, keys: list[str], answer: dict[str, Any]) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*keys)
        assert stage.widget.answers() == answer
        assert [type(value) for value in stage.widget.answers().values()] == [type(value) for value in answer.values()]

    play(form(f=field), scene)


@pytest.mark.parametrize(
    "field",
    [
        Divider,
        Label,
        (Label, "A sentence"),
        (Hidden, 3),
        callout(header="Careful", message="It is live", message_type="warning"),
        markdown(content="# Title"),
        migration_summary({"headers": ["Before"], "labels": ["Speed"], "columns": [["1G"]]}),
        read_only_field("fixed"),
        read_only_field(False),
        read_only_list([1, 2]),
        (DisplaySubscription, "7f3a1c2e-0000-4000-8000-000000000000"),
    ],
)
def test_edge_8_what_is_only_shown_is_never_sent_and_the_engine_accepts_that(field: Any) -> None:
    fields = {"f": field, "asked": (str, "x")}

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("y")
        assert stage.widget.answers() == {"asked": "xy"}
        assert stage.widget.raw() == {"asked": "xy"}
        page(**fields)(**stage.widget.answers())

    play(form(**fields), scene)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ((Label, "Is the rack ready?"), "Is the rack ready?"),
        (Label, "F field"),
        (callout(header="Careful", message="It is live", message_type="warning"), "! Careful"),
        (markdown(content="Some *words*"), "Some words"),
        (migration_summary({"headers": ["Before"], "labels": ["Speed"], "columns": [["1G"]]}), "Speed  1G"),
        (read_only_field("fixed"), "fixed"),
        (Annotated[str, Field(min_length=2, max_length=5, pattern="^a")], "2 to 5 characters · pattern ^a"),
        (Annotated[int, Field(ge=0, le=10, description="How many")], "How many · 0 to 10"),
        (Annotated[int, Field(gt=0)], "more than 0"),
        (Annotated[str, Field(examples=["B04"])], "e.g. B04"),
        (dict[str, Any], "as JSON"),
        (NoPorts, "no options available"),
        (choice_list(Site, min_items=2, max_items=2), "0 of exactly 2 chosen"),
        (choice_list(Site, min_items=1), "0 chosen (at least 1)"),
    ],
)
def test_a_page_shows_its_words_and_the_bounds_of_its_fields(field: Any, text: str) -> None:
    async def scene(stage: Form) -> None:
        assert text in stage.text

    play(form(f_field=field), scene)


@pytest.mark.parametrize(
    ("field", "label"),
    [
        (str, "Node subscription id *"),
        (Annotated[str, Field(title="The node")], "The node *"),
        (Site, "Node subscription id *"),  # not "Site": that is the enumeration's name
        (NoPorts, "Node subscription id *"),
        ((str, "x"), "Node subscription id "),
        (str | None, "Node subscription id "),
    ],
)
def test_edge_12_a_field_is_labelled_by_its_title_or_its_name_and_marked_when_required(field: Any, label: str) -> None:
    async def scene(stage: Form) -> None:
        assert stage.lines[0][2:].startswith(label)
        assert ("*" in stage.lines[0]) == ("*" in label)

    play(form(node_subscription_id=field), scene)


def test_edge_13_the_three_states_of_a_text_are_told_apart() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press()
        assert "not set" in stage.text
        await stage.press("a", "backspace")
        assert "empty" in stage.text
        await stage.press("a")
        assert "empty" not in stage.text
        await stage.press("ctrl+delete")
        assert "not set" in stage.text

    play(form(f=(str | None, None)), scene)


def test_edge_11_a_hidden_field_and_the_labels_of_buttons_are_not_drawn() -> None:
    async def scene(stage: Form) -> None:
        assert "secretly" not in stage.text
        assert "Buttons" not in stage.text

    play(form(h=(Hidden, "secretly"), buttons=(dict[str, Any], {"next": {"text": "Go"}})), scene)


def test_a_secret_is_neither_shown_nor_kept_in_a_draft() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("hunter2")
        assert "hunter2" not in stage.text
        assert stage.widget.raw() == {}
        assert stage.widget.answers() == {"f": "hunter2"}

    play(form(f=SecretStr), scene)


def test_a_default_that_is_not_among_the_options_any_more_is_said_and_left_to_the_engine() -> None:
    async def scene(stage: Form) -> None:
        assert "id-old is no longer available" in stage.text
        assert stage.widget.answers() == {"few": "id-old", "many": ["id-old"]}
        stage.widget.focus_first()
        await stage.press("b")
        assert stage.text.count("id-old is no") == 1
        assert stage.widget.answers() == {"few": "id-ber", "many": ["id-old"]}

    play(form({"few": "id-old", "many": ["id-old"]}, few=Site, many=Ports), scene)


def test_edge_17_a_long_list_of_options_is_narrowed_as_it_is_typed_and_drawn_a_few_at_a_time() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("enter")
        assert stage.text.count("Vendor number") == 8
        await stage.enter("99 vendor")
        assert "of 1,000" in stage.text
        assert "Vendor number 99" in stage.text
        assert "Vendor number 2 " not in stage.text
        await stage.press("tab")
        assert stage.text.count("Vendor number") == 0  # left without choosing

    play(form(f=Many), scene)


def test_json_says_where_it_is_none_yet() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.enter("{")
        assert "not JSON yet" in stage.text
        assert "line 1 column 2" in stage.text
        await stage.enter("}")
        assert "not JSON yet" not in stage.text

    play(form(f=dict[str, Any]), scene)


def test_a_read_only_value_can_be_reached_and_copied() -> None:
    async def scene(stage: Form) -> None:
        await stage.press("y")
        assert stage.app.clipboard == "ams-pe1"

    play(form(f=read_only_field("ams-pe1")), scene)
