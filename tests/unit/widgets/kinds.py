"""Of which types may a field be, and what may be answered to each? A row a type, as `forms` documents them.

Answers are what travels to the engine: JSON values, right and wrong ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from hypothesis import strategies as st
from pydantic import AnyUrl, AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, IPvAnyAddress, model_validator
from pydantic_forms.validators import (
    Accept,
    ContactPerson,
    ContactPersonName,
    DisplaySubscription,
    Divider,
    Hidden,
    Label,
    ListOfTwo,
    LongText,
    OrganisationId,
    callout,
    choice_list,
    markdown,
    migration_summary,
    read_only_field,
    read_only_list,
    timestamp,
    unique_conlist,
)

from tests.inventory.vlans import VlanRanges
from tests.unit.widgets.pages import Colour, Site

__all__ = ["KINDS", "SHOWN", "Kind"]

Kind = tuple[Any, st.SearchStrategy[Any]]
"""A type, and answers to a field of it."""


class Level(IntEnum):
    LOW = 1
    HIGH = 7


class Mode(Enum):
    ON = "on"
    OFF = 0


class Vlan(BaseModel):
    vlan: int = Field(ge=1, le=4094)
    name: str | None = None


class Service(BaseModel):
    title: str
    site: Site = Site.AMS
    lines: list[Vlan] = Field(default=[], max_length=2)
    backup: Vlan | None = None

    @model_validator(mode="after")
    def _no_two_alike(self) -> Service:
        if len({line.vlan for line in self.lines}) < len(self.lines):
            raise ValueError("two lines have one VLAN")
        return self


class Fibre(BaseModel):
    medium: Literal["fibre"]
    metres: int


class Copper(BaseModel):
    medium: Literal["copper"]
    category: str = "6a"


class Switched(BaseModel):
    model_config = ConfigDict(json_schema_extra={"format": "optGroup"})

    enabled: bool = False
    vlan: int = Field(default=1, ge=1, le=4094)


class Steps(Accept):
    data: ClassVar[Any] = [("First", "checkbox"), ("Then", "checkbox?"), ("Below", ">checkbox")]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
WHOLE = st.integers(-5, 5000)
ANY_WHOLE = st.integers(-(10**30), 10**30)
SITES = st.sampled_from(["id-ams", "id-ber", "id-gone"])
VLANS = st.fixed_dictionaries({"vlan": WHOLE}, optional={"name": st.none() | TEXT})
SERVICES = st.fixed_dictionaries(
    {"title": TEXT},
    optional={"site": SITES, "lines": st.lists(VLANS, max_size=3), "backup": st.none() | VLANS},
)
MEDIA = st.fixed_dictionaries({"medium": st.just("fibre"), "metres": WHOLE}) | st.fixed_dictionaries(
    {"medium": st.just("copper")}, optional={"category": TEXT}
)
SWITCHED = st.fixed_dictionaries({"enabled": st.booleans()}, optional={"vlan": WHOLE})
PEOPLE = st.fixed_dictionaries(
    {"name": TEXT, "email": st.just("anna@example.org") | TEXT}, optional={"phone": st.just("+31 6 1") | TEXT}
)
MOMENTS = st.datetimes().filter(lambda at: at.year > 1970)
REAL = st.floats(allow_nan=False, allow_infinity=False).filter(lambda real: not math.isclose(real, 0) or real == 0)
JSON = st.recursive(
    st.none() | st.booleans() | ANY_WHOLE | TEXT, lambda inner: st.lists(inner, max_size=2), max_leaves=3
)

KINDS: Mapping[str, Kind] = {
    "text": (str, TEXT),
    "bounded": (Annotated[str, Field(min_length=2, max_length=6)], TEXT),
    "maybe": (str | None, st.none() | TEXT),
    "lines": (LongText, TEXT),
    "lines_maybe": (Annotated[LongText, Field(max_length=8)] | None, st.none() | TEXT),
    "whole": (Annotated[int, Field(ge=0, le=9)], st.integers(-5, 20)),
    "whole_maybe": (int | None, st.none() | ANY_WHOLE),
    "real": (float, REAL),
    "real_maybe": (float | None, st.none() | REAL),
    "exact": (Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)),
    "truth": (bool, st.booleans()),
    "truth_maybe": (bool | None, st.none() | st.booleans()),
    "key": (UUID, st.uuids().map(str) | TEXT),
    "key_maybe": (UUID | None, st.none() | st.uuids().map(str)),
    "email": (EmailStr, st.just("anna@example.org") | TEXT),
    "url": (AnyUrl, st.just("https://example.org/a?b=c") | TEXT),
    "address": (IPv4Address, st.ip_addresses(v=4).map(str) | TEXT),
    "address6": (IPv6Address, st.ip_addresses(v=6).map(str)),
    "address_any": (IPvAnyAddress, st.ip_addresses().map(str) | TEXT),
    "network": (IPv4Network, st.just("10.0.0.0/8") | st.just("10.0.0.1/8")),
    "day": (date, st.dates().map(str)),
    "day_maybe": (date | None, st.none() | st.dates().map(str)),
    "moment": (datetime, MOMENTS.map(str)),
    "moment_aware": (AwareDatetime, MOMENTS.map(lambda at: f"{at.isoformat()}Z") | MOMENTS.map(str)),
    "clock": (time, st.times().map(str)),
    "span": (timedelta, st.integers(0, 99_999).map(lambda seconds: f"PT{seconds}S")),
    "stamp": (timestamp(min=0, max=4_000_000_000), st.integers(-10, 5_000_000_000)),
    "site": (Site, SITES),
    "site_maybe": (Site | None, st.none() | SITES),
    "site_in_sight": (Annotated[Site, Field(json_schema_extra={"format": "radio"})], SITES),
    "colour": (Colour, st.sampled_from(["red", "blue"])),
    "level": (Level, st.sampled_from([1, 7, 3])),
    "mode": (Mode, st.sampled_from(["on", 0, "off"])),
    "literal": (Literal[10, 100], st.sampled_from([10, 100, 5])),
    "literal_mixed": (Literal["auto", 10], st.sampled_from(["auto", 10])),
    "literal_one": (Literal["only"], st.just("only")),
    "sites": (choice_list(Site, min_items=1, max_items=2, unique_items=True), st.lists(SITES, unique=True, max_size=3)),
    "sites_again": (choice_list(Site), st.lists(SITES, max_size=3)),
    "accept": (Steps, st.sampled_from(["ACCEPTED", "INCOMPLETE"])),
    "numbers": (Annotated[list[int], Field(max_length=3)], st.lists(WHOLE, max_size=4)),
    "set": (set[int], st.lists(WHOLE, max_size=3)),
    "names": (unique_conlist(str, min_items=1), st.lists(TEXT, max_size=3)),
    "two": (ListOfTwo[int], st.lists(WHOLE, min_size=1, max_size=3)),
    "lists": (list[list[int]], st.lists(st.lists(WHOLE, max_size=2), max_size=2)),
    "nested": (Vlan, VLANS),
    "nested_maybe": (Vlan | None, st.none() | VLANS),
    "service": (Service, SERVICES),
    "rows": (list[Vlan], st.lists(VLANS, max_size=3)),
    "rows_deep": (list[Service], st.lists(SERVICES, max_size=2)),
    "pair": (tuple[int, str], st.tuples(st.integers(), TEXT).map(list)),
    "triple": (tuple[int, bool, Site], st.tuples(WHOLE, st.booleans(), SITES).map(list)),
    "mapping": (dict[str, int], st.dictionaries(TEXT.filter(bool), ANY_WHOLE, max_size=3)),
    "mapping_models": (dict[str, Vlan], st.dictionaries(TEXT.filter(bool), VLANS, max_size=2)),
    "either": (int | str, ANY_WHOLE | TEXT),
    "either_maybe": (int | str | None, st.none() | ANY_WHOLE | TEXT),
    "either_truth": (bool | str, st.booleans() | TEXT),
    "medium": (Annotated[Fibre | Copper, Field(discriminator="medium")], MEDIA),
    "medium_plain": (Fibre | Copper, MEDIA),
    "person": (ContactPerson, PEOPLE),
    "people": (list[ContactPerson], st.lists(PEOPLE, max_size=2)),
    "person_name": (ContactPersonName, TEXT),
    "customer": (OrganisationId, st.uuids().map(str) | TEXT),
    "product": (Annotated[UUID, Field(json_schema_extra={"format": "productId"})], st.uuids().map(str) | TEXT),
    "a_subscription_id": (UUID, st.uuids().map(str)),
    "vlans": (VlanRanges, st.sampled_from(["10-12,20", "12-10", "5000", "x", "7"])),
    "cron": (Annotated[str, Field(title="Cron")], st.just("15 2 * * mon") | TEXT),
    "file": (Annotated[str, Field(json_schema_extra={"format": "file"})], TEXT),
    "data": (bytes, TEXT),
    "switched": (Switched, SWITCHED),
    "anything": (dict[str, Any], st.dictionaries(TEXT, JSON, max_size=3)),
    "whatever": (Any, JSON),
}

SHOWN: Mapping[str, tuple[Any, ...]] = {
    "sentence": (Label, "Words"),
    "heading": (Label,),
    "line": (Divider,),
    "box": (callout(header="Careful", message="It is live"),),
    "words": (markdown(content="# Title"),),
    "table": (migration_summary({"labels": ["Speed"], "columns": [["1G"]]}),),
    "hidden": (Hidden, "3"),
    "fixed": (read_only_field("fixed"),),
    "fixed_no": (read_only_field(False),),
    "fixed_zero": (read_only_field(0),),
    "fixed_none": (read_only_field(None),),
    "fixed_list": (read_only_list([1, 2]),),
    "subscription": (DisplaySubscription, UUID("7f3a1c2e-0000-4000-8000-000000000000")),
}
"""What is shown and not asked, with its default where it has one."""
