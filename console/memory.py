"""What does the console remember from one run to the next?

Which view was shown, each list's tab, filter and order, what was kept under a name, the theme, in which zone times are
shown, and what was typed after `:`; marks never.
One small JSON file for each environment in the user's state folder, readable by nobody else. What cannot be read is as
if it were not there: a console that forgot is better than one that does not start.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from console.places import Place
from console.threads import in_thread

__all__ = ["Keeper", "ListMemory", "Memory", "memory_file", "recall"]

VERSION = 1
"""Of the file's layout; a file of another one is not read."""

MAX_BYTES = 100_000

PATIENCE = 2.0
"""Seconds after which a file that cannot be written is left."""

MAX_LINES = 50
"""Of the lines typed after `:`."""


@dataclass(slots=True)
class ListMemory:
    """How a list was left."""

    tab: str = ""
    filter: str = ""
    sort: str = ""
    """`status:asc`; empty: the latest change first."""


@dataclass(slots=True)
class Memory:
    """Everything that is remembered."""

    view: str = ""
    theme: str = ""
    """Chosen in the console, over the one that was configured then."""
    theme_configured: str = ""
    utc: bool = False
    """Times are shown in UTC, not in local time."""
    lists: dict[str, ListMemory] = field(default_factory=dict)
    """By view."""
    saved: dict[str, Place] = field(default_factory=dict)
    """Kept under a name, in the order they were first kept in."""
    history: list[str] = field(default_factory=list)
    """Lines typed after `:`, the last one last."""

    def list_of(self, view: str) -> ListMemory:
        """Return what is remembered of a view's list; what is written there is remembered."""
        return self.lists.setdefault(view, ListMemory())

    def typed(self, line: str) -> None:
        """Put a line last in the history, once."""
        self.history[:] = [*(other for other in self.history if other != line), line][-MAX_LINES:]


class Keeper:
    """Writes a memory when it has changed, in a thread: the interface never waits for a file."""

    def __init__(self, path: Path | None, memory: Memory) -> None:
        self._path = path
        self._memory = memory
        self._written = deepcopy(memory)

    async def keep(self) -> None:
        """Write what has changed, if anything has. A folder that cannot be written to is no reason to disturb."""
        if self._path is None or self._memory == self._written:
            return
        self._written = deepcopy(self._memory)
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(in_thread(_write, self._path, self._written), PATIENCE)


def memory_file(folder: Path, environment: str) -> Path:
    """Return the file of an environment, in the program's state folder."""
    return folder / "ui" / f"{quote(environment, safe=' ').replace('.', '%2E')[:200] or 'default'}.json"


def recall(path: Path) -> Memory:
    """Return what the file holds; a blank memory where it cannot be read."""
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(MAX_BYTES))
        return _parsed(said) if said["version"] == VERSION else Memory()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Memory()


def _write(path: Path, memory: Memory) -> None:
    """Write the file whole, or not at all. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"version": VERSION, **asdict(memory)}, file, indent=1)
    half.replace(path)


def _parsed(said: Mapping[str, Any]) -> Memory:
    return Memory(
        view=str(said["view"]),
        theme=str(said["theme"]),
        theme_configured=str(said["theme_configured"]),
        utc=said.get("utc") is True,
        lists={
            str(view): ListMemory(str(kept["tab"]), str(kept["filter"]), str(kept.get("sort", "")))
            for view, kept in said["lists"].items()
        },
        saved={str(name): Place.read(place) for name, place in said.get("saved", {}).items()},
        history=[str(line) for line in said["history"]][-MAX_LINES:],
    )
