"""Where does the program write what it did, and how is a secret kept out of it?

One log file, one path into it: every line passes the redaction of secret keys and the cleaning of control characters,
because others `cat` the file. Importing this module makes the log silent until `begin` says where it goes;
pydantic-forms logs answers through the same library, and left alone it would print them on standard output.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

from engine.plain import clean, clean_lines, redact

__all__ = ["begin", "configure", "open_private"]

Event = MutableMapping[str, Any]


def _drop(_logger: Any, _method: str, _event: Event) -> Event:
    raise structlog.DropEvent


if not structlog.is_configured():
    structlog.configure(processors=[_drop])


def open_private(path: Path) -> TextIO:
    """Open a file for appending that its owner alone can read; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", buffering=1, encoding="utf-8")


class _Safe:
    """The last processor but the renderer: masks secrets, makes the text of every value visible."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = frozenset(keys)

    def __call__(self, _logger: Any, _method: str, event: Event) -> Event:
        traceback = event.pop("exception", None)
        safe = {key: self._text(value) for key, value in redact(dict(event), self._keys).items()}
        if traceback is not None:
            safe["exception"] = "\n".join(clean_lines(traceback))
        return safe

    def _text(self, value: Any) -> Any:
        return value if isinstance(value, int | float | bool | None) else clean(str(value))


def begin(path: Path, redacted: Collection[str] = ()) -> Callable[[], None]:
    """Write the log to the file at `path`, as `configure` does; return what ends that. Raises OSError."""
    file = open_private(path)
    configure(file, redacted)

    def end() -> None:
        structlog.configure(processors=[_drop])
        file.close()

    return end


def configure(file: TextIO, redacted: Collection[str] = ()) -> None:
    """Write the log to `file`, a line an event (a traceback follows its line), values under `redacted` keys masked."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _Safe(redacted),
            structlog.dev.ConsoleRenderer(colors=False, sort_keys=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(file=file),
        cache_logger_on_first_use=False,
    )
