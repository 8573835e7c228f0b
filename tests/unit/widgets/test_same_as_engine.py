"""Does the engine make the same of an answer that went through the widgets as of the answer itself?"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_forms.core import FormPage

from engine.authored import FormGenerator
from engine.forms import FormDone, FormSession, PageErrors
from tests.quick import draw_when_read
from tests.unit.journeys.hands import Hands, as_read, can_be_given
from tests.unit.widgets.kinds import KINDS, SHOWN
from tests.unit.widgets.pages import Form, form, page
from tests.unit.widgets.repertoire import Repertoire

EXAMPLES = int(os.environ.get("FORM_EXAMPLES", "80"))
"""Pages in a run; a few thousand find what eighty do not."""


@pytest.fixture(scope="module")
def screen() -> Iterator[Repertoire]:
    """A screen for all pages."""
    with Repertoire() as opened, pytest.MonkeyPatch.context() as patch:
        draw_when_read(patch)
        yield opened


def verdict(model: type[FormPage], answers: dict[str, Any]) -> Any:
    """Return what the engine makes of answers to a page: the result of its form, or where and how they are wrong."""

    def ask(state: dict[str, Any]) -> FormGenerator:
        answered = yield model
        return dict(answered.model_dump(warnings=False))

    session = FormSession(title="", subject="", step="", version=None, form=ask, state={})
    found = session.walk([answers])
    if isinstance(found, FormDone):
        return found.result
    assert isinstance(found, PageErrors)
    return sorted((tuple(map(str, error.loc)), error.type) for error in found.errors)


@st.composite
def pages(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A page of some kinds of field, and answers to it; a field with a default may be left as it is."""
    fields: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(sorted([*KINDS, *SHOWN])), min_size=1, max_size=5, unique=True)):
        if name in SHOWN:
            fields[name] = SHOWN[name] if len(SHOWN[name]) > 1 else SHOWN[name][0]
            continue
        kind, given_to_it = KINDS[name]
        answer = draw(given_to_it)
        default = valid(kind, draw(given_to_it)) if draw(st.booleans()) else ()
        fields[name] = (kind, *default) if default else kind
        if not default or draw(st.booleans()):
            answers[name] = answer
    return fields, answers


def valid(kind: Any, answer: Any) -> tuple[Any, ...]:
    """Return the value that an answer comes to, alone in a tuple; an empty one where it does not fit."""
    try:
        return (TypeAdapter(kind).validate_python(answer),)
    except ValidationError:
        return ()


Drawn = tuple[dict[str, Any], dict[str, Any]]


@settings(max_examples=EXAMPLES)
@given(drawn=pages())
@example(drawn=({"stamp": KINDS["stamp"][0]}, {"stamp": 27250304}))  # seconds, not a day in the year 2725
@example(drawn=({"sites": KINDS["sites"][0]}, {"sites": ["id-gone", "id-ams"]}))  # which item is wrong
@example(drawn=({"whatever": Any}, {"whatever": None}))
def test_an_answer_is_the_same_with_and_without_the_widgets(screen: Repertoire, drawn: Drawn) -> None:
    fields, answers = drawn
    model = page(**fields)
    through = screen.run(lambda: form(answers, **fields)().answers())
    assert verdict(model, through) == verdict(model, answers)


@settings(max_examples=EXAMPLES)
@given(drawn=pages())
@example(drawn=({"either": int | str}, {"either": 0}))  # still a number
def test_a_page_that_is_built_again_from_its_draft_answers_the_same(screen: Repertoire, drawn: Drawn) -> None:
    fields, answers = drawn

    def kept_and_sent(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        built = form(values, **fields)()
        return json.dumps(built.raw()), built.answers()

    kept, sent = screen.run(lambda: kept_and_sent(answers))
    assert screen.run(lambda: kept_and_sent(json.loads(kept))) == (kept, sent)


@settings(max_examples=EXAMPLES // 8)
@given(drawn=pages())
def test_drawing_a_page_changes_none_of_its_answers(screen: Repertoire, drawn: Drawn) -> None:
    fields, answers = drawn

    async def scene(stage: Form) -> None:
        assert stage.text
        assert stage.widget.answers() == form(answers, **fields)().answers()
        assert not stage.widget.touched

    screen.play(form(answers, **fields), scene)


@settings(max_examples=EXAMPLES // 8)
@given(drawn=pages())
def test_an_answer_given_by_keys_is_the_same_as_one_that_was_there(screen: Repertoire, drawn: Drawn) -> None:
    fields, answers = drawn
    shown = form(**fields)
    given_by_keys: dict[str, Any] = {}

    async def scene(stage: Form) -> None:
        hands = Hands(stage.app, stage.pilot)
        for field in stage.widget.fields:
            if field.spec.name in answers and can_be_given(field, answers[field.spec.name]):
                await hands.answer(field, as_read(field, answers[field.spec.name]))
                given_by_keys[field.spec.name] = answers[field.spec.name]
        assert stage.widget.answers() == form(given_by_keys, **fields)().answers()

    screen.play(shown, scene)
