"""Does a page collect, keep and return what was typed, and show each error where it belongs?"""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError
from pydantic_forms.core import page_schema
from pydantic_forms.validators import Hidden, Label, LongText, choice_list
from rich.cells import cell_len
from textual import events

from tests.unit.widgets.pages import Colour, Form, Site, form, page, play
from tests.unit.widgets.stage import HOSTILE
from widgets.forms import FormPageView

FIELDS: dict[str, Any] = {
    "intro": (Label, "Words"),
    "rack": str,
    "units": (Annotated[int, Field(ge=1, le=48)], 2),
    "site": Site,
    "ports": choice_list(Site, min_items=1, max_items=2, unique_items=True),
    "dual": bool,
    "note": (LongText | None, None),
    "extra": (dict[str, Any], {"a": 1}),
}


def test_every_key_through_a_form_gives_what_the_engine_accepts() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*"B04", "enter", "up", "enter", "b", "enter", "space", "enter", "y", "enter")
        await stage.press("o", "k", "tab", "tab")
        await stage.press("enter")
        sent = [m for m in stage.told(FormPageView.Submitted) if isinstance(m, FormPageView.Submitted)]
        assert [m.answers for m in sent] == [
            {
                "rack": "B04",
                "units": 3,
                "site": "id-ber",
                "ports": ["id-ams"],
                "dual": True,
                "note": "ok",
                "extra": {"a": 1},
            }
        ]
        page(**FIELDS)(**sent[0].answers)

    play(form(**FIELDS), scene)


def test_enter_in_a_field_goes_on_and_never_sends() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("enter", "enter")
        assert stage.told(FormPageView.Submitted) == []
        await stage.press("enter")  # on the button now
        assert len(stage.told(FormPageView.Submitted)) == 1

    play(form(a=(str, "x"), b=(int, 1)), scene)


@pytest.mark.parametrize("key", ["ctrl+j", "ctrl+enter"])
@pytest.mark.parametrize("field", [str, (LongText, ""), (bool, False), choice_list(Site)])
def test_the_submit_key_sends_from_any_field(key: str, field: Any) -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(key)
        assert len(stage.told(FormPageView.Submitted)) == 1

    play(form(f=field), scene)


def test_what_was_typed_right_before_the_submit_key_is_sent_with_it() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press()
        for key in ("4", "7", "1", "1"):
            stage.app.post_message(events.Key(key, key))
        stage.app.post_message(events.Key("ctrl+j", None))
        await stage.press()
        (sent,) = stage.told(FormPageView.Submitted)
        assert isinstance(sent, FormPageView.Submitted)
        assert sent.answers == {"vlan": 4711}

    play(form(vlan=int), scene)


def test_the_button_says_what_the_screen_wants_and_sends_on_click() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.button_label = "Start workflow"
        await stage.press()
        assert "[ Start workflow ]" in stage.text
        at = next(number for number, line in enumerate(stage.lines) if "[ Start workflow ]" in line)
        await stage.pilot.click(offset=(6, at))
        await stage.press()
        assert len(stage.told(FormPageView.Submitted)) == 1

    play(form(a=(str, "x")), scene)


def test_errors_stand_under_their_fields_and_what_was_typed_stays() -> None:
    fields = {"rack": str, "units": int, "site": Site}

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press(*"B04", "enter", *"many", "enter", "b")
        with pytest.raises(ValidationError) as refused:
            page(**fields)(**stage.widget.answers())
        stage.widget.show_errors([(error["loc"], error["msg"]) for error in refused.value.errors()])
        await stage.press()
        lines = stage.lines
        at = next(number for number, line in enumerate(lines) if "many" in line)
        assert lines[at + 1].strip().startswith("! Input should be a valid integer")
        assert stage.widget.answers() == {"rack": "B04", "units": "many", "site": "id-ber"}
        assert "1 error" in stage.text
        assert lines[at].startswith(" >")  # and the cursor is there
        await stage.press(*["backspace"] * 4, "7")
        assert "! Input" not in stage.text
        assert "1 error" not in stage.text
        stage.widget.show_errors([])
        page(**fields)(**stage.widget.answers())

    play(form(**fields), scene)


def test_errors_of_the_page_or_of_fields_that_are_not_on_it_stand_on_top() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.show_errors(
            [(("__root__",), "A and B must differ"), (("old_id",), "is hidden"), ((), "no place"), (("gone",), "extra")]
        )
        await stage.press()
        assert [line.strip() for line in stage.lines[:4]] == [
            "! A and B must differ",
            "! Old id: is hidden",
            "! no place",
            "! Gone: extra",
        ]
        assert "4 errors" in stage.text
        stage.widget.show_errors([])
        await stage.press()
        assert "!" not in stage.text

    play(form(a=(str, "x"), old_id=(Hidden, 1)), scene)


def test_an_error_inside_a_value_says_where() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.show_errors([(("f", 1, "vlan"), "too large"), (("f", "__root__"), "all wrong")])
        await stage.press()
        assert "! item 2, vlan: too large" in stage.text
        assert "! all wrong" in stage.text

    play(form(f=dict[str, Any]), scene)


def test_an_error_of_a_choice_names_the_labels() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.show_errors([(("f",), "Input should be 'id-ams' or 'id-ber'")])
        await stage.press()
        assert "! Input should be 'Amsterdam' or 'Berlin'" in stage.text

    play(form(f=Site), scene)


