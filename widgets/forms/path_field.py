"""How is a file named? By its path, whose rest is offered while it is typed; the right arrow takes it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.suggester import Suggester

from widgets.forms.field import NOT_SET
from widgets.forms.schema import FieldSpec
from widgets.forms.text_fields import TextField

__all__ = ["PathField", "completed"]


class PathField(TextField):
    """A path of a file. It is sent as text: whoever asks for it reads it."""

    def __init__(self, spec: FieldSpec, value: Any = NOT_SET, *, label_width: int = 20) -> None:
        super().__init__(spec, value, label_width=label_width)
        self._input.suggester = Paths()

    def hint(self) -> str:
        """Say which key completes it."""
        return " · ".join(part for part in (super().hint(), "a path; → completes it") if part)


class Paths(Suggester):
    """The files there are."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the path that goes on from what is typed."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """Return the first path that begins with what is typed, a folder with its slash; None where there is none."""
    folder, slash, start = typed.rpartition("/")
    try:
        place = Path(f"{folder}{slash}" or ".").expanduser()
        found = min((path for path in place.iterdir() if path.name.startswith(start) and start), default=None)
        return None if found is None else f"{folder}{slash}{found.name}{'/' if found.is_dir() else ''}"
    except (OSError, RuntimeError, ValueError):  # no such folder, no such home, a character no path can have
        return None
