"""Forms to take pictures of: every kind of field, a wizard, and words that are out to do harm."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_forms.core import FormPage
from pydantic_forms.validators import (
    Accept,
    Choice,
    DisplaySubscription,
    Divider,
    Label,
    LongText,
    callout,
    choice_list,
    markdown,
    migration_summary,
    read_only_field,
)

from engine.authored import FormGenerator
from engine.forms import SubmitFormPage
from engine.references import CustomerId, ProductId
from tests.unit.console.fake_subscriptions import subscriptions
from tests.unit.console.pages import Form
from tests.unit.widgets.stage import HOSTILE

__all__ = ["broken", "every_kind", "hostile", "parts", "rare_kinds", "references", "stale_choices", "uplinks", "words"]

SITES = {
    "ams": "Amsterdam, Science Park",
    "ber": "Berlin, Alboinstraße",
    "bru": "Brussels, Zaventem",
    "dub": "Dublin, Citywest",
    "fra": "Frankfurt, Kleyerstraße",
    "gva": "Geneva, Meyrin",
    "lon": "London, Docklands",
    "mil": "Milan, Caldera",
    "par": "Paris, Aubervilliers",
    "vie": "Vienna, Floridsdorf",
}


class Role(Choice):
    """What a node does."""

    EDGE = "edge", "Edge"
    CORE = "core", "Core"


def choices(name: str, options: dict[str, str]) -> type[Choice]:
    """Return a choice of values, each shown by its label."""
    made = cast("Any", Choice)(name, {value: (value, label) for value, label in options.items()})
    return cast("type[Choice]", made)


Place = choices("Place", SITES)
Uplink = choices("Uplink", {"ams-cr1": "ams-cr1, 0 km", "bru-cr1": "bru-cr1, 173 km", "fra-cr1": "fra-cr1, 364 km"})
Uplinks = choice_list(Uplink, min_items=1, max_items=2, unique_items=True)


def every_kind(state: dict[str, Any]) -> FormGenerator:
    """One page with a field of every kind."""

    class KindsPage(SubmitFormPage):
        model_config = ConfigDict(title="A node and its place")

        place: Label = "Where it stands and what it does"
        site: Annotated[Place, Field(title="Site")]  # type: ignore[valid-type]
        role: Annotated[Role, Field(title="Role")] = Role.EDGE
        node_name: Annotated[str, Field(title="Node name", description="site, kind, number", examples=["ams-pe1"])]
        ports: Annotated[int, Field(title="Ports", ge=8, le=96)] = 24
        customer: read_only_field("SURF, Utrecht")  # type: ignore[valid-type]
        line: Divider
        uplinks: Annotated[Uplinks, Field(title="Uplinks to")]  # type: ignore[valid-type]
        auto: Annotated[bool, Field(title="Enable at once")] = True
        powered: Annotated[bool | None, Field(title="Power feed B on")] = None
        note: Annotated[LongText, Field(title="Note", max_length=500)] = "Rack key at the desk.\nAsk for Bram."

    answer = yield KindsPage
    return dict(answer.model_dump())


def rare_kinds(state: dict[str, Any]) -> FormGenerator:
    """One page with the kinds of field that few forms have."""
    summary = migration_summary(
        {
            "headers": ["Before", "After"],
            "labels": ["Speed", "Port"],
            "columns": [["1G", "ge-0/0/1"], ["10G", "xe-0/0/3"]],
        }
    )

    class RarePage(SubmitFormPage):
        model_config = ConfigDict(title="Migrate the port")

        warning: callout(header="The customer is on this port", message="Traffic stops.", message_type="warning")  # type: ignore[valid-type]
        change: summary  # type: ignore[valid-type]
        secret: Annotated[SecretStr, Field(title="Enable password")]
        extra: Annotated[dict[str, int], Field(title="Extra")] = {"mtu": 9000}  # noqa: RUF012
        accepted: Annotated[Accept, Field(title="I told the customer")]
        window: Annotated[str | None, Field(title="Window")] = None

    answer = yield RarePage
    return dict(answer.model_dump())


def words(state: dict[str, Any]) -> FormGenerator:
    """One page that tells a lot, and asks for nothing."""
    summary = migration_summary(
        {
            "headers": ["Now", "After the change"],
            "labels": ["Description", "Speed", "Ports", "Customer approval", "Monitored"],
            "columns": [
                ["Backbone link Amsterdam to Dublin, protected", 1000, "ge-0/0/1", "–", True],
                ["Backbone link Amsterdam to Dublin, unprotected until Friday", 10000, "xe-0/0/3", "–", True],
            ],
        }
    )
    created = migration_summary({"labels": ["Node", "Role"], "columns": [["ams-pe1", "edge"]]})
    text = "# What happens\nThe port is **moved**, then `ping` runs:\n\n- traffic stops\n- *a minute* later it is back"

    class WordsPage(SubmitFormPage):
        model_config = ConfigDict(title="Move the port")

        info: callout(header="This is reversible", message="Until tomorrow 08:00.")  # type: ignore[valid-type]
        danger: callout(header="The customer is on this port", message="Traffic stops.", message_type="danger")  # type: ignore[valid-type]
        text_: markdown(content=text)  # type: ignore[valid-type]
        change: summary  # type: ignore[valid-type]
        created_: created  # type: ignore[valid-type]

    answer = yield WordsPage
    return dict(answer.model_dump())


NoPort = choices("NoPort", {})


def stale_choices(state: dict[str, Any]) -> FormGenerator:
    """One page of choices whose default is gone, or that have nothing to choose."""

    class ChoicePage(SubmitFormPage):
        model_config = ConfigDict(title="Move the port")

        site: Annotated[Place, Field(title="Site")] = "zrh"  # type: ignore[valid-type]
        uplink: Annotated[Uplink, Field(title="Uplink")] = "zrh-cr1"  # type: ignore[valid-type]
        place: Annotated[Place, Field(title="Near", json_schema_extra={"format": "radio"})]  # type: ignore[valid-type]
        role: Annotated[Role, Field(title="Role", json_schema_extra={"format": "radio"})]
        port: Annotated[NoPort, Field(title="Port")]  # type: ignore[valid-type]

    answer = yield ChoicePage
    return dict(answer.model_dump())


def references(state: dict[str, Any]) -> FormGenerator:
    """One page about a subscription, which asks for others, a customer and a product."""

    class ReferencePage(SubmitFormPage):
        model_config = ConfigDict(title="Move the circuit")

        circuit: Annotated[DisplaySubscription, Field(title="Circuit")] = subscriptions()[2].row.subscription_id
        node_subscription_id: Annotated[UUID, Field(title="To node")]
        customer_id: Annotated[CustomerId, Field(title="For customer")] = "SURF"
        product_id: Annotated[ProductId, Field(title="As product")]
        reason: Annotated[str, Field(title="Reason")] = ""

    answer = yield ReferencePage
    return dict(answer.model_dump())


class Handover(Accept):
    """What is done before a line is handed over."""

    data: ClassVar[Any] = [
        ("Before the line is handed over", "label"),
        ("Light on both ends", "checkbox"),
        ("Spare optics at hand", "checkbox?"),
        ("Spare optics tested", ">checkbox"),
    ]


class Line(BaseModel):
    """One VLAN of a service."""

    vlan: Annotated[int, Field(title="VLAN", ge=1, le=4094)]
    name: Annotated[str | None, Field(title="Name")] = None


def parts(state: dict[str, Any]) -> FormGenerator:
    """One page with values that are made of others."""

    class PartsPage(SubmitFormPage):
        model_config = ConfigDict(title="Hand the line over")

        start: Annotated[datetime, Field(title="From")]
        lines: Annotated[list[Line], Field(title="VLANs", min_length=1, max_length=4)] = [Line(vlan=100), Line(vlan=2)]  # noqa: RUF012
        backup: Annotated[Line | None, Field(title="Backup")] = None
        mtu: Annotated[int | str, Field(title="MTU")] = 9000
        handover: Annotated[Handover, Field(title="Hand-over")]

    answer = yield PartsPage
    return dict(answer.model_dump())


def uplinks(state: dict[str, Any]) -> FormGenerator:
    """Two pages; the errors of the second are one under a field, one about both fields."""

    class NamePage(FormPage):
        model_config = ConfigDict(title="New node")

        node_name: str = Field(min_length=3, title="Node name")

    name = yield NamePage

    class UplinkPage(SubmitFormPage):
        model_config = ConfigDict(title=f"Uplinks of {name.node_name}")

        first: Annotated[Uplink, Field(title="First uplink")]  # type: ignore[valid-type]
        second: Annotated[Uplink, Field(title="Second uplink")]  # type: ignore[valid-type]
        metric: Annotated[int, Field(title="Metric", ge=1, le=4000)] = 100

        @model_validator(mode="after")
        def _differ(self) -> UplinkPage:
            first, second = self.model_dump(include={"first", "second"}).values()
            if first == second:
                raise ValueError("the two uplinks must lead to different routers")
            return self

    place = yield UplinkPage
    return {**name.model_dump(), **place.model_dump()}


def hostile(state: dict[str, Any]) -> FormGenerator:
    """One page whose every word is out to do harm."""
    Harm = choices("Harm", {f"v{number}": text for number, text in enumerate(HOSTILE[:4])})

    class HostilePage(SubmitFormPage):
        model_config = ConfigDict(title=HOSTILE[1])

        words: Label = HOSTILE[0]
        name: Annotated[str, Field(title=HOSTILE[2] + HOSTILE[5], description=HOSTILE[4])] = HOSTILE[3]
        wide: Annotated[str, Field(title=HOSTILE[9])] = HOSTILE[9]
        one: Annotated[Harm, Field(title=HOSTILE[6])]  # type: ignore[valid-type]
        fixed: read_only_field(HOSTILE[4])  # type: ignore[valid-type]
        long: Annotated[LongText, Field(title="Long")] = HOSTILE[8] + HOSTILE[3]

        @model_validator(mode="after")
        def _refuse(self) -> HostilePage:
            raise ValueError(HOSTILE[10])

    answer = yield HostilePage
    return dict(answer.model_dump())


def broken() -> Form:
    """Return a form that fails in its own code, which has the same place on every machine."""
    source = "def ask(state):\n    yield from ()\n    return state['loopback']\n"
    made: dict[str, Any] = {}
    exec(compile(source, "acme/workflows.py", "exec"), made)
    return cast("Form", made["ask"])