def test_errors_shown_while_typing_leave_the_cursor_where_it_is() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("tab")
        stage.widget.show_errors([(("a",), "wrong")], focus=False)
        await stage.press("z")
        assert stage.widget.answers() == {"a": "x", "b": "yz"}

    play(form(a=(str, "x"), b=(str, "y")), scene)


def test_a_draft_brings_back_what_was_typed_right_or_wrong() -> None:
    kept: list[dict[str, Any]] = []

    async def first(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("B", "enter", "x", "enter", "b", "enter", "down", "space", "enter", "n", "enter")
        await stage.press("1", "enter", "2", "tab", "{")
        kept.append(stage.widget.raw())
        assert stage.widget.touched == {"rack", "units", "site", "ports", "dual", "note", "extra"}

    async def again(stage: Form) -> None:
        assert stage.widget.raw() == kept[0]
        assert stage.widget.answers() == kept[0]
        assert stage.widget.touched == set()
        assert "2x" in stage.text

    play(form(**FIELDS), first)
    play(form(kept[0], **FIELDS), again)


def test_answers_of_before_are_as_good_as_a_draft() -> None:
    values = {"rack": "B04", "units": 7, "site": "id-ber", "ports": ["id-ber"], "dual": False, "extra": {"z": 2}}

    async def scene(stage: Form) -> None:
        assert stage.widget.answers() == {**values, "note": None}

    play(form({**values, "not_on_this_page": 1}, **FIELDS), scene)


def test_a_change_is_told_with_the_name_of_its_field() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("z", "tab", "space")
        told = [m.name for m in stage.told(FormPageView.Changed) if isinstance(m, FormPageView.Changed)]
        assert told == ["a", "b"]

    play(form(a=(str, "x"), b=(bool, False)), scene)


def test_nothing_is_told_before_the_operator_does_something() -> None:
    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("tab", "tab")
        assert stage.told(FormPageView.Changed) == []
        assert stage.widget.touched == set()

    play(form(a=(str, "x"), b=(LongText, "lines"), c=(dict[str, Any], {"a": 1})), scene)


def test_a_page_without_questions_says_so_and_is_sent_with_one_key() -> None:
    async def scene(stage: Form) -> None:
        assert "nothing to fill in" in stage.text
        stage.widget.focus_first()
        await stage.press("enter")
        sent = [m for m in stage.told(FormPageView.Submitted) if isinstance(m, FormPageView.Submitted)]
        assert [m.answers for m in sent] == [{}]

    play(lambda: FormPageView({"properties": {}}), scene)


def test_letters_do_not_reach_the_screens_own_keys_from_a_choice() -> None:
    async def scene(stage: Form) -> None:
        pressed: list[str] = []
        stage.app.bind("q,r,n,1", "noted")
        stage.app.__dict__["action_noted"] = lambda: pressed.append("key")
        stage.widget.focus_first()
        for _ in range(4):
            await stage.press("q", "r", "1")
            await stage.press("tab")
        assert pressed == []

    play(form(a=Site, b=bool, c=(bool, True), d=choice_list(Site)), scene)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_in_every_part_of_a_form(text: str) -> None:
    schema = page_schema(page(a=(str, "x"), b=(Colour, Colour.RED), c=(Label, "words"), d=(LongText, "x")))
    properties = schema["properties"]
    properties["a"] |= {"title": text, "description": text, "default": text}
    properties["c"]["default"] = text
    properties["d"]["default"] = text
    properties["e"] = {"enum": [text, "other"], "type": "string", "default": text}
    properties["f"] = {"type": "array", "items": {"enum": [text, "other"]}, "default": [text]}
    properties["g"] = {"readOnly": True, "default": text, "type": "string"}

    async def scene(stage: Form) -> None:
        stage.widget.show_errors([(("a",), text), (("__root__",), text)])
        stage.widget.button_label = text
        await stage.press()
        assert not any(
            ord(character) < 32 or "\u202a" <= character <= "\u202e" for line in stage.lines for character in line
        )
        assert {cell_len(line) for line in stage.lines} == {80}
        assert stage.text.count(text[:1].replace("\x1b", "␛")) >= 6
        answers = stage.widget.answers()
        assert answers["a"] == answers["e"] == text  # shown as signs, sent as it is
        assert answers["f"] == [text]

    play(lambda: FormPageView(schema), scene, size=(80, 60))


def test_a_hundred_fields_are_all_there() -> None:
    fields = {f"field_{number}": (str, f"value {number}") for number in range(100)}

    async def scene(stage: Form) -> None:
        stage.widget.show_errors([(("field_99",), "the last one is wrong")])
        await stage.press()
        assert "value 99" in stage.text
        assert "! the last one is wrong" in stage.text
        assert len(stage.widget.answers()) == 100

    play(form(**fields), scene)


def test_the_first_field_that_is_wrong_comes_into_sight_also_where_it_had_the_cursor_all_along() -> None:
    fields: dict[str, Any] = {f"f{number}": (str, "") for number in range(30)}

    async def scene(stage: Form) -> None:
        stage.widget.focus_first()
        await stage.press("pagedown")
        assert "F0 " not in stage.text
        stage.widget.show_errors([(("f0",), "field required")])
        await stage.press()
        assert "F0 " in stage.text
        assert "! field required" in stage.text

    play(form(**fields), scene)
