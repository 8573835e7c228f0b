"""Which keys has an action where the operator wants others, and how is a key named?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from console.actions.action import Action, Scope
from console.actions.registry import ACTIONS

__all__ = ["TOGETHER", "BadKeys", "key_label", "with_keys"]

TOGETHER: tuple[frozenset[Scope], ...] = (
    frozenset({"global", "list", "filtered", "listed", "process"}),
    frozenset({"global", "list", "filtered", "schedule"}),
    frozenset({"global", "list", "filtered", "catalogue"}),
    frozenset({"global", "list", "engine"}),
    frozenset({"global", "catalogue", "text"}),
    frozenset({"global", "process", "text"}),
    frozenset({"global", "form"}),
    frozenset({"global", "text", "subscription"}),
    frozenset({"reader"}),
)
"""Scopes whose keys work on one screen: within each, a key means one action."""


class BadKeys(ValueError):
    """`[keys]` of the configuration cannot be used; `problems` says what to change, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def with_keys(overrides: Mapping[str, str], actions: Iterable[Action] = ACTIONS) -> tuple[Action, ...]:
    """Return the actions with the operator's keys: `{"process.retry": "R"}`, several keys separated by commas.

    Raises BadKeys, listing everything wrong: unknown ids, words that are no key, one key for two actions.
    """
    known = {action.id: action for action in actions}
    problems: list[str] = []
    for id, text in overrides.items():
        keys = tuple(key.strip() for key in str(text).split(",") if key.strip())
        bad = [key for key in keys if not _is_key(key)]
        if id not in known:
            problems.append(f"keys.{id}: there is no such action; `nocdeck config --keys` lists them")
        elif not keys or bad:
            named = f"{bad[0]!r} is not a key" if bad else "no key is given"
            problems.append(f"keys.{id}: {named}; use one character, or a name such as ctrl+r, f5, enter")
        else:
            known[id] = replace(known[id], keys=keys)
    problems.extend(_clashes(known.values()))
    if problems:
        raise BadKeys(problems)
    return tuple(known.values())


def _clashes(actions: Iterable[Action] = ACTIONS) -> Iterator[str]:
    """Yield a line for every key that two actions of one screen share."""
    owners: dict[tuple[str, frozenset[Scope]], Action] = {}
    said: set[tuple[str, str, str]] = set()
    for action in actions:
        for key in action.keys:
            for scopes in TOGETHER:
                if action.scope not in scopes:
                    continue
                owner = owners.setdefault((key, scopes), action)
                if owner.id != action.id and (key, owner.id, action.id) not in said:
                    said.add((key, owner.id, action.id))
                    yield f"keys.{action.id}: {key!r} is the key of {owner.id} already; give one of them another"


_NAMED = (
    "enter|escape|space|tab|backspace|delete|insert|home|end|pageup|pagedown|up|down|left|right|comma|f[1-9]|f1[0-2]"
)
_KEY = re.compile(rf"(?:(?:ctrl|shift|alt)\+)*(?:{_NAMED}|[^\W_]|[!-/:-@\[-`{{-~])")
_SHORT = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "comma": ","}


def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None


def key_label(key: str) -> str:
    """Return a key as the screen names it: `escape` is `esc`."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _SHORT.get(last, last)])
