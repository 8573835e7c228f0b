"""How is the console opened from the command line?

What the shell needs before its first paint (theme, environment, keys) and the first rows after it (which store, whose
inbox) is read from the configuration file unchecked; the settings are checked in a thread behind those, and before
anything can be done.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_state_path

from console.cli.arguments import Globals, Opening
from engine import configfile
from engine.errors import NocdeckError
from engine.plain import clean

if TYPE_CHECKING:
    from console.app import ConsoleApp
    from console.store_opening import Said
    from engine.settings import Settings

__all__ = ["open_wanted"]


def open_wanted(wanted: Opening) -> int:
    """Open the console (the demo's first prepared) and return its exit code."""
    if (why_not := _no_screen()) is not None:
        sys.stderr.write(f"nocdeck: {why_not}; `nocdeck --help` lists what works without one\n")
        return 2
    from console.start import open_console

    try:
        options = wanted.options
        if wanted.demo:
            from console.cli.demo import prepare

            options = prepare(options, fresh=wanted.fresh)
        path = configfile.find(options.config)
        said = configfile.read(path)
        return open_console(lambda: _console(options, path, said))
    except (NocdeckError, ValueError) as error:
        sys.stderr.write(f"nocdeck: {clean(str(error))}\n")
        return 2


def _no_screen() -> str | None:
    """Return why no screen can be drawn here; None where one can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "the console needs a terminal"
    if os.environ.get("TERM") == "dumb":  # an editor's shell, a log: it would show every escape sequence as it is
        return "the console needs a terminal that draws a screen, and TERM says it is a dumb one"
    return None


def _console(options: Globals, path: Path | None, said: dict[str, Any]) -> ConsoleApp:
    from console.actions import with_keys
    from console.app import ConsoleApp
    from console.environment import Environment
    from console.store_deck import StoreDeck

    keys = said.get("keys", {})
    environment = Environment(
        name=_ui(said, "environment") or "",
        colour=_ui(said, "environment_colour") or "",
        guarded=_yes(_ui(said, "guarded")),
    )
    return ConsoleApp(
        StoreDeck(
            lambda: _settings(options, path),
            said=_said(options, said),
            options=options.as_arguments(),
            search_path=path.parent if path else None,
        ),
        environment=environment,
        state_dir=user_state_path("nocdeck"),
        theme=_ui(said, "theme"),
        actions=with_keys(keys if isinstance(keys, dict) else {}),
        bell=_yes(_ui(said, "bell")),
        read_only=options.read_only or _yes(_ui(said, "read_only")),
    )


def _yes(said: str | None) -> bool:
    return str(said).lower() in ("true", "1", "yes", "on")


def _said(options: Globals, said: dict[str, Any]) -> Said | None:
    """Return the store and the teams as the settings will have them; None where that takes more than to look."""
    from console.store_opening import Said

    sections = ("NOCDECK_STORE", "NOCDECK_OPERATOR")
    if any(name.upper().startswith(sections) for name in os.environ):
        return None
    store, operator = said.get("store", {}), said.get("operator", {})
    if not isinstance(store, dict) or not isinstance(operator, dict):
        return None
    url = store.get("url", configfile.own_store()) if options.store is None else options.store
    teams = operator.get("teams", configfile.TEAMS)
    if (
        not isinstance(url, str)
        or not isinstance(teams, list | tuple)
        or not all(isinstance(team, str) for team in teams)
    ):
        return None
    return Said(url, teams)


def _ui(said: dict[str, Any], key: str) -> str | None:
    """Return one key of `[ui]` as the settings will: the environment wins over the file."""
    section = said.get("ui", {})
    value = os.environ.get(f"NOCDECK_UI__{key.upper()}", section.get(key) if isinstance(section, dict) else None)
    return None if value is None else str(value)


def _settings(options: Globals, path: Path | None) -> Settings:
    from engine.settings import load_settings

    return load_settings(path).overridden(store=options.store, operator=options.operator, read_only=options.read_only)
