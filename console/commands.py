"""What does a line typed after `:` mean?

The name of an action that the screen offers, by its word, an alias or its id, then what the action takes. Pure: the
registry in, an action or a sentence out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.actions import Action

__all__ = ["BadCommand", "Command", "completed", "read_command"]


class BadCommand(ValueError):
    """A line cannot be carried out; its text says what to change, in one line."""

    exit_code = 2
    """Marks it, as the engine's own errors, as a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Command:
    """What was asked for."""

    action: Action
    argument: str = ""


def read_command(line: str, offered: Iterable[Action]) -> Command:
    """Return what a line asks for. Raises BadCommand."""
    word, _, argument = line.strip().partition(" ")
    argument = argument.strip()
    actions = list(offered)
    action = _called(word, actions)
    if action is None:
        from difflib import get_close_matches

        near = get_close_matches(word, _words(actions), n=1)
        raise BadCommand(f"there is no command {word!r} here" + (f"; did you mean {near[0]}?" if near else ""))
    if argument and not action.takes:
        raise BadCommand(f"{word} takes nothing after it")
    if not argument and action.needs_argument:
        raise BadCommand(f"{word} what? Write {word} {action.takes}")
    return Command(action, argument)


def completed(line: str, offered: Iterable[Action], values: Sequence[str] = ()) -> str | None:
    """Return the line as it might go on: its command's name, or one of `values` after it; None where nothing fits."""
    word, space, argument = line.partition(" ")
    known, typed = (values, argument) if space else (_words(offered), word)
    found = next((other for other in known if typed and other.startswith(typed) and other != typed), None)
    return None if found is None else f"{word} {found}" if space else found


def _called(word: str, actions: Iterable[Action]) -> Action | None:
    """Return the action of this name; of a name that two have, such as `leave`, the screen's first."""
    return next((action for action in actions if word in action.names), None)


def _words(actions: Iterable[Action]) -> list[str]:
    """Return every word of the actions, those that are not ids first."""
    actions = list(actions)
    names = [name for action in actions for name in action.names[:-1]]
    return [*dict.fromkeys(names), *(action.id for action in actions)]
