"""How does a console come by its store, and how by the workflows?

The one after the other, each in a thread: what is read first is imported first, so that rows are on the screen before
the larger part, workflows and all they may use, begins to load. With that come the settings, checked: a store that
needs nothing done to it is read by what the configuration says unchecked, and nothing is done to any store before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.drafts import Drafts
    from engine.operations import Operations
    from engine.presence import Presence
    from engine.registry import Registry
    from engine.settings import Settings
    from engine.store.database import Store

__all__ = ["ENGINE_LOG", "LOADING", "LOG", "Loaded", "Opened", "Said", "load_workflows", "open_for_reading"]

LOG = "nocdeck.log"
"""Where every program of an operator writes what it did, in the state folder; engines too."""

ENGINE_LOG = "engine.log"
"""What the engine of a console says outside of that log, a crash say, in the same folder."""

LOADING = "the workflows are still being loaded"
"""Why engines and schedules are left alone in the first moments."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the configuration says, unchecked: enough for a first look."""

    url: str
    """Of the store."""
    teams: Sequence[str]
    """Of the operator."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an open deck holds: enough to read the store."""

    url: str
    store: Store
    teams: Sequence[str]
    drafts: Drafts


@dataclass(frozen=True, slots=True)
class Loaded:
    """What it holds beside that once the workflows are loaded."""

    settings: Settings
    registry: Registry
    operations: Operations
    presence: Presence
    troubles: Sequence[str]
    """What went wrong in loading, and can be gone on without."""
    end_log: Callable[[], None]
    """Ends what is written of the console."""


def open_for_reading(said: Said | None, load: Callable[[], Settings]) -> Opened:
    """Open the store, and import what its first rows take. Without a word on it, or where it is not ready, the settings
    are loaded first.

    Raises:
        NocdeckError: the settings are wrong, or the store cannot be used.
    """
    import sqlalchemy.ext.asyncio  # noqa: F401  (it and these would else be imported while the screen stands still)

    import engine.inbox
    import engine.rules
    import engine.watch  # noqa: F401
    from engine.drafts import Drafts
    from engine.operator import Operator
    from engine.store.schema import open_store, ready_store

    store = ready_store(said.url) if said is not None else None
    if said is None or store is None:
        settings = load()
        said = Said(settings.store.url.get_secret_value(), settings.operator.teams)
        store = open_store(said.url)
    return Opened(said.url, store, said.teams, Drafts(store, Operator.here()))


def load_workflows(
    opened: Opened, load: Callable[[], Settings], search_path: Path | None, wake: Callable[[], None]
) -> Loaded:
    """Load the settings, the workflows of the site and what is done to processes; `wake` is called when there is work.

    Raises:
        NocdeckError: the settings are wrong, name what there is not, or another store than the one that is open.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from engine.errors import ConfigError
    from engine.operations import Operations
    from engine.operator import Operator
    from engine.presence import Presence

    settings, store = load(), opened.store
    if settings.store.url.get_secret_value() != opened.url:
        raise ConfigError("The configuration names another store than a moment ago; start nocdeck again")
    operator = Operator.here(settings.operator.name)
    end_log, troubles = _begin_log(settings)
    registry = settings.registry(search_path)
    operations = Operations(store, registry, operator, on_queued=wake, read_only=settings.ui.read_only)
    if not settings.ui.read_only:
        with contextlib.suppress(SQLAlchemyError):  # a store that is busy now is tidied the next time
            opened.drafts.tidy()
    troubles += [f"{problem}; its workflows are missing here" for problem in registry.problems]
    return Loaded(settings, registry, operations, Presence(store, operator), troubles, end_log)


def _begin_log(settings: Settings) -> tuple[Callable[[], None], list[str]]:
    """Write the log from here on; return what ends it, and what the operator must hear of it."""
    from engine import journal

    path = settings.state_dir / LOG
    try:
        return journal.begin(path, settings.redact.keys), []
    except OSError as error:
        return (lambda: None), [f"no log is kept: {path}: {error.strerror}"]
