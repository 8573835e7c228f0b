"""Which forms does an engine bring along, or show its authors how to write?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Button, ButtonsConfig, LongText, callout, read_only_field, timestamp

from engine.authored import FormGenerator
from engine.forms import SubmitFormPage
from tests.inventory.pages import on_subscription, summarised
from tests.inventory.stock import Form
from workflows.network.fields import choice_of

__all__ = ["change_note", "schedule", "tell_changes", "user_step", "validate_type"]

NOTE_LENGTH = 40


def change_note(old: str | None) -> Form:
    """C1: a note; where there is none yet, the author's default is none, which the page does not accept."""

    def form(state: dict[str, Any]) -> FormGenerator:
        class NotePage(FormPage, title="Change the note"):
            note: Annotated[LongText, Field(max_length=NOTE_LENGTH)] = old  # type: ignore[assignment]

        return dict((yield NotePage).model_dump())

    return on_subscription(form)


def schedule(state: dict[str, Any]) -> FormGenerator:
    """C2: which task, that task's own page, how it recurs, and when; the last button is the author's."""
    Task = choice_of("TaskEnum", {"wipe": "Wipe the inventory", "compare": "Compare all nodes"})

    class TaskPage(FormPage, title="Schedule a task"):
        task: Task  # type: ignore[valid-type]
        recurs: Literal["once", "every", "cron"]

    task = yield TaskPage

    class OwnPage(FormPage, title="What the task asks"):
        depth: Annotated[int, Field(ge=1, le=3)] = 1

    own = yield OwnPage
    last = ButtonsConfig(next=Button(text="Create Schedule"))

    class OncePage(FormPage, title="When"):
        buttons: ButtonsConfig = last
        task_name: read_only_field(task.task.label)  # type: ignore[valid-type]
        at: timestamp(min=1_700_000_000)  # type: ignore[valid-type]

    class EveryPage(FormPage, title="When"):
        buttons: ButtonsConfig = last
        task_name: read_only_field(task.task.label)  # type: ignore[valid-type]
        mind: callout(header="At least one", message="Hours and minutes add up.")  # type: ignore[valid-type]
        hours: Annotated[int, Field(ge=0)] = 0
        minutes: Annotated[int, Field(ge=0)] = 0

    when = yield (OncePage if task.recurs == "once" else EveryPage)
    return {**task.model_dump(), **own.model_dump(), **when.model_dump(exclude={"buttons", "mind"})}


def tell_changes(new: dict[str, object], old: dict[str, object] | None) -> Form:
    """C3: what changes, in two columns or one; where nothing does, a sentence."""

    def form(state: dict[str, Any]) -> FormGenerator:
        if new != old:
            yield from summarised(new, old)
            return {}

        class NothingPage(FormPage, title="Summary"):
            nothing: read_only_field("Nothing has changed")  # type: ignore[valid-type]

        yield NothingPage
        return {}

    return form


def validate_type(state: dict[str, Any]) -> FormGenerator:
    """C4: one choice, on a page that says it is the last."""
    Type = choice_of("ProductTypeEnum", {"Node": "Node", "Port": "Port"})

    class TypePage(SubmitFormPage, title="Validate all of a type"):
        product_type: Type  # type: ignore[valid-type]

    return {"product_type": (yield TypePage).product_type.value}


def user_step(state: dict[str, Any]) -> FormGenerator:
    """C5: a name; the author returns more than was asked."""

    class NamePage(FormPage):
        name: str

    page = yield NamePage
    return {**page.model_dump(), "some extra key": True}
