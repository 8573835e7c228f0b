"""Forms for the tests: real pydantic-forms pages in the engine's own sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field, SecretStr, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.types import FormMeta
from pydantic_forms.validators import Choice, LongText

from engine.answers import KeptPage, StartAnswers
from engine.authored import FormGenerator
from engine.forms import FormSession, SubmitFormPage
from tests.unit.console.fake_deck import FakeDeck

__all__ = [
    "Which",
    "change_node",
    "confirm_rack",
    "no_input",
    "node_wizard",
    "sold_node",
    "with_answer_form",
    "with_answers",
    "with_start_form",
    "with_target",
]

Form = Callable[[dict[str, Any]], FormGenerator]


class Rack(Choice):
    """Where it stands."""

    A1 = "A1", "Row A, rack 1"
    B2 = "B2", "Row B, rack 2"


def confirm_rack(state: dict[str, Any]) -> FormGenerator:
    """One page: a number with bounds, and a note."""

    class ConfirmPage(SubmitFormPage):
        model_config = ConfigDict(title="Rack and power confirmed")

        unit: int = Field(ge=1, le=47)
        note: str = ""

    answer = yield ConfirmPage
    return dict(answer.model_dump())


def node_wizard(state: dict[str, Any]) -> FormGenerator:
    """Two pages; the second depends on the first, and its model validator on both its fields."""

    class NamePage(FormPage):
        model_config = ConfigDict(title="New node")

        node_name: str = Field(min_length=3)

    name = yield NamePage

    class PlacePage(SubmitFormPage):
        model_config = ConfigDict(title=f"Place of {name.node_name}")

        first: int = 1
        second: int = 2
        remark: LongText = LongText("")

        @model_validator(mode="after")
        def differ(self) -> PlacePage:
            if self.first == self.second:
                raise ValueError("the two must differ")
            return self

    place = yield PlacePage
    return {**name.model_dump(), **place.model_dump()}


def no_input(state: dict[str, Any]) -> FormGenerator:
    """No page at all."""
    yield from ()
    return {}


def sold_node(state: dict[str, Any]) -> FormGenerator:
    """Two pages, the second with a secret."""

    class NodePage(FormPage):
        node_name: str
        ports: int = Field(4, le=8)

    class LoginPage(FormPage):
        user: str
        enable: SecretStr

    node = yield NodePage
    answer = yield LoginPage
    return {**node.model_dump(), "user": answer.user}


class Which(FormPage):
    """The page that says which subscription it is."""

    subscription_id: UUID
    version: int | None = None


def change_node(state: dict[str, Any]) -> FormGenerator:
    """Two pages on a node, the second the last; a secret among the answers."""

    class RackPage(FormPage):
        model_config = ConfigDict(title="Rack")
        meta__: ClassVar[FormMeta | None] = {"hasNext": True}

        rack: Rack = Rack.A1
        description: str = "edge of ams"

    class PowerPage(SubmitFormPage):
        model_config = ConfigDict(title="Power")

        feeds: int = Field(2, ge=1)
        password: SecretStr | None = None

    yield Which
    rack = yield RackPage
    power = yield PowerPage
    return {**rack.model_dump(), **power.model_dump()}


def with_answer_form(form: Form, deck: FakeDeck | None = None, name: str = "ask", **state: Any) -> FakeDeck:
    """Return a deck on which the suspended process `name`, whose state this is, waits for this form."""
    deck = deck or FakeDeck()
    row = deck.name(name)
    deck.sessions[row.process_id] = FormSession(
        title=row.last_step or "",
        subject=f"process:{row.process_id}:{row.last_step}",
        step=row.last_step or "",
        version=row.version,
        form=form,
        state=state,
    )
    return deck


def with_start_form(form: Form, workflow: str = "provision_node", **state: Any) -> FakeDeck:
    """Return a deck on which `workflow` is started with this form, which begins with this state."""
    deck = FakeDeck()
    deck.sessions[workflow] = FormSession(
        title="Bring a node into service",
        subject=f"start:{workflow}",
        step="",
        version=None,
        form=form,
        state=state,
    )
    return deck


def with_answers(*pages: KeptPage) -> FakeDeck:
    """Return a deck on which the process `fail` was started with these pages of the form `sold_node`."""
    deck = with_start_form(sold_node)
    deck.answered[deck.name("fail").process_id] = StartAnswers("provision_node", pages)
    return deck


def with_target(target: str, form: Form) -> FakeDeck:
    """Return a deck on which provision_node, which is for this, is started with this form."""
    deck = with_start_form(form)
    deck.sessions["provision_node"] = replace(deck.sessions["provision_node"], target=target)
    return deck
