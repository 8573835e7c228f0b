"""Form pages as authors write them, and their schema as the engine hands it to the widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pydantic_forms.core import FormPage, page_schema
from pydantic_forms.types import strEnum
from pydantic_forms.validators import Choice

from tests.unit.widgets.stage import Stage, play
from widgets.forms import FormPageView

__all__ = ["Colour", "Form", "Site", "choice", "form", "page", "play"]

Form = Stage[FormPageView]


class Site(Choice):
    """A choice whose labels differ from its values."""

    AMS = ("id-ams", "Amsterdam")
    BER = ("id-ber", "Berlin")


class Colour(strEnum):
    """A plain enumeration."""

    RED = "red"
    BLUE = "blue"


def choice(name: str, **labels: str) -> type[Choice]:
    """A choice of these values, made while the program runs, as forms do; each keyword is a value, with its label."""
    make: Callable[..., type[Choice]] = cast("Any", Choice)
    return make(name, [(value.upper(), (value, label)) for value, label in labels.items()])


def page(**fields: Any) -> type[FormPage]:
    """A page of these fields: `name=type` for a required one, `name=(type, default)` for another."""
    annotations = {name: field[0] if isinstance(field, tuple) else field for name, field in fields.items()}
    defaults = {name: field[1] for name, field in fields.items() if isinstance(field, tuple)}
    return type("Page", (FormPage,), {"__annotations__": annotations, "__module__": __name__, **defaults})


def form(values: dict[str, Any] | None = None, /, **fields: Any) -> Callable[[], FormPageView]:
    """What builds the form of a page of these fields."""
    return lambda: FormPageView(page_schema(page(**fields)), values)
