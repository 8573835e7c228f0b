"""Where is the configuration, and what does it say before anything is checked?

A leaf on the start path: the console needs its theme and keys before the first paint, and must not wait for the
libraries that check the rest (`engine.settings` does).
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from engine.errors import ConfigError

__all__ = ["TEAMS", "find", "own_store", "read"]

MAX_BYTES = 1_000_000

TEAMS = ("NOC",)
"""Whose input steps an operator sees where nothing is configured."""


def own_store() -> str:
    """Return the URL of the store of an operator who configured none."""
    return f"sqlite:///{user_data_path('nocdeck') / 'nocdeck.db'}"


def find(named: Path | None = None) -> Path | None:
    """Return the configuration file: the one `named`, or NOCDECK_CONFIG, or `config.toml` in the user's folder; None if
    the last is not there.

    Raises:
        ConfigError: a file was named that is not there.
    """
    if named is None and (variable := os.environ.get("NOCDECK_CONFIG")):
        named = Path(variable)
    if named is not None:
        if not named.is_file():
            raise ConfigError(f"The configuration file {named} is not there, or is no file")
        return named.absolute()
    usual = user_config_path("nocdeck") / "config.toml"
    return usual if usual.is_file() else None


def read(path: Path | None) -> dict[str, Any]:
    """Return what a configuration file says, unchecked; nothing for None.

    Raises:
        ConfigError: the file cannot be read, or is no TOML; the message says where.
    """
    if path is None:
        return {}
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"The configuration file {path} is larger than {MAX_BYTES} bytes")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"The configuration file {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The configuration file {path} is not TOML: {error}") from None
