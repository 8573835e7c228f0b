"""Which forms keep a list of people and the groups they are in? In the spelling of five years ago."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict
from pydantic_forms.core import FormPage
from pydantic_forms.validators import Label, choice_list, read_only_field

from engine.authored import FormGenerator
from tests.inventory.pages import on_subscription
from workflows.network.fields import choice_of

__all__ = ["change_group", "change_user", "create_group", "create_user", "remove_user"]

GROUPS = {"7": "Day shift", "8": "Night shift", "9": "Field"}
GroupIds = choice_list(choice_of("GroupEnum", GROUPS), min_items=1, max_items=1)


def create_user(state: dict[str, Any]) -> FormGenerator:
    """B1: an age has to be answered, and may be answered with none."""

    class UserPage(FormPage):
        model_config = ConfigDict(title="New user")

        username: str
        age: int | None
        user_group_ids: GroupIds  # type: ignore[valid-type]

    return dict((yield UserPage).model_dump())


def _change_user(state: dict[str, Any]) -> FormGenerator:
    """B2: the same, beginning with what is known."""

    class UserPage(FormPage):
        model_config = ConfigDict(title="Change a user")

        username: str = "anna"
        age: int | None = 41
        user_group_ids: GroupIds = ["8"]  # type: ignore[valid-type]  # noqa: RUF012

    return dict((yield UserPage).model_dump())


def _remove_user(state: dict[str, Any]) -> FormGenerator:
    """B3: a sentence, which is the default of a label."""

    class RemovePage(FormPage):
        are_you_sure: Label = "Are you sure you want to remove anna?"

    yield RemovePage
    return {}


def create_group(state: dict[str, Any]) -> FormGenerator:
    """B4: a name."""

    class GroupPage(FormPage):
        model_config = ConfigDict(title="New group")

        group_name: str

    return dict((yield GroupPage).model_dump())


def _change_group(state: dict[str, Any]) -> FormGenerator:
    """B5: a name, and an id that stays."""

    class GroupPage(FormPage):
        model_config = ConfigDict(title="Change a group")

        group_name: str = "Field"
        group_id: read_only_field(9)  # type: ignore[valid-type]

    return dict((yield GroupPage).model_dump())


change_user, remove_user, change_group = map(on_subscription, (_change_user, _remove_user, _change_group))
