"""How does a test run the program as a user does, and read what it says?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["Nocdeck", "nocdeck_in", "shown"]

Nocdeck = Callable[..., "subprocess.CompletedProcess[str]"]


def nocdeck_in(site: Path) -> Nocdeck:
    """Return what runs the program in a user's folder, with the configuration there and a store beside it."""

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "console", "--config", "config.toml", "--store", "sqlite:///x.db", *arguments],
            cwd=site,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def shown(done: subprocess.CompletedProcess[str]) -> Any:
    """Return what a command printed as JSON."""
    return json.loads(done.stdout)
