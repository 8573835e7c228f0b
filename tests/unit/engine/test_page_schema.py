"""What in an answer is a secret, by the schema of its page, and what is a place in it called?"""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretBytes, SecretStr
from pydantic_forms.core import FormPage, page_schema

from engine.page_schema import label_at, without_secrets


class Login(BaseModel):
    user: str
    enable: SecretStr


class Key(BaseModel):
    user: str
    key: SecretBytes = Field(alias="private")


class Colour(Enum):
    RED = "red"


class Tree(BaseModel):
    token: SecretStr | None = None
    below: list[Tree] = Field(default_factory=list)


class Page(FormPage):
    name: str = Field("", title="Name of the node")
    node_name: str = ""
    password: SecretStr = SecretStr("")
    maybe: SecretStr | None = None
    typed: Annotated[str, Field(json_schema_extra={"format": "password"})] = ""
    login: Login | None = None
    either: Login | Key | None = None
    logins: list[Login] = Field([], title="Logins")
    pins: list[SecretStr] = Field(default_factory=list)
    by_host: dict[str, SecretStr] = Field(default_factory=dict)
    pair: tuple[str, SecretStr] = ("", SecretStr(""))
    tree: Tree | None = None
    colour: Colour = Colour.RED
    anything: Any = None
    words: dict[str, str] = Field(default_factory=dict)
    bag: dict = Field(default_factory=dict)  # type: ignore[type-arg]
    rows: list[Colour] = Field(default_factory=list)


SCHEMA = page_schema(Page)


@pytest.mark.parametrize(
    ("answer", "kept", "left_out"),
    [
        ({"name": "ams", "password": "x"}, {"name": "ams"}, ("password",)),
        ({"maybe": "x", "typed": "y"}, {}, ("maybe", "typed")),
        ({"maybe": None}, {"maybe": None}, ()),
        ({"login": {"user": "anna", "enable": "x"}}, {"login": {"user": "anna"}}, ("login",)),
        ({"either": {"user": "anna", "enable": "x"}}, {"either": {"user": "anna"}}, ("either",)),
        ({"either": {"user": "anna", "private": "x"}}, {"either": {"user": "anna"}}, ("either",)),
        ({"logins": [{"user": "anna", "enable": "x"}]}, {}, ("logins",)),
        ({"logins": [{"user": "anna"}]}, {"logins": [{"user": "anna"}]}, ()),
        ({"pins": ["1", "2"], "by_host": {"ams": "x"}}, {"by_host": {}}, ("pins", "by_host")),
        ({"pair": ["ams", "x"]}, {}, ("pair",)),
        ({"tree": {"below": [{"below": [{"token": "x"}]}]}}, {"tree": {}}, ("tree",)),
        ({"tree": {"below": [{"below": []}]}}, {"tree": {"below": [{"below": []}]}}, ()),
        ({"colour": "red", "rows": ["red"]}, {"colour": "red", "rows": ["red"]}, ()),
        ({"anything": {"a": [1, {"b": None}]}}, {"anything": {"a": [1, {"b": None}]}}, ()),
        ({"anything": [{"__secret__": "x"}]}, {}, ("anything",)),
        ({"words": {"a": "b"}, "bag": {"a": 1}}, {"words": {"a": "b"}, "bag": {"a": 1}}, ()),
        ({"anything": {"api_key": "x", "user": "anna"}}, {"anything": {"user": "anna"}}, ("anything",)),
        ({"bag": {"password": ""}, "words": {"token": "x"}}, {"bag": {"password": ""}, "words": {}}, ("words",)),
        ({"unheard_of": "x"}, {}, ("unheard_of",)),
    ],
)
def test_a_secret_is_never_kept_and_everything_else_is(
    answer: dict[str, Any], kept: dict[str, Any], left_out: tuple[str, ...]
) -> None:
    assert without_secrets(SCHEMA, answer) == (kept, left_out)


def test_a_place_is_called_as_its_author_calls_it() -> None:
    class Row(BaseModel):
        model_config = ConfigDict(title="A row")

        vlan: int = Field(title="VLAN")
        size: int

    class Rows(FormPage):
        rows: list[Row] = Field(title="Connected rows")
        one: Row | None = None

    schema = page_schema(Rows)
    assert label_at(schema, ("rows",)) == "Connected rows"
    assert label_at(schema, ("rows", 1, "vlan")) == "VLAN"
    assert label_at(schema, ("one", "vlan")) == "VLAN"
    for nameless in [("rows", 1), ("rows", 1, "size"), ("one",), ("__root__",), ("gone", "deeper"), ()]:
        assert label_at(schema, nameless) == "", nameless
