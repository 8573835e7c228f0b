"""Which arguments hold for every command, and when is it the console that is meant?

A leaf on the start path: no library of the command line, nothing of the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["Globals", "Opening", "opening"]


@dataclass(frozen=True, slots=True)
class Globals:
    """The options before the command."""

    config: Path | None = None
    store: str | None = None
    operator: str | None = None
    read_only: bool = False

    def as_arguments(self) -> list[str]:
        """Return them as arguments again, for the engine's child process."""
        given = []
        for option, value in (("--config", self.config), ("--store", self.store), ("--operator", self.operator)):
            given += [option, str(value)] if value is not None else []
        return given + (["--read-only"] if self.read_only else [])


@dataclass(frozen=True, slots=True)
class Opening:
    """A console to open."""

    options: Globals
    demo: bool = False
    fresh: bool = False


_WITH_VALUE = ("--config", "--store", "--operator")


def opening(arguments: Sequence[str]) -> Opening | None:
    """Return the console that is asked for; None when the arguments say anything else (help and mistakes too)."""
    found = Opening(Globals())
    rest = list(arguments)
    while rest:
        word, equals, value = rest.pop(0).partition("=")
        if word in _WITH_VALUE and not found.demo:
            if not equals:
                if not rest:
                    return None
                value = rest.pop(0)
            found = replace(found, options=_with(found.options, word, value))
        elif word == "--read-only" and not equals and not found.demo:
            found = replace(found, options=replace(found.options, read_only=True))
        elif word == "demo" and not equals and not found.demo:
            found = replace(found, demo=True)
        elif word == "--fresh" and not equals and found.demo:
            found = replace(found, fresh=True)
        else:
            return None
    return found


def _with(options: Globals, option: str, value: str) -> Globals:
    match option:
        case "--config":
            return replace(options, config=Path(value))
        case "--store":
            return replace(options, store=value)
        case _:
            return replace(options, operator=value)
